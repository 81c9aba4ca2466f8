/**
 * Rows in each format: our whole answers in times of plain Fastify's JSON of the same rows and schema, and against every library of
 * the format behind a plain route. Beside it, what writes the rows alone, without a server.
 *
 *     node benchmark/formats.js [--quick] [--only csv,yaml] [--set flat,ten] [--rounds n] [--milliseconds n] [--json file]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { do_not_optimize as keep } from 'mitata'
import { ours } from './formats/ours.js'
import { subjectsOf } from './formats/subjects.js'
import { goals, verdict } from './goals.js'
import { sets } from './inputs/rows.js'
import { printMachine } from './tools/machine.js'
import { figure, format, median, number, ratios, small, table } from './tools/ratios.js'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    set: { type: 'string' },
    rounds: { type: 'string' },
    milliseconds: { type: 'string' },
    json: { type: 'string' },
    measure: { type: 'string' }
  }
})
const rounds = Number(options.rounds ?? (options.quick ? 3 : 15))
const milliseconds = Number(options.milliseconds ?? (options.quick ? 10 : 40))
const LIBRARIES = ['cbor-x', 'csv-stringify', 'csv42', 'd3-dsv', 'fast-xml-parser', '@json2csv/plainjs', 'js-yaml', 'msgpackr', 'papaparse', 'yaml']

function namesIn (known, list) {
  const names = list?.split(',') ?? Object.keys(known)
  const unknown = names.find((name) => !(name in known))
  if (unknown !== undefined) throw new Error(`no ${unknown}: one of ${Object.keys(known).join(', ')}`)
  return names
}

const WAYS = {
  whole: async function (run, repeats) {
    for (let repeat = 0; repeat < repeats; repeat++) keep(await run())
  },
  alone: function (run, repeats) {
    for (let repeat = 0; repeat < repeats; repeat++) keep(run())
  }
}

/**
 * In the process of one set: times in ms by subject and way, one of each round. The subjects take turns, forwards and backwards, and
 * garbage is collected before each.
 */
async function measure (set, formats) {
  const tasks = (await subjectsOf(set, formats)).flatMap((subject) => Object.keys(WAYS).map((way) => ({ subject, way, times: [] })))
  async function timeOf ({ subject, way }, repeats) {
    globalThis.gc()
    const from = performance.now()
    await WAYS[way](subject[way], repeats)
    return (performance.now() - from) / repeats
  }
  for (const task of tasks) {
    let spent = 0
    // Until the compiler is done, and it is known how many go into a turn.
    for (let turn = 0; turn < 5 || (spent < milliseconds * 5 && turn < 500); turn++) {
      const last = await timeOf(task, task.repeats ?? 1)
      spent += last * (task.repeats ?? 1)
      task.repeats = Math.max(1, Math.round(milliseconds / last))
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const task of round % 2 === 0 ? tasks : tasks.toReversed()) task.times.push(await timeOf(task, task.repeats))
  }
  return tasks.map(({ subject: { id, format, library, counts }, way, times }) => ({ id, format, library, counts, way, times }))
}

async function measureApart (set) {
  const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), '--measure', set], {
    execArgv: ['--expose-gc'], env: { ...process.env, NODE_ENV: 'production' }
  })
  const [results] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => { throw new Error(`the process of ${set} ended with code ${code}`) })
  ])
  return results
}

function timesOf (results, way, id) {
  return results.find((result) => result.way === way && result.id === id).times
}

/** The library that counts and takes the least. */
function fastestOf (results, format, way) {
  return results
    .filter((result) => result.way === way && result.format === format && result.library !== undefined && result.counts)
    .toSorted((a, b) => median(a.times) - median(b.times))[0]
}

function goalOf (id, value, set) {
  return set === 'flat' && id in goals ? verdict(id, value) : ''
}

function lineOf (results, name, set) {
  const [json, jsonAlone] = ['whole', 'alone'].map((way) => timesOf(results, way, 'json'))
  const [whole, alone] = ['whole', 'alone'].map((way) => timesOf(results, way, name))
  const byJson = figure(ratios(whole, json))
  const line = [ours[name].title, format(byJson), goalOf(`formats.${name}.json`, byJson, set), number(median(alone) / median(jsonAlone))]
  const fastest = fastestOf(results, name, 'whole')
  if (fastest === undefined) return line
  const byFastest = figure(ratios(fastest.times, whole))
  const fastestAlone = fastestOf(results, name, 'alone')
  line.push(fastest.library, format(byFastest), goalOf(`formats.${name}.peer`, byFastest, set))
  line.push(`${number(median(fastestAlone.times) / median(alone))} ${fastestAlone.library}`)
  return line
}

function printSet (name, results, formats) {
  console.log(`\n${name}: ${sets[name].title}\n`)
  const head = ['', '× JSON, whole', 'goal', 'alone', 'fastest', 'times as fast', 'goal', 'alone']
  console.log(table([head, ...formats.map((format) => lineOf(results, format, name))]))
  const lines = results.filter(({ way }) => way === 'whole').map(({ id, library, counts, times }) => [
    (library === undefined ? id : `  ${library}`) + (counts ? '' : ' (other data: not counted)'),
    format(figure(times)), format(figure(timesOf(results, 'alone', id)))
  ])
  // JSON, then each of ours with its libraries.
  const order = ['json', ...formats.flatMap((format) => results.filter((result) => result.format === format).map(({ id }) => id))]
  const ids = results.filter(({ way }) => way === 'whole').map(({ id }) => id)
  const sorted = lines.map((line, place) => [order.indexOf(ids[place]), line]).toSorted(([a], [b]) => a - b).map(([, line]) => line)
  console.log('\n' + small(table([['ms', 'whole answer', 'alone'], ...sorted])))
}

const formats = namesIn(ours, options.only)
if (options.measure !== undefined) {
  process.send(await measure(sets[options.measure], formats), () => process.exit())
} else {
  printMachine(LIBRARIES)
  console.log(`${rounds} rounds of ${milliseconds} ms each; alone is without a server: JSON is then fast-json-stringify.`)
  const all = {}
  for (const name of namesIn(sets, options.set)) {
    all[name] = await measureApart(name)
    printSet(name, all[name], formats)
  }
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(all, null, 2) + '\n')
}
