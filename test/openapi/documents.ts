/** What the tests alongside @fastify/swagger share: documents as a client gets them, and whether they are valid. */
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

export const VERSIONS = ['3.0.3', '3.1.0'] as const

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
  if (own !== false) await app.register(produces, { serializers: { 'text/csv': String }, ...own })
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
  return document
}

/** The operation of `GET /`, in the document of a valid application. */
export async function operationOf (t: Test, app: FastifyInstance, url = '/', method = 'get'): Promise<Operation> {
  const operation = (await documentOf(t, app)).paths[url]?.[method]
  if (operation === undefined) throw new Error(`the document does not show ${method} ${url}`)
  return operation
}
