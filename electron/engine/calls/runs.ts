/** Stored runs: lists, pages, traces, and what a person changes in them. */
import type { Handlers } from '../host/serve'
import type { StudyFile } from '../store/study-file'

type RunCalls = 'runs.list' | 'runs.get' | 'runs.series' | 'runs.latencies' | 'runs.update' | 'runs.delete' | 'runs.restore'

export function runCalls(study: StudyFile): Pick<Handlers, RunCalls> {
  return {
    'runs.list': async () => (await study.open()).runs(),
    'runs.get': async ({ run }) => (await study.open()).detail(run),
    'runs.series': async ({ run, ...range }) => (await study.open()).series(run, range),
    'runs.latencies': async ({ run }) => ({ variants: await (await study.open()).latencies(run) }),
    'runs.update': async ({ run, ...change }) => (await study.open()).update(run, change),
    'runs.delete': async ({ run }) => {
      await (await study.open()).delete(run)
      return {}
    },
    'runs.restore': async ({ run }) => {
      await (await study.open()).restore(run)
      return {}
    }
  }
}
