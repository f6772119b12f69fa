/** The adb program at a lab's server, with its exit code and both outputs. */
import { spawn } from 'node:child_process'

export interface AdbResult { code: number | null; stdout: string; stderr: string }

export function runAdb(port: number, args: string[], input = ''): Promise<AdbResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('adb', ['-P', String(port), ...args], { stdio: 'pipe' })
    let stdout = '', stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text })
    child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
    // A command may end without reading its input.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}
