/** Where the simulated device lives: its files, and the processes that run among them. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'

/** A process of the device. */
export interface DeviceProcess {
  readonly child: ChildProcessWithoutNullStreams
  /** Sends a signal to the shell itself, as adbd does. */
  signal(name: NodeJS.Signals): void
}

export interface Place {
  /** With namespaces a path means the same to a host, to a command and to a program; without them, paths in commands are rewritten and programs see the host's. */
  readonly kind: 'namespaces' | 'rewriting'
  /** Where the file of an absolute path of the device is found from here. */
  locate(devicePath: string): string
  /** Runs a command in the device's shell. */
  spawn(command: string): DeviceProcess
  /** Leaves no space for data, or gives it back. Where the device's files share a disk with others, commands that begin from now on cannot write to files, and pushes have to be refused. */
  fill(full: boolean): Promise<void>
  /** Processes that only wait for a command of the device; they are never stopped. */
  launchers(): number[]
}

/** Folders that the shell user may write to. */
export const isWritable = (devicePath: string): boolean => /^\/(data\/local\/tmp|sdcard|data\/media)(\/|$)/.test(devicePath)
