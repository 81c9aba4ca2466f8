/**
 * What is measured for one set of rows: plain Fastify's JSON, each format of ours, and each library behind a plain route.
 *
 * A subject is { id, format, whole, alone, counts }: `whole` asks for an answer by `inject`, `alone` calls what writes the rows, and
 * `counts` is false where other data comes out than went in.
 */
import Fastify from 'fastify'
import produces from '../../dist/index.js'
import { ours } from './ours.js'
import { peers } from './peers.js'
import { saysTheSame } from './readers.js'

/**
 * @param set of inputs/rows.js
 * @param formats names of ours.js
 * @throws Error where an answer of ours does not say what went in
 */
export async function subjectsOf (set, formats) {
  const { rows, schema } = set
  const plain = Fastify()
  let stringify
  plain.get('/json', { schema: { response: { 200: schema } } }, async (_request, reply) => {
    stringify ??= reply.getSerializationFunction('200')
    return rows
  })
  const libraries = formats.flatMap((format) => addLibraries(plain, format, set))
  const app = await produceAll(set)
  await plain.inject('/json')
  const subjects = [
    { id: 'json', format: 'json', whole: () => plain.inject('/json'), alone: () => stringify(rows) },
    ...formats.map((format) => ourSubject(app, format, set, stringify)),
    ...libraries
  ]
  for (const subject of subjects) subject.counts = await isRight(subject, set)
  return subjects
}

/** Plain routes, each of which sends what a library writes. */
function addLibraries (plain, format, set) {
  return Object.entries(peers[format] ?? {}).map(function ([name, writerOf]) {
    const id = `${format}/${name}`
    const write = writerOf(set)
    plain.get(`/${id}`, async (_request, reply) => {
      reply.type(ours[format].mediaType)
      return write()
    })
    return { id, format, library: name, whole: () => plain.inject(`/${id}`), alone: write }
  })
}

/** One route with all formats. */
async function produceAll ({ rows, schema }) {
  const app = Fastify()
  const serializers = Object.fromEntries(Object.values(ours).map(({ mediaType, serializer }) => [mediaType, serializer]))
  await app.register(produces, { serializers })
  app.get('/', { config: { produces: Object.keys(serializers) }, schema: { response: { 200: schema } } }, async () => rows)
  return app
}

function ourSubject (app, format, { rows, schema }, stringify) {
  const { mediaType, serializer } = ours[format]
  const route = { method: 'GET', url: '/', mediaType, status: '200', schemas: {}, compileJson: () => stringify }
  const serialize = serializer.compile(schema, route)
  const context = { negotiated: { mediaType } }
  const request = { url: '/', headers: { accept: mediaType } }
  return { id: format, format, whole: () => app.inject(request), alone: () => serialize(rows, context) }
}

async function isRight ({ id, format, library, whole, alone }, set) {
  const { statusCode, rawPayload } = await whole()
  const said = statusCode === 200 && saysTheSame(format, rawPayload, set) && saysTheSame(format, Buffer.from(alone()), set)
  if (!said && library === undefined) throw new Error(`${id}: status ${statusCode}, other data than went in: ${rawPayload.subarray(0, 200)}`)
  return said
}
