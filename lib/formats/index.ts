/**
 * The formats, each an entry of the package: boot compiles a schema to the function that writes it.
 *
 * - `format.ts`: the form of a compiler, options checked, libraries loaded
 * - `faults.ts`: the faults of a payload, in the same words everywhere
 * - `json/write.ts`: data as JSON
 * - `values/values.ts`: what JSON would see of a value, and bytes as text
 * - `values/kept.ts`: what has been made of a name, kept
 * - `values/columns.ts`: from a schema, the columns of its rows
 * - `values/rows.ts`: a row, written column by column
 * - `values/cells.ts`: a value as the text of one cell
 * - `values/row-plans.ts`: what goes out of rows, together or one by one
 * - `csv/columns.ts`: the columns of a route, declared or selected
 * - `csv/cells.ts`: a cell that no spreadsheet takes for a formula
 * - `csv/csv.ts`: `fastify-produces/csv`
 * - `json/text.ts`: JSON of a value and of an item
 * - `json/envelope.ts`: JSON of an object whose items come one by one
 * - `json-lines/lines.ts`: JSON texts one after another
 * - `json-lines/ndjson.ts`: `fastify-produces/ndjson`
 * - `json-lines/json-seq.ts`: `fastify-produces/json-seq`
 * - `sse/fields.ts`: the fields of an event, from the properties of its item
 * - `sse/sse.ts`: `fastify-produces/sse`
 * - `yaml/scalars.ts`: a scalar of YAML, as text that every reader takes for what it is
 * - `yaml/collections.ts`: data as block collections of YAML
 * - `yaml/yaml.ts`: `fastify-produces/yaml`
 * - `xml/text.ts`: a value as text of XML, escaped
 * - `xml/name-characters.ts`: the characters that names have
 * - `xml/names.ts`: what OpenAPI's `xml` keyword calls elements and attributes; namespaces
 * - `xml/children.ts`: the children of an object or an array, and the attributes among them
 * - `xml/elements.ts`: from a shape, the function that writes elements
 * - `xml/xml.ts`: `fastify-produces/xml`
 * - `pages/wording.ts`: the words and labels of a page by its language
 * - `pages/blocks.ts`: what a page shows of a value: labels, fields, columns of tables, times and links
 * - `pages/steps.ts`: the pages before and after one
 * - `pages/page.ts`: a payload as a page, at once or item by item
 * - `xlsx/zip.ts`: a ZIP archive as it grows
 * - `xlsx/text.ts`: text in the XML of a workbook
 * - `xlsx/dates.ts`: dates as spreadsheets count them
 * - `xlsx/cells.ts`: a cell, with its type
 * - `xlsx/names.ts`: what sheets are called
 * - `xlsx/sheets.ts`: the sheets of a route, from its schema
 * - `xlsx/workbook.ts`: a workbook as it grows, with its parts
 * - `xlsx/xlsx.ts`: `fastify-produces/xlsx`
 * - `html/text.ts`: text in HTML that is never markup
 * - `html/style.ts`: how the default page looks
 * - `html/decimals.ts`: the decimals of a column, their points below each other
 * - `html/blocks.ts`: a value as text, fields, lists and tables of HTML
 * - `html/switches.ts`: where else one can go, as links
 * - `html/view.ts`: a template as a serializer, by `@fastify/view`
 * - `html/html.ts`: `fastify-produces/html`
 * - `markdown/text.ts`: text in Markdown that is never markup
 * - `markdown/blocks.ts`: a value as lines, lists and tables of Markdown
 * - `markdown/marked-text.ts`: text among markup, told apart until the whole page is there
 * - `markdown/html-rules.ts`: what becomes of the elements of a page
 * - `markdown/mark-page.ts`: the text of a page, marked where it stands
 * - `markdown/from-html.ts`: a serializer of HTML as one of Markdown
 * - `markdown/markdown.ts`: `fastify-produces/markdown`
 * - `binary/output.ts`: bytes as they grow
 * - `binary/notation.ts`: in what binary formats differ: heads and scalars
 * - `binary/text.ts`: text as UTF-8 after its head
 * - `binary/writers.ts`: from a form of data, the function that writes it
 * - `binary/data.ts`: how a payload becomes bytes, or a stream of them
 * - `binary/cbor.ts`: `fastify-produces/cbor`
 * - `binary/msgpack.ts`: `fastify-produces/msgpack`
 */
export { compileWriteEnvelope } from './json/envelope.js'
export { compileStringifiers, markApplications } from './json/text.js'
export { wordsForFactory } from './format.js'
export { hasChosenColumns } from './csv/columns.js'
export { replyDecoratorOf } from './html/view.js'
