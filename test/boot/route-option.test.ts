/**
 * A route's `config.produces`: every form it has, and every fault. A fault names the method, the URL, the key and what was
 * expected (design §2), and is thrown at the line that declares the route once the plugin has loaded.
 */
import Fastify from 'fastify'
import t from 'tap'
import produces, { type RouteProduces } from '../../lib/index.js'
import { bootError, build, thrown, untyped } from '../fixtures/harness.js'

const text = async (): Promise<string> => 'x'

const forms: [name: string, option: RouteProduces, accept: string, contentType: string][] = [
  ['an array of media types', ['text/plain', 'text/html'], 'text/html', 'text/html; charset=utf-8'],
  ['an array of objects', [{ mediaType: 'text/plain' }, { mediaType: 'text/html', quality: 0.5 }], 'text/*', 'text/plain; charset=utf-8'],
  ['an array of both', ['text/plain', { mediaType: 'text/html' }], 'text/html', 'text/html; charset=utf-8'],
  ['an object with mediaTypes', { mediaTypes: ['text/plain', 'text/html'] }, 'text/html', 'text/html; charset=utf-8'],
  ['an object with everything', {
    mediaTypes: [{ mediaType: 'text/plain', languages: ['en'] }, 'text/html'],
    languages: ['en', 'de'],
    charsets: ['utf-8'],
    encodings: ['gzip'],
    strict: { mediaType: false, language: true, charset: true, encoding: false },
    preference: 'server'
  }, 'text/html', 'text/html; charset=utf-8'],
  ['an object with a strict of true', { mediaTypes: ['text/plain'], strict: true }, 'text/plain', 'text/plain; charset=utf-8'],
  ['an object with a strict of false', { mediaTypes: ['text/plain'], strict: false }, 'image/png', 'text/plain; charset=utf-8'],
  ['a representation with everything', [{
    mediaType: 'text/plain',
    schema: { type: 'string' },
    quality: 1,
    serialize: String,
    transform: (payload) => payload
  }], '*/*', 'text/plain; charset=utf-8'],
  ['a representation of finished content', [{ mediaType: 'image/svg+xml', serialize: false }], '*/*', 'image/svg+xml'],
  [
    'a representation with a compiled serializer',
    [{ mediaType: 'image/svg+xml', serialize: { compile: () => String } }],
    '*/*',
    'image/svg+xml'
  ],
  [
    'a quality of 0 next to another',
    [{ mediaType: 'text/plain', quality: 0 }, 'text/html'],
    'text/plain, text/html;q=0.1',
    'text/html; charset=utf-8'
  ]
]

for (const [name, option, accept, contentType] of forms) {
  t.test(`config.produces may be ${name}`, async (t) => {
    const app = await build(t)
    app.get('/', { config: { produces: option } }, text)
    const response = await app.inject({ url: '/', headers: { accept } })
    t.equal(response.statusCode, 200)
    t.equal(response.headers['content-type'], contentType)
  })
}

const content = (...mediaTypes: string[]): object => ({
  content: Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema: { type: 'string' } }]))
})

t.test('true takes the media types from the content of 200, else of the first 2xx that has some', async (t) => {
  const app = await build(t)
  const declare = (url: string, response: object): void => {
    app.get(url, { config: { produces: true }, schema: { response } }, text)
  }
  declare('/200', { 200: content('text/plain', 'text/html') })
  declare('/201', { 200: { type: 'string' }, 201: content('text/html') })
  declare('/2xx', { '2xx': content('text/html'), 404: content('text/plain') })
  declare('/both', { 201: content('text/plain'), 200: content('text/html') })
  for (const [url, contentType] of [
    [
      '/200', 'text/plain; charset=utf-8'
    ], ['/201', 'text/html; charset=utf-8'], ['/2xx', 'text/html; charset=utf-8'], ['/both', 'text/html; charset=utf-8']
  ] as const) {
    t.equal((await app.inject(url)).headers['content-type'], contentType, url)
  }
})

