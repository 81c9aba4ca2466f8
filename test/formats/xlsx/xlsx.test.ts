/** Workbooks: their sheets, what there may be in one, and how they are written one row after another. */
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import etag from '@fastify/etag'
import { streamXlsxRows } from 'hucre/xlsx'
import Fastify from 'fastify'
import t from 'tap'
import { SheetNames, sheetName } from '../../../lib/formats/xlsx/names.js'
import { compileSheets, type Sheet } from '../../../lib/formats/xlsx/sheets.js'
import { WorkbookWriter } from '../../../lib/formats/xlsx/workbook.js'
import xlsx from '../../../lib/formats/xlsx/xlsx.js'
import { ZipWriter } from '../../../lib/formats/xlsx/zip.js'
import produces from '../../../lib/index.js'
import { ANY_FORM } from '../../../lib/schemas/index.js'
import { Source, until } from '../../streams/sockets.js'
import { array, object, routeOf } from '../declared.js'
import { MEDIA_TYPE, read, render, sheetsOf, stream, streamed } from './reader.js'

const string = { type: 'string' }
const integer = { type: 'integer' }
const Moon = object({ name: string, radius: { type: 'number', title: 'Radius (km)' } })
const moons = [{ name: 'Phobos', radius: 11.1, secret: 'SECRET' }, { name: 'Deimos', radius: 6.2 }]
const header = ['name', 'Radius (km)']

t.test('rows are a sheet under a header, however they come, and what nobody declares stays in', async (t) => {
  const payloads: Array<[name: string, payload: unknown, rows: unknown[]]> = [
    ['an array', moons, [['Phobos', 11.1], ['Deimos', 6.2]]],
    ['an object', moons[0], [['Phobos', 11.1]]],
    ['what toJSON returns', { toJSON: () => moons }, [['Phobos', 11.1], ['Deimos', 6.2]]],
    ['no rows', [], []],
    ['null', null, []],
    ['nothing', undefined, []],
    ['a row that is null', [null, moons[1]], [[null, null], ['Deimos', 6.2]]]
  ]
  for (const [name, payload, rows] of payloads) {
    t.same(await sheetsOf(render(payload, Moon)), [['Sheet1', header, ...rows]], `${name}, by the schema of a row`)
    if (payload !== moons[0] && !(Array.isArray(payload) && payload[0] === null)) {
      t.same(await sheetsOf(render(payload, array(Moon))), [['Sheet1', header, ...rows]], `${name}, by that of an array`)
    }
  }
  t.throws(() => render([1], {}), { message: /takes its columns from the properties in the schema, and there are none for status 200/ })
  t.throws(() => render([[1]], Moon), { message: /expected an object/ })
})

t.test('columns follow the schema, with titles for names', async (t) => {
  const schema = array(object({
    b: string, a: integer, orbit: object({ days: { type: 'number' }, star: { title: 'Star', ...object({ name: { ...string, title: 'Name' } }) } }), list: array(integer)
  }))
  const rows = [{ a: 1, b: 'x', orbit: { days: 1.5, star: { name: 'Sun' } }, list: [1, 2] }, { orbit: null, a: 2 }]
  t.same(await sheetsOf(render(rows, schema)), [
    ['Sheet1', ['b', 'a', 'orbit › days', 'orbit › Star › Name', 'list'], ['x', 1, 1.5, 'Sun', '1; 2'], [null, 2, null, null, null]]
  ])
})

t.test('the header stays in sight, is bold, and each column is as wide as its values by the schema', async (t) => {
  const properties = {
    n: integer,
    text: string,
    day: { type: 'string', format: 'date' },
    at: { type: 'string', format: 'date-time' },
    id: { type: 'string', format: 'uuid' },
    long: { ...integer, title: 'A label that is wider' },
    longest: { ...string, title: 'x'.repeat(100) }
  }
  const { sheets: [sheet] } = await read(render([], array(object(properties))))
  t.same(sheet?.freezePane, { rows: 1 })
  t.same(sheet?.columns?.map(({ width }) => width), [12, 20, 11, 19, 37, 23, 60])
  t.equal(sheet?.cells?.get('0,0')?.style?.font?.bold, true)
})

