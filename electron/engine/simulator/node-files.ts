/** Files that change while others read them, as those of sysfs do. */
import fs from 'node:fs'
import path from 'node:path'

interface NodeFile { fd: number; text: string }

export class NodeFiles {
  private readonly open = new Map<string, NodeFile>()

  constructor(private readonly root: string) {}

  /**
   * Written over the old value in the same file, which a reader may keep open, and only when it changed. The rest of a longer value is cut off afterwards:
   * in the few microseconds between, the first line is right already.
   */
  set(devicePath: string, value: string | number): void {
    const text = `${value}\n`
    const file = this.open.get(devicePath) ?? this.create(devicePath)
    if (file.text === text) return
    fs.writeSync(file.fd, text, 0)
    if (text.length < file.text.length) fs.ftruncateSync(file.fd, text.length)
    file.text = text
  }

  /** A link as sysfs has them. @param target relative to the link's folder */
  link(devicePath: string, target: string): void {
    const place = path.join(this.root, devicePath)
    fs.mkdirSync(path.dirname(place), { recursive: true })
    fs.symlinkSync(target, place)
  }

  close(): void {
    for (const { fd } of this.open.values()) fs.closeSync(fd)
    this.open.clear()
  }

  private create(devicePath: string): NodeFile {
    const place = path.join(this.root, devicePath)
    fs.mkdirSync(path.dirname(place), { recursive: true })
    const file = { fd: fs.openSync(place, 'w', 0o644), text: '' }
    this.open.set(devicePath, file)
    return file
  }
}
