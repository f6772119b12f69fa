/**
 * The device in namespaces of its own (user, mount, process): absolute paths mean what they mean on a device, no command can reach a process of the host,
 * and everything in it ends with its first process. Needs Linux with unprivileged user namespaces, and util-linux.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs/promises'
import path from 'node:path'
import { deviceEnvironment } from './environment'
import type { DeviceProcess, Place } from './place'
import { childOf, kill } from './processes'

/** Of the host's files the device sees programs and libraries, and the devices that a program needs. Data is in memory, so that its size can be set. */
const script = `
set -e
cd "$1"
for folder in bin sbin lib lib32 lib64 libx32 usr; do
  if [ -L "/$folder" ]; then ln -s "$(readlink "/$folder")" "$folder"
  elif [ -d "/$folder" ]; then
    mkdir "$folder"
    mount --bind "/$folder" "$folder"
    # Refused where the host has locked flags on it; then the host's permissions alone protect it.
    mount -o remount,bind,ro "$folder" 2>/dev/null || :
  fi
done
for device in null zero full random urandom tty; do
  : > "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/shm
mount -t tmpfs -o mode=1777 shm dev/shm
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=755,size="$2" data data
mkdir -p data/local/tmp data/media/0
for folder in system sys; do
  mount --bind "$folder" "$folder"
  mount -o remount,bind,ro "$folder"
done
read -r process _ < /proc/self/stat
mount -t proc proc proc
mount --bind system/etc/meminfo proc/meminfo
chroot . /bin/sh -c :
# As the first process it inherits orphans: ignoring their end lets the kernel clear them away.
trap '' CHLD
# It says its number from inside the root: before that, its root is still the host's.
exec chroot . /bin/sh -c 'echo "$1"; read -r _' sh "$process"
`
const dataBytes = 4 * 2 ** 30

/** @returns null where the host allows no namespaces; `why` is then told */
export async function namespacePlace(root: string, mark: string, why: (reason: string) => void): Promise<Place | null> {
  const holder = spawn('unshare', ['--user', '--map-root-user', '--mount', '--pid', '--fork', '--kill-child', '/bin/sh', '-c', script, 'sh', root, String(dataBytes)], {
    detached: true, stdio: 'pipe', env: deviceEnvironment(mark, '')
  })
  const first = await firstProcess(holder, why)
  if (first === null) return null
  const within = ['--target', String(first), '--user', '--mount', '--preserve-credentials']
  const seen = `/proc/${first}/root`, env = deviceEnvironment(mark, '')
  const launchers = new Set<number>()
  return {
    kind: 'namespaces',
    // Normalised first, so that `..` stays within.
    locate: (devicePath) => path.join(seen, path.posix.normalize(`/${devicePath}`)),
    spawn: (command): DeviceProcess => {
      const child = spawn('nsenter', [...within, '--pid', '--root', `--wd=${seen}`, '/bin/sh', '-c', command], { env, detached: true, stdio: 'pipe' })
      if (child.pid !== undefined) launchers.add(child.pid)
      child.on('exit', () => launchers.delete(child.pid!))
      // nsenter stays outside and waits for the shell.
      return { child, signal: (name) => signalShell(child, name) }
    },
    fill: async (full) => {
      const disk = await fs.statfs(`${seen}/data`)
      // No size at all would mean no limit.
      const size = full ? Math.max(1, disk.blocks - disk.bfree) * disk.bsize : dataBytes
      await succeeded(spawn('nsenter', [...within, 'mount', '-o', `remount,size=${size}`, path.join(root, 'data')], { stdio: ['ignore', 'ignore', 'pipe'] }))
    },
    launchers: () => [...launchers]
  }
}

function signalShell(launcher: ChildProcess, name: NodeJS.Signals): void {
  if (launcher.pid === undefined) return
  const shell = childOf(launcher.pid)
  // A shell that is only just being made is in the launcher's group already: none slips through between looking and sending.
  if (shell !== null) kill(shell, name)
  else if (launcher.exitCode === null && launcher.signalCode === null) kill(-launcher.pid, name)
}

/** The host's number of the first process, once everything is in place. */
function firstProcess(holder: ChildProcess, why: (reason: string) => void): Promise<number | null> {
  return new Promise((resolve) => {
    let said = '', complaint = ''
    holder.stderr?.on('data', (text: Buffer) => { complaint += text.toString() })
    holder.stdout?.on('data', (text: Buffer) => {
      said += text.toString()
      if (said.endsWith('\n')) resolve(Number(said))
    })
    holder.on('error', (error) => {
      why(error.message)
      resolve(null)
    })
    holder.on('close', () => {
      why(complaint.trim() || 'unshare ended without a word')
      resolve(null)
    })
  })
}

function succeeded(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let complaint = ''
    child.stderr?.on('data', (text: Buffer) => { complaint += text.toString() })
    child.on('error', reject)
    child.on('close', (code) => code === 0 ? resolve() : reject(new Error(complaint.trim())))
  })
}
