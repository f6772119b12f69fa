/** Where the studio keeps things on a device. Nothing of ours lies anywhere else. */
export const base = '/data/local/tmp/adamtl'
/** The setting that was there before the studio kept the screen on. */
export const awakeFile = `${base}/stay-awake`

/** Who measures on the device holds this (see claim.ts). */
export const claimFolder = `${base}/claim`

export const versionFolder = (version: string): string => `${base}/${version}`
/** What one run needs and leaves; gone when the run is over. */
export const runFolder = (version: string, run: string): string => `${versionFolder(version)}/runs/${run}`

/** Paths in a version's folder. */
export const modelPath = (model: string, file = ''): string => `models/${model}${file && `/${file}`}`
export const imagePath = (name: string): string => `images/${name}`
/** The same paths as a plan names them, from its own folder. */
export const inPlan = (path: string): string => `../../${path}`

/** The runner's sampler touches its pid file every five seconds while somebody reads what it says. */
export const freshSeconds = 20
/** Shell: seconds since a file was changed. */
export const age = (file: string): string => `$(( $(date +%s) - $(stat -c %Y ${file} 2>/dev/null || echo 0) ))`
/** Shell: the runner of the run folder `$run` works, and somebody reads what it says. A pid may belong to another program by now, so the command line is looked at. */
export const attended = `{ pid=$(cat "$run/runner.pid" 2>/dev/null); [ -n "$pid" ] && grep -q adamtl "/proc/$pid/cmdline" 2>/dev/null && [ ${age('"$run/runner.pid"')} -lt ${freshSeconds} ]; }`
