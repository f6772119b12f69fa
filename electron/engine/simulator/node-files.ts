/** Files that change while others read them, as those of sysfs do. */
import fs from 'node:fs'
import path from 'node:path'

interface NodeFile { fd: number; value: string; width: number }

export class NodeFiles {
  private readonly open = new Map<string, NodeFile>()

  constructor(private readonly root: string) {}

  /**
   * Written in one piece and only when it changed. A shorter value is filled up with line ends: cutting the file off would let a reader see half of two values,
   * and a new file would be missed by who keeps the old one open.
   */
  set(devicePath: string, value: string | number): void {
    const text = `${value}\n`
    const file = this.open.get(devicePath) ?? this.create(devicePath)
    if (file.value === text) return
    file.value = text
    file.width = Math.max(file.width, text.length)
    fs.writeSync(file.fd, text.padEnd(file.width, '\n'), 0)
  }

  close(): void {
    for (const { fd } of this.open.values()) fs.closeSync(fd)
    this.open.clear()
  }

  private create(devicePath: string): NodeFile {
    const place = path.join(this.root, devicePath)
    fs.mkdirSync(path.dirname(place), { recursive: true })
    const file = { fd: fs.openSync(place, 'w', 0o644), value: '', width: 0 }
    this.open.set(devicePath, file)
    return file
  }
}
