/**
 * Runs cases in a process of its own, since what is tried may end it: gets their number over IPC, tells what became of each.
 *
 * Every exception that nobody catches is laid to the case that it is of: by the name in its message, by the request in whose course it
 * was thrown, or else to all that run just then.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { createApplications, current, type Applications, type LogLine } from './applications.js'
import { nameOf, type Case } from './cases.js'
import { askHttp1, askHttp2, type Request } from './clients.js'
import { formats } from './formats.js'
import { judgeAnswer, judgeLog } from './judgement.js'
import { Probe } from './probe.js'

/** What became of a case; or of all together, where it is of none. */
export interface Result {
  readonly name: string
  readonly case?: Case
  readonly faults: readonly string[]
}

const CONCURRENT = 32

// How long a source may take to close once its answer has ended, and a connection: in milliseconds, on a machine that has time.
const CLOSING = 1500

const running = new Map<string, string[]>()
const strays: string[] = []

function blame (what: string, thrown: unknown): void {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  const code = (thrown as { readonly code?: string } | undefined)?.code
  const named = /of (c\d+)/.exec(text)?.[1] ?? current.getStore()
  const fault = `${what}: ${(named !== undefined && text.includes(named) ? text.replace(/ of c\d+/, '') : code ?? text).replace(/\d+/g, 'N').split('\n')[0]}`
  const faults = running.get(named ?? '')
  if (faults !== undefined) faults.push(fault)
  else strays.push(fault)
  if (process.env.REPORT === 'stacks' && thrown instanceof Error) console.error(named, thrown.stack)
}

process.on('uncaughtException', (error) => blame('the process would have ended', error))
process.on('unhandledRejection', (reason) => blame('the process would have ended of a rejection', reason))
process.on('warning', (warning) => blame('the process warns', warning))

/** Runs cases, so many at a time. */
async function run (cases: readonly Case[]): Promise<Result[]> {
  const probes = new Map(cases.map((case_, index) => [`c${index}`, new Probe(`c${index}`, case_)]))
  const log: LogLine[] = []
  const applications = await createApplications(cases, probes, log)
  const results: Result[] = []
  const waiting = [...probes]
  async function work (): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [id, probe] = next
      const faults: string[] = []
      running.set(id, faults)
      await current.run(id, () => runCase(id, probe, { applications, log, faults }))
      results.push({ name: nameOf(probe.case), case: probe.case, faults })
      // What comes of it later is still its own.
      setTimeout(() => running.delete(id), CLOSING).unref()
    }
  }
  await Promise.all(Array.from({ length: CONCURRENT }, work))
  const connected = await eventually(() => applications.connected(), CLOSING)
  results.push({ name: 'no connection is left', faults: connected.map((name) => `${name} has connections`) })
  await applications.close()
  await sleep(50)
  results.push({ name: 'nothing happens that is of no case', faults: strays })
  return results
}

interface Run {
  readonly applications: Applications
  readonly log: readonly LogLine[]
  readonly faults: string[]
}

async function runCase (id: string, probe: Probe, { applications, log, faults }: Run): Promise<void> {
  const { case: { protocol, format, method, client } } = probe
  const { port, path } = applications.addressOf(probe.case)
  const request: Request = {
    port,
    path: `${path}?case=${id}`,
    method,
    accept: formats[format].mediaType,
    client,
    compressed: protocol.includes('compression'),
    tls: protocol.includes('TLS'),
    hangUp: hangUpOf(probe)
  }
  const answer = protocol.startsWith('HTTP/2') ? await askHttp2(request) : await askHttp1(protocol.startsWith('HTTP/1.0') ? '1.0' : '1.1', request)
  if (client === 'hangs up before the source is returned') await Promise.race([probe.handedOver, sleep(CLOSING)])
  const left = await eventually(async () => probe.handed ? probe.leftovers() : [], CLOSING)
  const notLogged = await eventually(async () => judgeLog(probe, answer, log), 20)
  faults.push(...judgeAnswer(probe, answer), ...notLogged, ...left)
  if (process.env.REPORT === 'answers') console.error(id, nameOf(probe.case), answer.end, answer.how, answer.status, answer.body.subarray(0, 200).toString(), faults)
}

// How long a client waits for the item that does not come.
const PATIENCE = 50

async function hangUpOf ({ called, handedOver, case: { client, fault, delay, step, method } }: Probe): Promise<void> {
  if (client === 'hangs up before the source is returned') return called
  await handedOver
  if (client === 'hangs up') await sleep(step === 'while nobody reads' ? PATIENCE * 2 : delay === 'at once' ? 0 : 12)
  else if (fault === 'hangs' && method === 'GET') await sleep(step === 'while nobody reads' ? PATIENCE * 3 : PATIENCE)
  else await new Promise(() => {})
}

/** Waits until there is nothing left of something, for so many milliseconds at least. */
async function eventually (left: () => Promise<string[]>, time: number): Promise<string[]> {
  for (let waited = 0; ; waited += 5) {
    const now = await left()
    if (now.length === 0 || waited > time) return now
    await sleep(5)
  }
}

process.once('message', (cases: Case[]) => {
  run(cases).then((results) => process.send?.(results, () => process.exit()))
})
