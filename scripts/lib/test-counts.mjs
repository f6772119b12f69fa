// Counts from the reports of test runners. A runner that failed without a failed test (a crash, a file that does not load) counts as one failure.
import fs from 'node:fs'

/** @returns {{ passed: number, failed: number, skipped: number }} */
export function vitestCounts(file, exitCode) {
  const report = read(file)
  return honest(exitCode, { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0, skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0) })
}

/** A flaky test passed only when it was tried again: it failed. */
export function playwrightCounts(file, exitCode) {
  const stats = read(file)?.stats
  return honest(exitCode, { passed: stats?.expected ?? 0, failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0), skipped: stats?.skipped ?? 0 })
}

const read = (file) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : null)
const honest = (exitCode, counts) => (exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts)
