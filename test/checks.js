/**
 * Everything that is checked, side by side, and last a line that any reader understands.
 *
 * `npm test` is all of it: the linter and the type checks alongside the tests. `npm test -- PATH` is the tests there, and nothing else.
 */
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { transpileAll } from './fixtures/transpile.js'
import { entriesOf } from './rooms.js'
import { countTypes, seconds, Tap } from './summary.js'

const { values: { deep }, positionals: paths } = parseArgs({ options: { deep: { type: 'boolean', default: false } }, allowPositionals: true })
const counts = { passed: 0, failed: 0 }
const failedLegs = []

process.env.SEED ??= String(randomInt(2 ** 31))
if (deep) process.env.DEEP = '1'
console.log(`generated cases: ${process.env.DEEP === '1' ? 'all' : 'a fifth'}, from SEED=${process.env.SEED}`)

await (paths.length === 0 ? runAll() : runTests(['--disable-coverage', ...entriesOf(paths)]))

if (failedLegs.length > 0) console.log(`failed: ${failedLegs.join(', ')}; repeat generated cases with SEED=${process.env.SEED}`)
console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1

/** The tests of the package and the type tests want the build; what else there is waits for nothing. */
async function runAll () {
  const built = runScript('build')
  const linted = runScript('lint')
  transpileAll()
  await built
  const typed = linted.then(() => runScript('check')).then(() => runScript('test:types', countTypes))
  const tested = runTests(entriesOf(['test']))
  await Promise.all([typed, tested])
}

function start (script, args, stderr) {
  return spawn('npm', ['run', '--silent', script, '--', ...args], { stdio: ['ignore', 'pipe', stderr], shell: process.platform === 'win32' })
}

/** Runs a script of package.json, whose output matters where it fails. */
async function runScript (script, count = () => ({ passed: 0, failed: 0 })) {
  const before = performance.now()
  const child = start(script, [], 'pipe')
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  console.log(`${code === 0 ? '✔' : '✖'} ${script} (${seconds(performance.now() - before)})`)
  if (code !== 0) console.log(`\n${output}${errors}`)
  end(script, code, count(output))
}

async function runTests (args) {
  // One more than processors: many tests wait.
  const child = start('test:unit', [`--jobs=${availableParallelism() + 1}`, ...args], 'inherit')
  const tap = new Tap(console.log)
  const closed = once(child, 'close')
  for await (const line of createInterface({ input: child.stdout })) tap.add(line)
  tap.end()
  const [code] = await closed
  if (paths.length === 0) console.log(`slowest: ${slowestOf(tap.files, 10)}`)
  end('test:unit', code, tap)
}

function slowestOf (files, count) {
  const slowest = files.sort((one, other) => other.time - one.time).slice(0, count)
  return slowest.map(({ name, time }) => `${name} ${seconds(time)}`).join(', ')
}

/** What a leg has found. One that fails without a failed assertion, as coverage does, has failed once. */
function end (leg, code, { passed, failed }) {
  counts.passed += passed
  counts.failed += code === 0 ? failed : Math.max(failed, 1)
  if (code !== 0 || failed > 0) failedLegs.push(leg)
}
