import t from 'tap'
import { addToVary, type FieldLines } from '../../lib/negotiation/vary.js'

t.test('field names are added to what is there, each once, in whatever case (RFC 9110 §12.5.5)', async (t) => {
  const cases: [value: FieldLines, names: FieldLines, combined: string][] = [
    [undefined, 'accept', 'accept'],
    [undefined, 'accept, accept-language', 'accept, accept-language'],
    ['', 'accept', 'accept'],
    [' , ', 'accept', 'accept'],
    [[], 'accept', 'accept'],
    ['Origin', 'accept', 'Origin, accept'],
    ['Origin', 'accept, accept-language', 'Origin, accept, accept-language'],
    ['accept', 'accept', 'accept'],
    ['Accept', 'accept', 'Accept'],
    ['ACCEPT, Origin', 'accept, accept-language', 'ACCEPT, Origin, accept-language'],
    ['Origin,Accept-Language', 'accept, accept-language', 'Origin, Accept-Language, accept'],
    ['accept-language', 'accept', 'accept-language, accept'],
    ['Accept-Encoding', 'accept', 'Accept-Encoding, accept'],
    [' Origin ,, Cookie ', 'accept', 'Origin, Cookie, accept'],
    [['Origin', 'Accept'], 'accept, accept-language', 'Origin, Accept, accept-language'],
    [['Origin, Cookie', 'Accept'], 'accept', 'Origin, Cookie, Accept'],
    ['Origin', '', 'Origin'],
    [undefined, '', ''],
    [0, 'accept', '0, accept'],
    ['*', 'accept', '*'],
    [['Origin', '*'], 'accept', '*'],
    ['Origin, *', 'accept', '*'],
    [' * ', 'accept', '*'],
    ['*x', 'accept', '*x, accept'],
    // lines on both sides, and nothing on either
    ['Origin', ['accept', 'Accept-Language'], 'Origin, accept, Accept-Language'],
    ['Origin', undefined, 'Origin'],
    [undefined, undefined, ''],
    ['Origin', '*', '*'],
    ['', '*', '*'],
    // no duplicates, whoever wrote them
    ['Accept, Accept-Encoding, accept-encoding', 'accept', 'Accept, Accept-Encoding'],
    [undefined, 'accept, Accept', 'accept'],
    [['Accept', 'ACCEPT'], 'accept', 'Accept']
  ]
  for (const [value, names, combined] of cases) t.equal(addToVary(value, names), combined, `${JSON.stringify(value)} and ${JSON.stringify(names)}`)
})

t.test('adding again changes nothing', async (t) => {
  const once = addToVary('Origin', 'accept, accept-language')
  t.equal(addToVary(once, 'accept, accept-language'), once)
  t.equal(addToVary(once, 'accept'), once)
})
