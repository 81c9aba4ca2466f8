/** The default page in a browser: what axe finds, light, dark and narrow. Skipped where there is none. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import Fastify from 'fastify'
import t from 'tap'
import html from '../../../lib/formats/html/html.js'
import produces from '../../../lib/index.js'
import { inBrowser, openBrowser } from '../../fixtures/browser.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const row = Object.fromEntries(Array.from('abcdefghijklmnop', (letter, index) => [`column ${letter}`, index === 0 ? `Planet ${letter}` : index * 1.5]))

t.test('axe finds no violation in any kind of page', inBrowser, async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  t.teardown(() => app.close())
  await app.register(produces, { override: true, errors: true, serializers: { html: html(), csv: () => '' } })
  const payloads = {
    table: [row, row], envelope: { items: [row], next: '?page=3', prev: '?page=1' }, object: { name: 'Mars', big: true, moons: [{ name: 'Phobos' }] }, empty: []
  }
  for (const [name, payload] of Object.entries(payloads)) {
    app.get(`/${name}`, { config: { produces: { mediaTypes: ['text/html', 'text/csv'], languages: ['en', 'de', 'ar'] } } }, async () => payload)
  }
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const browser = await openBrowser(t)
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 360, height: 640 } })
    for (const name of [...Object.keys(payloads), 'nowhere', 'table?format=png', 'table?lang=ar']) {
      await page.goto(`${origin}/${name}`)
      if (process.env.SCREENSHOTS !== undefined) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name.replace(/\W/g, '-')}-${colorScheme}.png` })
      await page.evaluate(axe)
      const found = await page.evaluate('axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes.map(({ html }) => html).join()))')
      t.same(found, [], `${name} ${colorScheme}`)
      t.equal(await page.evaluate('document.documentElement.scrollWidth'), 360, `${name}: the page itself does not scroll sideways`)
    }
  }
})
