// How Electron is started from a checkout.
import { root } from './project.mjs'

/** Chromium's sandbox refuses to run as root; anyone else keeps it. */
export const sandboxArguments = (uid = process.getuid?.()) => (uid === 0 ? ['--no-sandbox'] : [])

/** Arguments of Electron for the app in this checkout. */
export const appArguments = (args, uid) => [...sandboxArguments(uid), root, ...args]
