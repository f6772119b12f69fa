// The arrows of the architecture: renderer → shared ← electron/engine ← electron/main, electron/cli.
const npm = '(^|/)node_modules/'
const ownCode = '^(shared|electron|renderer)/'
const entries = '^(electron/(main|engine/host|cli|runner)/main|electron/engine/sweep/(tune/)?worker|electron/preload/preload|renderer/main)\\.tsx?$'

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const builtin = { dependencyTypes: ['core'] }

export default {
  forbidden: [
    forbid('no-circles', 'Files that need each other are one idea: merge them, or move what they share.', {}, { circular: true }),
    forbid('no-unresolvable', 'Imports name files and packages that exist.', {}, { couldNotResolve: true }),
    forbid('no-dead-files', 'Every file is part of a program.', { path: entries }, { path: ownCode, pathNot: [entries, '\\.d\\.ts$'], reachable: false }),
    forbid('no-tests-in-programs', 'Programs do not import tests.', { path: ownCode }, { path: '^test/' }),

    forbid('shared-is-pure', 'shared/ imports itself and zod.', { path: '^shared/' }, { pathNot: ['^shared/', `${npm}zod/`] }),
    forbid('renderer-arrows', 'The window knows shared/ and reaches the rest through the bridge and the engine\'s port.', { path: '^renderer/' }, { path: '^electron/' }),
    forbid('renderer-without-node', 'The window has no Node.', { path: '^renderer/' }, builtin),
    forbid('engine-arrows', 'The engine knows shared/ only.', { path: '^electron/engine/' }, { path: '^(renderer|electron/(main|preload|cli|runner))/' }),
    forbid('cli-arrows', 'The command line uses the engine.', { path: '^electron/cli/' }, { path: '^(renderer|electron/(main|preload))/' }),
    forbid('runner-arrows', 'What runs on a device is shared/ and the inference core.', { path: '^electron/runner/' }, { path: '^(renderer|electron/(?!runner/|engine/(inference/|graph/manifest-text|version)))' }),
    forbid('main-arrows', 'The main process is thin: of the engine it knows the ports.', { path: '^electron/main/' }, { path: '^(renderer|electron/(cli|preload)|electron/engine/(?!host/ports))' }),
    forbid('preload-arrows', 'The preload script forwards.', { path: '^electron/preload/' }, { path: '^(renderer|electron/(main|engine|cli))/' }),
    forbid('electron-in-main', 'Electron is imported by main and preload only.', { path: ownCode, pathNot: '^electron/(main|preload)/' }, { path: `${npm}electron/` }),
    forbid('runtime-packages', 'What is not bundled must be in dependencies.', { path: '^(shared|electron)/' }, { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'], pathNot: `${npm}(electron|@types)/` })
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] }
  }
}
