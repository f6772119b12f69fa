/** Wording that several refusals share. */
import { basename, extname } from 'node:path'
import { Finding } from './finding'

/** 48211 → "48 211", with narrow no-break spaces. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, '\u202f')
}

export function plural(n: number, one: string, many = one + 's'): string {
  return `${grouped(n)} ${n === 1 ? one : many}`
}

/** 1500000 → "1.5 MB" (decimal megabytes, as file managers show them). */
export function size(bytes: number): string {
  if (bytes < 1000) return plural(bytes, 'byte')
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`
}

/** Text from a file, safe to print: no control characters, and short. */
export function shown(text: string): string {
  const printable = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
  return printable.length > 120 ? printable.slice(0, 117) + '…' : printable
}

export const copyAgain = 'Copy or download it again and compare its size with the original.'

export const saveWeights = 'Save the weights alone where the model was trained, and open that file.'

/** The two lines of Python that make a readable file out of a model object. */
export function saveSnippet(file: string): string {
  const name = basename(file, extname(file)).replace(/[^\w.-]/g, '_') || 'model'
  return `# once, where the model was trained\ntorch.save(model.state_dict(), "${name}_weights.pth")`
}

export function damaged(why: string, detail?: string): Finding {
  return new Finding('unreadable', 'The file is damaged', { why, fix: copyAgain, detail })
}

export function cutShort(why: string, detail?: string): Finding {
  return new Finding('incomplete', 'The file is cut short', { why, fix: `${copyAgain} An interrupted download or a full disk leaves such a file.`, detail })
}

export function beyondLimits(why: string, detail?: string): Finding {
  return new Finding('refused', 'The file asks for more than a checkpoint needs', { why, fix: saveWeights, detail })
}
