/**
 * The check of options, against TypeBox: what it finds right is right to TypeBox, and of what it finds wrong TypeBox knows a fault.
 */
import fc from 'fast-check'
import t from 'tap'
import Value from 'typebox/value'
import { firstFault, type OptionSchema } from '../../lib/boot/option-fault.js'
import { runs } from '../fixtures/generated.js'

const names = ['a', 'b', 'c']
const bounds = { minimum: fc.integer({ min: -1, max: 1 }), maximum: fc.integer({ min: 0, max: 2 }) }

const { schema: schemas } = fc.letrec<{ schema: OptionSchema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<OptionSchema>({}, { type: 'boolean' }, { enum: ['a', 'b'] }, { type: 'string' }, { type: 'string', pattern: '^a' }),
    fc.record({ type: fc.constantFrom('number', 'integer'), ...bounds }, { requiredKeys: ['type'] }),
    fc.record({ type: fc.constant('array'), minItems: fc.nat(2), items: tie('schema') }, { requiredKeys: ['type'] }),
    fc.record({
      type: fc.constant('object'),
      required: fc.subarray(names),
      properties: fc.dictionary(fc.constantFrom(...names), tie('schema'))
    }, { requiredKeys: ['type'] }),
    fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(fc.constantFrom(...names), tie('schema')),
      additionalProperties: fc.constant(false)
    })
  ) as fc.Arbitrary<OptionSchema>
}))

const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(undefined, null, true, 'a', 'b', 'ba', '', -1, 0, 0.5, 1, 2, NaN, Infinity, 5n, Symbol.iterator, () => 0, new Date(0)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names, 'd'), tie('value'))
  )
}))

t.test('a value has a fault exactly where TypeBox finds one', async (t) => {
  const found = { right: 0, wrong: 0 }
  fc.assert(fc.property(schemas, values, (schema, value) => {
    const right = Value.Check(schema, value)
    found[right ? 'right' : 'wrong']++
    return (firstFault(schema, value) === undefined) === right
  }), runs(3000))
  const least = (found.right + found.wrong) / 20
  t.ok(found.right > least && found.wrong > least, JSON.stringify(found))
})

t.test('a fault names its key as one would write it in code', async (t) => {
  const schema: OptionSchema = {
    type: 'object',
    required: ['list'],
    properties: {
      list: {
        type: 'array',
        items: { type: 'object', properties: { flag: { type: 'boolean', expected: 'yes or no' } }, additionalProperties: false }
      }
    }
  }
  t.same(firstFault(schema, { list: [{}, { flag: 1 }] }), { key: '.list[1].flag', message: 'expected yes or no, found 1' })
  t.same(firstFault(schema, { list: [{ flags: true }] }), { key: '.list[0].flags', message: 'unknown key. Did you mean flag? (known: flag)' })
  t.same(firstFault(schema, { list: {} }), { key: '.list', message: 'expected an array, found {}' })
  t.same(firstFault(schema, { list: undefined }), { key: '.list', message: 'expected an array, found undefined' }, 'what is required may not be undefined')
  t.equal(firstFault(schema, { list: [{ flag: true }] }), undefined)
})

t.test('a key that is no name stands in brackets, as it is', async (t) => {
  const schema: OptionSchema = { type: 'object', properties: {}, additionalProperties: false }
  t.same(firstFault(schema, { 'a/b~c': 1 }), { key: "['a/b~c']", message: 'unknown key' })
})

t.test('what was found is cut', async (t) => {
  t.match(firstFault({ type: 'number' }, 'x'.repeat(500)), { key: '', message: /^expected a number, found "x{78}…$/ })
})
