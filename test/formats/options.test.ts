/**
 * What whoever calls a factory is told of a mistake, and whoever does not call it.
 */
import t from 'tap'
import cbor from '../../lib/formats/binary/cbor.js'
import msgpack from '../../lib/formats/binary/msgpack.js'
import csv from '../../lib/formats/csv/csv.js'
import html, { view } from '../../lib/formats/html/html.js'
import jsonSeq from '../../lib/formats/json-lines/json-seq.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import markdown, { fromHtml } from '../../lib/formats/markdown/markdown.js'
import sse from '../../lib/formats/sse/sse.js'
import xlsx from '../../lib/formats/xlsx/xlsx.js'
import xml from '../../lib/formats/xml/xml.js'
import yaml from '../../lib/formats/yaml/yaml.js'
import { bootError, build, thrown, untyped } from '../fixtures/harness.js'

/** A wrong option of each factory, and what is said of it. */
const MISTAKES: ReadonlyArray<readonly [call: () => unknown, message: string]> = [
  [() => csv(untyped({ delimeter: ';' })), 'csv(): option delimeter: unknown key. Did you mean delimiter? (known: columns, header, delimiter, arraySeparator, formulas, bom, rows)'],
  [() => ndjson(untyped({ row: 'items' })), 'ndjson(): option row: unknown key. Did you mean rows? (known: rows)'],
  [() => jsonSeq(untyped({ Rows: 'items' })), 'jsonSeq(): option Rows: unknown key. Did you mean rows? (known: rows)'],
  [() => sse(untyped({ heartBeat: 5 })), 'sse(): option heartBeat: unknown key. Did you mean heartbeat? (known: id, event, retry, rows, heartbeat)'],
  [() => xml(untyped({ roots: 'a' })), 'xml(): option roots: unknown key. Did you mean root? (known: root, item, nulls, declaration)'],
  [() => yaml(untyped({ ident: 4 })), 'yaml(): option ident: unknown key. Did you mean indent? (known: indent)'],
  [() => html(untyped({ language: 'de' })), 'html(): option language: unknown key (known: title, lang, css, head)'],
  [() => markdown(untyped({ titel: 'x' })), 'markdown(): option titel: unknown key. Did you mean title? (known: title, tokens)'],
  [() => view('x', untyped({ option: {} })), 'view(): option option: unknown key. Did you mean options? (known: data, property, options)'],
  [() => fromHtml(String, untyped({ removes: [] })), 'fromHtml(): option removes: unknown key. Did you mean remove? (known: remove)'],
  [() => (xlsx as (options: object) => unknown)({ rows: 'items' }), 'xlsx(): option rows: there are no options'],
  [() => (cbor as (options: object) => unknown)({ a: 1 }), 'cbor(): option a: there are no options'],
  [() => (msgpack as (options: object) => unknown)({ a: 1 }), 'msgpack(): option a: there are no options'],
  [() => csv(untyped(';')), "csv(): expected an object of options, found ';'"],
  [() => fromHtml(untyped(undefined)), 'fromHtml(): expected a serializer of HTML: a function, or an object with compile(schema, route), found undefined'],
  [() => fromHtml(untyped(html)), 'fromHtml(): html is a function that makes the serializer. Call it: html()']
]

for (const [call, message] of MISTAKES) {
  t.test(message, async (t) => {
    const error = thrown(call)
    t.match(error, { name: 'TypeError', message })
    t.match(error.stack?.split('\n')[1], /options\.test\.ts/, 'the stack begins at the line of the call')
  })
}

const CALLS = new Map<() => unknown, string>([
  [csv, 'csv()'], [ndjson, 'ndjson()'], [jsonSeq, 'jsonSeq()'], [sse, 'sse()'], [xml, 'xml()'], [yaml, 'yaml()'], [html, 'html()'],
  [markdown, 'markdown()'], [xlsx, 'xlsx()'], [cbor, 'cbor()'], [msgpack, 'msgpack()'],
  [view as never, "view('page.ejs')"], [fromHtml as never, 'fromHtml(html())']
])

for (const [factory, call] of CALLS) {
  t.test(`Boot says that ${factory.name} was not called, wherever it stands`, async (t) => {
    const uncalled = `${factory.name} is a function that makes the serializer. Call it: ${call}`
    const app = await build(t)
    t.throws(() => app.addSerializer('text/x', untyped(factory)), { code: 'PRODUCES_ERR_SERIALIZER', message: `Serializer for 'text/x': ${uncalled}` })
    t.throws(() => app.get('/', { config: { produces: [{ mediaType: 'text/x', serialize: untyped(factory) }] } }, () => ''), {
      code: 'PRODUCES_ERR_ROUTE_OPTION',
      message: `Route GET /: config.produces.mediaTypes[0].serialize: ${uncalled}`
    })
    const words = { message: `Serializer for 'text/x': it is a module. Import its default export, and call that: ${call}` }
    t.throws(() => app.addSerializer('text/x', untyped({ default: factory })), words)
  })
}

t.test('A page of a template that is made Markdown needs @fastify/view as well, and boot says so', async (t) => {
  const app = await build(t, { serializers: { md: fromHtml(view('page.ejs', { property: 'render' })) } })
  app.get('/planets', { config: { produces: ['text/markdown'] } }, () => ({}))
  t.match(await bootError(app), {
    code: 'PRODUCES_ERR_VIEW_MISSING',
    message: 'Route GET /planets: view() renders text/markdown, and there is no reply.render. Register @fastify/view in the scope of the route or above'
  })
})
