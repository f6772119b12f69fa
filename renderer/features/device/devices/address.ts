/** `host`, `host:port` or `[address]:port`; the port is 5555 where none is given. */
export function completeAddress(text: string): string | null {
  const trimmed = text.trim()
  const match = /^(\[[0-9a-f:.%\w]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(trimmed)
  const port = Number(match?.[2] ?? 5555)
  return match && port >= 1 && port <= 65_535 ? `${match[1]}:${port}` : null
}
