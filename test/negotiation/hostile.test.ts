import fc from 'fast-check'
import { createContext, Script } from 'node:vm'
import t from 'tap'
import { compileNegotiation, parseMembers, type Headers } from '../../lib/negotiation/negotiation.js'
import { runs } from '../fixtures/generated.js'
import { bytes, made } from './generated.js'

const declared = {
  mediaTypes: ['text/html', 'application/json', { mediaType: 'text/csv;header=present', quality: 0.5, languages: ['de', 'zh-Hant'] }, 'text/html;level=1'],
  languages: ['en', 'de', 'zh-Hant', 'zh-Hans', 'en-GB'],
  charsets: ['utf-8', 'iso-8859-1'],
  encodings: ['gzip', 'br']
}
const fields = ['accept', 'accept-language', 'accept-charset', 'accept-encoding']
const unlimited = { maxFieldLength: Infinity, maxMembers: Infinity }
const negotiations = [
  compileNegotiation({ ...declared, strict: true }),
  compileNegotiation({ ...declared, strict: true, ...unlimited }),
  compileNegotiation({ ...declared, strict: false, preference: 'server' })
]
const lenient = compileNegotiation({ ...declared, strict: false, ...unlimited })

function staysInBounds (headers: Headers): boolean {
  const copy = structuredClone(headers)
  return negotiations.every((negotiation) => {
    const selected = negotiation.select(headers)
    const names = negotiation.unacceptable(headers)
    return (selected === undefined || negotiation.selectable.includes(selected)) &&
      (selected !== undefined || names.length > 0) &&
      names.every((name) => negotiation.dimensions.some((dimension) => dimension.name === name)) &&
      negotiation.select(copy) === selected
  }) && lenient.select(headers) !== undefined
}

t.test('no field value made of what fields are made of throws or leads out of bounds', async () => {
  const field = fc.option(made, { nil: undefined, freq: 3 })
  fc.assert(fc.property(fc.tuple(field, field, field, field), (values) =>
    staysInBounds(Object.fromEntries(fields.map((field, index) => [field, values[index]])))
  ), runs(1500))
})

t.test('no random bytes throw or lead out of bounds', async () => {
  fc.assert(fc.property(bytes, bytes, (a, b) =>
    staysInBounds({ accept: a, 'accept-language': b, 'accept-charset': [a, b], 'accept-encoding': [b, a] })
  ), runs(500))
})

t.test('every octet in every place of a member is survived', async (t) => {
  let survived = 0
  for (let code = 0; code < 256; code++) {
    const octet = String.fromCharCode(code)
    for (const text of [octet, `${octet}text/html`, `text${octet}html`, `text/html${octet}`, `text/html;${octet}=1`, `text/html;level=${octet}`, `text/html;level="${octet}"`, `text/html;q=${octet}`, `en${octet}US`]) {
      if (staysInBounds(Object.fromEntries(fields.map((field) => [field, text])))) survived++
      else t.fail(JSON.stringify(text))
    }
  }
  t.equal(survived, 256 * 9)
})

t.test('no more than maxMembers of maxFieldLength bytes are ever read', async (t) => {
  for (const unit of ['a,', ',', 'a/b;q=0.1,', '*/*,', 'en-US, ', 'a/b;c="d,e",']) {
    const fieldValue = unit.repeat(16_384)
    t.ok(parseMembers(fieldValue).length <= 100, `${unit} over and over`)
    t.ok(parseMembers(fieldValue, { maxFieldLength: 1000, maxMembers: Infinity }).length <= 500, `${unit} over and over, a thousand bytes of it`)
  }
})

/*
 * A quarter of a million bytes take milliseconds where the work is linear in them and minutes where it is quadratic: no need to measure,
 * only to stop. The script does nothing but call back; what it calls stops with it.
 */
function endsInTime (work: () => unknown): void {
  new Script('work()').runInContext(createContext({ work }), { timeout: 5000 })
}

t.test('reading is linear in the length of the field value', async (t) => {
  const length = 2 ** 18
  const cases: [before: string, unit: string, after: string][] = [
    ['', ',', ''], ['', ' ', 'a'], ['a', ' ', 'a'], ['', ', ', ''], ['', ';', ''], ['a', ';', 'x'], ['a', '; ', 'x'], ['a', ' ;', 'x'],
    ['', '"', ''], ['', '"', 'x'], ['', '\\', ''], ['', '\\"', ''], ['', '"\\', ''], ['a;b="', '\\"', ''], ['a;b="', '\\\\', '"'], ['a;b="', 'c', ''],
    ['', 'a;b="', ''], ['', 'a;b="c",', ''], ['', 'a;b="c,', ''], ['', 'a;b="\\",', ''], ['', 'a;b=c"', ''], ['a;b=', ' ', 'x'], ['a;b', ' ', '=x'], ['a;b="c"', ' ', 'x'],
    ['', 'a;b=c d,', ''], ['a', ';b=c', ''], ['a', ';q=1', ''], ['a', ';b="c"', ''],
    ['a;q=', '1', 'x'], ['a;q=', '1', ''], ['a;q=0.', '1', 'x'], ['a;q=.', '0', 'x'], ['a;q=', '0', '.x'], ['a;q=', '.', ''], ['a;q="', '1', 'x"'], ['a;q=', '1.', ''],
    ['', 'a/', ''], ['', 'a', '/b'], ['', '*/*,', ''], ['', 'a/b,', ''], ['', '*/*;q=0.1,', ''], ['text/html', ';a=1', ''], ['', 'text/html;level=1,', ''],
    ['', 'en-', ''], ['', 'en-US,', ''], ['', 'a-', 'b'], ['zh', '-Hant', ''], ['', 'en-GB;q=0.1,', ''], ['', 'aaaaaaaa', '-'], ['', 'gzip,', ''], ['', 'gzip', '']
  ]
  for (const [before, unit, after] of cases) {
    const fieldValue = (length: number) => before + unit.repeat(length / unit.length) + after
    const name = `${before}${unit}…${after}`
    t.doesNotThrow(() => endsInTime(() => parseMembers(fieldValue(length), unlimited)), `${name} is read`)
    const headers = Object.fromEntries(fields.map((field) => [field, fieldValue(length / 2)]))
    t.doesNotThrow(() => endsInTime(() => lenient.select(headers)), `${name} is negotiated`)
  }
})