t.test('a sheet has the title of the rows, or of a row', async (t) => {
  const names: Array<[schema: object, name: string]> = [
    [{ title: 'Moons', ...array({ ...Moon, title: 'Moon' }) }, 'Moons'],
    [array({ ...Moon, title: 'Moon' }), 'Moon'],
    [{ ...Moon, title: 'Moon' }, 'Moon'],
    [array(Moon), 'Sheet1'],
    [{ title: '<Moons> & "more": 2024/25', ...array(Moon) }, '<Moons> & "more"_ 2024_25'],
    [{ title: 'History', ...array(Moon) }, 'History_']
  ]
  for (const [schema, name] of names) t.equal((await sheetsOf(render(moons, schema)))[0]?.[0], name)
})

t.test('names of sheets are those that Excel allows', async (t) => {
  const names = [
    ['a\\b/c?d*e:f[g]', 'a_b_c_d_e_f_g_'], ["'quoted'", 'quoted'], ['  \t', 'Sheet'], ['', 'Sheet'], ["''", 'Sheet'], ['tab\there\0', 'tab here'], ['x'.repeat(40), 'x'.repeat(31)],
    ['x'.repeat(30) + '𝄞', 'x'.repeat(30)], ['x'.repeat(29) + '𝄞', 'x'.repeat(29) + '𝄞'], ['half \ud834', 'half \ud834'], ['HISTORY', 'HISTORY_'], ['Historys', 'Historys'], ["it's", "it's"], ['x'.repeat(30) + "'y", 'x'.repeat(30)]
  ] as const
  for (const [title, name] of names) t.equal(sheetName(title), name, JSON.stringify(title))
  const taken = new SheetNames()
  t.same(['a', 'A', 'a', 'x'.repeat(31), 'x'.repeat(31), 'a (2)'].map((name) => taken.take(name)), ['a', 'A (2)', 'a (3)', 'x'.repeat(31), 'x'.repeat(27) + ' (2)', 'a (2) (2)'])
})

const Envelope = {
  title: 'Answer',
  ...object({
    total: integer,
    planets: { title: 'Planets', ...array(object({ name: string })) },
    moons: array(Moon),
    tags: array(string),
    more: object({ stars: array(object({ name: string })), page: integer })
  })
}

t.test('an object that holds arrays of objects has a sheet for each, and one for the rest', async (t) => {
  const payload = {
    total: 3, planets: [{ name: 'Mars', secret: 'SECRET' }], moons, tags: ['a', 'b'], more: { stars: [{ name: 'Sun' }], page: 1 }, secret: 'SECRET'
  }
  const expected = [
    ['Planets', ['name'], ['Mars']],
    ['moons', header, ['Phobos', 11.1], ['Deimos', 6.2]],
    ['more › stars', ['name'], ['Sun']],
    ['Answer', ['total', 'tags', 'more › page'], [3, 'a; b', 1]]
  ]
  t.same(await sheetsOf(render(payload, Envelope)), expected)
  t.same(await sheetsOf(render({ toJSON: () => payload }, Envelope)), expected)
  const { sheets } = await read(render(payload, Envelope))
  t.ok(sheets.every(({ freezePane }) => freezePane?.rows === 1))
})

t.test('of an array that is not there, there is the header', async (t) => {
  const empty = [['Planets', ['name']], ['moons', header], ['more › stars', ['name']]]
  t.same(await sheetsOf(render({ total: 0 }, Envelope)), [...empty, ['Answer', ['total', 'tags', 'more › page'], [0, null, null]]])
  t.same(await sheetsOf(render(null, Envelope)), [...empty, ['Answer', ['total', 'tags', 'more › page']]])
  t.same(await sheetsOf(render({ more: null }, object({ more: object({ stars: array(Moon) }) }))), [['more › stars', header]], 'and no sheet of the rest, where there is none')
  t.same((await sheetsOf(render({ total: 1, list: [] }, object({ total: integer, list: array(Moon) }))))[1]?.[0], 'Facts')
})

t.test('what may be something else than an array of objects is a cell', async (t) => {
  const properties = { either: { anyOf: [string, array(Moon)] }, pair: { type: 'array', items: [Moon], additionalItems: false }, open: array({}), mixed: array({ anyOf: [string, Moon] }), untyped: { items: Moon } }
  t.same(await sheetsOf(render({ either: 'x', pair: [moons[1]], open: [{ a: 1 }], mixed: ['x'], untyped: [moons[1]] }, object(properties))), [
    ['Sheet1', ['either', 'pair', 'open', 'mixed', 'untyped'], ['x', '[{"name":"Deimos","radius":6.2}]', '[{"a":1}]', '["x"]', '[{"name":"Deimos","radius":6.2}]']]
  ])
})

