/**
 * What is measured for one set of rows, in groups: a format of ours, plain Fastify's JSON and each library of the format.
 *
 * A subject is { name, kind, format, whole, alone, counts }: `kind` is `json`, `ours` or `library`; `whole` asks for an answer by
 * `inject`, `alone` calls what writes the rows; `counts` is false where other data comes out than went in.
 */
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import Fastify from 'fastify'
import produces from '../../dist/index.js'
import { ours } from './ours.js'
import { peers } from './peers.js'
import { saysTheSame } from './readers.js'

/**
 * @param set of inputs/rows.js
 * @param formats names of ours.js
 * @returns a group for each format
 * @throws Error where an answer of ours, or JSON's, does not say what went in
 */
export async function subjectsOf (set, formats) {
  const { rows, schema } = set
  const plain = Fastify()
  let stringify
  plain.get('/json', { schema: { response: { 200: schema } } }, async (_request, reply) => {
    stringify ??= reply.getSerializationFunction('200')
    return rows
  })
  const libraries = formats.map((format) => addLibraries(plain, format, set))
  const app = await produceAll(set)
  await plain.inject('/json')
  const groups = formats.map((format, place) => [
    { name: 'JSON', kind: 'json', format, whole: () => plain.inject('/json'), alone: () => stringify(rows) },
    ourSubject(app, format, set),
    ...libraries[place]
  ])
  for (const subject of groups.flat()) subject.counts = await isRight(subject, set)
  return groups
}

/** Plain routes, each of which sends what a library writes. */
function addLibraries (plain, format, set) {
  return Object.entries(peers[format] ?? {}).map(function ([name, writerOf]) {
    const url = `/${format}/${name}`
    const write = writerOf(set)
    plain.get(url, async (_request, reply) => {
      reply.type(ours[format].mediaType)
      return write()
    })
    return { name, kind: 'library', format, whole: () => plain.inject(url), alone: write }
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

const compiler = SerializerSelector()({}, {})

// It writes into the schema.
function compileJson (schema) {
  return compiler({ schema: structuredClone(schema), method: 'GET', url: '/' })
}

function ourSubject (app, format, { rows, schema }) {
  const { title, mediaType, serializer } = ours[format]
  const route = { method: 'GET', url: '/', mediaType, status: '200', schemas: {}, compileJson }
  const serialize = serializer.compile(schema, route)
  const context = { negotiated: { mediaType }, reply: { hasHeader: () => true, getHeader: () => undefined } }
  const request = { url: '/', headers: { accept: mediaType } }
  return { name: title, kind: 'ours', format, whole: () => app.inject(request), alone: () => serialize(rows, context) }
}

async function isRight ({ name, kind, format, whole, alone }, set) {
  const { statusCode, rawPayload } = await whole()
  const content = [rawPayload, Buffer.from(await alone())]
  const said = await Promise.all(content.map((bytes) => saysTheSame(kind === 'json' ? kind : format, bytes, set)))
  const right = statusCode === 200 && said.every(Boolean)
  if (!right && kind !== 'library') {
    throw new Error(`${name}: status ${statusCode}, or other data than went in: ${rawPayload.subarray(0, 200)}`)
  }
  return right
}
