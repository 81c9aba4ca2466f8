/** The page in a browser, by its keyboard: its answers, the lab, and what its policy lets in. Skipped where there is no browser. */
import { setTimeout as after } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { clients } from '../../lib/inspect/index.js'
import { inBrowser, openBrowser } from '../fixtures/browser.js'
import { appWith } from './app.js'

interface Opened {
  readonly page: Page
  readonly origin: string
  /** What the browser complained of. */
  readonly faults: string[]
}

t.test('in a browser', inBrowser, async (t) => {
  const browser = await openBrowser(t)
  const app = await appWith({}, { forceCloseConnections: true }, { override: true })
  t.teardown(() => app.close())
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })

  await t.test('each client of the list gets on the page what app.explain says', async (t) => {
    const { page, faults } = await open(t, browser, origin)
    for (const { name, fields } of clients) {
      await page.selectOption('#client', name)
      const { selected } = app.explain({ url: '/planets', headers: fields }) ?? {}
      const said = selected ? `Selected: ${selected.mediaType}, language ${selected.language}` : '406: none of its media types is acceptable'
      await until(page, `document.querySelector('#outcome strong')?.textContent === ${JSON.stringify(said)} &&
        ${JSON.stringify(Object.values(fields))}.every((value) => document.getElementById('curl').textContent.includes(value))`)
    }
    t.equal(await page.locator('#scores table').count(), 2)
    t.same(faults, [])
  })

  await t.test('the lab is done by keyboard alone', async (t) => {
    const { page, faults } = await open(t, browser, origin)
    await page.locator('#lab-0').focus()
    const expected = ['406: none of its media types is acceptable', '406: none of its media types is acceptable', 'Selected: application/json', 'Selected: text/csv']
    for (const [step, said] of expected.entries()) {
      t.equal(await page.evaluate('document.activeElement.id'), `lab-${step}`)
      await page.keyboard.press('Enter')
      await until(page, `document.querySelectorAll('#lab .done').length === ${step + 1}`)
      t.match(await page.textContent('#outcome strong'), said)
      await until(page, `document.activeElement.id === ${JSON.stringify(step < 3 ? `lab-${step + 1}` : 'lab-again')}`)
    }
    t.equal(await page.textContent('#lab-status'), 'All four steps are done.')
    t.same(faults, [])
  })

  await t.test('what a server sends is text, whatever it looks like, and an address brings back what was typed', async (t) => {
    const { page, faults } = await open(t, browser, origin, '#method=GET&url=%2Fplanets&accept=text%2Fcsv%3Cimg%3E&accept-language=es')
    t.equal(await page.inputValue('#field-accept'), 'text/csv<img>')
    await page.fill('#field-accept', 'text/csv')
    await page.waitForSelector('.verdict.good')
    await page.click('#ask')
    await page.waitForSelector('#answer pre')
    t.match(await page.textContent('#answer'), "Earth <b>'s</b>")
    t.equal(await page.locator('#answer b').count(), 0)
    t.match(new URL(page.url()).hash, /accept=text%2Fcsv&accept-language=es/)
    t.match(await page.textContent('#outcome'), "text/csv: text/csv of Accept gives it 1, times the server's 1 is 1, the highest.")
    await page.fill('#field-accept', 'application/json, text/csv')
    await until(page, "document.getElementById('outcome').textContent.includes('1 is 1, the highest, but not alone: the table says what decides.')")
    await page.fill('#field-accept-language', '')
    await until(page, "document.getElementById('outcome').textContent.includes('en: Accept-Language says nothing, so the server decides: the table says how.')")
    await page.fill('#field-accept-language', 'ja')
    await until(page, "document.getElementById('outcome').textContent.includes('en: no range of Accept-Language names it; the table says why it is selected all the same.')")
    t.same(faults, [])
  })

  await t.test('what a URL decides is shown, and what it asks for in vain', async (t) => {
    const { page, faults } = await open(t, browser, origin, '#method=GET&url=/planets&accept=application/json&query=format=csv')
    await until(page, "document.getElementById('outcome').textContent.includes('text/csv: the URL asks for it.')")
    t.match(await page.textContent('#scores caption'), 'Accept: application/json; the URL decides')
    await page.fill('#query', 'format=cvs')
    await until(page, "document.querySelector('#outcome strong')?.textContent === '404: the URL asks for what there is not'")
    t.match(await page.textContent('#outcome'), 'Media types: it asks for cvs. There are json, csv, md.')
    t.equal(await page.locator('#scores table').count(), 0)
    t.same(faults, [])
  })

  await t.test('parameters are asked for, and a fault is told', async (t) => {
    const { page } = await open(t, browser, origin, '#method=GET&url=/planets/:id/notes/*')
    await page.click('#ask')
    await page.waitForSelector('#answer .fault')
    t.equal(await page.textContent('#answer .fault'), 'Give id a value: it is part of the address.')
    await page.getByLabel('id', { exact: true }).fill('a b')
    await until(page, "document.getElementById('curl').textContent.includes('/planets/a%20b/notes/')")
    await page.click('#ask')
    await page.waitForSelector('#answer .verdict.good')
    await page.getByLabel('Accept-Charset').fill('ü')
    await page.waitForSelector('#fault:not([hidden])')
    t.equal(await page.textContent('#fault'), 'accept-charset has a character that a field cannot carry: ASCII only.')
  })

  await t.test('at 360 pixels nothing is cut, in light and in dark', async (t) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open(t, browser, origin, '#method=GET&url=/planets&accept=image/png')
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width: 360, height: 800 })
      t.equal(await page.evaluate('document.documentElement.scrollWidth'), 360, colorScheme)
    }
  })
})

async function open (t: Test, browser: Browser, origin: string, hash = ''): Promise<Opened> {
  const page = await browser.newPage()
  t.teardown(() => page.close())
  const faults: string[] = []
  page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text()) })
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('request', (request) => { if (!request.url().startsWith(`${origin}/_produces/`) && !request.url().startsWith('data:')) faults.push(request.url()) })
  await page.goto(`${origin}/_produces/${hash}`)
  await page.waitForSelector('.verdict')
  return { page, origin, faults }
}

/** Playwright's own way of waiting evaluates text in the page, which the policy forbids. */
async function until (page: Page, expression: string): Promise<void> {
  while (!await page.evaluate(expression)) await after(20)
}
