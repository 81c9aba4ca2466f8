import { Unpackr } from 'msgpackr'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import t from 'tap'
import msgpack from '../../../lib/formats/binary/msgpack.js'
import { Source } from '../../streams/sockets.js'
import { array, object, render, stream, testBinary, type Format } from './data.js'

// Its types do not know 'auto': a number where it is one, else a bigint.
const reader = new Unpackr({ mapsAsObjects: false, useRecords: false, int64AsType: 'auto' as 'number' })

const format: Format = {
  mediaType: 'application/vnd.msgpack',
  make: msgpack,
  read: (content) => reader.unpack(Buffer.from(content)),
  headOf: (length) => length < 32 ? 1 : length < 2 ** 8 ? 2 : length < 2 ** 16 ? 3 : 5,
  integers: [-(2n ** 63n), 2n ** 64n - 1n]
}

function hex (value: unknown): string {
  return Buffer.from(render(format, value)).toString('hex')
}

t.test('every value has the format that the specification gives it', async (t) => {
  const text = (length: number): string => '61'.repeat(length)
  const rows: Array<[value: unknown, encoded: string]> = [
    [null, 'c0'],
    [false, 'c2'],
    [true, 'c3'],
    // positive fixint, uint 8, 16, 32, 64
    [0, '00'],
    [127, '7f'],
    [128, 'cc80'],
    [255, 'ccff'],
    [256, 'cd0100'],
    [65535, 'cdffff'],
    [65536, 'ce00010000'],
    [4294967295, 'ceffffffff'],
    [4294967296, 'cf0000000100000000'],
    [Number.MAX_SAFE_INTEGER, 'cf001fffffffffffff'],
    [18446744073709551615n, 'cfffffffffffffffff'],
    // negative fixint, int 8, 16, 32, 64
    [-1, 'ff'],
    [-32, 'e0'],
    [-33, 'd0df'],
    [-128, 'd080'],
    [-129, 'd1ff7f'],
    [-32768, 'd18000'],
    [-32769, 'd2ffff7fff'],
    [-2147483648, 'd280000000'],
    [-2147483649, 'd3ffffffff7fffffff'],
    [Number.MIN_SAFE_INTEGER, 'd3ffe0000000000001'],
    [-9223372036854775808n, 'd38000000000000000'],
    // A bigint is an integer like any other.
    [5n, '05'],
    [-1n, 'ff'],
    [4294967295n, 'ceffffffff'],
    [4294967296n, 'cf0000000100000000'],
    [-0, '00'],
    // float 64
    [1.5, 'cb3ff8000000000000'],
    [2 ** 53, 'cb4340000000000000'],
    [NaN, 'cb7ff8000000000000'],
    [-1e300, 'cbfe37e43c8800759c'],
    [Infinity, 'cb7ff0000000000000'],
    [-Infinity, 'cbfff0000000000000'],
    // fixstr, str 8, 16, 32
    ['', 'a0'],
    ['a'.repeat(31), `bf${text(31)}`],
    ['a'.repeat(32), `d920${text(32)}`],
    ['a'.repeat(255), `d9ff${text(255)}`],
    ['a'.repeat(256), `da0100${text(256)}`],
    ['a'.repeat(65536), `db00010000${text(65536)}`],
    ['\u6c34', 'a3e6b0b4'],
    ['\ud800', 'a3efbfbd'],
    // bin 8, 16, 32
    [new Uint8Array(), 'c400'],
    [Uint8Array.of(1, 2), 'c4020102'],
    [new Uint8Array(256), `c50100${'00'.repeat(256)}`],
    [new Uint8Array(65536), `c600010000${'00'.repeat(65536)}`],
    // fixarray, array 16, 32
    [[], '90'],
    [new Array(15).fill(1), `9f${'01'.repeat(15)}`],
    [new Array(16).fill(1), `dc0010${'01'.repeat(16)}`],
    [new Array(65536).fill(1), `dd00010000${'01'.repeat(65536)}`],
    // fixmap, map 16
    [{}, '80'],
    [{ compact: true, schema: 0 }, '82a7636f6d70616374c3a6736368656d6100'],
    [Object.fromEntries(Array.from('abcdefghijklmnop', (name) => [name, 1])), `de0010${Array.from('abcdefghijklmnop', (name) => `a1${name.charCodeAt(0).toString(16)}01`).join('')}`],
    [new Date(0), `b8${Buffer.from('1970-01-01T00:00:00.000Z').toString('hex')}`]
  ]
  for (const [value, encoded] of rows) t.equal(hex(value), encoded)
})

t.test('an integer of more than 64 bits is a TypeError', async (t) => {
  for (const value of [2n ** 64n, -(2n ** 63n) - 1n]) {
    t.throws(() => hex(value), { name: 'TypeError', message: 'MessagePack has no integers of more than 64 bits' })
    t.throws(() => hex({ b: new Uint8Array(1), a: [0, value] }), { message: 'a[1]: MessagePack has no integers of more than 64 bits' })
  }
})

t.test('items that come one by one are an array with its length before it', async (t) => {
  const heads: Array<[length: number, head: string]> = [[0, '90'], [1, '91'], [15, '9f'], [16, 'dc0010'], [65536, 'dd00010000']]
  for (const [length, head] of heads) {
    const content = await buffer(stream(format, new Array(length).fill(1).values()))
    t.equal(content.toString('hex'), head + '01'.repeat(length))
  }
  const schema = array(object({ a: { type: 'integer' } }))
  t.equal((await buffer(stream(format, [{ a: 1, b: 2 }].values(), { schema }))).toString('hex'), '9181a16101')
})

t.test('nothing goes out before the last item is there', async (t) => {
  let last = (): void => {}
  const source = new Source(async (index) => {
    if (index === 2) await new Promise<void>((resolve) => { last = resolve })
    return index < 2 ? `${index}` : undefined
  })
  const content = stream(format, source)
  let sent = ''
  content.on('data', (chunk: Buffer) => { sent += chunk.toString('hex') })
  await new Promise((resolve) => setTimeout(resolve, 20))
  t.equal(source.pulls, 3)
  t.equal(sent, '')
  last()
  await once(content, 'end')
  t.equal(sent, '92a130a131')
})

t.test('what was collected goes out only as the reader reads', async (t) => {
  const content = stream(format, new Array(100).fill('x'.repeat(2000)).values())
  await once(content, 'readable')
  t.ok(content.readableLength < 40_000, `${content.readableLength} bytes wait`)
  t.equal((await buffer(content)).length, 3 + 100 * 2003)
})

testBinary(format)
