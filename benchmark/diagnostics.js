/**
 * What a message on a channel and the log line of a 406 take, with and without somebody who listens.
 *
 *     npm run bench:diagnostics
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import Fastify from 'fastify'
import produces from './modules/index.js'
import { publishSelected } from './modules/reply/channels.js'
import { logNotAcceptable } from './modules/reply/not-acceptable-log.js'
import { outcomeOf } from './modules/reply/outcome.js'
import { printMachine } from './tools/machine.js'
import { figure, format, ratios, table } from './tools/ratios.js'

const ROUNDS = 11
const WARM_UP = 2

// What is written and heard goes here, so that nothing is optimized away.
const seen = { count: 0 }

/** A request that was answered with 406, and its reply. */
async function refused (server) {
  const app = Fastify(server)
  await app.register(produces, { notAcceptableLogLevel: false })
  let answered
  app.addHook('onSend', async (request, reply) => { answered = { request, reply } })
  app.get('/', { config: { produces: { mediaTypes: ['application/json', 'text/plain'], languages: ['en', 'de'] } } }, async () => '')
  await app.inject({ url: '/', headers: { accept: 'image/png', 'accept-language': 'de' } })
  return answered
}

const { request, reply } = await refused({ logger: { stream: { write () { seen.count++ } } } })
const silent = await refused({})
const { route } = outcomeOf(request)
const publish = () => publishSelected(request, route.negotiation.selectable[0], route.name)
const log = (level, { request: asked } = { request }) => () => logNotAcceptable(asked, route, ['mediaType'], level)

/** By name, what is run, and how many times. */
const subjects = {
  'fields seen before, looked up': [() => { if (route.outcomeFor(request.headers) !== undefined) seen.count++ }, 1e6],
  'a message, nobody listens': [publish, 3e7],
  'a message, one subscriber': [publish, 1e6, () => { seen.count++ }],
  "Fastify's own two lines": [() => {
    request.log.info({ req: request }, 'incoming request')
    request.log.info({ res: reply, responseTime: 1.5 }, 'request completed')
  }, 1e5],
  'the line of a 406': [log('info'), 1e5],
  'below the level of the logger': [log('debug'), 3e6],
  'notAcceptableLogLevel: false': [log(false), 3e7],
  'without a logger': [log('info', silent), 3e5]
}

/** Nanoseconds of processor time. */
function time ([run, times, listen]) {
  if (listen !== undefined) subscribe('fastify-produces:selected', listen)
  const start = process.cpuUsage()
  for (let at = 0; at < times; at++) run()
  const { user, system } = process.cpuUsage(start)
  if (listen !== undefined) unsubscribe('fastify-produces:selected', listen)
  return (user + system) * 1000 / times
}

const figures = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]))
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const [name, subject] of Object.entries(subjects)) {
    const nanoseconds = time(subject)
    if (round >= 0) figures[name].push(nanoseconds)
  }
}

printMachine([])
const by = (name) => format(figure(ratios(figures[name], figures["Fastify's own two lines"])))
console.log(table([['', 'ns', "by Fastify's two lines"], ...Object.entries(figures).map(([name, own]) => [name, format(figure(own)), by(name)])]))
