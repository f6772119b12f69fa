/** `studio://app/…`: the window's files, and nothing else of the disk. */
import fs from 'node:fs/promises'
import path from 'node:path'

export const scheme = 'studio'
export const appUrl = `${scheme}://app/`

/** Scripts are the app's own files only. Styles may be inline: components position themselves with style attributes. */
const contentSecurityPolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self'",
  "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"
].join('; ')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.woff2': 'font/woff2', '.wasm': 'application/wasm'
}

/** The file that a URL of ours names inside `folder`, or null when it names nothing there. */
export function resolveAppFile(url: string, folder: string): string | null {
  const { host, pathname } = new URL(url)
  if (host !== 'app') return null
  let name: string
  try {
    name = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (name.includes('\0')) return null
  const file = path.join(folder, name === '/' ? 'index.html' : name)
  const inside = path.relative(folder, file)
  return inside === '' || inside.startsWith('..') || path.isAbsolute(inside) ? null : file
}

/** Answers a request of the window from the files in `folder`. */
export async function serveAppFile(request: Request, folder: string): Promise<Response> {
  const file = request.method === 'GET' ? resolveAppFile(request.url, folder) : null
  if (!file) return new Response(null, { status: 404 })
  try {
    const body = new Uint8Array(await fs.readFile(file))
    return new Response(body, {
      headers: {
        'content-type': types[path.extname(file)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff'
      }
    })
  } catch {
    return new Response(null, { status: 404 })
  }
}
