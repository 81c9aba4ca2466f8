import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import * as errors from '../../lib/errors.js'
import { dimensions } from '../../lib/negotiation/dimensions.js'
import { TYPE } from '../../lib/reply/not-acceptable-schema.js'
import { asserted, blocksOf, claimOf, firstCellsOf } from '../fixtures/documented.js'
import { anchorsOf, brokenLinksOf, documents, readDocument } from '../fixtures/documents.js'
import { typeFaultsOf } from '../fixtures/typescript.js'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const readme = readDocument('README.md')

t.test('Every JavaScript block of the documents runs, and what it claims holds', async (t) => {
  const blocks = documents.flatMap((document) => blocksOf(readDocument(document), 'js').map((code) => ({ document, code })))
  const directory = t.testdir(Object.fromEntries(blocks.map(({ code }, index) => [`block-${index}.mjs`, asserted(code)])))
  t.ok(blocks.some(({ code }) => code.split('\n').some((line) => claimOf(line) !== undefined)), 'there are claims')
  const faults = await faultsOf(blocks.map((_, index) => join(directory, `block-${index}.mjs`)))
  for (const [index, { document, code }] of blocks.entries()) {
    t.equal(faults[index], 'none', `${document}: ${code.split('\n').find((line) => line.includes('app.get')) ?? code}`)
  }
})

/** What goes wrong in each of some modules, or `none`. They run in a process of their own, one after another: subscribers stay there. */
async function faultsOf (files: readonly string[]): Promise<string[]> {
  const program = `
    const faults = []
    for (const file of process.argv.slice(1)) faults.push(await import(file).then(() => 'none', (error) => String(error.stack)))
    process.stdout.write(JSON.stringify(faults))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program, ...files.map((file) => pathToFileURL(file).href)])
  return JSON.parse(stdout)
}

t.test('The server of the guide answers its curl lines with what the guide shows', async (t) => {
  const guide = readDocument('docs/guide.md')
  const server = blocksOf(guide, 'mjs')[0]?.replace(/^.*await app\.listen.*$/m, 'export default app') ?? ''
  t.equal(server.trimEnd().split('\n').length, 10)
  const directory = t.testdir({ 'server.mjs': server })
  const { default: app } = await import(pathToFileURL(join(directory, 'server.mjs')).href) as { default: FastifyInstance }
  const shown = [...guide.matchAll(/^```sh\ncurl http:\/\/localhost:3000(\S+)([^\n]*)\n```\n\n```(?:json)?\n(.*?)^```$/gms)]
  t.equal(shown.length, 3)
  for (const [, url = '', options = '', body] of shown) {
    const headers = Object.fromEntries([...options.matchAll(/-H '(.+?): (.+?)'/g)].map(([, name, value]) => [name, value]))
    const response = await app.inject({ url, headers })
    t.equal(response.body.replaceAll('\r\n', '\n').trimEnd(), body?.trimEnd(), options)
  }
  await app.close()
})

t.test('Every TypeScript block of the documents compiles', async (t) => {
  const blocks = documents.flatMap((document) => blocksOf(readDocument(document), 'ts'))
  const directory = t.testdir({
    ...Object.fromEntries(blocks.map((block, index) => [`block-${index}.mts`, block])),
    'tsconfig.json': JSON.stringify({ extends: join(root, 'tsconfig.json'), include: ['*.mts'] })
  })
  t.same(await typeFaultsOf(directory), [])
})

t.test('The README has at most 300 lines, and the section that the type of a 406 leads to', async (t) => {
  t.ok(readme.split('\n').length <= 301)
  t.ok(anchorsOf(readme).includes(new URL(TYPE).hash.slice(1)))
})

t.test('Every link between documents leads to a file, and to a heading of it', async (t) => {
  for (const document of [...documents, 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'benchmark/README.md']) {
    t.same(brokenLinksOf(document, readDocument(document)), [], document)
  }
})

t.test('The README leads to every page', async (t) => {
  for (const document of documents.slice(1)) t.match(readme, `](${document})`, document)
})

t.test('A link that leads nowhere is found', async (t) => {
  const links = '[a](docs/none.md) [b](#none) [c](docs/errors.md#none) [d](docs/errors.md#codes) [e](https://example.org/#x) `[f](none.md)`'
  t.same(brokenLinksOf('README.md', links), ['docs/none.md', '#none', 'docs/errors.md#none'])
  t.same(anchorsOf('# A title\n\n## `q`, and *more*\n\n```sh\n# no heading\n```\n\n## A title\n'), ['a-title', 'q-and-more', 'a-title-1'])
})

t.test('The documents list every error, and no other', async (t) => {
  t.same(firstCellsOf(readDocument('docs/errors.md'), 'Codes').sort(), Object.keys(errors).sort())
})

t.test('The name of an error is its code', async (t) => {
  for (const [name, ProducesError] of Object.entries(errors)) t.equal(new ProducesError('', '', '', '').code, name)
})

t.test('The documents list every option of the plugin, and no other', async (t) => {
  t.same(firstCellsOf(readDocument('docs/options.md'), 'Plugin options').sort(), membersOf('ProducesOptions').sort())
})

t.test('The documents list every key of the route option, and no other', async (t) => {
  const documented = firstCellsOf(readDocument('docs/options.md'), 'Route option').filter((cell) => /^\w+$/.test(cell) && !/^(?:true|false)$/.test(cell))
  t.same([...new Set(documented)].sort(), [...new Set([...dimensions.map(({ key }) => key), ...membersOf('ProducesObject'), ...membersOf('AvailableMediaType')])].sort())
})

t.test('The README shows the two commands that do everything', async (t) => {
  t.ok(blocksOf(readme, 'sh').includes('npm ci && npm start\n'))
  t.ok(blocksOf(readme, 'sh').includes('npm cit\n'))
})

t.test('Every choice that the code makes stands in a comment that the README or CONTRIBUTING tells how to find', async (t) => {
  t.match(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8'), /grep -rn 'choice:' lib/)
})

/** The members of an interface of the public types. */
function membersOf (name: string): string[] {
  const types = readFileSync(join(root, 'types/index.d.ts'), 'utf8')
  const body = new RegExp(`export interface ${name}(?: extends \\w+)? \\{\\n(.*?)^\\}`, 'ms').exec(types)?.[1] ?? ''
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map((member) => member[1] as string)
}
