import packageJson from '../../package.json'

export const studioVersion: string = packageJson.version
