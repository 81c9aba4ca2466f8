/** What the tests alongside @fastify/swagger share: documents as a client gets them, and whether they are valid. */
import '@hyperjump/json-schema/openapi-3-1'
import { validate } from '@hyperjump/json-schema/openapi-3-2'
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { Validator } from '@seriousme/openapi-schema-validator'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'
import produces, { type ProducesOptions } from '../../lib/index.js'

/** The parts of a document that the tests look at. */
export interface OpenApi {
  readonly openapi: string
  readonly components: { readonly schemas: Record<string, Json> }
  readonly paths: Record<string, Record<string, Operation>>
}

export interface Operation {
  readonly operationId?: string
  readonly parameters?: readonly Json[]
  readonly responses: Record<string, Response>
}

export interface Response {
  readonly description: string
  readonly headers?: Record<string, Json>
  readonly content?: Record<string, Json>
  readonly links?: Json
}

export type Json = Record<string, unknown>

export const VERSIONS = ['3.0.3', '3.1.0', '3.2.0'] as const

export interface Options {
  readonly openapi?: string
  readonly swagger?: FastifyDynamicSwaggerOptions
  readonly produces?: ProducesOptions | false
  readonly server?: FastifyServerOptions
}

/** An application with both plugins loaded; with `produces: false` with @fastify/swagger alone. */
export async function build (t: Test, {
  openapi = '3.1.0', swagger: options = {}, produces: own = {}, server = {}
}: Options = {}): Promise<FastifyInstance> {
  const app = Fastify(server)
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: { openapi }, ...options })
  if (own !== false) await app.register(produces, { advice: false, serializers: { 'text/csv': String }, ...own })
  return app
}

// Compiles its schemas once.
const validator = new Validator()

/** The document of an application as a client gets it, after the test that it is valid. */
export async function documentOf (t: Test, app: FastifyInstance): Promise<OpenApi> {
  await app.ready()
  const text = JSON.stringify(app.swagger())
  const document = JSON.parse(text) as OpenApi
  const { valid, errors } = await validator.validate(JSON.parse(text))
  t.ok(valid, `OpenAPI ${document.openapi} is valid: ${JSON.stringify(errors ?? [])}`)
  const [schema] = Object.entries(OFFICIAL).find(([version]) => document.openapi.startsWith(version))?.slice(1) ?? []
  // The official schema, with the one that each Schema Object has to follow.
  const { valid: official, errors: faults } = schema === undefined ? { valid: true } : await validate(schema, JSON.parse(text), 'BASIC')
  t.ok(official, `and by its official schema: ${JSON.stringify(faults ?? [])}`)
  for (const ref of text.matchAll(/"\$ref":"([^"]*)"/g)) t.ok(at(document, ref[1] as string) !== undefined, `${ref[1]} leads somewhere`)
  return document
}

const OFFICIAL: Readonly<Record<string, string>> = {
  3.1: 'https://spec.openapis.org/oas/3.1/schema-base', 3.2: 'https://spec.openapis.org/oas/3.2/schema-base'
}

/** What a reference within a document leads to. */
export function at (document: unknown, ref: string): unknown {
  return ref.split('/').slice(1).reduce((found, token) => {
    return (found as Json | undefined)?.[decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')]
  }, document)
}

/** A part of a document in which the components that have no name of the user's stand where they are referred to. */
export function inlined <Part> (document: OpenApi, part: Part): Part {
  if (Array.isArray(part)) return part.map((inner) => inlined(document, inner)) as Part
  if (typeof part !== 'object' || part === null) return part
  const { $ref } = part as { $ref?: string }
  const component = $ref === undefined ? undefined : at(document, $ref) as Json | undefined
  if (component !== undefined && NAMED_BY_ROUTE.test(String(component.title))) {
    const { title, ...schema } = component
    return inlined(document, schema) as Part
  }
  return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, inlined(document, inner)])) as Part
}

// Where a schema has no title, @fastify/swagger shows the `$id` in its place.
const NAMED_BY_ROUTE = /^(?:Get|Post|Put|Query)\w*(?:\d\d|XX)(?:-\d+)?$/

/** What a schema is shown as where text, or bytes, are made from its data. */
export function madeFrom (schema: unknown, mediaType: string, version: string): Json {
  if (version.startsWith('3.0')) return { type: 'string', 'x-content-schema': schema }
  return { type: 'string', contentMediaType: mediaType, contentSchema: schema }
}

/** The operation of `GET /`, in the valid document of an application, with the components of its route in place. */
export async function operationOf (t: Test, app: FastifyInstance, url = '/', method = 'get'): Promise<Operation> {
  const document = await documentOf(t, app)
  const operation = document.paths[url]?.[method]
  if (operation === undefined) throw new Error(`the document does not show ${method} ${url}`)
  return inlined(document, operation)
}
