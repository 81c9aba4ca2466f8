/**
 * Runs the vectors against this package and others, or against a program: who passes what.
 *
 *     npm run conformance
 *     npm run conformance -- --failed                   each vector that somebody fails, too
 *     npm run conformance -- --command 'python3 my.py'  a line of JSON in, a line out: conformance/README.md
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { compileNegotiation } from '../dist/negotiation/negotiation.js'

const { values: { command, failed } } = parseArgs({ options: { command: { type: 'string' }, failed: { type: 'boolean', default: false } } })

const directory = fileURLToPath(new URL('./vectors/', import.meta.url))
const files = readdirSync(directory).sort().map((file) => ({
  name: file.replace('.json', ''),
  vectors: JSON.parse(readFileSync(directory + file, 'utf8')).vectors
}))

const FIELDS = { mediaType: 'accept', language: 'accept-language', charset: 'accept-charset', encoding: 'accept-encoding' }
const KEYS = { mediaType: 'mediaTypes', language: 'languages', charset: 'charsets', encoding: 'encodings' }
const STRICT = { mediaType: true, language: false, charset: false, encoding: true }

const runs = command === undefined ? await implementationsRun() : [{ name: command, answers: answersOf(command) }]
print()

async function implementationsRun () {
  const { implementations } = await import('./implementations.js')
  return [
    { name: `fastify-produces ${JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version}`, answers: ours },
    ...implementations.map(({ name, dimensions }) => ({ name, answers: (vector) => theirs(dimensions, vector) }))
  ]
}

function ours ({ available, fields, expected, vary, unacceptable }) {
  const negotiation = compileNegotiation(available)
  const selected = negotiation.select(fields)
  return {
    expected: selected === undefined ? null : Object.fromEntries(Object.keys(expected ?? { mediaType: true }).map((name) => [name, selected[name]])),
    ...vary === undefined ? {} : { vary: negotiation.vary },
    ...unacceptable === undefined ? {} : { unacceptable: negotiation.unacceptable(fields) }
  }
}

/** `undefined` where an implementation cannot be asked: for several dimensions at once, weights of the server, `Vary`. */
function theirs (dimensions, { available, fields, expected, vary, unacceptable }) {
  const { mediaTypes, strict, preference, ...others } = available
  const [name = 'mediaType', second] = Object.keys(KEYS).filter((name) => KEYS[name] in others)
  const dimension = dimensions[name]
  const isOne = second === undefined && mediaTypes.every((entry) => typeof entry === 'string') && (name === 'mediaType' || fields.accept === undefined)
  if (dimension === undefined || !isOne || preference !== undefined || vary !== undefined || unacceptable !== undefined) return undefined
  const listed = name === 'encoding' ? [...available.encodings, 'identity'] : available[KEYS[name]]
  const selected = attempt(() => dimension(listed, fields[FIELDS[name]], FIELDS[name]))
  const isStrict = strict?.[name] ?? strict ?? STRICT[name]
  // Where nothing is found, others say so, and their users send the first.
  const value = selected ?? (isStrict === true ? undefined : listed[0])
  return { expected: value === undefined ? null : { ...expected !== null && name !== 'mediaType' ? { mediaType: mediaTypes[0] } : {}, [name]: value } }
}

function attempt (select) {
  try {
    return select()
  } catch (error) {
    return `threw ${error.message}`
  }
}

/** Asks a program about all vectors at once. */
function answersOf (program) {
  const asked = files.flatMap(({ vectors }) => vectors.map(({ id, available, fields }) => JSON.stringify({ id, available, fields })))
  const { stdout, status, error } = spawnSync(program, { shell: true, input: `${asked.join('\n')}\n`, encoding: 'utf8', maxBuffer: 2 ** 26, timeout: 60_000 })
  if (error !== undefined || status !== 0) throw error ?? new Error(`${program} ended with ${status}`)
  const answers = new Map(stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line)).map(({ id, ...answer }) => [id, answer]))
  // It is told of no vector that Vary or a 406 is asked for there: what it leaves out is not counted.
  return ({ id, vary, unacceptable }) => {
    const answer = answers.get(id)
    const isLeftOut = (vary !== undefined && answer?.vary === undefined) || (unacceptable !== undefined && answer?.unacceptable === undefined)
    return isLeftOut ? undefined : answer
  }
}

function isRight (answer, { expected, vary, unacceptable }) {
  return isDeepStrictEqual(answer.expected ?? null, expected) && (vary === undefined || answer.vary === vary) &&
    (unacceptable === undefined || isDeepStrictEqual(answer.unacceptable, unacceptable))
}

function print () {
  const all = files.flatMap(({ vectors }) => vectors)
  const table = [
    ...files,
    { name: 'all', vectors: all },
    { name: 'of these, by a standard', vectors: all.filter(({ decides }) => decides.startsWith('RFC')) }
  ].map(({ name, vectors }) => [name, ...runs.map(({ answers }) => scoreOf(vectors, answers))])
  const rows = table.map(([name, ...scores]) => [name, ...scores.map(({ right, asked }) => asked === 0 ? '' : `${right} of ${asked}`)])
  console.log(`| vectors | ${runs.map(({ name }) => name).join(' | ')} |\n| --- |${' --- |'.repeat(runs.length)}`)
  for (const row of rows) console.log(`| ${row.join(' | ')} |`)
  if (failed) for (const line of failures()) console.log(line)
  if (table.some(([, { right, asked }]) => right < asked)) process.exitCode = 1
}

function scoreOf (vectors, answers) {
  const given = vectors.map((vector) => [answers(vector), vector]).filter(([answer]) => answer !== undefined)
  return { right: given.filter(([answer, vector]) => isRight(answer, vector)).length, asked: given.length }
}

function failures () {
  return files.flatMap(({ vectors }) => vectors.flatMap((vector) => runs.flatMap(({ name, answers }) => {
    const answer = answers(vector)
    return answer === undefined || isRight(answer, vector) ? [] : [`${vector.id} ${name}: ${JSON.stringify(answer.expected)}, expected ${JSON.stringify(vector.expected)} (${vector.decides})`]
  })))
}
