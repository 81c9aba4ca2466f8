/**
 * The mistakes that people make, each with the words that boot has for it. The same table stands in docs/mistakes.md.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import csv from '../../lib/formats/csv/csv.js'
import { view } from '../../lib/formats/html/html.js'
import produces, { type ProducesOptions } from '../../lib/index.js'
import { thrown } from '../fixtures/harness.js'

const page = readFileSync(join(import.meta.dirname, '../../docs/mistakes.md'), 'utf8')

/** What a mistake is, in code as the page shows it, and the message. */
type Mistake = readonly [code: string, message: string]

/** The rows of the page's tables under a heading. */
function mistakesIn (heading: string): Mistake[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  return [...section.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, code, message]) => [code as string, message as string])
}

/** What a piece of code says when it boots: in scope are what the page imports, and `list`, a schema of rows. */
async function saidOf (code: string): Promise<string> {
  const app = Fastify()
  const list = { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } }
  const schema = { response: { 200: list } }
  const names = { app, produces, csv, view, schema, text: async () => '' }
  try {
    // eslint-disable-next-line no-new-func -- the page is our own
    await new Function(...Object.keys(names), `return (async () => { ${code} })()`)(...Object.values(names))
    await app.ready()
    return 'nothing'
  } catch (error) {
    return (error as Error).message
  } finally {
    await app.close().catch(() => {})
  }
}

const PLUGIN = mistakesIn('Options of the plugin')
const ROUTE = mistakesIn('Options of a route')
const APPLICATION = mistakesIn('Serializers')

t.test('The page has mistakes of each kind', async (t) => {
  for (const mistakes of [PLUGIN, ROUTE, APPLICATION]) t.ok(mistakes.length > 4)
})

t.test('What the page says of the options of the plugin is what boot says', async (t) => {
  for (const [options, message] of PLUGIN) t.equal(await saidOf(`await app.register(produces, ${options})`), message, options)
})

t.test('What the page says of a route is what boot says', async (t) => {
  for (const [declared, message] of ROUTE) {
    t.equal(await saidOf(`await app.register(produces)\napp.get('/planets', { config: { produces: ${declared} } }, text)`), message, declared)
  }
})

t.test('What the page says of serializers is what boot says', async (t) => {
  for (const [code, message] of APPLICATION) t.equal(await saidOf(code), message, code)
})

t.test('A stack leads to the line of the mistake', async (t) => {
  const early = Fastify()
  t.throws(() => early.addSerializer('text/csv', csv()), { code: 'PRODUCES_ERR_NOT_LOADED', stack: /^[^\n]+\n\s+at [^\n]*mistakes\.test\.ts/ })
  const app: FastifyInstance = Fastify()
  await app.register(produces)
  t.match(thrown(() => app.get('/', { config: { produces: ['json' as never] } }, () => '')).stack, /mistakes\.test\.ts/)
  await app.close()
})

t.test('Before the plugin has loaded, others may add a decorator of the same name, and the plugin adds its own', async (t) => {
  const other = Fastify()
  other.decorate('addSerializer' as never, (() => 'theirs') as never)
  t.equal((other as unknown as { addSerializer (): string }).addSerializer(), 'theirs')
  await other.close()
  const app = Fastify()
  app.register(async (child) => {
    await child.register(produces, { serializers: { 'text/csv': csv() } } satisfies ProducesOptions)
    t.equal(child.hasSerializer('csv'), true)
    child.addSerializer('text/x', String)
  })
  await app.ready()
  t.throws(() => app.addSerializer('text/y', String), { code: 'PRODUCES_ERR_NOT_LOADED' })
  await app.close()
})
