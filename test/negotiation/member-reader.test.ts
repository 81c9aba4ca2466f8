/** What reading a field value leaves. Who reads what is tested in fields.test.ts, grammar.test.ts and hostile.test.ts. */
import { getHeapSnapshot } from 'node:v8'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { DEFAULT_LIMITS, MemberReader } from '../../lib/negotiation/member-reader.js'
import { compileNegotiation, type Negotiation } from '../../lib/negotiation/negotiation.js'

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
