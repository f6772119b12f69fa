// The runner's program: electron/runner and the inference core in one CommonJS file that needs nothing beside it but ONNX Runtime's binding.
import fs from 'node:fs'
import path from 'node:path'
import { inRoot, root } from './project.mjs'

export const program = 'runner.cjs'

/** onnxruntime-node looks for its binding in a folder of the platform's; on a device it lies beside the program. */
const bindingBeside = {
  name: 'binding-beside',
  transform(code, id) {
    if (!id.replaceAll('\\', '/').endsWith('onnxruntime-node/dist/binding.js')) return null
    const beside = code.replace(/require\(`[^`]*onnxruntime_binding\.node`\)/, 'require(__dirname + "/onnxruntime_binding.node")')
    if (beside === code) throw new Error('onnxruntime-node no longer loads its binding as expected')
    return { code: beside, map: null }
  }
}

/** Writes the program into `folder`; returns its path. The same sources give the same bytes, wherever the checkout lies and from wherever this is called. */
export async function bundleProgram(folder) {
  const { build } = await import('vite')
  await build({
    configFile: false, root, logLevel: 'warn', publicDir: false, resolve: { alias: { '@shared': inRoot('shared') } }, plugins: [bindingBeside],
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: inRoot('electron', 'runner', 'main.ts'), target: 'node20', outDir: folder, emptyOutDir: false, minify: false,
      rollupOptions: { experimental: { attachDebugInfo: 'none' }, output: { format: 'cjs', entryFileNames: program, codeSplitting: false } }
    }
  })
  const file = path.join(folder, program)
  if (!fs.existsSync(file)) throw new Error(`vite did not write ${program}`)
  return file
}