t.test('true declares every media type of 200 and no other status', async (t) => {
  const app = await build(t)
  app.get('/', {
    config: { produces: true },
    schema: { response: { 200: content('text/plain', 'text/html'), 201: content('text/plain', 'text/html', 'text/xml') } }
  }, text)
  const response = await app.inject({ url: '/', headers: { accept: 'image/png' } })
  t.same(response.json().available, { mediaType: ['text/plain', 'text/html'] })
})

t.test('false and undefined declare nothing', async (t) => {
  const app = await build(t)
  app.get('/false', { config: { produces: false } }, async (request) => ({ negotiated: request.negotiated === undefined }))
  app.get('/undefined', { config: { produces: untyped(undefined) } }, async (request) => ({ negotiated: request.negotiated === undefined }))
  for (const url of ['/false', '/undefined']) {
    const response = await app.inject({ url, headers: { accept: 'image/png' } })
    t.same(response.json(), { negotiated: true })
    t.equal(response.headers.vary, undefined)
  }
})

t.test('a key whose value is undefined counts as absent', async (t) => {
  const app = await build(t)
  app.get('/route', {
    config: {
      produces: untyped({
        mediaTypes: ['text/plain'],
        languages: undefined,
        charsets: undefined,
        encodings: undefined,
        strict: undefined,
        preference: undefined
      })
    }
  }, text)
  app.get('/representation', {
    config: {
      produces: untyped([
        { mediaType: 'text/plain', schema: undefined, quality: undefined, languages: undefined, serialize: undefined, transform: undefined }
      ])
    }
  }, text)
  for (const url of ['/route', '/representation']) {
    const response = await app.inject(url)
    t.equal(response.headers['content-type'], 'text/plain; charset=utf-8', url)
    t.equal(response.headers.vary, 'accept', url)
    t.equal((await app.inject({ url, headers: { accept: 'image/png' } })).statusCode, 406, url)
  }
})

