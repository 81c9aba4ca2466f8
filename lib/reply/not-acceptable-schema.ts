/**
 * The schema of a 406's content, as TypeBox would build it: its users compose it with their own.
 *
 * It is built without TypeBox, which takes longer to load than Fastify; a test holds the two to be the same.
 */
import type Type from 'typebox'
import type { DimensionName } from '../../types/index.js'
import { dimensions } from '../negotiation/index.js'

// choice: about:blank would promise no members beyond those of the status (RFC 9457 §4.2.1). This leads to what the README says of them.
/** The kind of problem that a 406 is: stable, and never to be fetched by programs. */
export const TYPE = 'https://www.npmjs.com/package/fastify-produces#the-406'
const Alternate = object({
  mediaType: optional(),
  language: optional(),
  href: string({ description: 'Relative to the URL of the request' })
})

/** The schema of a 406's content, for `schema.response` and for API documents. */
export const NotAcceptable = object({
  type: string({ description: 'A URI that names the kind of problem', default: TYPE }),
  title: string({ default: 'Not Acceptable' }),
  status: marked<Type.TLiteral<406>>('Literal', { type: 'number', const: 406 }),
  detail: string({ description: 'What is available, and what was asked for instead' }),
  instance: string({ description: 'The path of the request' }),
  requested: marked<ReturnType<typeof Type.Record<Type.TString, Type.TString>>>('Record', {
    type: 'object',
    patternProperties: { '^.*$': string() },
    description: 'By dimension, the field value that the client sent'
  }),
  available: marked<Type.TObject<Record<DimensionName, Type.TOptional<Type.TArray<Type.TString>>>>>('Object', {
    type: 'object',
    properties: Object.fromEntries(dimensions.map(({ name }) => [name, hidden(strings(), '~optional', true)]))
  }),
  unacceptable: strings({ description: 'The dimensions in which nothing available was acceptable' }),
  alternates: hidden(marked<Type.TOptional<Type.TArray<typeof Alternate>>>('Array', {
    type: 'array', items: Alternate, description: 'Where each representation is, where a URL can name them'
  }), '~optional', true)
}, { title: 'NotAcceptable' })

function object<Properties extends Type.TProperties> (properties: Properties, options: Type.TObjectOptions = {}): Type.TObject<Properties> {
  const required = Object.entries(properties).filter(([, schema]) => !('~optional' in schema)).map(([name]) => name)
  return marked('Object', { type: 'object', required, properties, ...options })
}

function optional (): Type.TOptional<Type.TString> {
  return hidden(string() as Type.TOptional<Type.TString>, '~optional', true)
}

function strings (options?: Type.TSchemaOptions): Type.TArray<Type.TString> {
  return marked('Array', { type: 'array', items: string(), ...options })
}

function string (options?: Type.TSchemaOptions): Type.TString {
  return marked('String', { type: 'string', ...options })
}

function marked<Schema extends Type.TSchema> (kind: string, keywords: object): Schema {
  return hidden(keywords as Schema, '~kind', kind)
}

/** What TypeBox goes by, and no document shows. */
function hidden<Schema extends Type.TSchema> (schema: Schema, mark: string, value: unknown): Schema {
  return Object.defineProperty(schema, mark, { value, configurable: true, writable: true })
}
