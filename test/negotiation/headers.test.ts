import t from 'tap'
import { readField } from '../../lib/negotiation/headers.js'

t.test('repeated field lines are one list (RFC 9110 §5.3)', async (t) => {
  t.equal(readField({ accept: 'text/html' }, 'accept'), 'text/html')
  t.equal(readField({ accept: ['text/html;q=0.5', 'text/plain'] }, 'accept'), 'text/html;q=0.5, text/plain')
  t.equal(readField({ accept: [] }, 'accept'), '')
  t.equal(readField({ accept: '' }, 'accept'), '')
  t.equal(readField({ accept: undefined }, 'accept'), undefined)
  t.equal(readField({ 'accept-language': 'en' }, 'accept'), undefined)
})
