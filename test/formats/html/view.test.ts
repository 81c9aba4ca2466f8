import view from '@fastify/view'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { view as viewOf, type ViewOptions } from '../../../lib/formats/html/html.js'
import produces from '../../../lib/index.js'
import { fromHtml } from '../../../lib/formats/markdown/markdown.js'
import type { RouteProduces } from '../../../types/index.js'
import { array, object, string } from '../pages/page.js'

// It has no types.
const { default: ejs } = await import('ejs' as string)

async function build (t: Test, options: object = {}): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces)
  await app.register(view, { engine: { ejs }, ...options })
  return app
}

const moon = object({ name: string })
const phobos = { name: '<Phobos>', secret: 'x-secret' }
const one = { raw: '<p><%= name %><%= typeof secret %></p>' }
const many = { raw: '<% for (const { name, secret } of payload) { %><li><%= name %><%= secret %></li><% } %>' }

async function answer (app: FastifyInstance, { produces, schema, payload }: { produces: RouteProduces, schema?: object, payload: unknown }): Promise<string> {
  app.get('/', { config: { produces }, ...schema === undefined ? {} : { schema: { response: { 200: schema } } } }, async () => payload)
  const { statusCode, headers, body } = await app.inject({ url: '/', headers: { accept: 'text/html' } })
  return `${statusCode} ${headers['content-type']} ${body}`
}

const OK = '200 text/html; charset=utf-8 '

t.test('a template is given what the schema declares, and nothing else', async (t) => {
  const app = await build(t)
  const html = (template: object, options?: ViewOptions): RouteProduces => [{ mediaType: 'text/html', serialize: viewOf(template, options) }]
  t.equal(await answer(await build(t), { produces: html(one), schema: moon, payload: phobos }), `${OK}<p>&lt;Phobos&gt;undefined</p>`)
  t.equal(await answer(await build(t), { produces: html(one), payload: phobos }), `${OK}<p>&lt;Phobos&gt;string</p>`, 'all, where there is no schema')
  t.equal(await answer(await build(t), { produces: html(many), schema: array(moon), payload: [phobos] }), `${OK}<li>&lt;Phobos&gt;</li>`)
  t.equal(await answer(await build(t), { produces: [{ mediaType: 'text/html', schema: moon, serialize: viewOf(one) }], payload: phobos }), `${OK}<p>&lt;Phobos&gt;undefined</p>`)
  app.get('/content', { config: { produces: html(one) }, schema: { response: { 200: { content: { 'text/html': { schema: moon } } } } } }, async () => phobos)
  t.equal((await app.inject('/content')).body, '<p>&lt;Phobos&gt;undefined</p>')
})

t.test('items that come one by one are an array in the template', async (t) => {
  async function * moons (): AsyncGenerator<unknown> { yield phobos }
  const serialize = viewOf(many)
  t.equal(await answer(await build(t), { produces: [{ mediaType: 'text/html', serialize }], schema: array(moon), payload: moons() }), `${OK}<li>&lt;Phobos&gt;</li>`)
  t.equal(await answer(await build(t), { produces: [{ mediaType: 'text/html', serialize }], payload: [{ name: 'a' }].values() }), `${OK}<li>a</li>`)
})

t.test('data says what the template sees', async (t) => {
  const app = await build(t)
  const serialize = viewOf({ raw: '<%= language %> <%= moons.length %> <%= JSON.stringify(moons) %>' }, { data: async (moons, { negotiated }) => ({ moons, language: negotiated.language }) })
  t.equal(await answer(app, { produces: { mediaTypes: [{ mediaType: 'text/html', serialize }], languages: ['es'] }, schema: array(moon), payload: [phobos] }), `${OK}es 1 [{&#34;name&#34;:&#34;&lt;Phobos&gt;&#34;}]`)
})

t.test('another name of the method and its options are passed on', async (t) => {
  const app = await build(t, { propertyName: 'page' })
  t.equal(await answer(app, { produces: [{ mediaType: 'text/html', serialize: viewOf({ raw: '<$= name $>' }, { property: 'pageAsync', options: { delimiter: '$' } }) }], schema: moon, payload: phobos }), `${OK}&lt;Phobos&gt;`)
})

t.test('without @fastify/view boot fails and says so', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(produces)
  app.get('/moon', { config: { produces: [{ mediaType: 'text/html', serialize: viewOf('moon.ejs') }] } }, async () => phobos)
  await t.rejects(async () => { await app.ready() }, {
    code: 'PRODUCES_ERR_VIEW_MISSING',
    message: 'Route GET /moon: view() renders text/html, and there is no reply.viewAsync. Register @fastify/view in the scope of the route or above'
  })
})

t.test('without @fastify/view a serializer that calls another one is an error that says so', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(produces)
  const serialize: typeof rendered = (payload, context) => rendered(payload, context)
  const rendered = viewOf('moon.ejs')
  t.match(await answer(app, { produces: [{ mediaType: 'text/html', serialize }], payload: phobos }), /^500 application\/json.*view\(\) needs reply\.viewAsync: register @fastify\/view in the scope of the route/)
})

t.test('a template that fails is an error, and nothing of it goes out', async (t) => {
  const app = await build(t)
  t.match(await answer(app, { produces: [{ mediaType: 'text/html', serialize: viewOf({ raw: 'begun <%= missing %>' }) }], payload: phobos }), /^500 application\/json.*missing is not defined/)
})

t.test('a wrong option is an error that names it', async (t) => {
  t.throws(() => viewOf('a', { data: {} } as never), { name: 'TypeError', message: /view\(\): option data: expected a function/ })
  t.throws(() => viewOf('a', { property: '' }), { message: /option property: expected a string, not empty/ })
  t.throws(() => viewOf('a', { options: null } as never), { message: /option options: expected an object/ })
  t.throws(() => viewOf('a', { layout: 'x' } as never), { message: /option layout: unknown key/ })
})

t.test('an agent gets the view as Markdown', async (t) => {
  const app = await build(t)
  const page = viewOf({ raw: '<nav>menu</nav><h1><%= name %></h1><p><%= typeof secret %></p>' })
  app.get('/', {
    config: { produces: [{ mediaType: 'text/html', serialize: page }, { mediaType: 'text/markdown', serialize: fromHtml(page, { remove: ['nav'] }) }] },
    schema: { response: { 200: moon } }
  }, async () => phobos)
  const { headers, body } = await app.inject({ url: '/', headers: { accept: 'text/markdown, text/html, */*' } })
  t.equal(headers['content-type'], 'text/markdown; charset=utf-8')
  t.equal(body, '# \\<Phobos>\n\nundefined\n')
})
