/** Answers of one route in JSON and in a format that says less of the data, for the same generated schema and payloads. */
import Fastify from 'fastify'
import fc from 'fast-check'
import t from 'tap'
import produces from '../../lib/index.js'
import type { Serializer } from '../../types/index.js'
import { runs } from '../fixtures/generated.js'
import { definitions, payloadOf, schemas, type SchemaObject, shared } from '../schemas/generated.js'

/** How many payloads each schema gets: ten thousand for all schemas of the deep run. */
const PAYLOADS = 10

export interface Answers {
  /** What JSON says. */
  readonly json: unknown
  /** What the format says. */
  readonly body: string
  readonly schema: SchemaObject
}

/**
 * Compares the answers to generated payloads of generated schemas: where one is refused, so is the other, and nothing undeclared goes out.
 *
 * @param wrap makes the schema of a payload of a generated schema
 * @param fits whether the format says what JSON says
 */
export async function compareAnswers (
  mediaType: string, serializer: Serializer, wrap: (schema: SchemaObject) => SchemaObject, fits: (answers: Answers) => boolean
): Promise<{ readonly equal: number, readonly refused: number }> {
  // The deep run takes minutes.
  t.setTimeout(600_000)
  const seen = { equal: 0, refused: 0 }
  await fc.assert(fc.asyncProperty(schemas, fc.integer({ min: 1, max: 2 ** 31 }), async (generated, seed) => {
    const schema = { ...wrap(generated), definitions }
    let payload: unknown
    const app = Fastify()
    await app.register(produces, { serializers: { [mediaType]: serializer } })
    app.addSchema(shared)
    app.get('/', { config: { produces: ['application/json', mediaType].map((mediaType) => ({ mediaType, schema })) as never } }, async () => payload)
    // A schema that contradicts itself, or that has no columns.
    if (!await app.ready().then(() => true, () => false)) return
    for (let index = 0; index < PAYLOADS; index++) {
      payload = payloadOf(schema, seed + index)
      const [json, other] = await Promise.all(['application/json', mediaType].map((accept) => app.inject({ url: '/', headers: { accept } })))
      const shown = (): string => [schema, payload].map((value) => JSON.stringify(value)).join('\n') + `\n${json?.body}\n${other?.body}`
      if (json?.statusCode === 500 || other?.statusCode === 500) {
        // fast-json-stringify papers over what is no object.
        if (json?.statusCode !== other?.statusCode && !/expected an object/.test(String(other?.body))) throw new Error(shown())
        seen.refused++
      } else {
        if (!fits({ json: json?.json(), body: String(other?.body), schema })) throw new Error(shown())
        seen.equal++
      }
      if (!json?.body.includes('SECRET') && other?.body.includes('SECRET')) throw new Error(`a leak in ${shown()}`)
    }
    await app.close()
  }), runs(1700))
  return seen
}

/** Whether text stands for a value of JSON; `null` may stand for what fast-json-stringify has for it under a type without null. */
export function isTextOf (text: string, json: unknown): boolean {
  if (text === '' && isEmpty(json)) return true
  return typeof json === 'object' ? json !== null && isStructureText(text, json) : text === String(json)
}

function isStructureText (text: string, json: object): boolean {
  if (Array.isArray(json) && json.every((item) => typeof item !== 'object' || item === null)) {
    const list = json.map((item) => item === null ? '' : String(item)).join('; ')
    if (text === list) return true
  }
  try {
    return standsFor(JSON.parse(text), json)
  } catch {
    // A list with items that stand for empty ones.
    return Array.isArray(json) && text.split('; ').length >= json.length && json.some(isEmpty)
  }
}

function standsFor (other: unknown, json: unknown): boolean {
  if (other === null) return isEmpty(json)
  if (typeof json !== 'object' || json === null || typeof other !== 'object') return Object.is(other, json)
  const names = Object.keys(json)
  return Array.isArray(json) === Array.isArray(other) && JSON.stringify(names) === JSON.stringify(Object.keys(other)) &&
    names.every((name) => standsFor((other as SchemaObject)[name], (json as SchemaObject)[name]))
}

function isEmpty (json: unknown): boolean {
  return ['', 0, false, null, undefined].includes(json as never) || (typeof json === 'object' && Object.keys(json as object).length === 0)
}
