/** What the documents beside the README show, tried. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { asserted, blocksOf } from '../fixtures/documented.js'

t.test('Every block of docs/pages.md runs, and what it claims holds', async (t) => {
  const blocks = blocksOf(readFileSync(join(import.meta.dirname, '../../docs/pages.md'), 'utf8'), 'js')
  const directory = t.testdir(Object.fromEntries(blocks.map((block, index) => [`block-${index}.mjs`, asserted(block)])))
  for (const index of blocks.keys()) await t.resolves(import(pathToFileURL(join(directory, `block-${index}.mjs`)).href))
})
