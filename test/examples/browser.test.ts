/** The example in a browser, by clicks alone. Skipped where there is none. */
import t from 'tap'
import { buildApp } from '../../examples/planets/app.js'
import { inBrowser, openBrowser } from '../fixtures/browser.js'

t.test('a person reaches German CSV of Mars by clicks alone', inBrowser, async (t) => {
  const app = await buildApp({ forceCloseConnections: true })
  t.teardown(() => app.close())
  const browser = await openBrowser(t)
  const page = await browser.newPage({ viewport: { width: 360, height: 800 } })
  await page.goto(await app.listen({ port: 0, host: '127.0.0.1' }))
  await page.getByRole('link', { name: 'Deutsch' }).click()
  await page.getByRole('link', { name: 'Mars' }).click()
  t.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Mars')
  t.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, 'nothing is wider than the window')
  t.equal(await page.evaluate('document.querySelector("img").naturalWidth'), 160)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV', exact: true }).first().click()])
  t.match(download.url(), /\/planets\/mars\.csv\?lang=de$/)
  const answer = await page.request.get(download.url())
  t.match([answer.headers()['content-language'], await answer.text()], ['de', /^id,name,.*\r\nmars,Mars,.*Eine kalte Wüste/])
  await page.goto(`${new URL(page.url()).origin}/planets/pluto?lang=de`)
  t.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Das gibt es hier nicht')
})
