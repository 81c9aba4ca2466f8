import Fastify from 'fastify'
import t from 'tap'
import produces, { type ProducesObject } from '../../lib/index.js'
import { boot } from './values.js'

/** What every object has without being asked. */
const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']

async function buildWith (option: unknown, handler: (request: { negotiated: unknown }) => unknown) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces)
  app.get('/', { config: { produces: option as ProducesObject } }, async (request) => handler(request))
  return app
}

for (const name of inherited) {
  t.test(`${name} is a parameter name like any other`, async (t) => {
    const app = await buildWith(['text/plain', `text/plain;${name}=1`, `text/html;${name}="two words"`], ({ negotiated }) => {
      const { mediaType, parameters } = negotiated as { mediaType: string, parameters: object }
      return JSON.stringify([mediaType, Object.entries(parameters)])
    })
    const lower = name.toLowerCase()
    const cases: [accept: string, content: string][] = [
      ['text/plain', '["text/plain",[]]'],
      [`text/plain;${name}=1`, `["text/plain;${name}=1",[["${lower}","1"]]]`],
      [`text/plain;${name.toUpperCase()}="1"`, `["text/plain;${name}=1",[["${lower}","1"]]]`],
      [`text/html;${name}="two words"`, `["text/html;${name}=\\"two words\\"",[["${lower}","two words"]]]`]
    ]
    for (const [accept, content] of cases) {
      const response = await app.inject({ url: '/', headers: { accept } })
      t.equal(response.body, content, accept)
    }
    for (const accept of [`text/plain;${name}=2`, `text/plain;${name}=1;polluted=1`, `text/html;${name}, image/png`, `application/json;${name}=1`]) {
      t.equal((await app.inject({ url: '/', headers: { accept } })).statusCode, 406, accept)
    }
    t.equal(({} as Record<string, unknown>).polluted, undefined)
  })

  t.test(`${name} is a type and a subtype like any other`, async (t) => {
    const app = await buildWith({
      mediaTypes: [
        { mediaType: 'text/plain', serialize: () => 'plain' },
        { mediaType: `${name}/${name}`, serialize: () => 'both' },
        { mediaType: `application/${name}`, serialize: () => 'subtype' }
      ]
    }, () => ({}))
    const cases: [accept: string, content: string, contentType: string][] = [
      ['*/*', 'plain', 'text/plain; charset=utf-8'],
      [`${name}/${name}`, 'both', `${name}/${name}`],
      [`${name}/*`, 'both', `${name}/${name}`],
      [`application/${name}`, 'subtype', `application/${name}`]
    ]
    for (const [accept, content, contentType] of cases) {
      const response = await app.inject({ url: '/', headers: { accept } })
      t.equal(response.body, content, accept)
      t.equal(response.headers['content-type'], contentType, accept)
    }
    const response = await app.inject({ url: '/', headers: { accept: `text/${name}` } })
    t.equal(response.statusCode, 406)
    t.same(response.json().available, { mediaType: ['text/plain', `${name}/${name}`, `application/${name}`] })
    t.equal(response.json().requested.mediaType, `text/${name}`)
  })

  t.test(`${name} has a serializer where somebody adds one, and none before`, async (t) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(produces)
    t.equal(app.hasSerializer(`application/${name}`), false)
    t.equal(app.hasSerializer(`+${name}`), false)
    app.addSerializer(`+${name}`, () => 'suffix').addSerializer(`application/${name};${name}=1`, () => 'parameter')
    t.equal(app.hasSerializer(`application/${name};${name}=1`), true)
    app.get('/', { config: { produces: [`image/x+${name}`, `application/${name};${name}=1`] } }, async () => ({}))
    t.equal((await app.inject('/')).body, 'suffix')
    t.equal((await app.inject({ url: '/', headers: { accept: `application/${name};${name}=1` } })).body, 'parameter')
    const missing = Fastify()
    await missing.register(produces)
    missing.get('/', { config: { produces: [`application/${name}`] } }, async () => ({}))
    await t.rejects(boot(missing), { code: 'PRODUCES_ERR_SERIALIZER_MISSING' })
  })

  t.test(`${name} is a charset, a content coding and a quality like any other`, async (t) => {
    const app = await buildWith({ mediaTypes: ['text/plain'], charsets: ['utf-8', name], encodings: [name], strict: true }, () => Buffer.from('x'))
    const cases: [headers: Record<string, string>, status: number, contentType: string][] = [
      [{ 'accept-charset': name }, 200, `text/plain; charset=${name}`],
      [{ 'accept-charset': `${name};q=0` }, 406, 'application/problem+json'],
      [{ 'accept-charset': `${name};q=${name}` }, 200, 'text/plain; charset=utf-8'],
      [{ 'accept-encoding': `${name}, identity;q=0` }, 200, 'text/plain; charset=utf-8'],
      [{ 'accept-encoding': 'gzip, identity;q=0' }, 406, 'application/problem+json']
    ]
    for (const [headers, status, contentType] of cases) {
      const response = await app.inject({ url: '/', headers })
      t.equal(response.statusCode, status, JSON.stringify(headers))
      t.equal(response.headers['content-type'], contentType, JSON.stringify(headers))
    }
  })

  t.test(`${name} in Accept-Language is read as a language range is, or skipped`, async (t) => {
    const app = await buildWith({ mediaTypes: ['text/plain'], languages: ['en', 'de'], strict: true }, () => 'x')
    // language-range = (1*8ALPHA *("-" 1*8alphanum)) / "*"             (RFC 4647 §2.1)
    const readable = /^[a-z]{1,8}$/i.test(name)
    t.equal((await app.inject({ url: '/', headers: { 'accept-language': name } })).statusCode, readable ? 406 : 200)
    t.equal((await app.inject({ url: '/', headers: { 'accept-language': `${name}, de;q=0.1` } })).headers['content-language'], 'de')
  })

  t.test(`${name} is an unknown key of the route option, and one of strict`, async (t) => {
    for (const option of [`{ "mediaTypes": ["text/plain"], "${name}": {} }`, `{ "mediaTypes": ["text/plain"], "strict": { "${name}": true } }`, `{ "mediaTypes": [{ "mediaType": "text/plain", "${name}": {} }] }`]) {
      await t.rejects(boot(declare(JSON.parse(option))), { code: 'PRODUCES_ERR_ROUTE_OPTION', message: new RegExp(`GET /.*${name}`) }, option)
    }
  })
}

