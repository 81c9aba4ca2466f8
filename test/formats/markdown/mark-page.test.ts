import { performance } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import t from 'tap'
import { fromHtml } from '../../../lib/formats/markdown/markdown.js'
import { contextFor, route } from '../pages/page.js'

async function convert (page: unknown): Promise<string> {
  return await fromHtml(() => page as string).compile(undefined, route)({}, contextFor()) as string
}

/** The shorter of two times, in milliseconds. */
async function timeOf (page: string): Promise<number> {
  let shortest = Infinity
  for (let round = 0; round < 2; round++) {
    const start = performance.now()
    await convert(page)
    shortest = Math.min(shortest, performance.now() - start)
  }
  return shortest
}

t.test('four times the text takes about four times as long', async (t) => {
  const places: Array<(text: string) => string> = [
    (text) => `<p><span>${text}</span>x</p>`,
    (text) => `<pre><code>${text}</code></pre>`,
    (text) => `<table><tr><td>${text}</td><td><code>${text}</code></td></tr></table>`,
    (text) => `<h1>x<em>${text}x${text}</em></h1>`
  ]
  for (const place of places) {
    for (const part of ['\u00a0', ' ', '\t', '\n', '\\', '`', '|', '[', '#', '1', '&amp;']) {
      const short = await timeOf(place(part.repeat(10_000)))
      const long = await timeOf(place(part.repeat(40_000)))
      // Sixteen times where it is the square. What takes no time at all is not compared.
      t.ok(long < Math.max(short * 10, 400), `${place('…')} ${JSON.stringify(part)}: ${short} ms, ${long} ms`)
    }
  }
})

t.test('four times the elements take about four times as long', async (t) => {
  for (const [open, element, close] of [['<table>', '<tr><td>a</td><td>b</td></tr>', '</table>'], ['<table><tr>', '<td>a</td>', '</tr></table>'], ['<ol>', '<li>a</li>', '</ol>'], ['', '<p><b> </b></p>', ''], ['', '<code>a</code>', '']] as const) {
    const short = await timeOf(open + element.repeat(1000) + close)
    const long = await timeOf(open + element.repeat(4000) + close)
    t.ok(long < Math.max(short * 10, 400), `${element}: ${short} ms, ${long} ms`)
  }
})

t.test('what is nested too deep is an error, soon', async (t) => {
  for (const open of ['<div>', '<ul><li>', '<blockquote>', '<table><tr><td>', '<em>']) {
    t.ok((await convert(`${open.repeat(60)}x`)).includes('x'), open)
    const start = performance.now()
    await t.rejects(convert(open.repeat(100_000)), { name: 'TypeError', message: 'fromHtml(): expected elements of the page to be nested at most 256 deep' })
    t.ok(performance.now() - start < 1000)
  }
  t.match(await convert('<p>a<li>b'.repeat(1000)), /b/, 'end tags that are left out')
  t.match(await convert('<i>a</i></i>'.repeat(1000)), /a/, 'end tags of nothing')
  await t.rejects(convert(`${'<table><tr><td>'.repeat(200)}</x>`.replaceAll('<table>', '</x><table>')), { message: /nested at most 256 deep/ }, 'as the parser reads it')
})

t.test('a page that comes in bytes may be cut within a character', async (t) => {
  const page = Buffer.from('<p>é語😀 &nbsp;</p>')
  const bytes = Array.from(page, (_, index) => page.subarray(index, index + 1))
  async function * generated (): AsyncGenerator<Uint8Array> { yield * bytes }
  t.equal(await convert(Readable.from(bytes)), 'é語😀 \u00a0\n')
  t.equal(await convert(generated()), 'é語😀 \u00a0\n')
})
