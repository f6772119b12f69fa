/** One end of a message channel, whatever made it: a browser's, Electron's or Node's. */
export interface Port {
  post(message: unknown): void
  /** One listener; messages that came before it was set are delivered to it. */
  onMessage(listener: (message: unknown) => void): void
  /** Called once when the other end is gone. */
  onClose(listener: () => void): void
  close(): void
}
