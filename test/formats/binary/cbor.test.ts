import { Decoder } from 'cbor-x'
import { encode } from 'cbor2'
import fc from 'fast-check'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import cbor from '../../../lib/formats/binary/cbor.js'
import { runs } from '../../fixtures/generated.js'
import { ask, settled, Source } from '../../streams/sockets.js'
import { array, object, render, stream, testBinary, type Format } from './data.js'

const decoder = new Decoder({ mapsAsObjects: false, useRecords: false })

const format: Format = {
  mediaType: 'application/cbor',
  make: cbor,
  read: (content) => decoder.decode(Buffer.from(content)),
  headOf: (length) => length < 24 ? 1 : length < 2 ** 8 ? 2 : length < 2 ** 16 ? 3 : 5,
  integers: [-(2n ** 100n), 2n ** 100n]
}

function hex (value: unknown): string {
  return Buffer.from(render(format, value)).toString('hex')
}

t.test('the examples of RFC 8949, Appendix A, that JavaScript has', async (t) => {
  const examples: Array<[value: unknown, encoded: string]> = [
    [0, '00'],
    [1, '01'],
    [10, '0a'],
    [23, '17'],
    [24, '1818'],
    [25, '1819'],
    [100, '1864'],
    [1000, '1903e8'],
    [1000000, '1a000f4240'],
    [1000000000000, '1b000000e8d4a51000'],
    [18446744073709551615n, '1bffffffffffffffff'],
    [18446744073709551616n, 'c249010000000000000000'],
    [-18446744073709551616n, '3bffffffffffffffff'],
    [-18446744073709551617n, 'c349010000000000000000'],
    [-1, '20'],
    [-10, '29'],
    [-100, '3863'],
    [-1000, '3903e7'],
    [1.1, 'fb3ff199999999999a'],
    [1.5, 'f93e00'],
    [100000.5, 'fa47c35040'],
    [3.4028234663852886e+38, 'fa7f7fffff'],
    [1.0e+300, 'fb7e37e43c8800759c'],
    [5.960464477539063e-8, 'f90001'],
    [0.00006103515625, 'f90400'],
    [-4.1, 'fbc010666666666666'],
    [Infinity, 'f97c00'],
    [NaN, 'f97e00'],
    [-Infinity, 'f9fc00'],
    [false, 'f4'],
    [true, 'f5'],
    [null, 'f6'],
    [new Uint8Array(), '40'],
    [Uint8Array.of(1, 2, 3, 4), '4401020304'],
    ['', '60'],
    ['a', '6161'],
    ['IETF', '6449455446'],
    ['"\\', '62225c'],
    ['\u00fc', '62c3bc'],
    ['\u6c34', '63e6b0b4'],
    ['\ud800\udd51', '64f0908591'],
    [[], '80'],
    [[1, 2, 3], '83010203'],
    [[1, [2, 3], [4, 5]], '8301820203820405'],
    [Array.from({ length: 25 }, (_, at) => at + 1), '98190102030405060708090a0b0c0d0e0f101112131415161718181819'],
    [{}, 'a0'],
    [{ a: 1, b: [2, 3] }, 'a26161016162820203'],
    [['a', { b: 'c' }], '826161a161626163'],
    [{ a: 'A', b: 'B', c: 'C', d: 'D', e: 'E' }, 'a56161614161626142616361436164614461656145'],
    // Not in the RFC: the same for what it has no example of.
    [-0, '00'],
    [5n, '05'],
    [-(2n ** 63n), '3b7fffffffffffffff'],
    ['\ud800', '63efbfbd'],
    [new Date(0), '7818' + Buffer.from('1970-01-01T00:00:00.000Z').toString('hex')],
    [2 ** 53, 'fa5a000000']
  ]
  for (const [value, encoded] of examples) t.equal(hex(value), encoded)
})

