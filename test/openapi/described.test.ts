/**
 * Documents show schemas that describe themselves as JSON Schema, those of the real packages: by `swaggerTransform` alone, and without leaving
 * a transform of Zod's nothing that it knows.
 */
import swagger from '@fastify/swagger'
import { type } from 'arktype'
import Fastify from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import t, { type Test } from 'tap'
import * as v from 'valibot'
import { z } from 'zod'
import produces, { swaggerTransform } from '../../lib/index.js'
import { untyped } from '../fixtures/harness.js'

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: unknown }> }
  readonly parameters?: ReadonlyArray<{ readonly name: string, readonly schema: unknown }>
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: unknown }> }>
}

async function operationOf (t: Test, schema: object, transform?: unknown, own?: unknown): Promise<Operation & { readonly components?: unknown }> {
  const app = Fastify()
  t.teardown(() => app.close())
  app.setValidatorCompiler(validatorCompiler)
  if (JSON.stringify(schema).includes('zod')) app.setSerializerCompiler(serializerCompiler)
  await app.register(swagger, untyped({ openapi: { openapi: '3.1.0', info: { title: 't', version: '1' } }, ...transform !== undefined && { transform } }))
  await app.register(produces)
  app.post('/', untyped({ config: { produces: [own === undefined ? 'application/json' : { mediaType: 'application/json', schema: own }] }, schema }), async () => ({}))
  await app.ready()
  const { paths, components } = app.swagger() as unknown as { paths: Record<string, { post: Operation }>, components?: unknown }
  return { ...(paths['/'] as { post: Operation }).post, components }
}

const ID = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] }

t.test('By swaggerTransform alone, what describes itself is JSON Schema in the response, the request and the representation', async (t) => {
  const schemas: Array<[schema: unknown, shown: object]> = [
    [z.object({ id: z.int().min(0).max(9) }), { ...ID, properties: { id: { type: 'integer', minimum: 0, maximum: 9 } } }],
    [type({ id: 'number.integer' }), ID],
    [type({ id: 'number.integer', at: 'Date' }), { ...ID, properties: { at: { type: 'string', format: 'date-time' }, ...ID.properties }, required: ['at', 'id'] }]
  ]
  for (const [schema, shown] of schemas) {
    const { responses, requestBody, parameters } = await operationOf(t, {
      body: schema, querystring: schema, response: { 200: schema, 404: schema, 409: { content: { 'application/json': { schema } } } }
    }, swaggerTransform)
    for (const status of ['200', '404', '409']) t.match(responses[status]?.content?.['application/json']?.schema, shown, status)
    t.match(requestBody?.content['application/json']?.schema, shown)
    t.match(parameters?.find(({ name }) => name === 'id'), { schema: { type: 'integer' } })
    const own = await operationOf(t, {}, swaggerTransform, schema)
    t.match(own.responses[200]?.content?.['application/json']?.schema, shown, 'the schema of a representation')
  }
})

t.test('Without a transform ArkType\'s are JSON Schema too, at every status', async (t) => {
  const { responses } = await operationOf(t, { response: { 200: type({ id: 'number.integer' }), 404: type({ id: 'number.integer' }) } })
  for (const status of ['200', '404']) t.match(responses[status]?.content?.['application/json']?.schema, ID, status)
})

t.test('A transform of Zod\'s is given Zod\'s schemas, alone and behind swaggerTransform', async (t) => {
  const schema = { body: z.object({ id: z.int() }), response: { 200: z.object({ id: z.int() }) } }
  for (const transform of [jsonSchemaTransform, swaggerTransform(jsonSchemaTransform as never)]) {
    const { responses } = await operationOf(t, schema, transform)
    t.match(responses[200]?.content?.['application/json']?.schema, { type: 'object', properties: { id: { type: 'integer' } } })
  }
})

t.test('A route with a schema that cannot describe itself is left alone', async (t) => {
  const schemas = [v.object({ id: v.number() }), z.object({ at: z.date() }), z.map(z.string(), z.string())]
  for (const body of schemas) {
    const { responses } = await operationOf(t, { body, response: { 200: ID } }, swaggerTransform)
    t.strictSame(Object.keys(responses), ['200'], 'no 406, as it was declared')
  }
})
