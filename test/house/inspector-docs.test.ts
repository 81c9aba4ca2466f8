/** What docs/inspector.md shows is run, on the built package. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { asserted, blocksOf, firstCellsOf } from '../fixtures/documented.js'

const text = readFileSync(join(import.meta.dirname, '../../docs/inspector.md'), 'utf8')

t.test('every block of it runs, and what it claims holds', async (t) => {
  const blocks = blocksOf(text, 'js')
  t.ok(blocks.length > 0)
  const directory = t.testdir(Object.fromEntries(blocks.map((block, index) => [`block-${index}.mjs`, asserted(block)])))
  for (const [index, block] of blocks.entries()) await t.resolves(promisify(execFile)(process.execPath, [join(directory, `block-${index}.mjs`)]), block)
})

t.test('it lists the options', async (t) => t.same(firstCellsOf(text, 'Options'), ['prefix', 'production']))
