/** What the tests of HTML and Markdown share: values with their schemas, and what a reader has to find of them. */
import { Readable } from 'node:stream'
import fc from 'fast-check'
import type { SerializeContext, SerializerRoute } from '../../../types/index.js'
import { character } from '../../fixtures/generated.js'

export const route: SerializerRoute = { method: 'GET', url: '/planets', mediaType: 'text/html', status: '200', schemas: {}, compileJson: () => JSON.stringify }

export function contextFor (language?: string): SerializeContext {
  return { negotiated: { language }, reply: { getHeader: () => undefined } } as unknown as SerializeContext
}

export const string = { type: 'string' }
export const number = { type: 'number' }

export function object (properties: object, keywords: object = {}): object {
  return { type: 'object', properties, ...keywords }
}

export function array (items: unknown, keywords: object = {}): object {
  return { type: 'array', items, ...keywords }
}

export async function contentOf (content: string | Readable): Promise<string> {
  if (typeof content === 'string') return content
  const chunks: Buffer[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Text as a document can hold it, character by character. */
export function held (text: string): string {
  let result = ''
  const characters = [...text]
  characters.forEach((character, index) => {
    const code = character.codePointAt(0) as number
    if (code === 13) result += characters[index + 1] === '\n' ? '' : '\n'
    else if (code === 9 || code === 10) result += character
    else if (code < 32 || (code > 126 && code < 160) || (code >= 0xd800 && code < 0xe000)) result += '\ufffd'
    else if ((code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe) result += '\ufffd'
    else result += character
  })
  return result
}

/** What a reader has to find: text, an object's members, an array's items, or a table of text. */
export type Tree = string | { fields: Array<[label: string, tree: Tree]> } | { list: Tree[] } | { columns: string[], rows: Array<Array<string | undefined>> }

/** A schema, a value with more than it declares, and what is to be read of it. */
export interface Model {
  readonly schema: object
  readonly value: unknown
  readonly tree: Tree
}

export const SECRET = 'sEcReT'

export const hostile = ['</script><script>alert(1)</script>', '<img src=x onerror=alert(1)>', '--><!--', ']]>', '</td></tr></table>', '</style>', '"\'`=<>&', '&lt;b&gt;', '&#60;', '&amp', '\0', '\u0007\u001b[31m', '\ud800x', '\ufffe', 'a\rb\r\nc\nd',
  '# h', '## h ##', '- a', '+ a', '* a', '1. a', '1) a', '> q', '---', '***', '===', '```js', '~~~', '    code', '\tcode', '| a | b |', 'a|b\\|c', '\\', '\\|', '*a*', '**a**', '_a_', 'snake_case', '__a__', '~a~', '`a`', '[a](b)', '![a](b)', '[a]: b', '[^1]', '[x] done', '<https://a.b>', 'https://a.example/x', 'www.example.com', 'a@b.example', 'mailto:a@b.example', 'ftp://a.example', '&copy;', '<b>', '<!-- c -->', '<?php', 'a  ', '  a', '-5', '+5', '1.5', '-', '+', '1.', '$x$', '\u00a0', 'C#', ': a', '|', '||', '\n- a', 'a\n---', 'a\n\n# b', 'a\n|b|\n|-|', ' ', '']

export const texts = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: character }), fc.string({ unit: fc.constantFrom(...'<>&"\'`|*_#-+.1)[](){}!~\\:/@=;\r\n\t aZ\0\ud800é') }), fc.array(fc.constantFrom(...hostile), { maxLength: 3 }).map((parts) => parts.join('')))
const names = fc.oneof(texts, fc.constantFrom('name', 'mass', '__proto__', 'constructor', 'toString', 'length'))

const scalars: fc.Arbitrary<Model> = fc.oneof(
  texts.map((value) => ({ schema: string, value, tree: held(value) })),
  fc.integer().map((value) => ({ schema: { type: 'integer' }, value, tree: String(value) })),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => ({ schema: number, value, tree: String(value === 0 ? 0 : value) })),
  fc.boolean().map((value) => ({ schema: { type: 'boolean' }, value, tree: value ? 'yes' : 'no' })),
  fc.constantFrom(NaN, Infinity).map((value) => ({ schema: number, value, tree: '' })),
  fc.constant({ schema: { type: ['string', 'null'] }, value: null, tree: '' }),
  fc.bigInt().map((value) => ({ schema: { type: 'integer' }, value, tree: String(value) })),
  fc.date({ min: new Date(0), noInvalidDate: true }).map((value) => ({ schema: { type: 'string', format: 'date-time' }, value, tree: value.toISOString() }))
)

function objectOf (properties: ReadonlyArray<readonly [name: string, model: Model]>): Model {
  const define = (pairs: ReadonlyArray<readonly [string, unknown]>): object => {
    const target = {}
    for (const [name, value] of pairs) Object.defineProperty(target, name, { value, enumerable: true, configurable: true })
    return target
  }
  // Names that are numbers come first in every object.
  const schema = define(properties.map(([name, model]) => [name, model.schema]))
  const models = new Map(properties)
  return {
    schema: object(schema),
    value: define([...properties.map(([name, model]) => [name, model.value] as const), [SECRET, SECRET]]),
    tree: { fields: Object.keys(schema).map((name) => [held(name), (models.get(name) as Model).tree]) }
  }
}

const columns = fc.uniqueArray(names.filter((name) => name !== SECRET), { minLength: 1, maxLength: 4 })

/** An array of objects; of each row, some columns are absent. */
export const tables: fc.Arbitrary<Model> = columns.chain((labels) => fc.tuple(...labels.map(() => scalars)).chain((models) =>
  fc.array(fc.tuple(...labels.map((_, index) => fc.option(sameSchema(models[index] as Model), { nil: undefined }))), { maxLength: 4 }).map((rows) => {
    const row = objectOf(labels.map((label, index) => [label, models[index] as Model]))
    const order = Object.keys((row.schema as { properties: object }).properties)
    const written = rows.map((cells) => objectOf(labels.flatMap((label, index) => cells[index] === undefined ? [] : [[label, cells[index]] as const])))
    const cellsOf = (cells: ReadonlyArray<Model | undefined>): Array<string | undefined> => order.map((label) => cells[labels.indexOf(label)]?.tree as string | undefined)
    return { schema: array(row.schema), value: written.map(({ value }) => value), tree: { columns: order.map(held), rows: rows.map(cellsOf) } }
  })))

function sameSchema ({ schema, value, tree }: Model): fc.Arbitrary<Model> {
  return schema === string ? texts.map((text) => ({ schema, value: text, tree: held(text) })) : fc.constant({ schema, value, tree })
}

/** Anything, nested. */
export const models: fc.Arbitrary<Model> = fc.letrec<{ model: Model }>((tie) => ({
  model: fc.oneof({ depthSize: 'small', withCrossShrink: true },
    scalars,
    tables,
    fc.array(texts, { maxLength: 4 }).map((items) => ({ schema: array(string), value: items, tree: { list: items.map(held) } })),
    fc.uniqueArray(fc.tuple(names.filter((name) => name !== SECRET), tie('model')), { selector: ([name]) => name, maxLength: 4 }).map(objectOf),
    fc.array(tie('model'), { maxLength: 3 }).map((items) => ({
      schema: { type: 'array', prefixItems: items.map(({ schema }) => schema), items: false },
      value: [...items.map(({ value }) => value), SECRET],
      tree: { list: items.map(({ tree }) => tree) }
    })))
})).model
