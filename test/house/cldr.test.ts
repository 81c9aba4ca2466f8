import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import t from 'tap'

t.test('lib/negotiation/cldr.ts is what its script writes', async (t) => {
  const { version } = createRequire(import.meta.url)('cldr-core/package.json')
  const file = readFileSync(new URL('../../lib/negotiation/cldr.ts', import.meta.url), 'utf8')
  const written = execFileSync(process.execPath, [new URL('../../scripts/cldr.js', import.meta.url).pathname, '--print'], { encoding: 'utf8' })
  t.equal(written, file, `from cldr-core ${version}`)
})
