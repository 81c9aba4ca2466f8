import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import * as errors from '../../lib/errors.js'
import { dimensions } from '../../lib/negotiation/dimensions.js'
import { asserted, blocksOf, claimOf, firstCellsOf } from '../fixtures/documented.js'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

t.test('Every JavaScript block of the README runs, and what it claims holds', async (t) => {
  const blocks = blocksOf(readme, 'js')
  const directory = t.testdir(Object.fromEntries(blocks.map((block, index) => [`block-${index}.mjs`, asserted(block)])))
  t.ok(blocks.some((block) => block.split('\n').some((line) => claimOf(line) !== undefined)), 'there are claims')
  const faults = await faultsOf(blocks.map((_, index) => join(directory, `block-${index}.mjs`)))
  for (const [index, block] of blocks.entries()) {
    t.equal(faults[index], 'none', block.split('\n').find((line) => line.includes('app.get')) ?? block)
  }
})

/** What goes wrong in each of some modules, or `none`. They run in a process of their own, which is the same for all: none of them changes it. */
async function faultsOf (files: readonly string[]): Promise<string[]> {
  const program = `
    const faults = []
    for (const file of process.argv.slice(1)) faults.push(await import(file).then(() => 'none', (error) => String(error.stack)))
    process.stdout.write(JSON.stringify(faults))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program, ...files.map((file) => pathToFileURL(file).href)])
  return JSON.parse(stdout)
}

t.test('Every TypeScript block of the README compiles', async (t) => {
  const directory = t.testdir({
    ...Object.fromEntries(blocksOf(readme, 'ts').map((block, index) => [`block-${index}.mts`, block])),
    'tsconfig.json': JSON.stringify({ extends: join(root, 'tsconfig.json'), include: ['*.mts'] })
  })
  await t.resolves(run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', directory]))
})

t.test('The README lists every error, and no other', async (t) => {
  t.same(firstCellsOf(readme, 'Errors').sort(), Object.keys(errors).sort())
})

t.test('The name of an error is its code', async (t) => {
  for (const [name, ProducesError] of Object.entries(errors)) t.equal(new ProducesError('', '', '', '').code, name)
})

t.test('The README lists every option of the plugin, and no other', async (t) => {
  t.same(firstCellsOf(readme, 'Options').sort(), membersOf('ProducesOptions').sort())
})

t.test('The README lists every key of the route option, and no other', async (t) => {
  const documented = firstCellsOf(readme, 'Route option').filter((cell) => /^\w+$/.test(cell) && !/^(?:true|false)$/.test(cell))
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
