/**
 * Alongside @fastify/swagger-ui: what a reader of the page sees of a route that produces, in a browser. Skipped where there is none.
 */
import { existsSync } from 'node:fs'
import ui from '@fastify/swagger-ui'
import { chromium, type Browser, type Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { build } from './documents.js'

const executablePath = '/usr/bin/chromium'
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]
const skip = existsSync(executablePath) ? false : `no browser at ${executablePath}`

const Planet = { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } } as const

let browser: Browser

t.before(async () => {
  if (skip === false) browser = await chromium.launch({ executablePath, args })
})

t.teardown(async () => {
  if (skip === false) await browser.close()
})

async function open (t: Test, openapi: string): Promise<Page> {
  const app = await build(t, { openapi, produces: { serializers: { 'text/csv': ({ id, name }) => `${id},${name}\n` } } })
  await app.register(ui, { uiConfig: { docExpansion: 'full', tryItOutEnabled: true } })
  app.get('/planet', {
    config: {
      produces: {
        mediaTypes: ['application/json', 'text/csv', { mediaType: 'text/html', schema: { type: 'string' }, serialize: () => '<p>Mars' }],
        languages: ['en', 'de']
      }
    },
    schema: { response: { 200: Planet } }
  }, async () => ({ id: 4, name: 'Mars' }))
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const page = await browser.newPage()
  t.teardown(() => page.close())
  await page.goto(`${origin}/documentation/`)
  await page.locator('.opblock .responses-table').first().waitFor()
  return page
}

for (const openapi of ['3.0.3', '3.1.0']) {
  t.test(`The page of an OpenAPI ${openapi} document offers the media types, the languages and the 406`, { skip }, async (t) => {
    const page = await open(t, openapi)
    const success = page.locator('tr.response[data-code="200"]').first()
    t.same(await success.locator('.content-type option').allTextContents(), ['application/json', 'text/csv', 'text/html'])
    t.match(await success.innerText(), /Content-Language[\s\S]*Vary|Vary[\s\S]*Content-Language/i)
    const refused = page.locator('tr.response[data-code="406"]').first()
    t.same(await refused.locator('.content-type option').allTextContents(), ['application/problem+json'])
    const field = page.locator('tr[data-param-name="Accept-Language"]')
    t.match(await field.innerText(), /The languages that the client prefers/)
    t.same((await field.locator('select option').allTextContents()).filter((text) => /^(?:en|de)$/.test(text)), ['en', 'de'])
  })

  t.test(`The page of an OpenAPI ${openapi} document gets what it asks for`, { skip }, async (t) => {
    const page = await open(t, openapi)
    await page.locator('tr.response[data-code="200"] .content-type').first().selectOption('text/csv')
    const [response] = await Promise.all([page.waitForResponse(/\/planet$/), page.locator('button.execute').click()])
    t.equal(response.status(), 200)
    t.equal(response.headers()['content-type'], 'text/csv; charset=utf-8')
    t.equal(await response.text(), '4,Mars\n')
  })
}
