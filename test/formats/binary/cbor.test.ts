import { Decoder } from 'cbor-x'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import cbor from '../../../lib/formats/binary/cbor.js'
import { ask, settled, Source } from '../../streams/sockets.js'
import { array, object, render, stream, testBinary, type Format } from './data.js'

const decoder = new Decoder({ mapsAsObjects: false, useRecords: false })

const format: Format = {
  mediaType: 'application/cbor',
  make: cbor,
  read: (content) => decoder.decode(Buffer.from(content)),
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
