import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const alias = { '@shared': resolve(import.meta.dirname, 'shared') }

/** A project for each folder of test/ that runs in Node; timeouts fit what each does. */
const project = (name: string, seconds: number) => ({
  resolve: { alias },
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx,mjs}`], testTimeout: seconds * 1000, hookTimeout: seconds * 1000 }
})

export default defineConfig({
  test: { projects: [project('unit', 20), project('golden', 180), project('fuzz', 180), project('device', 180)] }
})
