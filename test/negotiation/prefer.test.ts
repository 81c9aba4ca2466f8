/** `Prefer` (RFC 7240 §2). */
import t from 'tap'
import { parsePrefer } from '../../lib/negotiation/index.js'

const TABLE: readonly (readonly [fieldValue: string, preferences: readonly (readonly [name: string, value: string | true])[]])[] = [
  ['return=minimal', [['return', 'minimal']]],
  ['respond-async, wait=100', [['respond-async', true], ['wait', '100']]],
  ['Return = minimal', [['return', 'minimal']]],
  ['foo=""', [['foo', true]]],
  ['foo=', [['foo', true]]],
  ['foo; bar', [['foo', true]]],
  ['foo=bar; some=parameter, handling=lenient', [['foo', 'bar'], ['handling', 'lenient']]],
  ['foo="a, b; c"', [['foo', 'a, b; c']]],
  ['foo="a\\"b"', [['foo', 'a"b']]],
  // The first counts.
  ['return=minimal, return=representation', [['return', 'minimal']]],
  ['RETURN=minimal, return=representation', [['return', 'minimal']]],
  // What is malformed says nothing, and the rest counts.
  ['=x, a b, wait=10, "q"', [['wait', '10']]],
  ['foo=b c, wait=10', [['wait', '10']]],
  ['foo="open, wait=10', [['wait', '10']]],
  ['__proto__=x, constructor', [['__proto__', 'x'], ['constructor', true]]],
  ['', []],
  [',,', []]
]

t.test('preferences are read by their names, the first of each', async (t) => {
  for (const [fieldValue, expected] of TABLE) {
    const preferences = parsePrefer(fieldValue)
    t.strictSame(Object.entries(preferences), expected, JSON.stringify(fieldValue))
    t.equal(Object.getPrototypeOf(preferences), null)
    t.ok(Object.isFrozen(preferences))
  }
})

t.test('a long value is read in linear time, as far as a field is read', async (t) => {
  for (const part of ['a=" ', 'a = ', '= ', '"', 'a=b;', '\\"']) t.strictSame(Object.keys(parsePrefer(`b, ${part.repeat(100_000)}`)), ['b'], part)
})
