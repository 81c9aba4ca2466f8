import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const root = join(import.meta.dirname, '../..')
const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')

/** The order in which lib reads, as CONTRIBUTING tells it: a row a file. */
const order = [...contributing.matchAll(/^\| `([\w-]+)\.ts` \|/gm)].map((row) => row[1] as string)

const files = readdirSync(join(root, 'lib')).map((file) => ({
  name: file.replace(/\.ts$/, ''),
  text: readFileSync(join(root, 'lib', file), 'utf8')
}))

function importsOf (text: string): string[] {
  return [...text.matchAll(/from '\.\/(.+?)\.js'/g)].map((imported) => imported[1] as string)
}

t.test('CONTRIBUTING tells of every file of lib, once', async (t) => {
  t.same([...order].sort(), files.map(({ name }) => name).sort())
})

t.test('A file of lib imports only files that stand before it', async (t) => {
  for (const { name, text } of files) {
    for (const imported of importsOf(text)) t.ok(order.indexOf(imported) < order.indexOf(name), `${name} imports ${imported}`)
  }
})

t.test('No file of lib has more than 250 lines', async (t) => {
  for (const { name, text } of files) t.ok(text.split('\n').length <= 251, name)
})

t.test('Negotiation knows nothing of Fastify or Node.js', async (t) => {
  const reached = new Set(['negotiation'])
  for (const name of reached) {
    const text = files.find((file) => file.name === name)?.text ?? ''
    for (const imported of importsOf(text)) reached.add(imported)
    const others = [...text.matchAll(/from '([^.][^']*)'/g)].map((imported) => imported[1])
    t.same(others, [], name)
  }
  t.ok(reached.size > 5)
})

t.test('No coverage is ignored without a reason', async (t) => {
  for (const { name, text } of files) {
    for (const mark of text.match(/(?:c8|v8|istanbul) ignore.*/g) ?? []) t.match(mark, /--|because/, `${name}: ${mark}`)
  }
  t.ok(t.passing())
})
