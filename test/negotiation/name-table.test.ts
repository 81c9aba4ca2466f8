import t from 'tap'
import { DEFAULT_LIMITS, MemberReader } from '../../lib/negotiation/member-reader.js'
import { NameTable } from '../../lib/negotiation/name-table.js'

/** What each member of a field value names. */
function find<Found> (table: NameTable<Found>, fieldValue: string): (Found | undefined)[] {
  const reader = new MemberReader(DEFAULT_LIMITS)
  const found: (Found | undefined)[] = []
  reader.open(fieldValue)
  while (reader.next()) found.push(table.find(reader))
  return found
}

t.test('a member is found by its value alone, without regard to case', async (t) => {
  const table = new NameTable(new Map([['text/html', 1], ['text/*', 2], ['*', 3]]))
  t.strictSame(find(table, 'text/html, TEXT/Html;q=0.5 , text/*;a="b", *'), [1, 1, 2, 3])
  t.strictSame(find(table, 'text/htm, text/htmx, xtext/html, text/html5, text/, */*, +, "*", \n'), Array(9).fill(undefined))
})

t.test('names of one length that end in the same letter are told apart', async (t) => {
  const names = ['text/xml', 'text/yml', 'text/zml', 'xext/xml']
  const table = new NameTable(new Map(names.map((name) => [name, name])))
  t.strictSame(find(table, names.join()), names)
  t.strictSame(find(table, 'text/aml, xext/yml, text/xmL'), [undefined, undefined, 'text/xml'])
})

t.test('any number of names is found', async (t) => {
  const names = Array.from({ length: 2000 }, (_, place) => `application/vnd.example.${place}+json`)
  const table = new NameTable(new Map(names.map((name, place) => [name, place])))
  for (const place of [0, 9, 10, 99, 100, 999, 1000, 1999]) t.strictSame(find(table, `${names[place]}, ${names[place]}x`), [place, undefined])
  t.strictSame(find(table, 'application/vnd.example.2000+json'), [undefined])
})

t.test('what is found may be anything but undefined', async (t) => {
  t.strictSame(find(new NameTable<unknown>(new Map<string, unknown>([['a', 0], ['b', null], ['c', false]])), 'a, b, c, d'), [0, null, false, undefined])
  t.strictSame(find(new NameTable(new Map()), 'a'), [undefined])
})
