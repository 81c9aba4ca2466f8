/** The applications of the cases: one for each kind of connection, with the routes that its cases need. */
import compress from '@fastify/compress'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import produces from '../../../lib/index.js'
import { isHandler, type Case } from './cases.js'
import { declare, formats } from './formats.js'
import { WAIT, type Probe } from './probe.js'
import { createGenerator, createSource } from './sources.js'

/** A line of the log, as far as it is read here. */
export interface LogLine {
  readonly level: number
  readonly reqId?: string
  readonly text: string
}

export interface Applications {
  /** For a case, the port, and the path that its probe is asked for at. */
  addressOf (case_: Case): { readonly port: number, readonly path: string }
  /** Names of those that still have connections. */
  connected (): Promise<string[]>
  close (): Promise<void>
}

/** The case in whose course something happens. */
export const current = new AsyncLocalStorage<string>()

const pem = readFileSync(join(import.meta.dirname, '../../fixtures/localhost.pem'), 'utf8')

const item = { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } }
const schema = { response: { 200: { type: 'array', items: item } } }

/** Creates the applications that the cases need, and their routes. */
export async function createApplications (cases: readonly Case[], probes: ReadonlyMap<string, Probe>, log: LogLine[]): Promise<Applications> {
  const applications = new Map<string, FastifyInstance>()
  for (const name of new Set(cases.map(applicationOf))) {
    const app = await createApplication(name, log)
    addRoutes(app, cases.filter((case_) => applicationOf(case_) === name), probes)
    await app.listen({ port: 0, host: '127.0.0.1' })
    applications.set(name, app)
  }
  return {
    addressOf: (case_) => ({ port: portOf(applications.get(applicationOf(case_)) as FastifyInstance), path: pathOf(case_) }),
    async connected () {
      const counts = await Promise.all([...applications].map(async ([name, app]) => [name, await connectionsOf(app)] as const))
      return counts.filter(([, count]) => count > 0).map(([name]) => name)
    },
    async close () {
      await Promise.all([...applications.values()].map((app) => app.close()))
    }
  }
}

/** HTTP/1.0 and HTTP/1.1 are spoken by the same server, and the two over TLS. */
function applicationOf ({ protocol }: Case): string {
  return protocol.replace('HTTP/1.0', 'HTTP/1.1').replace(/.* over TLS/, 'TLS')
}

async function createApplication (name: string, log: LogLine[]): Promise<FastifyInstance> {
  // Two lines of every request are of no interest.
  const stream = { write (text: string) { if (!/"msg":"(?:incoming request|request completed)"/.test(text)) log.push({ ...JSON.parse(text) as LogLine, text }) } }
  const options = {
    logger: { level: 'info', stream },
    forceCloseConnections: true,
    // What a request is called in the log is what its case is called.
    genReqId: ({ url = '' }) => new URL(url, 'http://localhost').searchParams.get('case') ?? '',
    ...(name === 'TLS' ? { http2: true, https: { key: pem, cert: pem, allowHTTP1: true } } : name.startsWith('HTTP/2') && { http2: true })
  }
  const app = Fastify(options as object)
  if (name.includes('compression')) await app.register(compress, { global: true, threshold: 0 })
  await app.register(produces, { advice: false })
  return app
}

function portOf (app: FastifyInstance): number {
  return (app.server.address() as { readonly port: number }).port
}

async function connectionsOf (app: FastifyInstance): Promise<number> {
  return await new Promise((resolve) => { app.server.getConnections((_error, count) => resolve(count)) })
}

type Kind = 'value' | 'generator' | 'sync generator'

function kindOf (case_: Case): Kind {
  return isHandler(case_) ? case_.source.startsWith('sync') ? 'sync generator' : 'generator' : 'value'
}

/** Where on the server something waits, if anything does. */
function waitOf ({ step }: Case): string {
  return step.startsWith('while') ? step.replace(/while an? (\w+) .*/, '$1') : 'nothing'
}

function pathOf (case_: Case): string {
  return `/${[kindOf(case_), waitOf(case_), Object.keys(formats).indexOf(case_.format)].join('/').replaceAll(' ', '-')}`
}

function addRoutes (app: FastifyInstance, cases: readonly Case[], probes: ReadonlyMap<string, Probe>): void {
  for (const [path, case_] of new Map(cases.map((one) => [pathOf(one), one]))) {
    const onSend = async (_request: FastifyRequest, _reply: FastifyReply, payload: unknown): Promise<unknown> => { await sleep(WAIT); return payload }
    app.get(path, {
      config: { produces: [declare(formats[case_.format], case_.step)] },
      schema,
      ...(waitOf(case_) === 'onSend' && { onSend })
    }, handlers(probes)[kindOf(case_)] as never)
  }
}

function handlers (probes: ReadonlyMap<string, Probe>): Readonly<Record<Kind, unknown>> {
  const probeOf = ({ id }: FastifyRequest): Probe => probes.get(id) as Probe
  function start (request: FastifyRequest, reply: FastifyReply): Probe {
    const probe = probeOf(request)
    if (probe.case.status !== 200) reply.code(probe.case.status)
    current.enterWith(request.id)
    probe.answered = reply.raw.destroyed ? Promise.resolve() : once(reply.raw, 'close')
    probe.call()
    return probe
  }
  return {
    async value (request: FastifyRequest, reply: FastifyReply) {
      const probe = start(request, reply)
      if (probe.case.client === 'hangs up before the source is returned') {
        await probe.answered
        await sleep(3)
      }
      const source = await createSource(probe)
      probe.handOver()
      return probe.case.way === 'sent' ? reply.send(source) : source
    },
    async * generator (request: FastifyRequest, reply: FastifyReply) {
      const probe = start(request, reply)
      probe.handOver()
      yield * createGenerator(probe)
    },
    * 'sync generator' (request: FastifyRequest, reply: FastifyReply) {
      const probe = start(request, reply)
      probe.handOver()
      yield * createGenerator(probe) as Generator
    }
  }
}
