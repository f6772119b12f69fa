/** Where the studio keeps things on a device. Nothing of ours lies anywhere else. */
export const base = '/data/local/tmp/adamtl'
/** The setting that was there before the studio kept the screen on. */
export const awakeFile = `${base}/stay-awake`

export const versionFolder = (version: string): string => `${base}/${version}`
/** What one run needs and leaves; gone when the run is over. */
export const runFolder = (version: string, run: string): string => `${versionFolder(version)}/runs/${run}`

/** Paths in a version's folder. */
export const modelPath = (model: string, file = ''): string => `models/${model}${file && `/${file}`}`
export const imagePath = (name: string): string => `images/${name}`
/** The same paths as a plan names them, from its own folder. */
export const inPlan = (path: string): string => `../../${path}`
