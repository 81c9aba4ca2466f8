/**
 * What a developer is told where a payload cannot be sent: each 500 of ours has a code, the route, and the path of the value where there is one.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import t, { type Test } from 'tap'
import cbor from '../../lib/formats/binary/cbor.js'
import msgpack from '../../lib/formats/binary/msgpack.js'
import csv from '../../lib/formats/csv/csv.js'
import html from '../../lib/formats/html/html.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import markdown, { fromHtml } from '../../lib/formats/markdown/markdown.js'
import sse from '../../lib/formats/sse/sse.js'
import xlsx from '../../lib/formats/xlsx/xlsx.js'
import xml from '../../lib/formats/xml/xml.js'
import yaml from '../../lib/formats/yaml/yaml.js'
import { type AvailableMediaType, negotiated, type ProducesObject, type Serializer } from '../../lib/index.js'
import { build, untyped } from '../fixtures/harness.js'

const string = { type: 'string' }
const array = (items: object): object => ({ type: 'array', items })
const object = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more })
const rows = object({ items: array(object({ name: string, 'a/b': { type: 'integer' } }, { required: ['name'] })) })

const cyclic: Record<string, unknown> = { name: 'Mars' }
cyclic.self = cyclic

async function * itemsOf (...items: unknown[]): AsyncGenerator<unknown> {
  yield * items
}

function raise (thrown: unknown): never {
  throw thrown
}

function ended (): Readable {
  const stream = Readable.from(['x'])
  stream.destroy()
  return stream
}

interface Fault {
  readonly serializer?: Serializer | false
  readonly mediaType?: string
  readonly declared?: Partial<AvailableMediaType>
  readonly route?: Partial<ProducesObject>
  readonly schema?: object
  readonly payload: unknown
  /** What the message says after the route. */
  readonly says: string
}

