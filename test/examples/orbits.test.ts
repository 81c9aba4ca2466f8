/** The long table of the example, `/orbits`: what is in it, against what is known of the planets, and how it is sent. */
// alone: it takes as long as a room, and runs alongside one
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { buildApp } from '../../examples/planets/app.js'
import { readers, tableReaders, type Item } from '../fixtures/readers.js'
import { MEDIA_TYPE as WORKBOOK, sheetsOf } from '../formats/xlsx/reader.js'
import { ask, settled } from '../streams/sockets.js'

const mediaTypes = [...Object.keys(readers), ...Object.keys(tableReaders)].filter((mediaType) => mediaType !== 'application/vnd.msgpack')

async function read (query: string, accept = 'application/json'): Promise<Item[]> {
  const app = await buildApp()
  const { rawPayload } = await app.inject({ url: `/orbits${query}`, headers: { accept } })
  await app.close()
  return readers[accept]?.(rawPayload) ?? []
}

t.test('a leap year has 366 rows, and every format has the same', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  const expected = await read('?from=2004')
  t.equal(expected.length, 366)
  t.equal(Object.keys(expected[0] as Item).length, 25)
  t.same([expected[0]?.date, expected[59]?.date, expected[365]?.date], ['2004-01-01', '2004-02-29', '2004-12-31'])
  for (const accept of mediaTypes) {
    const { statusCode, headers, rawPayload } = await app.inject({ url: '/orbits?from=2004', headers: { accept } })
    t.equal(statusCode, 200, accept)
    t.match(headers, { 'content-language': undefined, vary: 'accept' }, `${accept}: header fields`)
    t.ok(String(headers['content-type']).startsWith(accept), `${accept}: Content-Type`)
    const readItems = readers[accept]
    if (readItems !== undefined) t.ok(isSame(readItems(rawPayload), expected), `${accept}: rows`)
    else t.ok(isSame(tableReaders[accept]?.(rawPayload), expected.map((row) => Object.values(row))), `${accept}: rows`)
  }
})

t.test('a workbook has a day a row, with its date as a date', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  const days = await read('?from=2004')
  const { rawPayload } = await app.inject({ url: '/orbits?from=2004', headers: { accept: WORKBOOK } })
  const [sheet] = await sheetsOf(rawPayload)
  t.equal(sheet?.[0], 'The orbits, day by day')
  t.same(sheet?.[1]?.slice(0, 3), ['Date', 'Mercury › longitude (°)', 'Mercury › latitude (°)'])
  const rows = sheet?.slice(2).map(([date, ...positions]) => [(date as unknown as Date).toISOString().slice(0, 10), ...positions.map(String)])
  t.ok(isSame(rows, days.map((day) => Object.values(day))))
})

// Of 366 rows, tap would take long to find no difference.
function isSame (found: unknown, expected: unknown): boolean {
  return JSON.stringify(found) === JSON.stringify(expected)
}

t.test('the query chooses the years, and 2000 is the one for who names none', async (t) => {
  const years = [
    ['', '2000-01-01', '2000-12-31', 366],
    ['?from=1999', '1999-01-01', '1999-12-31', 365],
    ['?to=2001', '2000-01-01', '2001-12-31', 731],
    ['?from=1899&to=1901', '1899-01-01', '1901-12-31', 1095],
    ['?from=1800', '1800-01-01', '1800-12-31', 365],
    ['?from=2050&to=2050', '2050-01-01', '2050-12-31', 365]
  ] as const
  for (const [query, first, last, count] of years) {
    const rows = await read(query, 'text/csv')
    t.same([rows[0]?.date, rows.at(-1)?.date, rows.length], [first, last, count], query)
  }
})

