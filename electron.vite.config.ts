import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const root = import.meta.dirname
/** A build goes to a folder of its own first (scripts/lib/build.mjs), so that an interrupted one never looks finished. */
const out = resolve(root, process.env.ADAMTL_BUILD_DIR ?? 'out')
const alias = { '@shared': resolve(root, 'shared') }

export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      target: 'node20',
      outDir: resolve(out, 'main'),
      minify: false,
      rollupOptions: {
        input: {
          main: resolve(root, 'electron/main/main.ts'),
          engine: resolve(root, 'electron/engine/host/main.ts'),
          cli: resolve(root, 'electron/cli/main.ts'),
          'sweep-worker': resolve(root, 'electron/engine/sweep/worker.ts'),
          'tune-worker': resolve(root, 'electron/engine/sweep/tune/worker.ts')
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' }
      }
    }
  },
  preload: {
    resolve: { alias },
    build: {
      target: 'node20',
      outDir: resolve(out, 'preload'),
      minify: false,
      // A sandboxed preload script can only be one CommonJS file.
      rollupOptions: { input: { preload: resolve(root, 'electron/preload/preload.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } }
    }
  },
  renderer: {
    root: resolve(root, 'renderer'),
    resolve: { alias },
    plugins: [react()],
    build: {
      target: 'chrome130',
      outDir: resolve(out, 'renderer'),
      emptyOutDir: true,
      minify: true,
      // Every package that is bundled into the window, with its licence; the texts travel with the app.
      license: { fileName: 'licences.md' },
      // The content security policy knows no data: scripts, and fonts load as fast from a file.
      assetsInlineLimit: 0,
      rollupOptions: { input: resolve(root, 'renderer/index.html') }
    }
  }
})
