/**
 * A source of items may fail, end, be closed or hang at every step of its way, in every format, over every protocol: the process lives,
 * the client gets the whole or sees that it did not, the source is closed, and nobody listens to it any more.
 *
 * `SEED=7` repeats a run, `DEEP=1` runs five times as many cases, `EVERY=1` all 384,000 of them, which takes hours, `ONLY=words` those whose
 * names match, `REPORT=1` prints what is wrong by kind.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import t from 'tap'
import { everything, nameOf, protocols, sample, type Case } from './faults/cases.js'
import { pinned } from './faults/pinned.js'
import { report } from './faults/report.js'
import type { Result } from './faults/run.js'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
const only = new RegExp(process.env.ONLY ?? '')
const deep = process.env.DEEP === '1'
const every = process.env.EVERY === '1'
const generated = every ? everything(seed) : sample(seed, deep ? 10 : 2)
const cases = [...pinned, ...generated].filter((case_) => only.test(nameOf(case_)))

t.setTimeout(every ? 36_000_000 : deep ? 1_200_000 : 120_000)

/** Runs cases in a process of its own. */
async function run (cases: readonly Case[]): Promise<Result[]> {
  // What it covers counts: it runs lib, and not what is built.
  const env = { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: process.env.LIB_COVERAGE }
  const child = fork(join(import.meta.dirname, 'faults/run.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env })
  child.send(cases as never)
  const [results] = await Promise.race([once(child, 'message'), once(child, 'exit')]) as [Result[] | number]
  return Array.isArray(results) ? results : [{ name: 'the process of the cases', faults: [`has ended with ${results}`] }]
}

t.test(`${cases.length} cases of seed ${seed}`, async (t) => {
  t.comment(`SEED=${seed}`)
  const results = await run(cases)
  if (process.env.REPORT) console.error(report(results))
  for (const protocol of [...protocols, undefined]) {
    const ofIt = results.filter((result) => result.case?.protocol === protocol)
    t.test(protocol ?? 'all together', async (t) => {
      for (const { name, faults } of ofIt) t.same(faults, [], name)
    })
  }
})
