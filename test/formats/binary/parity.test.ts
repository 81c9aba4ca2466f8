/**
 * What a reader finds in CBOR and MessagePack is what JSON says, whatever the schema and the payload.
 */
import { decode as decodeMsgpack } from '@msgpack/msgpack'
import { decode as decodeCbor } from 'cbor2'
import Fastify, { type FastifyInstance } from 'fastify'
import fc from 'fast-check'
import t from 'tap'
import cbor from '../../../lib/formats/binary/cbor.js'
import msgpack from '../../../lib/formats/binary/msgpack.js'
import produces from '../../../lib/index.js'
import { runs } from '../../fixtures/generated.js'
import { definitions, payloadOf, schemas, shared, type SchemaObject } from '../../schemas/generated.js'

/** How many payloads each schema gets, in each format: ten thousand and more for all schemas of the deep run. */
const PAYLOADS = 6

// The deep run takes minutes.
t.setTimeout(600_000)

const readers: ReadonlyArray<[mediaType: string, read: (content: Buffer) => unknown]> = [
  ['application/cbor', (content) => decodeCbor(content, { rejectDuplicateKeys: true, rejectLongFloats: true })],
  ['application/vnd.msgpack', (content) => decodeMsgpack(content)]
]

async function serve (schema: SchemaObject, payload: () => unknown): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(produces, { serializers: { 'application/cbor': cbor(), 'application/vnd.msgpack': msgpack() } })
  app.addSchema(shared)
  const representations = ['application/json', ...readers.map(([mediaType]) => mediaType)].map((mediaType) => ({ mediaType, schema }))
  app.get('/', { config: { produces: representations as never } }, async () => payload())
  await app.ready()
  return app
}

/** Whether other data stands for JSON's: the same in the same order, or null where fast-json-stringify has an empty value for it. */
function standsFor (other: unknown, json: unknown): boolean {
  if (other === null) return json === null || json === '' || json === 0 || json === false || (typeof json === 'object' && Object.keys(json).length === 0)
  if (typeof json !== 'object' || json === null || typeof other !== 'object') return Object.is(json, other)
  const names = Object.keys(json)
  return Array.isArray(json) === Array.isArray(other) && JSON.stringify(names) === JSON.stringify(Object.keys(other)) &&
    names.every((name) => standsFor((other as SchemaObject)[name], (json as SchemaObject)[name]))
}

t.test('whatever the schema and the payload, both have JSON\'s data, or none has', async (t) => {
  const seen = { equal: 0, refused: 0 }
  await fc.assert(fc.asyncProperty(schemas, fc.integer({ min: 1, max: 2 ** 31 }), async (schema, seed) => {
    let payload: unknown
    const whole = { type: 'object', properties: { of: schema }, definitions }
    // A schema that contradicts itself is a fault at boot.
    const app = await serve(whole, () => payload).catch(() => undefined)
    if (app === undefined) return
    for (let index = 0; index < PAYLOADS; index++) {
      payload = payloadOf(whole, seed + index)
      const json = await app.inject('/')
      for (const [mediaType, read] of readers) {
        const other = await app.inject({ url: '/', headers: { accept: mediaType } })
        const shown = (): string => `${mediaType}\n${JSON.stringify(whole)}\n${JSON.stringify(payload)}\n${json.body}\n${other.rawPayload.toString('latin1')}`
        if (other.statusCode === 500) {
          // JSON papers over a form that is no object.
          if (json.statusCode !== 500 && !/expected an object/.test(other.body)) throw new Error(shown())
          seen.refused++
        } else {
          if (other.statusCode !== 200 || json.statusCode !== 200 || !standsFor(read(other.rawPayload), json.json())) throw new Error(shown())
          seen.equal++
        }
        if (!json.body.includes('SECRET') && other.body.includes('SECRET')) throw new Error(`a leak in ${shown()}`)
      }
    }
    await app.close()
  }), runs(2500))
  t.comment(seen)
  t.ok(seen.equal > seen.refused / 4, 'enough of both')
})