t.test('years that make no sense are a 400, in every format', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  for (const query of ['from=1799', 'from=2051', 'to=2051', 'from=abc', 'from=2000.5', 'from=', 'from=1990&from=1991', 'from=2001&to=2000', 'to=1999']) {
    for (const accept of mediaTypes) {
      const { statusCode, headers } = await app.inject({ url: `/orbits?${query}`, headers: { accept } })
      t.equal(statusCode, 400, `${query} as ${accept}`)
      t.match(headers, { vary: 'accept, accept-language', 'content-language': 'en' })
    }
  }
  t.equal((await app.inject('/orbits?from=2001&to=2000')).json().detail, 'The years end before they begin: from 2001 to 2000.')
})

t.test('HEAD has the header fields of GET, and MessagePack, which cannot be streamed, is for a year and no more', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  const head = await app.inject({ method: 'HEAD', url: '/orbits', headers: { accept: 'text/csv' } })
  t.match(head, { statusCode: 200, body: '', headers: { 'content-type': 'text/csv; charset=utf-8', vary: 'accept' } })
  const accept = 'application/vnd.msgpack'
  t.equal((await app.inject({ url: '/orbits', headers: { accept } })).headers['content-type'], accept)
  t.equal((await app.inject({ url: '/orbits?from=2000&to=2001', headers: { accept } })).statusCode, 406)
  t.equal((await app.inject({ url: '/orbits?from=2000&to=2001', headers: { accept: `${accept}, text/csv;q=0.1` } })).headers['content-type'], 'text/csv; charset=utf-8')
})

// NASA Planetary Fact Sheets: perihelion and aphelion in 10^6 km, sidereal period in days; inclination in degrees.
const known = {
  mercury: [46.0, 69.818, 87.969, 7.004],
  venus: [107.48, 108.941, 224.701, 3.395],
  earth: [147.095, 152.1, 365.256, 0],
  mars: [206.65, 249.261, 686.98, 1.848],
  jupiter: [740.595, 816.363, 4332.589, 1.304],
  saturn: [1357.554, 1506.527, 10759.22, 2.486],
  uranus: [2732.696, 3001.39, 30685.4, 0.77],
  neptune: [4471.05, 4558.857, 60189, 1.77]
} as const

const LONG = '/orbits?from=1800&to=2050'
// 61 of the 251 are leap years: 1900 is none.
const LONG_ROWS = 251 * 365 + 61

const MILLION_KM_PER_AU = 149.597_870_7

/** The numbers of every column, by its name; and of every day, in which row it stands. */
async function readColumns (url: string) {
  const app = await buildApp()
  const { body } = await app.inject({ url, headers: { accept: 'text/csv' } })
  await app.close()
  const [header = [], ...rows] = body.trimEnd().split('\r\n').map((line) => line.split(','))
  const columns = new Map(header.map((name, index) => [name, rows.map((cells) => Number(cells[index]))]))
  return { numbers: (name: string) => columns.get(name) ?? [], dates: rows.map(([date = '']) => date) }
}