/** What a handler returns, and what is said of it, by code. */
const FAULTS: Readonly<Record<string, Readonly<Record<string, Fault>>>> = {
  PRODUCES_ERR_PAYLOAD: {
    'a required property is missing, as JSON': { schema: rows, payload: { items: [{ name: 'a' }, {}] }, says: 'the payload is not what the schema of text/x declares: items[1].name: required by the schema, and missing', serializer: untyped(undefined), mediaType: 'application/json' },
    'a wrong form, to a function': { schema: rows, payload: { items: [{ name: 'a', 'a/b': 'x' }] }, says: "the payload is not what the schema of text/x declares: items[0]['a/b']: expected an integer by the schema, found a string" },
    'a wrong form, in a promise': { serializer: fromHtml(String), mediaType: 'text/markdown', schema: rows, payload: { items: 5 }, says: 'the payload is not what the schema of text/x declares: items: expected an array by the schema, found a number' },
    'a wrong form, of the first of items that come one by one': { serializer: ndjson(), schema: array(object({ at: { type: 'integer' } })), payload: () => itemsOf({ at: 'x' }), says: 'the payload is not what the schema of text/x declares: [0].at: expected an integer by the schema, found a string' },
    'a wrong form, of the first item within an object': { serializer: cbor(), schema: rows, payload: () => ({ items: itemsOf({}) }), says: 'the payload is not what the schema of text/x declares: items[0].name: required by the schema, and missing' },
    'a row that is none': { serializer: csv({ columns: ['name'] }), payload: [{ name: 'a' }, 5], says: 'the payload is not what the schema of text/x declares: expected an object for a row, found a number' },
    'an array, to a page of an object': { serializer: html(), schema: object({ a: string }), payload: [], says: 'the payload is not what the schema of text/x declares: expected no array by the schema, found one' },
    'a line break in an event': { serializer: sse({ event: 'name' }), payload: [{ name: 'a' }, { name: 'a\nb' }], says: 'the payload is not what the schema of text/x declares: [1].name: expected text without line breaks for the field event of an event' },
    'no array, where a sheet has its rows': { serializer: xlsx(), schema: { anyOf: [object({ moons: array(object({ name: string })) }), object({}, { additionalProperties: true })] }, payload: { moons: 5 }, says: 'the payload is not what the schema of text/x declares: moons: expected an array for rows, found a number' },
    'text that is longer than a cell': { serializer: xlsx(), schema: array(object({ name: string })), payload: [{ name: 'x'.repeat(32_768) }], says: 'the payload is not what the schema of text/x declares: [0].name: text of 32768 characters, and a cell of a spreadsheet holds 32767: shorten it in the route\'s transform' }
  },
  PRODUCES_ERR_CONTENT: {
    'no data, as JSON': { serializer: untyped(undefined), mediaType: 'application/json', payload: { toJSON () {} }, says: 'the content for text/x cannot be sent: cannot write the payload as JSON: it has no data' },
    'a cycle, as JSON': { serializer: untyped(undefined), mediaType: 'application/json', payload: cyclic, says: 'the content for text/x cannot be sent: JSON cannot write it: converting circular structure to JSON' },
    'a BigInt, as JSON': { serializer: untyped(undefined), mediaType: 'application/json', payload: { a: 1n }, says: 'the content for text/x cannot be sent: JSON cannot write it: do not know how to serialize a BigInt' },
    'no data, as YAML': { serializer: yaml(), payload: { toJSON () {} }, says: 'the content for text/x cannot be sent: cannot write the payload as text/x: it has no data' },
    'a cycle, as XML': { serializer: xml(), payload: cyclic, says: 'the content for text/x cannot be sent: cannot write the payload as text/x: it contains itself, or is nested too deeply' },
    'a cycle, as Markdown': { serializer: markdown(), payload: cyclic, says: 'the content for text/x cannot be sent: cannot write the payload as text/x: it contains itself, or is nested too deeply' },
    'items one by one, and the schema declares none': { serializer: cbor(), schema: object({ a: string }), payload: () => itemsOf(1), says: 'the content for text/x cannot be sent: cannot send items one by one: the schema declares no array' },
    'items one by one, and the schema forbids them': { serializer: ndjson(), schema: { type: 'array', items: false }, payload: () => itemsOf(1), says: 'the content for text/x cannot be sent: cannot send items: the schema forbids them' },
    'items one by one, within a payload': { serializer: cbor(), payload: () => ({ a: [{ b: itemsOf(1) }] }), says: 'the content for text/x cannot be sent: a[0].b: cannot send items one by one within a payload: collect them into an array' },
    'an integer of more than 64 bits': { serializer: msgpack(), payload: { items: [{}, { id: 2n ** 64n }] }, says: 'the content for text/x cannot be sent: items[1].id: MessagePack has no integers of more than 64 bits' },
    'an integer of more than 64 bits, in an item': { serializer: msgpack(), schema: array({}), payload: () => itemsOf(1, { id: 2n ** 64n }), says: 'the content for text/x cannot be sent: [1].id: MessagePack has no integers of more than 64 bits' },
    'a name that XML has given away': { serializer: xml(), schema: object({ _x0031_: string, _x005F_x0031_: string }, { additionalProperties: true }), payload: { 1: 'a' }, says: "the content for text/x cannot be sent: cannot write the property '1': the schema has given its name to another" },
    'elements that are nested too deep': { serializer: fromHtml(() => '<div>'.repeat(300)), payload: {}, says: 'the content for text/x cannot be sent: fromHtml(): expected elements of the page to be nested at most 256 deep' },
    'no content': { serializer: () => untyped(5), payload: {}, says: 'the content for text/x cannot be sent: the serializer returned a number, expected a string, bytes, a stream or an async iterable' },
    'nothing thrown by a serializer': { serializer: () => raise(undefined), payload: {}, says: 'the content for text/x cannot be sent: what serializes it threw undefined' },
    'nothing thrown by an asynchronous serializer': { serializer: async () => raise(null), payload: {}, says: 'the content for text/x cannot be sent: what serializes it threw null' },
    'nothing thrown by a transform': { declared: { transform: () => raise(undefined) }, payload: {}, says: 'the content for text/x cannot be sent: what serializes it threw undefined' },
    'nothing thrown by a source': { serializer: ndjson(), payload: async function * () { raise(undefined) }, says: 'the content for text/x cannot be sent: the source of the items threw undefined' },
    'an iterator that is none': { serializer: ndjson(), payload: () => ({ [Symbol.asyncIterator]: () => ({ next: () => 5 }) }), says: 'the content for text/x cannot be sent: the iterator gave 5, expected an object with done and value' },
    'a stream of items that was destroyed': { serializer: ndjson(), payload: () => { const stream = new PassThrough({ objectMode: true }); setImmediate(() => stream.destroy()); return stream }, says: 'the content for text/x cannot be sent: the stream was destroyed before its end' },
    'another type, set by the handler': { payload: (_: FastifyRequest, reply: FastifyReply) => { reply.type('text/y'); return {} }, says: 'the content for text/x cannot be sent: the handler set Content-Type to text/y. Leave the field to the plugin, or send finished content' },
    'an object with a status that has none': { payload: (_: FastifyRequest, reply: FastifyReply) => reply.code(404).type('text/y').send({}), says: 'the content for text/y cannot be sent: an object was sent with status 404' },
    'items with a status that has none': { payload: (_: FastifyRequest, reply: FastifyReply) => reply.code(404).send(itemsOf(1)), says: 'the content for text/x cannot be sent: items that come one by one were sent with status 404' },
    'objects in a stream of finished content': { serializer: false, payload: () => Readable.from([{}]), says: 'the content for text/x cannot be sent: a stream of finished content gives text or bytes, not an object' },
    'a string in another charset': { serializer: () => 'x', route: { charsets: ['iso-8859-1'] }, payload: {}, says: 'the content for text/x cannot be sent: a string is sent as UTF-8, and iso-8859-1 was negotiated. Serialize to a Buffer in that charset' }
  },
  PRODUCES_ERR_SOURCE: {
    'a stream that was destroyed before': { payload: ended, says: 'nothing can be sent: the stream had been destroyed before it was sent. Return a source that nobody else reads, before it ends' },
    'more than one source': { serializer: untyped(undefined), mediaType: 'application/json', payload: () => ({ a: itemsOf(1), b: itemsOf(2) }), says: "nothing can be sent: the payload has more than one source, in 'a' and 'b', and one can be read. Send the others as arrays" }
  },
  PRODUCES_ERR_NOT_FINISHED: {
    'an object, where the handler sends finished content': { serializer: false, payload: {}, says: 'text/x takes finished content only (a string, Buffer or stream), not an object. Add a serializer for it to send anything else' }
  },
  PRODUCES_ERR_STATUS: {
    'a status without a schema': { schema: object({}), payload: (_: FastifyRequest, reply: FastifyReply) => reply.code(203).send({}), says: "status 203 has no schema for text/x, though another status has one. Declare it in schema.response, for this status or as '2xx'" }
  },
  PRODUCES_ERR_NOT_NEGOTIATED: {
    'what another route produces': { payload: (request: FastifyRequest) => negotiated(request, ['text/y']), says: 'nothing was negotiated with the given produces' }
  },
  PRODUCES_ERR_WITHOUT: {
    'what the route does not produce': { payload: (_: FastifyRequest, reply: FastifyReply) => reply.without('text/y'), says: 'reply.without: the route does not produce text/y, or is without it already. Did you mean text/x? It produces text/x' },
    'no name': { payload: (_: FastifyRequest, reply: FastifyReply) => reply.without({}), says: 'reply.without: expected a media type, or an object with mediaType or language, found {}' },
    'a misspelt key': { payload: (_: FastifyRequest, reply: FastifyReply) => reply.without(untyped({ mediatype: 'text/x' })), says: 'reply.without: mediatype: unknown key. Did you mean mediaType? (known: mediaType, language)' },
    'nothing at all': { payload: (_: FastifyRequest, reply: FastifyReply) => reply.without(untyped(undefined)), says: 'reply.without: expected a media type, or an object with mediaType or language, found undefined' },
    'all there is': { payload: (_: FastifyRequest, reply: FastifyReply) => reply.without('text/x'), says: 'reply.without: nothing is left. Answer with a status of your own, 404 say' }
  },
  PRODUCES_ERR_PREFERENCE: {
    'a value with the name': { payload: (_: FastifyRequest, reply: FastifyReply) => ({ applied: reply.applyPreference('return=minimal') }), says: "reply.applyPreference: expected the name of a preference, found 'return=minimal'. Write 'return'" },
    'no name': { payload: (_: FastifyRequest, reply: FastifyReply) => ({ applied: reply.applyPreference(untyped(undefined)) }), says: 'reply.applyPreference: expected the name of a preference, found undefined' }
  },
  PRODUCES_ERR_OVERRIDE: {
    'an override that returns a name': { route: { override: () => untyped('csv') }, payload: {}, says: "override returned 'csv', expected an object with mediaType or language, or undefined" },
    'an override that throws nothing': { route: { override: () => raise(undefined) }, payload: {}, says: 'override threw undefined, expected an object with mediaType or language, or undefined' }
  }
}

