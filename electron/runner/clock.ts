/** Nanoseconds of the device's monotonic clock (`CLOCK_MONOTONIC`, since its boot): the only clock of a run, and one for all threads. */
export const now = (): number => Number(process.hrtime.bigint())
