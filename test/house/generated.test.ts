import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const tests = join(import.meta.dirname, '..')

t.test('Every property has the number of runs and the seed of fixtures/generated.ts', async (t) => {
  for (const name of readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(join(tests, name), 'utf8')
    const properties = text.match(/\bfc\.(?:assert|check)\(/g) ?? []
    if (properties.length === 0) continue
    t.equal(text.match(/\bruns\(\d+\)/g)?.length, properties.length, name)
    t.notOk(text.includes('numRuns'), `${name}: no number of its own`)
  }
})