t.test('an array that one of several schemas declares is a sheet too', async (t) => {
  const either = { anyOf: [array(Moon), { ...array(Moon), maxItems: 1 }] }
  t.same(await sheetsOf(render({ either: moons }, object({ either }))), [['either', header, ['Phobos', 11.1], ['Deimos', 6.2]]])
})

t.test('what another branch lets out where the rows of a sheet belong is an error that says where', (t) => {
  const schema = { anyOf: [object({ of: object({ moons: array(Moon) }) }), object({}, { additionalProperties: true })] }
  for (const [found, value] of [['a string', 'x'], ['a number', 5]] as const) {
    t.throws(() => render({ of: { moons: value } }, schema), { name: 'TypeError', message: `of.moons: expected an array for rows, found ${found}` })
  }
  t.end()
})

t.test('arrays of objects in a row are JSON in its cell', async (t) => {
  t.same(await sheetsOf(render([{ moons }], array(object({ moons: array(Moon) })))), [['Sheet1', ['moons'], [JSON.stringify(moons.map(({ name, radius }) => ({ name, radius })))]]])
})

t.test('boot fails without columns, and with more than there are', async (t) => {
  const route = routeOf(MEDIA_TYPE)
  t.throws(() => xlsx().compile(undefined, route), { message: /takes its columns from the schema, and there is none for status 200: declare an array of objects in schema\.response/ })
  t.throws(() => xlsx().compile(array(string), route), { message: /there are none for status 200, of which a sheet holds 16384/ })
  const columns = (count: number): object => array(object(Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, integer]))))
  t.throws(() => xlsx().compile(columns(16_385), route), { message: /there are 16385 for status 200/ })
  const [sheet] = await sheetsOf(render([{ c0: 1, c16383: 2 }], columns(16_384)))
  t.same([sheet?.[2]?.[0], sheet?.[2]?.[16_383]], [1, 2])
})

t.test('rows that come one by one are the bytes of those that come together', async (t) => {
  const rows = Array.from({ length: 3000 }, (_, index) => ({ name: `moon ${index}`, radius: index / 7, secret: 'SECRET' }))
  const whole = Buffer.from(render(rows, array(Moon)))
  async function * slowly (): AsyncGenerator<object> {
    for (const [index, row] of rows.entries()) {
      if (index % 100 === 0) await turn()
      yield row
    }
  }
  for (const source of [new Set(rows), rows.values(), slowly()]) t.ok(whole.equals(await streamed(source, array(Moon))))
  t.ok(whole.equals(Buffer.from(render(rows, array(Moon)))), 'and the same each time')
  t.ok(Buffer.from(render([], array(Moon))).equals(await streamed([].values(), array(Moon))), 'of no rows too')
  t.notOk(whole.includes('SECRET'))
})

t.test('the entity tag of a workbook is that of its rows', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(etag)
  await app.register(produces, { serializers: { xlsx: xlsx() } })
  let payload: unknown = moons
  app.get('/', { config: { produces: [MEDIA_TYPE] }, schema: { response: { 200: array(Moon) } } }, async () => payload)
  const { headers, statusCode } = await app.inject('/')
  t.equal(headers['content-type'], MEDIA_TYPE)
  t.equal(statusCode, 200)
  const tag = { 'if-none-match': String(headers.etag) }
  t.equal((await app.inject({ url: '/', headers: tag })).statusCode, 304)
  payload = moons.slice(1)
  t.equal((await app.inject({ url: '/', headers: tag })).statusCode, 200)
})

t.test('after 1,048,576 rows of a sheet the next begins, with the same header', async (t) => {
  const count = 1_048_576
  const content = numbers(count)
  const next = []
  // Of the other sheet a reader would make a million arrays.
  for await (const { values } of streamXlsxRows(content, { sheet: 'Sheet1 (2)' })) next.push(values)
  t.same(next, [['n'], [count - 1]])
  t.same((await sheetsOf(numbers(5, { rows: 3, sheet: 1e6 }))).map(([name, , ...rows]) => [name, ...rows.flat()]), [
    ['Sheet1', 0, 1], ['Sheet1 (2)', 2, 3], ['Sheet1 (3)', 4]
  ])
})

