/**
 * Runs the tests of some rooms on mutants, all in one process: to start one for each mutant would take hours.
 *
 * Tests are loaded once and run again for each mutant, which an instrumented lib switches on; of each only those that reach it, up to
 * the first that fails. For a mutant of what is made when lib loads, a table say, tests and lib are loaded once more.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { register } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import { determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner'
// What tap is made of, without the test of the process that `tap` begins. In this order, as the two import each other.
import '@tapjs/core'
import { Test } from '@tapjs/test'
import fc from 'fast-check'
import { beginFile, beginTest, beginTests } from './recorder.js'

const FIRST = -1

/** How many times as long as without a mutant a test may take, on a machine that others use as well. */
const SLOWER = 10

// StrykerJS takes for endless what reaches a mutant a hundred times as often as all tests do. Five times is enough, and is seen sooner.
const FACTOR = 20

/** In milliseconds, how long a test may take that takes no time without a mutant: a request that is never answered would last for ever. */
const PATIENCE = 4000

/** What lib keeps between requests; a mutant is not to find what another one has left there. */
globalThis.keptBetweenTests = []

// Where the mutants are, which is the working directory.
const TIMES = 'times.json'

class RoomRunner {
  #rooms
  /** Loaded without a mutant. */
  #tests
  /** In milliseconds, how long each test takes. */
  #times
  /** Those that have noticed a mutant. */
  #noticed = new Set()
  #state = (globalThis.__stryker__ ??= {})

  constructor ({ rooms, mutate }) {
    this.#rooms = rooms
    const patterns = mutate.filter((pattern) => !pattern.startsWith('!'))
    const own = patterns.map((pattern) => rooms.own.find(({ lib }) => pattern.startsWith(lib)))
    if (own.includes(undefined)) return
    this.#rooms = { tests: [...new Set(own.flatMap(({ tests }) => tests))], without: [...rooms.without, ...own.flatMap(({ without = [] }) => without)] }
  }

  capabilities () {
    return { reloadEnvironment: true }
  }

  async dryRun () {
    this.#tests = await this.#load('')
    this.#times = new Map()
    const result = await this.#run(this.#tests, true)
    const times = result.tests.map(({ id, timeSpentMs }) => [id, timeSpentMs])
    this.#times = new Map(times)
    // For the processes to come.
    writeFileSync(TIMES, JSON.stringify(times))
    return { ...result, mutantCoverage: withoutReached(this.#state.mutantCoverage) }
  }

  async mutantRun ({ activeMutant: { id }, testFilter, hitLimit, disableBail, mutantActivation }) {
    this.#times ??= new Map(JSON.parse(readFileSync(TIMES, 'utf8')))
    this.#state.activeMutant = undefined
    this.#tests ??= await this.#load('')
    Object.assign(this.#state, { activeMutant: id, hitLimit: hitLimit === undefined ? undefined : Math.ceil(hitLimit / FACTOR), hitCount: hitLimit === undefined ? undefined : 0 })
    const loaded = mutantActivation === 'static' ? await this.#load(`?mutant=${id}`) : this.#tests
    const chosen = testFilter === undefined ? loaded : loaded.filter(({ id }) => testFilter.includes(id))
    return toMutantRunResult(await this.#run(chosen, disableBail))
  }

  async #load (search) {
    if (this.#tests === undefined) begin()
    const tests = beginTests()
    const { tests: paths, without } = this.#rooms
    for (const file of paths.flatMap(testsIn).filter((file) => !without.includes(file))) {
      beginFile(file, without)
      await import(pathToFileURL(resolve(file)) + search)
    }
    return tests
  }

  async #run (chosen, toTheEnd) {
    const results = []
    // The quick ones first: most mutants fail soon.
    for (const test of chosen.toSorted((one, other) => this.#rankOf(one) - this.#rankOf(other))) {
      for (const kept of globalThis.keptBetweenTests) kept.clear()
      this.#state.currentTestId = test.id
      const result = await runTest(test, toTheEnd ? undefined : PATIENCE + SLOWER * this.#timeOf(test))
      this.#state.currentTestId = undefined
      const limit = determineHitLimitReached(this.#state.hitCount, this.#state.hitLimit)
      if (limit !== undefined) return limit
      results.push(result)
      if (result.status === TestStatus.Success || toTheEnd) continue
      // Who has noticed one mutant notices its neighbours.
      this.#noticed.add(test.id)
      break
    }
    return { status: DryRunStatus.Complete, tests: results }
  }

  #rankOf (test) {
    return this.#noticed.has(test.id) ? FIRST : this.#timeOf(test)
  }

  #timeOf ({ id }) {
    return this.#times.get(id) ?? 0
  }
}

/** Once in a process, before anything is loaded. */
function begin () {
  register('../fixtures/transpile.js', import.meta.url)
  register('./hooks.js', import.meta.url)
  // The same cases for each mutant, in each process, and few of them.
  process.env.SEED ??= '1'
  process.env.FEW = '1'
  // One failing case is enough; to look for a smaller one takes hundreds of others.
  fc.configureGlobal({ endOnFailure: true })
}

function testsIn (path) {
  if (path.endsWith('.test.ts')) return [path]
  return readdirSync(path, { recursive: true }).filter((name) => name.endsWith('.test.ts')).map((name) => `${path}/${name}`).sort()
}

async function runTest ({ id, file, name, run }, limit) {
  const before = performance.now()
  const test = new Test({ name, bail: true, timeout: 0, cb: run })
  test.resume()
  beginTest(test)
  const isOver = await within(limit, new Promise((resolve) => test.main(() => resolve(true))))
  const known = { id, name, fileName: file, timeSpentMs: performance.now() - before }
  if (!isOver) return { ...known, status: TestStatus.Failed, failureMessage: `not over after ${limit} ms` }
  if (test.passing()) return { ...known, status: TestStatus.Success }
  return { ...known, status: TestStatus.Failed, failureMessage: String(test.results?.failures?.[0]?.name) }
}

/** What comes of a test; `undefined` where it takes longer than it may. */
async function within (limit, result) {
  if (limit === undefined) return result
  let timer
  const late = new Promise((resolve) => { timer = setTimeout(resolve, limit) })
  return Promise.race([result, late]).finally(() => clearTimeout(timer))
}

/** What loading reaches, and some test as well, is tried by those tests, without loading again. */
function withoutReached ({ static: loading, perTest }) {
  const reached = new Set(Object.values(perTest).flatMap(Object.keys))
  return { perTest, static: Object.fromEntries(Object.entries(loading).filter(([mutant]) => !reached.has(mutant))) }
}

RoomRunner.inject = tokens(commonTokens.options)

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'rooms', RoomRunner)]
