import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t from 'tap'
import { claimOf, type Claim } from '../fixtures/documented.js'

const lib = join(import.meta.dirname, '../../lib')

/** What an example may use besides what its file exports. */
const inScope = {
  route: { method: 'GET', url: '/', mediaType: 'text/csv', status: '200', schemas: {}, compileJson: () => JSON.stringify },
  context: { negotiated: { language: undefined }, reply: { hasHeader: () => true, getHeader: () => undefined } }
}

function examplesOf (text: string): Claim[] {
  const comments = text.match(/\/\*\*.*?\*\//gs) ?? []
  return comments.flatMap((comment) => {
    const example = comment.split('@example')[1] ?? ''
    return example.split('\n').flatMap((line) => claimOf(line.replace(/^\s*\*\s?/, '')) ?? [])
  })
}

/** json-seq.ts → jsonSeq */
function nameOf (file: string): string {
  return basename(file, '.ts').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

t.test('Every example in a comment of lib is true', async (t) => {
  for (const file of readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
    const examples = examplesOf(readFileSync(join(lib, file), 'utf8'))
    // Also without examples: coverage counts only what has been loaded.
    const exported = await import(`../../lib/${file.replace(/\.ts$/, '.js')}`) as Record<string, unknown>
    if (examples.length === 0) continue
    const scope: Record<string, unknown> = { ...inScope, [nameOf(file)]: exported.default, ...exported }
    const names = Object.keys(scope).filter((name) => /^[a-z_$][\w$]*$/i.test(name) && name !== 'default')
    for (const { expression, literal } of examples) {
      // eslint-disable-next-line no-new-func -- the examples are our own comments
      const evaluate = new Function(...names, `return (async () => [${expression}, ${literal}])()`)
      const [value, expected] = await evaluate(...names.map((name) => scope[name])) as [unknown, unknown]
      t.same(value, expected, `${file}: ${expression}`)
    }
  }
  t.ok(t.passing())
})
