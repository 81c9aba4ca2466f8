import t from 'tap'
import { compileNegotiation, type Negotiation } from '../../lib/negotiation/negotiation.js'

/** How a table writes the value of `Accept`. */
function linesOfAccept (negotiation: Negotiation, accept: string): string[] {
  const lines = String(negotiation.explain({ accept })).split('\n')
  return lines.slice(lines.findIndex((line) => line.startsWith('  Accept:')), lines.findIndex((line) => line.startsWith('  available')))
}

const a = (length: number) => 'a'.repeat(length)

t.test('a long text is broken at a blank, else where the line is full, and cut after four lines', async (t) => {
  const negotiation = compileNegotiation({ mediaTypes: ['text/html'] })
  const cases: [accept: string, lines: string[]][] = [
    // Of 80 columns two are the margin.
    [`a/${a(68)}`, [`  Accept: a/${a(68)}`]],
    [`a/${a(69)}`, ['  Accept:', `  a/${a(69)}`]],
    [`a/b, a/${a(64)}`, ['  Accept: a/b,', `  a/${a(64)}`]],
    [`a/b,${' '.repeat(80)}c/d`, [`  Accept: a/b,${' '.repeat(66)}`, '  c/d']],
    [`a/${a(76)}`, ['  Accept:', `  a/${a(76)}`]],
    [`a/${a(77)}`, ['  Accept:', `  a/${a(76)}`, '  a']],
    [`a/${a(232)}`, ['  Accept:', `  a/${a(76)}`, `  ${a(78)}`, `  ${a(78)}`]],
    [`a/${a(233)}`, ['  Accept:', `  a/${a(76)}`, `  ${a(78)}`, `  ${a(77)}…`]],
    [`a/${a(300)}, c/d`, ['  Accept:', `  a/${a(76)}`, `  ${a(78)}`, `  ${a(77)}…`]],
    // what a terminal would obey
    ['a/b;c="\u001b[31m\u202e\u2028"', ['  Accept: a/b;c="?[31m??"']]
  ]
  for (const [accept, lines] of cases) t.strictSame(linesOfAccept(negotiation, accept), lines)
})

t.test('what is too long for its column is cut there', async (t) => {
  const mediaTypes = ['application/vnd.example-ab', 'application/vnd.example-abc', 'text/html']
  const accept = 'application/vnd.example-ab, application/vnd.example-abc, text/html;level=1.2, text/html;q=0.1'
  const table = String(compileNegotiation({ mediaTypes }).explain({ accept })).split('\n')
  for (const line of [
    '* application/vnd.example-ab application/vnd.ex…      1      1     1     0',
    '  application/vnd.example-a… application/vnd.ex…      1      1     1     1',
    '  text/html                  text/html              0.1      1     1     3'
  ]) t.ok(table.includes(line), `${line}\nin\n${table.join('\n')}`)
  const short = String(compileNegotiation({ mediaTypes: ['text/html;level=12345'] }).explain({ accept: 'text/html;level=123' }))
  t.match(short, /406: nothing is acceptable \(mediaType\)/)
  const exact = String(compileNegotiation({ mediaTypes: ['text/html;a=bcdefgh'] }).explain({ accept: 'text/html;a=bcdefgh' })).split('\n')
  t.ok(exact.includes('* text/html;a=bcdefgh        text/html;a=bcdefgh      1      1     1     0'), exact.join('\n'))
})

t.test('everything that is not acceptable is named', async (t) => {
  const negotiation = compileNegotiation({ mediaTypes: ['text/html'], languages: ['en'], strict: true })
  t.match(String(negotiation.explain({ accept: 'a/b', 'accept-language': 'fr' })), /^406: nothing is acceptable \(mediaType, language\)\n/)
})
