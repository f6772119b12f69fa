/** One connection of an adb server: greeting, authorisation, and the streams it carries. */
import type net from 'node:net'
import type { KeyObject } from 'node:crypto'
import { newToken, parsePublicKey, signedBy } from './auth'
import { command, header, maxPayload, PacketReader, version, type Packet } from './packet'
import { Stream, type Wire } from './stream'

const authToken = 1, authSignature = 2, authPublicKey = 3
const nothing = Buffer.alloc(0)

/** What a connection asks of the device. */
export interface Adbd {
  /** `device::key=value;…features=…` */
  banner(): string
  /** Answers nothing at all, as a device that hangs. */
  mute(): boolean
  /** Null where every host may connect. */
  authorised(): readonly KeyObject[] | null
  carry(bytes: number): Promise<void>
  /** What serves a stream of this name; null where there is no such service. */
  service(name: string): ((stream: Stream) => void) | null
}

export class Connection implements Wire {
  maxPayload = 4096
  private readonly streams = new Map<number, Stream>()
  private summed = true
  private greeted = false
  private online = false
  private nextId = 1
  private token = newToken()
  /** A key whose owner was asked to accept it. */
  private offered: KeyObject | null = null

  constructor(private readonly socket: net.Socket, private readonly adbd: Adbd, onClose: () => void) {
    socket.setNoDelay(true)
    const reader = new PacketReader((packet) => this.handle(packet))
    socket.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk)
      } catch {
        // Not an adb server: what it says means nothing.
        this.cut()
      }
    })
    // A broken connection closes, and that is all there is to it.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.dropStreams()
      onClose()
    })
  }

  carry(bytes: number): Promise<void> { return this.adbd.carry(bytes) }

  send(packet: Packet): void {
    if (this.socket.destroyed) return
    this.socket.cork()
    this.socket.write(header(packet, this.summed))
    if (packet.payload.length > 0) this.socket.write(packet.payload)
    process.nextTick(() => this.socket.uncork())
  }

  cut(): void { this.socket.destroy() }

  /** Greets anew, as after a restart of the device's daemon: streams end, features and authorisation are told afresh. */
  greet(): void {
    if (!this.greeted || this.adbd.mute()) return
    this.dropStreams()
    this.online = false
    if (this.adbd.authorised() === null) this.goOnline()
    else this.challenge()
  }

  /** The person at the device accepts the key that was offered. @returns it, or null where none was */
  accept(): KeyObject | null {
    const key = this.offered
    this.offered = null
    if (key) this.goOnline()
    return key
  }

  private goOnline(): void {
    this.online = true
    this.send({ command: command.CNXN, arg0: version, arg1: maxPayload, payload: Buffer.from(this.adbd.banner()) })
  }

  private challenge(): void {
    this.token = newToken()
    this.send({ command: command.AUTH, arg0: authToken, arg1: 0, payload: this.token })
  }

  private dropStreams(): void {
    for (const stream of [...this.streams.values()]) stream.lost()
  }

  private handle(packet: Packet): void {
    switch (packet.command) {
      case command.CNXN:
        this.greeted = true
        this.summed = packet.arg0 < version
        this.maxPayload = Math.min(maxPayload, packet.arg1)
        return this.greet()
      case command.AUTH: return this.authenticate(packet)
      case command.OPEN: return this.open(packet)
      case command.OKAY: return this.streams.get(packet.arg1)?.acknowledged()
      case command.WRTE: {
        const stream = this.streams.get(packet.arg1)
        if (stream) stream.receive(packet.payload)
        else this.send({ command: command.CLSE, arg0: 0, arg1: packet.arg0, payload: nothing })
        return
      }
      case command.CLSE: return this.streams.get(packet.arg1)?.closedByHost()
    }
  }

  private authenticate({ arg0, payload }: Packet): void {
    if (this.online) return
    if (arg0 === authSignature) {
      if (this.adbd.authorised()?.some((key) => signedBy(key, this.token, payload)) ?? true) this.goOnline()
      else this.challenge()
    } else if (arg0 === authPublicKey) this.offered = parsePublicKey(payload.toString('latin1'))
  }

  private open({ arg0: remote, payload }: Packet): void {
    const serve = this.online ? this.adbd.service(payload.toString('utf8').replace(/\0+$/, '')) : null
    if (!serve) return this.send({ command: command.CLSE, arg0: 0, arg1: remote, payload: nothing })
    const local = this.nextId++
    const stream = new Stream(this, local, remote, () => this.streams.delete(local))
    this.streams.set(local, stream)
    this.send({ command: command.OKAY, arg0: local, arg1: remote, payload: nothing })
    serve(stream)
  }
}
