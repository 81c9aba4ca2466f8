/** A range of `Accept` may name the charset (RFC 9110 §12.5.1). What goes out then is tested in ../rfc9110/12.5.2-accept-charset.test.ts. */
import t from 'tap'
import { compileNegotiation, type NegotiationOptions } from '../../lib/negotiation/negotiation.js'

const three: NegotiationOptions = { mediaTypes: ['text/plain', 'text/csv'], charsets: ['utf-8', 'utf-16', 'koi8-r'] }

t.test('of the charsets that ranges name, one of higher quality is selected, then of higher precedence, then the first', async (t) => {
  const cases: [accept: string, charset: string, byServer: string][] = [
    ['text/plain', 'utf-8', 'utf-8'],
    ['text/plain;charset=utf-16', 'utf-16', 'utf-16'],
    ['text/plain, text/plain;charset=utf-16', 'utf-16', 'utf-16'],
    ['text/plain;charset=koi8-r, text/plain;q=0.5', 'koi8-r', 'koi8-r'],
    ['text/plain;charset=utf-16;q=0.8, text/plain;charset=koi8-r;q=0.9', 'koi8-r', 'koi8-r'],
    ['text/plain;charset=utf-16;q=0.9, text/plain;charset=koi8-r;q=0.8', 'utf-16', 'utf-16'],
    ['text/plain;charset=utf-16;q=0.5, text/plain', 'utf-8', 'utf-8'],
    // Who declares decides between equals, if anybody says so.
    ['text/plain;charset=koi8-r, text/plain;charset=utf-16', 'koi8-r', 'utf-16'],
    ['text/plain;charset=utf-16, text/plain;charset=koi8-r', 'utf-16', 'utf-16'],
    ['text/plain;charset=utf-16, text/plain;charset=utf-8', 'utf-16', 'utf-8'],
    // Nothing is asked for that is there.
    ['image/png', 'utf-8', 'utf-8']
  ]
  for (const [accept, charset, byServer] of cases) {
    const options = { ...three, strict: { mediaType: false } }
    t.match(compileNegotiation(options).select({ accept }), { mediaType: 'text/plain', charset }, accept)
    t.match(compileNegotiation({ ...options, preference: 'server' }).select({ accept }), { mediaType: 'text/plain', charset: byServer }, `${accept}, by the server`)
  }
})

t.test('a media type is liked as much as the charset that is liked best', async (t) => {
  const cases: [accept: string, mediaType: string, charset: string][] = [
    ['text/csv;charset=koi8-r, text/plain;q=0.9', 'text/csv', 'koi8-r'],
    ['text/csv;charset=koi8-r;q=0.8, text/plain;q=0.9', 'text/plain', 'utf-8'],
    ['text/csv;charset=koi8-r, text/plain;charset=utf-16', 'text/csv', 'koi8-r'],
    ['text/plain;charset=utf-16, text/csv;charset=koi8-r, text/plain;charset=utf-8', 'text/plain', 'utf-16'],
    ['text/csv;charset=utf-16, text/plain;charset=koi8-r, text/csv;charset=utf-8', 'text/csv', 'utf-16']
  ]
  for (const [accept, mediaType, charset] of cases) t.match(compileNegotiation(three).select({ accept }), { mediaType, charset }, accept)
})
