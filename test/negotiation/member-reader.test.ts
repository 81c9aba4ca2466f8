/** What reading a field value leaves. Who reads what is tested in fields.test.ts, grammar.test.ts and hostile.test.ts. */
import { type Runtime, Session } from 'node:inspector'
import { getHeapSnapshot } from 'node:v8'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { DEFAULT_LIMITS, MemberReader } from '../../lib/negotiation/member-reader.js'
import { languages } from '../../lib/negotiation/languages.js'
import { compileNegotiation, type Negotiation } from '../../lib/negotiation/negotiation.js'
import { matchesOf } from './match.js'

t.test('a reader that is not open has no members', async (t) => {
  const reader = new MemberReader(DEFAULT_LIMITS)
  t.equal(reader.text, '')
  t.equal(reader.next(), false)
})

t.test('a reader that is closed has nothing of the field value, and reads the next one from its start', async (t) => {
  const reader = new MemberReader(DEFAULT_LIMITS)
  reader.open('text/html;q=0.5, text/csv')
  t.equal(reader.next(), true)
  reader.close()
  t.equal(reader.text, '')
  t.equal(reader.value, '')
  reader.open('a, b')
  t.equal(reader.next(), true)
  t.equal(reader.value, 'a')
})

interface Properties {
  readonly result: Runtime.PropertyDescriptor[]
  readonly privateProperties?: Runtime.PropertyDescriptor[]
}

/** All text that an object has in it, in private members as well. */
function textIn (object: object): Set<string> {
  const session = new Session()
  const found = new Set<string>()
  const seen = new Set<unknown>()
  const walk = ({ type, value, objectId }: Runtime.RemoteObject) => {
    if (type === 'string') found.add(value)
    if (type !== 'object' || objectId === undefined) return
    session.post('Runtime.callFunctionOn', { objectId, functionDeclaration: 'function () { return globalThis.watched.isNew(this) }' }, (_, { result }) => {
      if (result.value !== true) return
      session.post('Runtime.getProperties', { objectId, ownProperties: true }, (_, properties) => {
        const { result, privateProperties = [] } = properties as Properties
        for (const { value } of [...result, ...privateProperties]) if (value !== undefined) walk(value)
      })
    })
  }
  const isNew = (value: unknown) => !seen.has(value) && seen.add(value).has(value)
  Object.assign(globalThis, { watched: { object, isNew } })
  session.connect()
  session.post('Runtime.evaluate', { expression: 'globalThis.watched.object' }, (_, { result }) => walk(result))
  session.disconnect()
  Reflect.deleteProperty(globalThis, 'watched')
  return found
}

t.test('a matcher of languages has no other text in it after a request than before', async (t) => {
  const tags = ['en', 'en-gb', 'es', 'es-419']
  const matcher = languages.compile(tags)
  const before = textIn(matcher)
  t.ok(before.has('-419'), 'what is private is seen')
  matchesOf(matcher, 'en-AU, x-client, de;q=0.5')
  const reader = new MemberReader(DEFAULT_LIMITS)
  for (const fieldValue of ['x-client, en-AU, en-a-client', 'en-a-client;q=0']) {
    reader.open(fieldValue)
    matcher.closest?.([0, 1, 2, 3], 4, reader)
    reader.close()
  }
  t.strictSame(textIn(matcher), before)
})

const parts = ['secret', 'of', 'one', 'client']

// Not in this function's caller: what that holds is in the heap as well.
function selectFor ({ select, unacceptable }: Negotiation): void {
  const secret = parts.join('-')
  const headers = {
    accept: `text/x-${secret};p=${secret}, text/html;p="${secret}";q=0.5`,
    'accept-language': `${secret.replaceAll('-', '')}-long, en;q=0.5`,
    'accept-charset': `${secret}, utf-8;q=0.5`,
    'accept-encoding': `${secret}, gzip;q=0.5`
  }
  select(headers)
  unacceptable(headers)
}

t.test('nothing of a request is kept once it is over', async (t) => {
  const negotiation = compileNegotiation({
    mediaTypes: ['application/json', 'text/html;p=x'], languages: ['en', 'de'], charsets: ['utf-8', 'iso-8859-1'], encodings: ['gzip'], strict: true
  })
  selectFor(negotiation)
  // What an expression was tried on last is kept by the engine.
  t.match('something else', /else/)
  const heap = await text(getHeapSnapshot())
  t.ok(heap.includes('iso-8859-1'), 'what is declared is there')
  t.notOk(heap.includes(parts.join('-')), 'what a client has sent is not')
})
