import Fastify from 'fastify'
import t from 'tap'
import produces, { type SerializerCompiler } from '../../lib/index.js'

/** An application of two routes with one schema, and a third with an equal one, whose serializer counts how often it compiles. */
async function compiledTimes (t: Tap, shared: boolean | undefined, more: object = {}): Promise<number> {
  let times = 0
  const serializer: SerializerCompiler = {
    ...shared !== undefined && { shared },
    compile: (schema, { mediaType }) => {
      times++
      return () => `${mediaType} ${JSON.stringify(schema)}`
    }
  }
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces, { serializers: { 'text/plain': serializer } })
  const schema = { type: 'string', ...more }
  for (const [url, of] of [['/a', schema], ['/b', schema], ['/c', { ...schema }]] as const) {
    app.get(url, { config: { produces: ['text/plain', 'text/plain;v=2'] }, schema: { response: { 200: of } } }, async () => ({}))
  }
  await app.ready()
  const { body } = await app.inject({ url: '/b', headers: { accept: 'text/plain;v=2' } })
  t.equal(body, `text/plain;v=2 ${JSON.stringify(schema)}`)
  return times
}

type Tap = typeof t

t.test('a serializer that says so compiles once for a schema object and a media type, any other for each route', async (t) => {
  t.equal(await compiledTimes(t as unknown as Tap, true), 4)
  t.equal(await compiledTimes(t as unknown as Tap, false), 6)
  t.equal(await compiledTimes(t as unknown as Tap, undefined), 6)
})

t.test('what is compiled is shared neither between applications with other schemas, nor between schemas that are no objects', async (t) => {
  const seen: unknown[] = []
  const serializer: SerializerCompiler = {
    shared: true,
    compile: (schema, { schemas }) => {
      seen.push([schema, Object.keys(schemas)])
      return () => String(schema)
    }
  }
  const schema = { type: 'string' }
  const bodies: string[] = []
  for (const id of ['one', 'two']) {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(produces, { serializers: { 'text/plain': serializer } })
    app.addSchema({ $id: id })
    for (const [url, of] of [['/a', schema], ['/b', true], ['/c', false], ['/d', undefined]] as const) {
      app.get(url, { config: { produces: [{ mediaType: 'text/plain', ...of !== undefined && { schema: of } }] } }, async () => ({}))
    }
    for (const url of ['/a', '/b', '/c', '/d']) bodies.push((await app.inject(url)).body)
  }
  t.same(seen, ['one', 'two'].flatMap((id) => [schema, true, false, undefined].map((of) => [of, [id]])))
  t.same(bodies.slice(1, 4), ['true', 'false', 'undefined'])
})