t.test('the planets are where they are known to be', async (t) => {
  const { numbers, dates } = await readColumns(LONG)
  const least = (values: number[]): number => values.reduce((one, other) => Math.min(one, other))
  const most = (values: number[]): number => values.reduce((one, other) => Math.max(one, other))
  const apart = (from = NaN, to = NaN): number => (to - from + 540) % 360 - 180
  t.equal(dates.length, LONG_ROWS)

  t.test('each between its perihelion and aphelion, near the ecliptic, and around the Sun in its period', async (t) => {
    for (const [id, [perihelion, aphelion, period, inclination]] of Object.entries(known)) {
      const distances = numbers(`${id}.distanceAu`).map((distance) => distance * MILLION_KM_PER_AU)
      const longitudes = numbers(`${id}.longitudeDeg`)
      // Over 251 years the giants pull each other about: Saturn came nearer than its mean ellipse does.
      t.ok(Math.abs(least(distances) / perihelion - 1) < 0.01, `${id}: at its perihelion ${least(distances)}`)
      t.ok(Math.abs(most(distances) / aphelion - 1) < 0.01, `${id}: at its aphelion ${most(distances)}`)
      const highest = most(numbers(`${id}.latitudeDeg`).map(Math.abs))
      t.ok(Math.abs(highest - inclination) < 0.03, `${id}: up to ${highest}° from the ecliptic`)
      // Whole turns would be exact; for the part that is left, an eccentric orbit takes more or less time.
      const turns = longitudes.slice(1).reduce((degrees, to, index) => degrees + apart(longitudes[index], to), 0) / 360
      t.ok(Math.abs(turns - (LONG_ROWS - 1) / period) < 0.07, `${id}: ${turns} turns`)
      t.ok(least(longitudes) >= 0 && most(longitudes) < 360, `${id}: longitudes from 0° to 360°`)
    }
  })

  t.test('the Earth is nearest to the Sun in the first days of January, and farthest in those of July', async (t) => {
    const distances = numbers('earth.distanceAu')
    const wrong: string[] = []
    for (let year = 1800; year <= 2050; year++) {
      const ofYear = distances.slice(dates.indexOf(`${year}-01-01`), dates.indexOf(`${year}-12-31`) + 1)
      const [near, far] = [least, most].map((choose) => {
        const distance = choose(ofYear)
        return `${dates[dates.indexOf(`${year}-01-01`) + ofYear.indexOf(distance)]} ${distance}`
      })
      if (!/-(?:01-0[1-6]|12-31) 0\.983/.test(near as string) || !/-(?:06-30|07-0[1-8]) 1\.01[67]/.test(far as string)) wrong.push(`${near}, ${far}`)
    }
    t.same(wrong, [])
  })

  t.test('events that are on record', async (t) => {
    const on = (date: string, name: string): number => numbers(name)[dates.indexOf(date)] as number
    const ahead = (date: string, id: string): number => apart(on(date, `${id}.longitudeDeg`), on(date, 'earth.longitudeDeg'))
    t.ok(ahead('2003-08-28', 'mars') < 0 && ahead('2003-08-29', 'mars') > 0, 'the opposition of Mars on 28 August 2003, at 18 h')
    t.ok(ahead('2012-06-06', 'venus') > 0 && ahead('2012-06-07', 'venus') < 0, 'the transit of Venus on 6 June 2012, at 1 h')
    t.ok(Math.abs(on('2012-06-06', 'venus.latitudeDeg')) < 0.3, 'for which it was near its node')
    const sinceFound = apart(on('1846-09-24', 'neptune.longitudeDeg'), on('2011-07-12', 'neptune.longitudeDeg'))
    t.ok(Math.abs(sinceFound) < 0.05, 'Neptune was back on 12 July 2011 where it had been found')
  })
})

/** The application, and how many rows it has computed. */
async function counting (t: Test) {
  const { positionsAt, ...elements } = await import(new URL('../../examples/planets/elements.js', import.meta.url).href)
  const computed = { rows: 0 }
  const { buildApp } = await t.mockImport<typeof import('../../examples/planets/app.js')>('../../examples/planets/app.js', {
    '../../examples/planets/elements.js': { ...elements, positionsAt: (time: number) => { computed.rows++; return positionsAt(time) } }
  })
  const app = await buildApp()
  t.teardown(() => app.close())
  return { app, computed }
}

for (const accept of ['text/csv', 'text/html']) {
  t.test(`${accept}: no more is computed than the client reads, and nothing more when it hangs up`, async (t) => {
    const { app, computed } = await counting(t)
    const slow = await ask(app, LONG, { accept })
    const waiting = await settled(() => computed.rows)
    t.ok(waiting > 0 && waiting < LONG_ROWS / 2, `${waiting} rows are computed for who reads none`)
    let length = 0
    for await (const chunk of slow) {
      length += (chunk as Buffer).length
      if (length > 1_000_000) break
    }
    await sleep(100)
    const stopped = await settled(() => computed.rows)
    t.ok(stopped < LONG_ROWS, `${stopped} rows are computed for who has read ${length} bytes and hung up`)
    const other = await ask(app, '/planets', { accept: 'text/csv' })
    t.equal(other.statusCode, 200, 'the server answers')
    other.resume()
  })
}
