import t from 'tap'
import { clients } from '../../lib/inspect/clients.js'
import { inspectUrl, type Report } from '../../lib/inspect/inspect-url.js'
import { planted, serve } from './fixtures/server.js'

const settings = { timeout: 5000, maxBytes: 2 ** 20, insecure: false, maxRequests: 300, follow: false, version: '1.1' } as const

function inspect (url: string): Promise<Report> {
  return inspectUrl(new URL(url), clients, settings, () => {})
}

function namesOf ({ verdicts }: Report, ...results: string[]): string[] {
  return verdicts.filter(({ result }) => results.includes(result)).map(({ name }) => name)
}

t.test('of a server that does everything right nothing is said', async (t) => {
  const report = await inspect(await serve(t))
  t.same(namesOf(report, 'fault', 'advice'), [], JSON.stringify(report.verdicts.filter(({ result }) => result !== 'pass')))
  t.same(namesOf(report, 'not tested'), ['versions'])
  t.same(report.mediaTypes, ['application/json', 'text/html', 'text/csv'])
  t.same(report.languages, ['en', 'de'])
  t.ok(report.clients.every(({ unannounced }) => unannounced.length === 0))
})

for (const [fault, checks, behaviour] of planted) {
  t.test(`found: ${fault}`, async (t) => {
    const report = await inspect(await serve(t, behaviour))
    t.same(namesOf(report, 'fault').sort(), [...checks].sort(), JSON.stringify(report.verdicts.filter(({ result }) => result === 'fault')))
    for (const { result, remedy, section, details } of report.verdicts) {
      t.match(section, /RFC \d{4} §\d/)
      t.equal(remedy !== undefined, result === 'fault' || result === 'advice')
      if (result === 'fault') t.ok(details.length > 0)
    }
  })
}
