/** Requires of a format of text that what is read of it is what JSON says, whatever the schema and the payload. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { SerializeContext, SerializerCompiler } from '../../lib/index.js'
import { json } from '../../lib/serializers/index.js'
import { runs } from '../fixtures/generated.js'
import { definitions, payloadOf, schemas, shared, type SchemaObject } from '../schemas/generated.js'
import { routeOf } from './declared.js'
import { contextFor } from './pages/page.js'

/** The payloads of a schema: ten thousand and more for all schemas of the deep run. */
const PAYLOADS = 8

type Write = (payload: unknown, context: SerializeContext) => unknown

/** What is written, or the message of the refusal. */
function attempt (write: Write, payload: unknown): { readonly content?: string, readonly refusal?: string } {
  try {
    return { content: write(payload, contextFor()) as string }
  } catch (error) {
    return { refusal: (error as Error).message }
  }
}

/** What a schema may refer to: one object, by which lib knows that the plan of the schema is the same. */
const others = { [shared.$id]: shared }

function compiled (serializer: SerializerCompiler, schema: unknown): Write | undefined {
  try {
    return serializer.compile(schema, routeOf('application/json', others)) as Write
  } catch {
    // A schema that contradicts itself.
    return undefined
  }
}

/** A payload with one value of the schema. */
function objectOf (schema: SchemaObject): SchemaObject {
  return { type: 'object', properties: { of: schema } }
}

/**
 * @param says whether content says what JSON does
 * @param adapt makes of a schema one that the format takes
 * @param wrap makes of a schema that of a payload
 */
export function testParity (
  serializer: SerializerCompiler, says: (content: string, json: unknown) => boolean, adapt = (schema: SchemaObject): SchemaObject => schema, wrap = objectOf
): void {
  // The deep run takes minutes.
  t.setTimeout(600_000)
  t.test('whatever the schema and the payload, what is read is JSON\'s data, or none has any', async (t) => {
    const seen = { equal: 0, refused: 0 }
    fc.assert(fc.property(schemas.map(adapt), fc.integer({ min: 1, max: 2 ** 31 }), (schema, seed) => {
      const whole: SchemaObject = { ...wrap(schema), definitions }
      const [writeJson, write] = [json, serializer].map((each) => compiled(each, whole))
      // fast-json-stringify alone refuses some schemas that contradict themselves, and boot fails with it.
      assert.equal(write === undefined && writeJson !== undefined, false)
      if (writeJson === undefined || write === undefined) return
      for (let index = 0; index < PAYLOADS; index++) {
        const payload = payloadOf(whole, seed + index)
        const [expected, found] = [attempt(writeJson, payload), attempt(write, payload)]
        const shown = (): string => [whole, payload, expected, found].map((each) => JSON.stringify(each)).join('\n')
        if (found.content === undefined) {
          // JSON papers over a form that is no object.
          assert.ok(expected.content === undefined || /expected an object/.test(String(found.refusal)), shown())
          seen.refused++
        } else {
          assert.ok(expected.content !== undefined && says(found.content, JSON.parse(expected.content)), shown())
          assert.ok(expected.content.includes('SECRET') || !found.content.includes('SECRET'), shown())
          seen.equal++
        }
      }
    }), runs(2000))
    t.comment(seen)
    t.ok(seen.equal > seen.refused / 4, 'enough of both')
  })
}

/** Whether other data stands for JSON's: the same in the same order, or null where fast-json-stringify has an empty value for it. */
export function standsFor (other: unknown, json: unknown): boolean {
  if (other === null) return isEmpty(json)
  if (typeof json !== 'object' || json === null || typeof other !== 'object') return Object.is(json, other)
  const names = Object.keys(json)
  return Array.isArray(json) === Array.isArray(other) && JSON.stringify(names) === JSON.stringify(Object.keys(other)) &&
    names.every((name) => standsFor((other as SchemaObject)[name], (json as SchemaObject)[name]))
}

function isEmpty (json: unknown): boolean {
  return json === null || json === '' || json === 0 || json === false || (typeof json === 'object' && Object.keys(json).length === 0)
}