function numbers (count: number, limits?: ConstructorParameters<typeof WorkbookWriter>[0]): Uint8Array {
  const { sheets: [sheet] } = compileSheets(array(object({ n: integer })), ANY_FORM, routeOf(MEDIA_TYPE))
  const workbook = new WorkbookWriter(limits)
  workbook.begin(sheet as Sheet)
  for (let n = 0; n < count; n++) workbook.add({ n }, n)
  workbook.end()
  return workbook.take()
}

t.test('a sheet whose XML grows too long for the archive ends before', async (t) => {
  const sheets = await sheetsOf(numbers(5000, { rows: 1e6, sheet: 100_000 }))
  t.same(sheets.map(([name, header]) => [name, header]), [['Sheet1', ['n']], ['Sheet1 (2)', ['n']]])
  t.same(sheets.flatMap(([, , ...rows]) => rows.map(([n]) => n)), Array.from({ length: 5000 }, (_, n) => n))
  t.ok(sheets.every((sheet) => sheet.length > 100))
})

t.test('a workbook that is longer than programs open is an error', async (t) => {
  const { length } = numbers(3, { rows: 10, sheet: 1e6 })
  t.same((await sheetsOf(numbers(3, { rows: 10, sheet: 1e6, archive: length }))).length, 1)
  t.throws(() => numbers(3, { rows: 10, sheet: 1e6, archive: length - 1 }), { message: `the content is longer than the ${length - 1} bytes that an archive may have which all programs open` })
})

t.test('a fault midway leaves no workbook that anybody opens', async (t) => {
  async function * failing (): AsyncGenerator<object> {
    for (let n = 0; n < 20_000; n++) yield { name: `moon ${n}`, radius: n }
    throw new Error('no more')
  }
  const chunks: Buffer[] = []
  const content = stream(failing(), array(Moon))
  content.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [error] = await once(content, 'error') as [Error]
  t.equal(error.message, 'no more')
  const half = Buffer.concat(chunks)
  t.ok(half.length > 50_000)
  await t.rejects(read(half))
  const faulty = stream([{ name: 'Mars' }, 'Venus'].values(), array(Moon))
  faulty.resume()
  t.match(await once(faulty, 'error'), [{ message: /^\[1\]: expected an object/ }])
})

t.test('rows are read as slowly as the client reads, and the source is closed when the client goes', async (t) => {
  // What does not compress well.
  const name = (): string => Array.from({ length: 1000 }, () => String.fromCharCode(0x4e00 + Math.random() * 20_000)).join('')
  const source = new Source(async () => ({ name: name() }) as never)
  const content = stream(source, array(Moon))
  await once(content, 'readable')
  await until(() => source.pulls > 50)
  const { pulls } = source
  await turn()
  await turn()
  t.ok(source.pulls <= pulls + 1 && pulls < 300, `${pulls} rows of 3 KB are read while nobody reads`)
  content.destroy()
  t.ok(await until(() => source.returns === 1))
})

t.test('what is no array in the place of a sheet is refused, and not left out', async (t) => {
  const list = { type: 'array', items: Moon }
  const schema = object({ list: { if: { type: 'array' }, then: list, else: { minLength: 1 }, ...list } })
  t.throws(() => render({ list: 'text' }, schema), TypeError)
})

t.test('a schema of several sheets takes no rows one by one, and no array', async (t) => {
  t.throws(() => render(moons.values(), Envelope), { message: 'cannot send items one by one: the schema declares no array' })
  t.throws(() => render(moons, Envelope))
})

t.test('a payload that contains itself is an error', async (t) => {
  const row: Record<string, unknown> = {}
  row.self = row
  t.throws(() => render([row], array(object({ self: {} }))), { message: /contains itself/ })
})

t.test('pieces that are compressed one by one are one stream', async (t) => {
  const zip = new ZipWriter()
  zip.begin('a')
  const pieces = ['one', 'two'.repeat(1000), ''].map((text) => zip.write(text))
  t.equal(inflateRawSync(Buffer.concat([...pieces, zip.end()])).toString(), 'one' + 'two'.repeat(1000))
  t.ok((pieces[1] as Buffer).length < deflateRawSync('two'.repeat(1000)).length + 10)
})
