/** `1 gap`, `3 gaps`. */
export const counted = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`
export const times = (n: number): string => (n === 1 ? 'once' : `${n} times`)
export const sentence = (s: string): string => s[0]!.toUpperCase() + s.slice(1)
