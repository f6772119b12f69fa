// Debian packages that Electron, a virtual display and devices need. Only what is missing is installed, and only when that needs no password.
import { capture, has, run } from './process.mjs'
import { say } from './project.mjs'

/** Names by release: newer ones renamed libraries for 64-bit time. */
const packages = [
  ['libgtk-3-0t64', 'libgtk-3-0'], ['libnss3'], ['libgbm1'], ['libasound2t64', 'libasound2'], ['libstdc++6'],
  ['xvfb'], ['fonts-dejavu-core'], ['adb']
]

/** @param more further packages, each as a list of alternative names */
export async function ensureSystemPackages(more = []) {
  if (process.platform !== 'linux' || !has('apt-get')) return
  const missing = missingPackages([...packages, ...more])
  if (missing.length === 0) return
  const prefix = asRoot()
  if (!prefix) {
    say(`some Debian packages are missing; install them with: sudo apt-get install --no-install-recommends ${missing.map((names) => names.at(-1)).join(' ')}`)
    return
  }
  const apt = (args) => run([...prefix, 'apt-get'][0], [...prefix, 'apt-get', '-o', 'DPkg::Lock::Timeout=300', '-qq', ...args].slice(1), {
    stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  })
  await apt(['update'])
  const names = missing.map((alternatives) => alternatives.find(available) ?? alternatives.at(-1))
  say(`installing Debian packages: ${names.join(' ')}`)
  const code = await apt(['install', '-y', '--no-install-recommends', ...names])
  if (code !== 0) say(`apt-get could not install them (exit code ${code}); what needs them will say so`)
}

/** Sets of alternative names of which none is installed. */
function missingPackages(wanted) {
  const listed = capture('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n'])
  const installed = new Set((listed ?? '').split('\n').filter((line) => line.startsWith('installed ')).map((line) => line.slice('installed '.length)))
  return wanted.filter((alternatives) => !alternatives.some((name) => installed.has(name)))
}

const available = (name) => /Candidate: (?!\(none\))/.test(capture('apt-cache', ['policy', name]) ?? '')

/** What to put before a command so that it runs as root without asking; null when that is not possible. */
function asRoot() {
  if (process.getuid?.() === 0) return []
  return capture('sudo', ['-n', 'true']) === null ? null : ['sudo', '-n', '-E']
}
