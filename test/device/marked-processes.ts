/** Which processes of the host belong to a simulation: they carry its mark in their environment. */
import fs from 'node:fs/promises'
import type { Simulation } from '../../electron/engine/simulator/simulation'

/** @param commandLine a part of it, arguments separated by NUL. @returns their numbers */
export async function processesOf({ mark }: Pick<Simulation, 'mark'>, commandLine = ''): Promise<number[]> {
  const pids = (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const own = await Promise.all(pids.map(async (pid) => {
    const [environment, line] = await Promise.all(['environ', 'cmdline'].map((file) => fs.readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')))
    return environment!.includes(`ADAMTL_SIMULATION=${mark}`) && line!.includes(commandLine)
  }))
  return pids.filter((_, i) => own[i]).map(Number)
}