t.test('a float has the fewest bytes that keep its value', async (t) => {
  const floats: Array<[value: number, encoded: string]> = [
    // The largest half, and the next one up; the least normal and subnormal ones, and what lies between them.
    [65504.5, 'fa477fe080'],
    [65519.5, 'fa477fef80'],
    [65536.5, 'fa47800040'],
    [2 ** -14, 'f90400'],
    [-(2 ** -14), 'f98400'],
    [2 ** -15, 'f90200'],
    [2 ** -24, 'f90001'],
    [3 * 2 ** -24, 'f90003'],
    [1023 * 2 ** -24, 'f903ff'],
    [2 ** -25, 'fa33000000'],
    [2 ** -24 + 2 ** -25, 'fa33c00000'],
    [2 ** -14 + 2 ** -24, 'f90401'],
    [2 ** -14 + 2 ** -25, 'fa38801000'],
    [0.5, 'f93800'],
    [-0.333251953125, 'f9b555'],
    [0.3333129882812500, 'fa3eaaa800'],
    // The least single, and below it.
    [2 ** -149, 'fa00000001'],
    [2 ** -126, 'fa00800000'],
    [2 ** -150, 'fb3690000000000000'],
    [Number.MIN_VALUE, 'fb0000000000000001'],
    [Number.MAX_VALUE, 'fb7fefffffffffffff'],
    // An integer that is not safe.
    [2 ** 64, 'fa5f800000'],
    [-(2 ** 53), 'fada000000'],
    [2 ** 53 + 2, 'fb4340000000000001']
  ]
  for (const [value, encoded] of floats) t.equal(hex(value), encoded, `${value}`)
})

t.test('every number is written as another writer of preferred serialization writes it', async (t) => {
  const halves = fc.integer({ min: 0, max: 0xffff }).map((bits) => {
    const fraction = bits & 0x3ff
    const exponent = (bits >> 10) & 0x1f
    return (bits & 0x8000 ? -1 : 1) * (exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? Infinity : (1 + fraction / 1024) * 2 ** (exponent - 15))
  })
  const numbers = fc.oneof(halves, fc.double(), fc.float(), fc.float({ min: -1, max: 1 }), fc.maxSafeInteger(), fc.integer(), fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }))
  fc.assert(fc.property(numbers, (value) => {
    // -0 is 0 to us.
    const expected = Buffer.from(encode(value === 0 ? 0 : value, { collapseBigInts: true })).toString('hex')
    if (hex(value) !== expected) throw new Error(`${value}: ${hex(value)}, expected ${expected}`)
  }), runs(20000))
  t.ok(t.passing())
})

t.test('items that come one by one are an array of indefinite length (RFC 8949 §3.2.2)', async (t) => {
  async function contentOf (source: unknown, schema?: unknown): Promise<string> {
    const chunks: Buffer[] = []
    for await (const chunk of stream(format, source, { schema })) chunks.push(chunk)
    return Buffer.concat(chunks).toString('hex')
  }
  t.equal(await contentOf([].values()), '9fff', 'Appendix A: [_ ]')
  t.equal(await contentOf([1, [2, 3]].values()), '9f01820203ff')
  t.equal(await contentOf([{ a: 1, b: 2 }].values(), array(object({ a: { type: 'integer' } }))), '9fa1616101ff')
})

t.test('an item that is there does not wait for the next', async (t) => {
  const source = new Source(async (index) => index < 2 ? `${index}` : await new Promise(() => {}))
  const content = stream(format, source)
  const [chunk] = await once(content, 'data') as [Buffer]
  t.equal(chunk.toString('hex'), '9f61306131')
  content.destroy()
})

t.test('the source is read only as the reader reads', async (t) => {
  const source = new Source(async () => 'x'.repeat(1000))
  const content = stream(format, source)
  t.equal(source.pulls, 0)
  await once(content, 'readable')
  await wait(20)
  const before = source.pulls
  t.ok(before > 0 && before <= 34, `${before} items of 1 KB`)
  content.read()
  await wait(20)
  t.ok(source.pulls > before && source.pulls <= before + 34, `${source.pulls} items`)
  content.destroy()
})

t.test('an application reads the source as slowly as the client reads, and cuts the answer at an error', async (t) => {
  const { default: Fastify } = await import('fastify')
  const { default: produces } = await import('../../../lib/index.js')
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces, { serializers: { 'application/cbor': cbor() } })
  let source = new Source(async (index) => index < 1000 ? 'x'.repeat(2 ** 16) : undefined)
  // By its suffix.
  app.get('/', { config: { produces: ['application/vnd.planets+cbor'] } }, async () => source)
  const slow = await ask(app, '/', { accept: 'application/vnd.planets+cbor' })
  const pulled = await settled(() => source.pulls)
  t.ok(pulled < 256, `${pulled} items of 64 KB are pulled while nobody reads`)
  slow.destroy()
  await settled(() => source.returns)
  t.equal(source.returns, 1)

  source = new Source(async (index) => { if (index < 3) return 'x'.repeat(2 ** 16); await wait(20); throw new Error('no more') })
  const cut = await ask(app, '/', { accept: 'application/vnd.planets+cbor' })
  t.equal(cut.statusCode, 200)
  await t.rejects(async () => { for await (const chunk of cut) t.ok(chunk) }, { code: 'ECONNRESET' })
})

testBinary(format)
