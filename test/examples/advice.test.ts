/** What people begin with is given no advice. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { buildApp } from '../../examples/planets/app.js'
import { blocksOf } from '../fixtures/documented.js'

const root = join(import.meta.dirname, '../..')

t.test('The planets', async (t) => {
  const warnings: unknown[] = []
  const app = await buildApp({ logger: { level: 'warn', stream: { write (line: string) { warnings.push(JSON.parse(line)) } } } })
  t.teardown(() => app.close())
  await app.ready()
  for (const url of ['/planets', '/planets.csv', '/planets/mars', '/planets/mars/picture', '/orbits', '/moons']) await app.inject({ url, headers: { accept: '*/*' } })
  t.same(warnings, [])
})

t.test('The first applications of the README and of the guide', async (t) => {
  const first = blocksOf(readFileSync(join(root, 'README.md'), 'utf8'), 'js').slice(0, 2)
  const guide = blocksOf(readFileSync(join(root, 'docs/guide.md'), 'utf8'), 'mjs').slice(0, 1)
  const codes = [...first, ...guide].map((code) => code
    .replaceAll('Fastify()', "Fastify({ logger: { level: 'warn', stream: { write (line) { warnings.push(JSON.parse(line)) } } } })")
    .replace(/^await app\.listen.*$/m, '') + '\nexport { app, warnings }\n')
  const directory = t.testdir(Object.fromEntries(codes.map((code, index) => [`first-${index}.mjs`, `const warnings = []\n${code}`])))
  for (const [index, code] of codes.entries()) {
    const { app, warnings } = await import(pathToFileURL(join(directory, `first-${index}.mjs`)).href) as { app: FastifyInstance, warnings: unknown[] }
    await app.ready()
    t.same(warnings, [], code)
    await app.close()
  }
})