function declare (option: ProducesObject) {
  const app = Fastify()
  app.register(produces)
  app.get('/', { config: { produces: option } }, async () => 'x')
  return app
}

t.test('languages that are named as methods are ordinary', async (t) => {
  const app = await buildWith({ mediaTypes: ['text/plain'], languages: ['en', 'toString', 'valueOf-x-length'], strict: true }, () => 'x')
  for (const [acceptLanguage, language] of [['tostring', 'toString'], ['valueOf', 'valueOf-x-length'], ['*', 'en']] as const) {
    t.equal((await app.inject({ url: '/', headers: { 'accept-language': acceptLanguage } })).headers['content-language'], language)
  }
  t.same((await app.inject({ url: '/', headers: { 'accept-language': 'constr' } })).json().available.language, ['en', 'toString', 'valueOf-x-length'])
})

t.test('a schema under content is found by name alone', async (t) => {
  const Named = { type: 'object', properties: { name: { type: 'string' } } }
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces)
  const schema = { response: { 200: { content: { 'application/__proto__+json': { schema: Named }, 'application/constructor+json': { schema: Named } } } } }
  app.get('/', { config: { produces: true }, schema }, async () => ({ name: 'Mars', secret: 'hidden' }))
  for (const accept of ['application/__proto__+json', 'application/constructor+json']) {
    const response = await app.inject({ url: '/', headers: { accept } })
    t.equal(response.headers['content-type'], `${accept}; charset=utf-8`)
    t.equal(response.body, '{"name":"Mars"}')
  }
  t.equal((await app.inject({ url: '/', headers: { accept: 'application/tostring+json' } })).statusCode, 406)
})
