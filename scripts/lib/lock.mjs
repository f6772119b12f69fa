// One setup at a time in a checkout: commands may start together.
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inRoot, root, say, SetupError } from './project.mjs'

const setupLock = inRoot('.cache', 'setup.lock')

/** A child that must end before the next setup starts, even when this process is killed and cannot wait for it. */
export const holdLockFor = (pid) => fs.appendFileSync(setupLock, `\n${pid}`)

/** Runs `work` while no other process does the same under this lock file, which names the processes that hold it. */
export async function withLock(work, file = setupLock) {
  try {
    await take(file)
  } catch (error) {
    if (!denied(error)) throw error
    return await asItIs(work)
  }
  const release = () => fs.rmSync(file, { force: true })
  process.on('exit', release)
  try {
    return await work()
  } finally {
    release()
    process.off('exit', release)
  }
}

const denied = (error) => ['EACCES', 'EPERM', 'EROFS'].includes(error.code)

/** A checkout that belongs to someone else is used as it is: where nothing is missing, nothing is written. */
async function asItIs(work) {
  try {
    return await work()
  } catch (error) {
    throw denied(error) ? new SetupError(`This checkout is not set up, and this user may not write to it (${error.path ?? root}). Run \`npm run setup\` as its owner.`) : error
  }
}

async function take(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const start = Date.now()
  for (let told = false; ; await sleep(100)) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (!ownerLives(file)) clearDead(file)
    else if (!told && Date.now() - start > 1000) {
      say('another setup is at work in this checkout; waiting for it')
      told = true
    }
  }
}

/** One process at a time looks again and removes: two that saw the same dead owner must not remove the lock that one of them takes next. */
function clearDead(file) {
  const clearing = `${file}.clearing`
  try {
    fs.mkdirSync(clearing)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    // Killed within these few lines.
    if (Date.now() - (fs.statSync(clearing, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 5000) fs.rmSync(clearing, { recursive: true, force: true })
    return
  }
  try {
    if (!ownerLives(file)) fs.rmSync(file, { force: true })
  } finally {
    fs.rmSync(clearing, { recursive: true, force: true })
  }
}

/** A setup that was killed leaves its lock behind. An empty file is one being written this moment, unless it stays empty. */
function ownerLives(file) {
  try {
    const owners = fs.readFileSync(file, 'utf8').split('\n').map(Number).filter(Boolean)
    return owners.length > 0 ? owners.some(lives) : Date.now() - fs.statSync(file).mtimeMs < 5000
  } catch (error) {
    if (error.code === 'ENOENT') return false // released in the meantime
    throw error
  }
}

function lives(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