function serve (app: FastifyInstance, fault: Fault): string {
  const { declared, route, schema, payload, serializer = (payload: unknown) => JSON.stringify(payload), mediaType = 'text/x' } = fault
  const serialize = mediaType === 'application/json' ? {} : { serialize: serializer }
  const handler: RouteHandlerMethod = typeof payload === 'function' ? payload as never : async () => payload
  app.get('/planets/:id', {
    config: { produces: { mediaTypes: [{ mediaType: mediaType as 'text/x', ...serialize, ...declared }], ...route } },
    ...schema !== undefined && { schema: { response: { 200: schema } } }
  }, handler)
  return mediaType
}

async function said (t: Test, fault: Fault): Promise<{ statusCode: number, code: string, message: string }> {
  const app = await build(t)
  serve(app, fault)
  return (await app.inject('/planets/4')).json()
}

for (const [code, faults] of Object.entries(FAULTS)) {
  for (const [name, fault] of Object.entries(faults)) {
    t.test(`${code}: ${name}`, async (t) => {
      const { statusCode, ...answer } = await said(t, fault)
      t.equal(statusCode, 500)
      const { mediaType = 'text/x', says } = fault
      t.match(answer, { code, message: `Route GET /planets/:id: ${says.replace('text/x', mediaType)}` })
    })
  }
}