const faults: [option: unknown, key: string, ...expected: RegExp[]][] = [
  // The forms.
  [null, '', /array of media types/, /object with mediaTypes/, /found null/],
  ['text/html', '', /array of media types/, /found ["']text\/html["']/],
  [5, '', /array of media types/, /found 5/],
  [5n, '', /array of media types/],
  [() => ['text/html'], '', /array of media types/, /found (?!undefined)/],
  [true, '', /schema\.response/, /content/],
  [[], '.mediaTypes', /fewer than 1|at least one/],
  [{}, '.mediaTypes', /array/],
  [{ mediaTypes: [] }, '.mediaTypes', /fewer than 1|at least one/],
  [{ mediaTypes: 'text/html' }, '.mediaTypes', /array/],
  [{ mediaTypes: undefined }, '.mediaTypes', /array/],
  // Unknown keys; the last four are of options that come later.
  [{ mediaTypes: ['text/html'], colours: [] }, '.colours', /unknown key/],
  [{ mediaTypes: ['text/html'], mediatypes: ['text/html'] }, '.mediatypes', /unknown key/],
  [{ mediaTypes: ['text/html'], errors: true }, '.errors', /unknown key/],
  [{ mediaTypes: ['text/html'], overide: true }, '.overide', /unknown key/],
  [{ mediaTypes: ['text/html'], alternate: true }, '.alternate', /unknown key/],
  [{ mediaTypes: ['text/html'], kinds: true }, '.kinds', /unknown key/],
  [[{ mediaType: 'text/html', q: 0.5 }], '.mediaTypes[0].q', /unknown key/],
  [['text/plain', { mediaType: 'text/html', label: 'html' }], '.mediaTypes[1].label', /unknown key/],
  // A media type.
  [['text/html', 5], '.mediaTypes[1]', /string/],
  [[null], '.mediaTypes[0]', /string/],
  [[['text/html']], '.mediaTypes[0]', /string/],
  [[{}], '.mediaTypes[0]', /mediaType/],
  [[{ mediaType: 5 }], '.mediaTypes[0].mediaType', /string/],
  [[''], '.mediaTypes[0]', /type\/subtype/, /found ""/],
  [['html'], '.mediaTypes[0]', /type\/subtype/, /found "html"/],
  [['text/*'], '.mediaTypes[0]', /type\/subtype/, /found "text\/\*"/],
  [['*/*'], '.mediaTypes[0]', /type\/subtype/],
  [['text/html;q=0.5'], '.mediaTypes[0]', /type\/subtype/],
  [['text/plain', 'text/html, text/xml'], '.mediaTypes[1]', /type\/subtype/],
  [[{ mediaType: 'text/html; level' }], '.mediaTypes[0]', /type\/subtype/],
  [['text/html\r\nX: y'], '.mediaTypes[0]', /type\/subtype/],
  [['text/html', 'text/plain', 'Text/HTML'], '.mediaTypes[2]', /once/, /Text\/HTML/],
  [['text/html;a=1;b=2', 'text/html;B="2";A=1'], '.mediaTypes[1]', /once/],
  // Quality.
  [[{ mediaType: 'text/html', quality: -0.1 }], '.mediaTypes[0].quality', />= 0/],
  [[{ mediaType: 'text/html', quality: 1.1 }], '.mediaTypes[0].quality', /<= 1/],
  [[{ mediaType: 'text/html', quality: '0.5' }], '.mediaTypes[0].quality', /number/],
  [[{ mediaType: 'text/html', quality: NaN }], '.mediaTypes[0].quality', /number/],
  [[{ mediaType: 'text/html', quality: null }], '.mediaTypes[0].quality', /number/],
  [[{ mediaType: 'text/html', quality: 0 }], '.mediaTypes', /above 0/],
  // Functions.
  [[{ mediaType: 'text/html', serialize: 'csv' }], '.mediaTypes[0].serialize', /function/, /compile/, /false/],
  [[{ mediaType: 'text/html', serialize: true }], '.mediaTypes[0].serialize', /function/, /compile/, /false/],
  [[{ mediaType: 'text/html', serialize: null }], '.mediaTypes[0].serialize', /function/],
  [[{ mediaType: 'text/html', serialize: { compile: 5 } }], '.mediaTypes[0].serialize', /compile/],
  [['text/plain', { mediaType: 'text/html', transform: {} }], '.mediaTypes[1].transform', /function/],
  [[{ mediaType: 'text/html', transform: null }], '.mediaTypes[0].transform', /function/],
  // Languages.
  [{ mediaTypes: ['text/html'], languages: 'en' }, '.languages', /array/],
  [{ mediaTypes: ['text/html'], languages: [] }, '.languages', /fewer than 1|at least one/],
  [{ mediaTypes: ['text/html'], languages: [5] }, '.languages[0]', /string/],
  [{ mediaTypes: ['text/html'], languages: ['en', 'e n'] }, '.languages[1]', /language tag/, /found "e n"/],
  [{ mediaTypes: ['text/html'], languages: ['*'] }, '.languages[0]', /language tag/],
  [{ mediaTypes: ['text/html'], languages: ['en', 'de', 'EN'] }, '.languages[2]', /once/],
  [[{ mediaType: 'text/html', languages: ['en'] }], '.languages', /none/],
  [{ mediaTypes: [{ mediaType: 'text/html', languages: [] }], languages: ['en'] }, '.mediaTypes[0].languages', /fewer than 1|at least one/],
  [
    { mediaTypes: [{ mediaType: 'text/html', languages: ['de'] }], languages: ['en'] },
    '.mediaTypes[0].languages',
    /route's languages/, /found "de"/
  ],
  // Charsets and codings.
  [{ mediaTypes: ['text/html'], charsets: [] }, '.charsets', /fewer than 1|at least one/],
  [{ mediaTypes: ['text/html'], charsets: ['*'] }, '.charsets[0]', /charset/],
  [{ mediaTypes: ['text/html'], charsets: ['utf-8', 'UTF-8'] }, '.charsets[1]', /once/],
  [{ mediaTypes: ['text/html;charset=koi8-r'], charsets: ['utf-8'] }, '.charsets', /koi8-r/],
  [{ mediaTypes: ['text/html'], encodings: 'gzip' }, '.encodings', /array/],
  [{ mediaTypes: ['text/html'], encodings: [] }, '.encodings', /fewer than 1|at least one/],
  [{ mediaTypes: ['text/html'], encodings: ['g zip'] }, '.encodings[0]', /coding/],
  [{ mediaTypes: ['text/html'], encodings: ['gzip', 'x-gzip'] }, '.encodings[1]', /once/],
  // Strict, preference.
  [{ mediaTypes: ['text/html'], strict: 'yes' }, '.strict', /boolean/],
  [{ mediaTypes: ['text/html'], strict: null }, '.strict', /object/],
  [{ mediaTypes: ['text/html'], strict: { mediaType: 1 } }, '.strict.mediaType', /boolean/],
  [{ mediaTypes: ['text/html'], strict: { mediaTypes: true } }, '.strict.mediaTypes', /unknown key/],
  [{ mediaTypes: ['text/html'], preference: 'mine' }, '.preference', /client/, /server/]
]

function describe (option: unknown): string {
  return typeof option === 'bigint' ? '5n' : typeof option === 'function' ? 'a function' : JSON.stringify(option)
}

for (const [option, key, ...expected] of faults) {
  t.test(`config.produces of ${describe(option)} is a fault at the line of the route`, async (t) => {
    const app = await build(t)
    const error = thrown(() => { app.post('/planets/:id', { config: { produces: untyped(option) } }, text) })
    t.equal(error.code, 'PRODUCES_ERR_ROUTE_OPTION')
    t.ok(error.message.startsWith(`Route POST /planets/:id: config.produces${key}: `), `${error.message} has the key ${key}`)
    for (const words of expected) t.match(error.message, words)
    t.match(error.stack, /route-option\.test\.ts/, 'the stack leads to the line of the route')
  })
}

t.test('where the plugin has not loaded yet, a fault ends boot', async (t) => {
  for (const order of ['before', 'after'] as const) {
    const app = Fastify()
    if (order === 'after') app.register(produces)
    app.get('/planets', { config: { produces: ['html'] as never } }, text)
    if (order === 'before') app.register(produces)
    const error = await bootError(app)
    t.equal(error.code, 'PRODUCES_ERR_ROUTE_OPTION', order)
    t.match(error.message, 'Route GET /planets: config.produces.mediaTypes[0]: expected a media type')
    await app.close()
  }
})

t.test('an error that a declared list throws is not reported as a fault of the option', async (t) => {
  const app = await build(t)
  const languages = Object.assign(['en'], { [Symbol.iterator] () { throw new RangeError('of somebody else') } })
  const declare = (): void => { app.get('/', { config: { produces: { mediaTypes: ['text/plain'], languages } } }, text) }
  t.throws(declare, { name: 'RangeError', message: 'of somebody else' })
})

t.test('true is a fault where no 2xx has content', async (t) => {
  const app = await build(t)
  for (const response of [undefined, {}, { 200: { type: 'string' } }, { 404: content('text/html'), default: content('text/html') }]) {
    const error = thrown(() => { app.get('/', { config: { produces: true }, schema: response === undefined ? {} : { response } }, text) })
    t.equal(error.code, 'PRODUCES_ERR_ROUTE_OPTION')
    t.match(error.message, /GET \/: config\.produces: .*content/)
  }
})

t.test('true is a fault where a key of content is a media range', async (t) => {
  const app = await build(t)
  const error = thrown(() => {
    app.get('/', { config: { produces: true }, schema: { response: { 200: content('text/html', 'text/*') } } }, text)
  })
  t.equal(error.code, 'PRODUCES_ERR_ROUTE_OPTION')
  t.match(error.message, /config\.produces\.mediaTypes\[1\]: .*type\/subtype/)
})

t.test('after a fault the application can still declare and serve other routes', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['text/plain'] } }, text)
  t.equal((await app.inject({ url: '/', headers: { accept: 'image/png' } })).statusCode, 406)
})
