/**
 * Rows in each format: our whole answers in times of plain Fastify's JSON of the same rows and schema, and against every library of
 * the format behind a plain route. Alongside it, what writes the rows alone, without a server.
 *
 *     node benchmark/formats.js [--quick] [--only csv,yaml] [--set flat,ten] [--rounds n] [--milliseconds n] [--json file]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ours } from './formats/ours.js'
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
    json: { type: 'string' }
  }
})
const rounds = Number(options.rounds ?? (options.quick ? 3 : 9))
const milliseconds = Number(options.milliseconds ?? (options.quick ? 10 : 40))
const LIBRARIES = [
  '@json2csv/plainjs', 'cbor-x', 'csv-stringify', 'csv42', 'd3-dsv', 'exceljs', 'fast-xml-parser', 'hucre', 'js-yaml',
  'msgpackr', 'papaparse', 'write-excel-file', 'yaml'
]
const MEASURE = fileURLToPath(new URL('formats/measure.js', import.meta.url))
// A collection would throw away what the compiler has made of those that wait for their turn.
const FLAGS = ['--expose-gc', '--no-flush-bytecode']

function namesIn (known, list) {
  const names = list?.split(',') ?? Object.keys(known)
  const unknown = names.find((name) => !(name in known))
  if (unknown !== undefined) throw new Error(`no ${unknown}: one of ${Object.keys(known).join(', ')}`)
  return names
}

async function measure (set) {
  const child = fork(MEASURE, [JSON.stringify({ set, formats, rounds, milliseconds })], {
    execArgv: FLAGS, env: { ...process.env, NODE_ENV: 'production' }
  })
  const ended = once(child, 'exit').then(([code]) => { throw new Error(`the process of ${set} ended with code ${code}`) })
  const [results] = await Promise.race([once(child, 'message'), ended])
  return results
}

/** The library that takes the least of those that count. */
function fastestOf (results) {
  return results
    .filter(({ kind, counts }) => kind === 'library' && counts)
    .toSorted((a, b) => median(a.times) - median(b.times))[0]
}

/** A format in one way: whole answers, or alone. */
function compare (results, name, wanted) {
  const mine = results.filter((result) => result.format === name && result.way === wanted)
  const [json, { times }] = mine
  const fastest = fastestOf(mine)
  return {
    byJson: figure(ratios(times, json.times)),
    ...(fastest !== undefined && { library: fastest.name, byLibrary: figure(ratios(fastest.times, times)) })
  }
}

// The goals are for flat rows: the other sets show what falls behind.
function goalOf (set, id, value) {
  return set === 'flat' && id in goals ? verdict(id, value) : ''
}

function lineOf (set, results, name) {
  const whole = compare(results, name, 'whole')
  const alone = compare(results, name, 'alone')
  const line = [ours[name].title, format(whole.byJson), goalOf(set, `formats.${name}.json`, whole.byJson), number(alone.byJson.median)]
  if (whole.library === undefined) return line
  const goal = goalOf(set, `formats.${name}.peer`, whole.byLibrary)
  return [...line, whole.library, format(whole.byLibrary), goal, `${number(alone.byLibrary.median)}, ${alone.library}`]
}

function printSet (set, results) {
  console.log(`\n${set}: ${sets[set].title}\n`)
  const head = ['', "by JSON's time", 'goal', 'alone', 'fastest library', 'times as fast', 'goal', 'alone']
  console.log(table([head, ...formats.map((name) => lineOf(set, results, name))]))
  const lines = results.filter(({ way }) => way === 'whole').map(({ name, kind, format: group, counts, times }) => {
    const alone = results.find((result) => result.way === 'alone' && result.name === name && result.format === group)
    const title = `${kind === 'library' ? '  ' : ''}${name}${counts ? '' : ': other data, not counted'}`
    return [title, format(figure(times)), format(figure(alone.times))]
  })
  console.log('\n' + small(table([['ms', 'whole answer', 'alone'], ...lines])))
}

const formats = namesIn(ours, options.only)
const chosen = namesIn(sets, options.set)
printMachine(LIBRARIES)
console.log(`${rounds} rounds of ${milliseconds} ms. Alone is what writes the rows, without a server; JSON's is fast-json-stringify.`)
const all = {}
for (const set of chosen) {
  all[set] = await measure(set)
  printSet(set, all[set])
}
if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(all, null, 2) + '\n')
