/**
 * Rows for the formats, each set with its schema and, where a row is not flat, with the cells that one writes by hand for CSV.
 *
 * The values follow from the place of the row: each run writes the same.
 */
const integer = { type: 'integer' }
const number = { type: 'number' }
const string = { type: 'string' }
const boolean = { type: 'boolean' }
const dateTime = { type: 'string', format: 'date-time' }
const nullable = { type: ['string', 'null'] }

function listOf (properties) {
  return { type: 'array', items: { type: 'object', properties } }
}

function rows (count, rowAt) {
  return Array.from({ length: count }, (_, place) => rowAt(place))
}

const NAMES = ['Ada Lovelace', 'Alan Turing', 'Grace Hopper', 'Edsger Dijkstra', 'Barbara Liskov', 'Zoë Müller', 'Tony Hoare']
const STATES = ['open', 'paid', 'sent', 'returned']

function timeAt (place) {
  return new Date(Date.UTC(2026, 0, 1) + place * 61_000).toISOString()
}

function flat (place) {
  return {
    id: place + 1,
    name: NAMES[place % NAMES.length],
    created: timeAt(place),
    active: place % 3 !== 0,
    price: (place * 37 % 10_000) / 100,
    state: STATES[place % STATES.length],
    note: place % 4 === 0 ? null : `note ${place % 50}`,
    place: place % 5 === 0 ? 'Springfield, Main Street' : 'Springfield'
  }
}

const flatSchema = listOf({
  id: integer,
  name: string,
  created: dateTime,
  active: boolean,
  price: number,
  state: { type: 'string', enum: STATES },
  note: nullable,
  place: string
})

function nested (place) {
  return {
    id: place + 1,
    customer: { name: NAMES[place % NAMES.length], address: { city: 'Springfield', zip: String(10_000 + place) } },
    tags: STATES.slice(place % 3),
    lines: rows(1 + place % 3, (line) => ({ article: `A-${place % 100}-${line}`, amount: line + 1, price: (place * 13 % 1000) / 100 })),
    created: timeAt(place)
  }
}

const nestedSchema = listOf({
  id: integer,
  customer: {
    type: 'object',
    properties: { name: string, address: { type: 'object', properties: { city: string, zip: string } } }
  },
  tags: { type: 'array', items: string },
  lines: listOf({ article: string, amount: integer, price: number }),
  created: dateTime
})

function nestedCells ({ id, customer: { name, address: { city, zip } }, tags, lines, created }) {
  return {
    id,
    'customer.name': name,
    'customer.address.city': city,
    'customer.address.zip': zip,
    tags: tags.join('; '),
    lines: JSON.stringify(lines),
    created
  }
}

// Sixty columns, of four types in turn.
const WIDE = Array.from({ length: 60 }, (_, column) => ['count', 'share', 'label', 'done'][column % 4] + column)

function wide (place) {
  const row = {}
  for (const [column, name] of WIDE.entries()) {
    row[name] = [place + column, (place + column) / 8, `label ${(place + column) % 90}`, (place + column) % 2 === 0][column % 4]
  }
  return row
}

const wideSchema = listOf(Object.fromEntries(WIDE.map((name, column) => [name, [integer, number, string, boolean][column % 4]])))

const SENTENCES = [
  'Die Größe der Äpfel überraschte die Gäste aus Übersee.',
  'She said "no", and then "perhaps", and left.',
  'A line ends here.\nAnother one begins & goes on < for a while.',
  'Plain words that need nothing at all, as most of them do.'
]

function text (place) {
  const about = rows(8, (sentence) => SENTENCES[(place + sentence * 3) % SENTENCES.length])
  return { id: place + 1, title: `Über „${place}“`, summary: SENTENCES[place % SENTENCES.length], about: about.join(' ') }
}

const textSchema = listOf({ id: integer, title: string, summary: string, about: string })

/** By name: the rows, their schema, and `toCells` where a row is not flat. */
export const sets = {
  flat: { title: '5,000 rows of eight columns', rows: rows(5000, flat), schema: flatSchema },
  nested: { title: '2,000 rows of objects and arrays', rows: rows(2000, nested), schema: nestedSchema, toCells: nestedCells },
  wide: { title: '700 rows of sixty columns', rows: rows(700, wide), schema: wideSchema },
  text: { title: '2,000 rows of long text with quotes and umlauts', rows: rows(2000, text), schema: textSchema },
  ten: { title: '10 rows of eight columns', rows: rows(10, flat), schema: flatSchema },
  many: { title: '10,000 rows of eight columns', rows: rows(10_000, flat), schema: flatSchema }
}
