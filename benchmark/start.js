/**
 * What a process takes to start: with Fastify and one route, and with this package added and a route of two formats, in turn.
 *
 *     node benchmark/start.js [--quick] [--only regexp] [--rounds n]
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { goals, verdict } from './goals.js'
import { printMachine } from './tools/machine.js'
import { figure, format, median, number, ratios, small, table } from './tools/ratios.js'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' }
  }
})
const rounds = Number(options.rounds ?? (options.quick ? 5 : 25))

// As text, run in this package's folder: what a program of one file does, and no import of this file's besides.
const root = fileURLToPath(new URL('..', import.meta.url))

const bare = (schema = {}) => `
  import Fastify from 'fastify'
  const app = Fastify()
  app.get('/planets', { schema: ${JSON.stringify(schema)} }, async () => [])
  await app.ready()`

// Without a schema, CSV is told its columns.
const negotiated = (schema = {}) => `
  import Fastify from 'fastify'
  import produces from 'fastify-produces'
  import csv from 'fastify-produces/csv'
  const app = Fastify()
  await app.register(produces, { serializers: { 'text/csv': csv({ columns: ['id', 'name'] }) } })
  app.get('/planets', { config: { produces: ['application/json', 'text/csv'] }, schema: ${JSON.stringify(schema)} }, async () => [])
  await app.ready()`

const imported = (...names) => names.map((name) => `import '${name}'`).join('\n')

const schema = { response: { 200: { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } } } } }

const scenes = [
  { title: 'one route', programs: [negotiated(), bare()], goal: 'start.route' },
  { title: 'one route with a schema', programs: [negotiated(schema), bare(schema)] },
  { title: 'imports alone', programs: [imported('fastify', 'fastify-produces', 'fastify-produces/csv'), imported('fastify')] },
  { title: "imports alone, with TypeBox of the user's own", programs: [imported('fastify', 'typebox', 'fastify-produces', 'fastify-produces/csv'), imported('fastify', 'typebox')] },
  { title: 'Node.js alone, against Fastify', programs: ['', bare()] }
]

function main () {
  printMachine([])
  const lines = [['', "by the other's", small('ms'), small("the other's"), small('by the clock'), small('ms'), small("the other's"), 'goal']]
  for (const { title, programs, goal } of scenes.filter(({ title }) => new RegExp(options.only, 'i').test(title))) {
    const [own, other] = alternate(programs)
    const [cpu, wall] = ['cpu', 'wall'].map((kind) => compare(own.map((times) => times[kind]), other.map((times) => times[kind])))
    lines.push([title, cpu.ratio, ...cpu.times, small(wall.ratio), ...wall.times, goal === undefined ? '' : verdict(goal, cpu.figure)])
  }
  console.log(`${goals['start.route'].what}\n\n${table(lines)}`)
}

function compare (own, other) {
  const ratio = figure(ratios(own, other))
  return { figure: ratio, ratio: format(ratio), times: [own, other].map((times) => small(number(median(times)))) }
}

/** @returns for each program, what each round took from the start of its process to the end of the program */
function alternate (programs) {
  const times = programs.map(() => [])
  for (let round = 0; round < rounds + 1; round++) {
    for (const [place, program] of programs.entries()) {
      const took = start(program)
      // The first round reads the files from the disk.
      if (round > 0) times[place].push(took)
    }
  }
  return times
}

/** @returns milliseconds of the processor, and by the clock */
function start (program) {
  const source = `${program}\nconst { user, system } = process.cpuUsage()\nconsole.log((user + system) / 1000)`
  const from = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } })
  const wall = performance.now() - from
  if (status !== 0) throw new Error(stderr)
  return { cpu: Number(stdout), wall }
}

main()
