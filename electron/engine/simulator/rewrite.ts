/** Without namespaces a command's paths are led into the device's folder. Only words of the command are seen: what a program opens by itself is the host's. */
const folders = 'data|sys|sdcard|system'
const start = /(^|[\s"'=:(<>|;&,{])/.source
const end = /(?=\/|[\s"';&|<>)},]|$)/.source
const devicePath = new RegExp(`${start}/(${folders})${end}`, 'g')

export const rewrite = (command: string, root: string): string => command.replace(devicePath, (_, before: string, folder: string) => `${before}${root}/${folder}`)
