/**
 * A child process: measures the formats on one set of rows, and sends ms of the processor's time, one of each round.
 *
 *     node --expose-gc formats/measure.js '{"set":"flat","formats":["csv"],"rounds":15,"milliseconds":40}'
 *
 * By the clock, other programs would be in the figures. Young garbage is collected before each turn: a full collection also throws away
 * compiled code whose objects are gone for the moment, and an `inject` of ten rows then took five times as long.
 */
import { do_not_optimize as keep } from 'mitata'
import { sets } from '../inputs/rows.js'
import { subjectsOf } from './subjects.js'

// Who asked has gone.
process.on('disconnect', () => process.exit())

const { set, formats, rounds, milliseconds } = JSON.parse(process.argv[2])

const ways = {
  whole: async function (run, repeats) {
    for (let repeat = 0; repeat < repeats; repeat++) keep(await run())
  },
  // Text stays in pieces until somebody reads it: counting its bytes, as Fastify does too, joins them.
  alone: async function (run, repeats) {
    for (let repeat = 0; repeat < repeats; repeat++) {
      const content = run()
      keep(Buffer.byteLength(content instanceof Promise ? await content : content))
    }
  }
}

async function timeOf ({ subject, way }, repeats) {
  globalThis.gc({ type: 'minor' })
  const from = process.cpuUsage()
  await ways[way](subject[way], repeats)
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1000 / repeats
}

// In ms, however short the turns are: what V8 takes to compile does not depend on them.
const WARM_UP = 400

/** Until the compiler is done, and it is known how many go into a turn. */
async function warm (task) {
  task.repeats = 1
  for (let turn = 0, spent = 0; turn < 5 || spent < WARM_UP; turn++) {
    const time = await timeOf(task, task.repeats)
    spent += time * task.repeats
    task.repeats = Math.max(1, Math.round(milliseconds / time))
  }
}

// A format, JSON and the libraries of the format follow each other: a machine that is slow for a while is so for all of them.
const tasks = (await subjectsOf(sets[set], formats)).flatMap(function (subjects) {
  return Object.keys(ways).flatMap((way) => subjects.map((subject) => ({ subject, way, times: [] })))
})
for (const task of tasks) await warm(task)
for (let round = 0; round < rounds; round++) {
  for (const task of round % 2 === 0 ? tasks : tasks.toReversed()) task.times.push(await timeOf(task, task.repeats))
}
const results = tasks.map(({ subject: { name, kind, format, counts }, way, times }) => ({ name, kind, format, counts, way, times }))
process.send(results, () => process.exit())
