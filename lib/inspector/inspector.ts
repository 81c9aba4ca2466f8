/**
 * The plugin: the page, what it is made of, and what it asks.
 *
 * In: an application whose routes produce. Out: `GET` routes below a prefix, which hooks of the scope run for, and documents do not name.
 */
import { inspect } from 'node:util'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { explainFor, routesOf } from '../boot/index.js'
import { PRODUCES_ERR_OPTION } from '../errors.js'
import { wordsForUnknownKey } from '../negotiation/index.js'
import { clients } from '../inspect/index.js'
import { addressOf, missingIn, parametersOf } from './addresses.js'
import { answerOf } from './answer.js'
import { type Asked, FIELDS, readAsked } from './asked.js'
import { curlLine } from './curl.js'
import { readFiles } from './files.js'

/** The options of the inspector. */
export interface InspectorOptions {
  /** Where the page is. Default `'/_produces'`. */
  readonly prefix?: string
  /** Whether it starts where `NODE_ENV` is `production`: whoever reaches it reads what routes answer. Default `false`. */
  readonly production?: boolean
}

/** Nothing from elsewhere, nothing inline, and in nobody's frame. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const FIELDS_OF_ALL = {
  'cache-control': 'no-store',
  'content-security-policy': POLICY,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex'
}

// Whatever the scope produces, and whatever documents there are: these routes are not the application's.
const ROUTE: RouteShorthandOptions = { config: { produces: false }, schema: { hide: true } as object, logLevel: 'warn' }

/**
 * Serves a page that shows, for any route that produces and any client, which representation it gets and why.
 *
 * @throws PRODUCES_ERR_OPTION where `NODE_ENV` is `production` and nobody has said that it may start there
 * @example
 * if (process.env.NODE_ENV !== 'production') await app.register(inspector, { prefix: '/tools/negotiation' })
 */
export default async function inspector (instance: FastifyInstance, options: InspectorOptions = {}): Promise<void> {
  checkOptions(options)
  // With a prefix Fastify has already made the instance one of its own.
  if (options.prefix === undefined) await instance.register(addRoutes, { prefix: '/_produces' })
  else await addRoutes(instance)
}

// What `require` gives.
inspector.default = inspector
export { inspector as 'module.exports' }

// Fastify's own options of `register`, which it passes on to the plugin.
const OPTIONS = ['production', 'prefix', 'logLevel', 'logSerializers']

function checkOptions (options: InspectorOptions): void {
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name))
  if (unknown !== undefined) throw new PRODUCES_ERR_OPTION(`${unknown} of the inspector`, wordsForUnknownKey(unknown, ['prefix', 'production']))
  const { production = false } = options
  if (typeof production !== 'boolean') throw new PRODUCES_ERR_OPTION('production of the inspector', `expected true or false, found ${inspect(production)}`)
  if (production || process.env.NODE_ENV !== 'production') return
  throw new PRODUCES_ERR_OPTION('production of the inspector', 'NODE_ENV is production, and whoever reaches the page reads what routes answer. Do not register it there, or set production: true where nobody else reaches it')
}

async function addRoutes (instance: FastifyInstance): Promise<void> {
  instance.addHook('onRequest', async (_, reply) => { reply.headers(FIELDS_OF_ALL) })
  for (const { path, type, content } of readFiles()) {
    instance.get(path, ROUTE, async (request, reply) => {
      // The page names its files relative to itself.
      const [asked = ''] = request.url.split('?')
      return path === '/' && !asked.endsWith('/') ? reply.redirect(`${asked.slice(asked.lastIndexOf('/') + 1)}/`) : reply.type(type).send(content)
    })
  }
  instance.get('/routes', ROUTE, async (_, reply) => sendJson(reply, { routes: namedRoutes(instance), clients, fields: FIELDS }))
  instance.get('/explain', ROUTE, (request, reply) => answering(request, reply, async (asked) => explained(instance, request, asked)))
  instance.get('/answer', ROUTE, (request, reply) => answering(request, reply, async (asked) => answered(instance, request, asked)))
}

interface NamedRoute {
  readonly method: string
  readonly url: string
  readonly parameters: readonly string[]
}

/** The routes that produce, once each; a HEAD route that Fastify has added, or a twin address, is the same as its GET. */
function namedRoutes (instance: FastifyInstance): NamedRoute[] {
  const named = new Map<string, NamedRoute>()
  for (const { options: { method, url }, get } of routesOf(instance)) {
    if (get !== undefined) continue
    for (const name of [method].flat()) named.set(`${name} ${url}`, { method: name, url, parameters: parametersOf(url) })
  }
  return [...named.values()]
}

/** What is wrong with a question is said in words, for the page to show. */
async function answering (request: FastifyRequest, reply: FastifyReply, answer: (asked: Asked) => Promise<object>): Promise<FastifyReply> {
  try {
    // An application may read queries as it likes.
    return sendJson(reply, await answer(readAsked(new URL(request.url, 'http://localhost').searchParams)))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return sendJson(reply.code(400), { fault: error.message })
  }
}

function explained (instance: FastifyInstance, request: FastifyRequest, asked: Asked): object {
  const { method, url, headers, parameters, origin = `${request.protocol}://${request.host}` } = asked
  const missing = missingIn(url, parameters)
  // Until every parameter has a value, the URL as it is declared stands for the address.
  const explanation = explainFor(instance, { method, url: missing.length === 0 ? addressFor(asked) : url, headers })
  if (explanation === undefined) throw new RangeError(`There is no route ${method} ${url} that produces.`)
  return { explanation, curl: curlLine(method, origin + addressFor(asked), headers), missing }
}

function addressFor ({ url, parameters, query }: Asked): string {
  return addressOf(url, parameters) + (query === '' ? '' : `?${query}`)
}

async function answered (instance: FastifyInstance, request: FastifyRequest, asked: Asked): Promise<object> {
  const { method, url, headers, parameters } = asked
  if (method !== 'GET') throw new RangeError('Only GET is asked from here: what else a route does, it does for good.')
  if (explainFor(instance, { method, url, headers }) === undefined) throw new RangeError(`There is no route ${method} ${url} that produces.`)
  const [missing] = missingIn(url, parameters)
  if (missing !== undefined) throw new RangeError(`Give ${missing} a value: it is part of the address.`)
  const sent = { url: addressFor(asked), headers: { ...credentialsOf(request), ...headers }, remoteAddress: request.ip }
  return { answer: await answerOf(instance, sent) }
}

/** Who may see the answer is whoever may see it without the page. */
function credentialsOf ({ headers }: FastifyRequest): Record<string, string> {
  return Object.fromEntries(['host', 'cookie', 'authorization'].flatMap((name) => {
    const value = headers[name]
    return typeof value === 'string' ? [[name, value]] : []
  }))
}

/** As text: the application may write JSON as it likes. */
function sendJson (reply: FastifyReply, value: object): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(value))
}