t.test('Each error that a request can show is shown here', async (t) => {
  const text = readFileSync(join(import.meta.dirname, '../../lib/errors.ts'), 'utf8')
  const codes = text.slice(text.indexOf('// At run time')).match(/(?<=export const )PRODUCES_ERR_\w+/g) ?? []
  // A 406 is no mistake.
  t.same(codes.filter((code) => code !== 'PRODUCES_ERR_NOT_ACCEPTABLE').sort(), Object.keys(FAULTS).sort())
})

t.test('What shows when a part has gone out is in the log with its code, the route and the path', async (t) => {
  const log: string[] = []
  const app = await build(t, {}, { logger: { level: 'warn', stream: { write (line: string) { log.push(line) } } } })
  serve(app, {
    serializer: ndjson(),
    schema: array(object({ at: { type: 'integer' } })),
    payload: async function * () {
      yield { at: 1 }
      await new Promise((resolve) => setTimeout(resolve, 20))
      yield { at: 'x' }
    },
    says: ''
  })
  await app.inject('/planets/4').catch(() => {})
  t.match(log.map((line) => JSON.parse(line).err), [{
    code: 'PRODUCES_ERR_PAYLOAD',
    message: 'Route GET /planets/:id: the payload is not what the schema of text/x declares: [1].at: expected an integer by the schema, found a string'
  }])
})

t.test('What somebody else throws goes on as it is', async (t) => {
  for (const serializer of [() => raise(new RangeError('mine')), async () => raise(new RangeError('mine')), xml()]) {
    const payload = { toJSON: () => raise(new RangeError('mine')) }
    const { statusCode, code, message } = await said(t, { serializer, payload, says: '' })
    t.same([statusCode, code, message], [500, undefined, 'mine'])
  }
})

t.test('A stack leads to the line of the handler', async (t) => {
  const calls: ReadonlyArray<(request: FastifyRequest, reply: FastifyReply) => unknown> = [
    (_, reply) => reply.without('text/y'), (_, reply) => reply.applyPreference('a b'), (request) => negotiated(request, ['text/y'])
  ]
  for (const call of calls) {
    let stack: string | undefined
    const app = await build(t)
    serve(app, {
      payload (request: FastifyRequest, reply: FastifyReply) {
        try {
          return call(request, reply)
        } catch (error) {
          stack = (error as Error).stack
          return ''
        }
      },
      says: ''
    })
    await app.inject('/planets/4')
    // The method of the reply stands between.
    t.match(stack?.split('\n').slice(1, 3).join('\n'), /run-time-faults\.test\.ts/)
  }
})
