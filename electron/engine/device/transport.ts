/** The one way to a device; adbkit is behind it, and another client could be. */
import type { Device } from '@shared/device/device'
import type { AdbInfo } from '@shared/rpc/device-calls'

export interface ShellEnd {
  /** Exit code; null when the connection ended first. */
  code: number | null
  reason: 'exit' | 'disconnected' | 'aborted'
}

export interface ShellOptions {
  /** Called in order; a promise holds the device back until it is settled. */
  stdout?: (data: Buffer) => void | Promise<void>
  stderr?: (data: Buffer) => void
  /** Aborting ends the remote process. */
  signal?: AbortSignal
  /** Given once the command runs: writes to its standard input. */
  onStart?: (write: (text: string) => void) => void
}

export interface PushOptions { mode?: number; progress?: (sent: number, total: number) => void; signal?: AbortSignal }

/** Every method throws StudioError with what a person can do; `unplugged` when the device went away meanwhile. */
export interface DeviceTransport {
  readonly serial: string
  /** adb features of the device, `shell_v2` among them. */
  features(): Promise<string[]>
  /** Runs a command; without shell v2 the exit code comes from a sentinel and stderr is mixed into stdout. */
  shell(command: string, options?: ShellOptions): Promise<ShellEnd>
  /** Runs a short command and returns what it printed; `code` as the shell's, null where the shell did not tell. Throws `unplugged` when the connection was cut, `device` after 30 s of silence. */
  read(command: string, signal?: AbortSignal): Promise<{ code: number | null; stdout: string; stderr: string }>
  /** Copies a file; a partial copy is removed when it fails or is aborted. */
  push(local: string, remote: string, options?: PushOptions): Promise<void>
  pull(remote: string, local: string, options?: PushOptions): Promise<void>
}

/** What adb knows: the devices, as they come and go. */
export interface DeviceHost {
  /** Which adb is used, and what to do where there is none. Starts nothing. */
  info(): Promise<AdbInfo>
  /** Called at once and at each change. @returns ends following */
  follow(onDevices: (devices: Device[]) => void, onProblem: (error: Error) => void): () => void
  list(): Promise<Device[]>
  /** `adb connect host:port`. @returns the serial */
  connect(address: string): Promise<string>
  disconnect(address: string): Promise<void>
  /** Tells a device to listen on Wi-Fi; it starts its adbd anew for that, which ends every connection, and can be connected to a moment later (see `switchToWifi`). @returns the address to connect to, found before the switch; null where the device has none */
  tcpip(serial: string, port: number): Promise<string | null>
  open(serial: string): DeviceTransport
  /** Ends the server if this host was the cause of it, and no device is connected but by this host. @returns why it was left running though it was started here, for a person; null otherwise */
  close(): Promise<string | null>
}
