/**
 * RFC 9110 §12.1, Proactive Negotiation: "the selection of the best representation is up to some algorithm located at the server".
 *
 * The algorithm is ours; what holds of it is here: who is asked first, what decides between equals, what is strict, and when.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.1
 */
import { Readable } from 'node:stream'
import cors from '@fastify/cors'
import t, { type Test } from 'tap'
import type { MediaTypeString, ProducesObject, ProducesOptions } from '../../lib/index.js'
import { ask, build, charsetOf, codingOf, inBytes, languageOf, mediaTypeOf, sent, type Fields, type Resource, type Selected } from '../fixtures/app.js'

type Cases = readonly (readonly [accept: string | undefined, resource: Resource, selected: Selected])[]

function nameOf (resource: Resource): string {
  const mediaTypes = 'mediaTypes' in resource ? resource.mediaTypes : resource
  return mediaTypes.map((entry) => typeof entry === 'string' ? entry : `${entry.mediaType} (${entry.quality ?? 1})`).join(', ')
}

async function check (t: Test, cases: Cases, options: ProducesOptions = {}): Promise<void> {
  for (const [accept, resource, selected] of cases) {
    t.equal(mediaTypeOf(await ask(t, resource, { accept }, options)), selected, `${accept} on ${nameOf(resource)} → ${selected}`)
  }
}

const json = 'application/json'
const html = 'text/html'
const csv = 'text/csv'
const markdown = 'text/markdown'

t.test('The quality comes first, whatever the order of the list and of declaration', async (t) => {
  await check(t, [
    ['text/html;q=0.5, application/json', [html, json], json],
    ['application/json;q=0.5, text/html', [json, html], html],
    ['text/html;q=0.8, */*', [html, json], json],
    ['text/*;q=0.9, text/html;q=0.1', [html, csv], csv]
  ])
})

t.test('Of equal qualities the more precise range comes first', async (t) => {
  await check(t, [
    ['application/json, text/plain, */*', [html, json], json],
    ['*/*, application/json', [html, json], json],
    ['text/*, application/json', [html, json], json],
    ['*/*, text/*', [json, html], html],
    ['text/*, text/plain;format=flowed', ['text/plain', 'text/plain;format=flowed'], 'text/plain;format=flowed'],
    ['*/*;q=0.5, text/html;q=0.5', [json, html], html]
  ])
  await check(t, [
    ['application/json, text/plain, */*', [html, json], json],
    ['*/*, text/html', [json, html], html]
  ], { preference: 'server' })
})

t.test('Of equally precise ranges the client\'s order decides', async (t) => {
  await check(t, [
    ['text/markdown, text/html, */*', [html, markdown], markdown],
    ['text/html, text/markdown, */*', [markdown, html], html],
    ['text/html, application/json', [json, html], html],
    ['application/json;q=0.5, text/html;q=0.5', [html, json], json],
    ['image/*, text/*', [html, 'image/png'], 'image/png']
  ])
})

t.test('Where the server decides between equals, the order of declaration does', async (t) => {
  const rows: Cases = [
    ['text/markdown, text/html, */*', [html, markdown], html],
    ['text/html, application/json', [json, html], json],
    ['application/json;q=0.5, text/html;q=0.5', [html, json], html],
    ['text/html, application/json;q=0.9', [json, html], html]
  ]
  await check(t, rows, { preference: 'server' })
  for (const [accept, mediaTypes, selected] of rows) {
    const resource = { mediaTypes: mediaTypes as readonly MediaTypeString[], preference: 'server' } as const
    t.equal(mediaTypeOf(await ask(t, resource, { accept })), selected, `said on the route: ${accept} → ${selected}`)
    const byClient = { ...resource, preference: 'client' } as const
    t.equal(mediaTypeOf(await ask(t, byClient, { accept }, { preference: 'server' })), mediaTypeOf(await ask(t, byClient, { accept })), `the route's own wins: ${accept}`)
  }
})

t.test('Within one range the order of declaration decides', async (t) => {
  const cases: Cases = [
    ['*/*', [html, json], html],
    ['*/*', [json, html], json],
    ['text/*', [json, csv, html], csv],
    [undefined, [markdown, html], markdown],
    ['application/pdf, */*;q=0.1', [csv, json], csv]
  ]
  await check(t, cases)
  await check(t, cases, { preference: 'server' })
})

t.test('The server\'s own quality is multiplied with the client\'s', async (t) => {
  await check(t, [
    ['*/*', [{ mediaType: csv, quality: 0.9 }, json], json],
    [undefined, [{ mediaType: csv, quality: 0.9 }, json], json],
    ['text/csv, application/json', [{ mediaType: csv, quality: 0.9 }, json], json],
    ['text/csv, application/json;q=0.95', [{ mediaType: csv, quality: 0.9 }, json], json],
    ['text/csv, application/json;q=0.85', [{ mediaType: csv, quality: 0.9 }, json], csv],
    ['text/csv', [{ mediaType: csv, quality: 0.001 }, json], csv],
    ['text/*, application/json;q=0.9', [json, { mediaType: csv, quality: 0.8 }], json],
    ['text/*, application/json;q=0.7', [json, { mediaType: csv, quality: 0.8 }], csv],
    // RFC 2296: 0.8 × 1 against 1 × 0.9.
    ['text/html, text/markdown;q=0.8', [{ mediaType: html, quality: 0.9 }, markdown], html],
    ['text/html, text/markdown;q=0.95', [{ mediaType: html, quality: 0.9 }, markdown], markdown]
  ])
})

t.test('Equal products are equal: precedence and order decide as between any equals', async (t) => {
  await check(t, [
    ['text/csv;q=0.5, application/json', [{ mediaType: json, quality: 0.5 }, csv], csv],
    ['application/json, text/csv;q=0.5', [csv, { mediaType: json, quality: 0.5 }], json],
    ['text/csv;q=0.5, */*', [{ mediaType: json, quality: 0.5 }, csv], csv],
    ['*/*, text/csv;q=0.5', [{ mediaType: json, quality: 0.5 }, csv], csv],
    // In binary floating point 0.1 × 0.7 is less than 0.07, and 0.9 × 0.8 more than 0.72.
    ['text/csv;q=0.1, application/json;q=0.07', [json, { mediaType: csv, quality: 0.7 }], csv],
    ['application/json;q=0.72, text/csv;q=0.9', [{ mediaType: csv, quality: 0.8 }, json], json]
  ])
})

t.test('What the server gives quality 0 is never selected', async (t) => {
  const resource: Resource = [{ mediaType: html, quality: 0 }, json]
  await check(t, [
    ['text/html', resource, 406],
    ['text/html, application/json;q=0.001', resource, json],
    ['*/*', resource, json],
    [undefined, resource, json]
  ])
  await check(t, [['text/html', { mediaTypes: [{ mediaType: html, quality: 0 }, json], strict: false }, json]])
})

t.test('The media type is selected first, then the language, the charset and the coding', async (t) => {
  const resource = { mediaTypes: ['text/html', 'text/plain'], languages: ['en', 'de'], charsets: ['utf-8', 'iso-8859-1'], encodings: ['gzip', 'br'] } as const
  const rows: readonly (readonly [fields: Fields, selected: readonly string[]])[] = [
    [{}, ['text/html', 'en', 'utf-8']],
    [{ accept: 'text/plain', 'accept-language': 'de', 'accept-charset': 'iso-8859-1', 'accept-encoding': 'br' }, ['text/plain; charset=iso-8859-1', 'de', 'iso-8859-1', 'br']],
    [{ accept: 'text/plain;q=0.5, text/html', 'accept-language': 'de;q=0.1, en;q=0.2', 'accept-encoding': 'gzip;q=0.1, br;q=0.2' }, ['text/html', 'en', 'utf-8', 'br']],
    [{ accept: '*/*', 'accept-language': 'fr, de;q=0.1', 'accept-charset': 'koi8-r', 'accept-encoding': 'zstd' }, ['text/html', 'de', 'utf-8', 'identity']]
  ]
  for (const [fields, [mediaType, language, charset, coding]] of rows) {
    const response = await ask(t, resource, fields)
    const name = JSON.stringify(fields)
    t.equal(mediaTypeOf(response), mediaType, `${name} → ${mediaType}`)
    t.equal(languageOf(response), language, `${name} → ${language}`)
    t.equal(charsetOf(response), charset, `${name} → ${charset}`)
    if (coding !== undefined) t.equal(codingOf(response), coding, `${name} → ${coding}`)
  }
})

t.test('A media type narrows the languages of the resource', async (t) => {
  const resource: ProducesObject = { mediaTypes: [json, { mediaType: html, languages: ['de', 'en'] }], languages: ['en', 'de', 'es'] }
  const rows: readonly (readonly [fields: Fields, mediaType: string, language: string])[] = [
    [{ accept: json, 'accept-language': 'es' }, json, 'es'],
    [{ accept: html, 'accept-language': 'de' }, html, 'de'],
    [{ accept: html, 'accept-language': 'en' }, html, 'en'],
    // Languages are not strict: the better media type in another language.
    [{ accept: 'text/html, application/json;q=0.5', 'accept-language': 'es, en;q=0.5' }, html, 'en'],
    [{ accept: 'text/html, application/json;q=0.5', 'accept-language': 'es' }, html, 'de'],
    // The first declared of the media type's own.
    [{ accept: html }, html, 'de'],
    [{ accept: json }, json, 'en'],
    [{}, json, 'en']
  ]
  for (const [fields, mediaType, language] of rows) {
    const response = await ask(t, resource, fields)
    t.equal(mediaTypeOf(response), mediaType, `${JSON.stringify(fields)} → ${mediaType}`)
    t.equal(languageOf(response), language, `${JSON.stringify(fields)} → ${language}`)
  }
})

t.test('A worse media type in an acceptable language beats a 406', async (t) => {
  const resource: ProducesObject = {
    mediaTypes: [{ mediaType: html, languages: ['de'] }, { mediaType: json, languages: ['en', 'es'] }, { mediaType: csv, languages: ['es'] }],
    languages: ['de', 'en', 'es'],
    strict: { language: true }
  }
  const rows: readonly (readonly [fields: Fields, mediaType: Selected, language: Selected])[] = [
    [{ accept: 'text/html, application/json;q=0.1', 'accept-language': 'en' }, json, 'en'],
    [{ accept: 'text/html, application/json;q=0.1, text/csv;q=0.2', 'accept-language': 'es' }, csv, 'es'],
    [{ accept: '*/*', 'accept-language': 'es' }, json, 'es'],
    [{ accept: 'text/html, */*;q=0.1', 'accept-language': 'en, de;q=0.1' }, html, 'de'],
    [{ 'accept-language': 'es' }, json, 'es'],
    [{ accept: 'text/html', 'accept-language': 'en' }, 406, 406],
    [{ accept: '*/*', 'accept-language': 'fr' }, 406, 406],
    [{ accept: 'text/html, application/json;q=0', 'accept-language': 'en' }, 406, 406]
  ]
  for (const [fields, mediaType, language] of rows) {
    const response = await ask(t, resource, fields)
    t.equal(mediaTypeOf(response), mediaType, `${JSON.stringify(fields)} → ${mediaType}`)
    t.equal(languageOf(response), language, `${JSON.stringify(fields)} → ${language}`)
  }
})

t.test('A worse media type in an acceptable charset beats a 406', async (t) => {
  const resource: ProducesObject = { mediaTypes: [json, 'text/plain'], charsets: ['utf-8', 'iso-8859-1'], strict: { charset: true } }
  const response = await ask(t, resource, { accept: 'application/json, text/plain;q=0.1', 'accept-charset': 'iso-8859-1' })
  t.equal(response.headers['content-type'], 'text/plain; charset=iso-8859-1')
})

const unacceptable: readonly Fields[] = [{ accept: 'image/png' }, { 'accept-language': 'fr' }, { 'accept-charset': 'koi8-r' }, { 'accept-encoding': '*;q=0' }]
const everything: ProducesObject = { mediaTypes: ['text/html', 'text/plain'], languages: ['en', 'de'], charsets: ['utf-8', 'iso-8859-1'], encodings: ['gzip'] }

t.test('Each dimension is strict or not: media types and codings are, languages and charsets are not, unless somebody says so', async (t) => {
  const none = [200, 200, 200, 200]
  const all = [406, 406, 406, 406]
  const byDefault = [406, 200, 200, 406]
  const rows: readonly (readonly [name: string, plugin: ProducesOptions['strict'], route: ProducesObject['strict'], statuses: readonly number[]])[] = [
    ['nobody', undefined, undefined, byDefault],
    ['the plugin: true', true, undefined, all],
    ['the plugin: false', false, undefined, none],
    ['the plugin: language', { language: true }, undefined, [406, 406, 200, 406]],
    ['the plugin: charset, and not the media type', { charset: true, mediaType: false }, undefined, [200, 200, 406, 406]],
    ['the plugin: not the coding', { encoding: false }, undefined, [406, 200, 200, 200]],
    ['the plugin: nothing of it', {}, undefined, byDefault],
    ['the route: true', undefined, true, all],
    ['the route: false', undefined, false, none],
    ['the route: language', undefined, { language: true }, [406, 406, 200, 406]],
    ['the route: not the media type', undefined, { mediaType: false }, [200, 200, 200, 406]],
    ['the route over the plugin: true over false', false, true, all],
    ['the route over the plugin: false over true', true, false, none],
    ['the route over the plugin, one dimension: false over true', true, { mediaType: false }, [200, 406, 406, 406]],
    ['the route over the plugin, one dimension: true over false', false, { language: true }, [200, 406, 200, 200]],
    ['the route over the plugin, one dimension each', { language: true }, { charset: true }, [406, 406, 406, 406]],
    ['the route over the plugin, the same dimension', { language: true }, { language: false }, byDefault]
  ]
  for (const [name, plugin, route, statuses] of rows) {
    for (const [index, fields] of unacceptable.entries()) {
      const resource = route === undefined ? everything : { ...everything, strict: route }
      const { statusCode } = await ask(t, resource, fields, plugin === undefined ? {} : { strict: plugin })
      t.equal(statusCode, statuses[index], `${name}: ${JSON.stringify(fields)} → ${statuses[index]}`)
    }
  }
})

t.test('Where the media type is not strict, the first declared is served', async (t) => {
  const resource = { mediaTypes: [csv, json], strict: { mediaType: false } } as const
  await check(t, [
    ['image/png', resource, csv],
    ['image/*, video/*;q=0.5', resource, csv],
    ['image/png, application/json;q=0.001', resource, json],
    ['image/png', { mediaTypes: [{ mediaType: csv, quality: 0 }, json], strict: { mediaType: false } }, json]
  ])
})

/** What a route of POST or PUT does before its handler; each adds its name when it runs. */
async function watched (t: Test) {
  const app = await build(t)
  const steps: string[] = []
  app.addContentTypeParser('application/x-watched', (_request, payload, done) => {
    steps.push('parser')
    payload.on('data', () => steps.push('data')).on('end', () => done(null, {}))
  })
  app.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/',
    config: { produces: inBytes([json, csv]) },
    schema: { body: { type: 'object', required: ['name'] } },
    attachValidation: true,
    preParsing: async (_request, _reply, payload) => { steps.push('preParsing'); return payload },
    preValidation: async () => { steps.push('preValidation') },
    preHandler: async () => { steps.push('preHandler') },
    handler: async () => { steps.push('handler'); return {} }
  })
  return { app, steps }
}

t.test('A method with a body negotiates before the body is read and before the handler runs', async (t) => {
  const { app, steps } = await watched(t)
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    for (const [type, payload] of [['application/x-watched', 'Mars'], ['application/json', '{'], ['text/turtle', '<> a <>']] as const) {
      const response = await app.inject({ method, url: '/', headers: { accept: 'image/png', 'content-type': type }, payload })
      t.equal(response.statusCode, 406, `${method}, ${type}: 406`)
      t.same(steps, [], `${method}, ${type}: nothing has run`)
    }
    const accepted = await app.inject({ method, url: '/', headers: { accept: csv, 'content-type': 'application/x-watched' }, payload: 'Mars' })
    t.equal(accepted.statusCode, 200, `${method}: 200`)
    t.equal(mediaTypeOf(accepted), csv, `${method}: ${csv}`)
    t.same(steps.splice(0), ['preParsing', 'parser', 'data', 'preValidation', 'preHandler', 'handler'], `${method}: all have run, once`)
  }
})

t.test('A body that is a stream is not read for a 406', async (t) => {
  const { app, steps } = await watched(t)
  const response = await app.inject({ method: 'POST', url: '/', headers: { accept: 'image/png', 'content-type': 'application/x-watched' }, payload: Readable.from(['Mars']) })
  t.equal(response.statusCode, 406)
  t.same(steps, [])
})

t.test('An acceptable request with a body of an unknown type is a 415, as without the plugin', async (t) => {
  const { app } = await watched(t)
  const response = await app.inject({ method: 'POST', url: '/', headers: { accept: csv, 'content-type': 'text/turtle' }, payload: '<> a <>' })
  t.equal(response.statusCode, 415)
  t.equal(response.json().code, 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
})

t.test('A 404, a 405 and an OPTIONS that no route has are left as they are', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: inBytes([json, csv]) } }, async () => ({}))
  app.put('/', async (_request, reply) => reply.code(405).header('allow', 'GET').send({ fault: 'read only' }))
  const rows = [
    [{ url: '/unknown' }, 404],
    [{ url: '/', method: 'DELETE' }, 404],
    [{ url: '/', method: 'PUT' }, 405],
    [{ url: '/', method: 'OPTIONS' }, 404]
  ] as const
  for (const [request, status] of rows) {
    const response = await app.inject({ ...request, headers: { accept: 'image/png' } })
    t.equal(response.statusCode, status, JSON.stringify(request))
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8', JSON.stringify(request))
    t.notOk('vary' in response.headers, JSON.stringify(request))
  }
})

t.test('A preflight request is answered by @fastify/cors, not with a 406', async (t) => {
  const app = await build(t)
  await app.register(cors, { origin: true })
  app.get('/', { config: { produces: inBytes([json]) } }, async () => ({}))
  const headers = { accept: 'image/png', origin: 'https://example.com', 'access-control-request-method': 'GET' }
  t.equal((await app.inject({ method: 'OPTIONS', url: '/', headers })).statusCode, 204)
})

t.test('An OPTIONS route that declares what it produces negotiates like any other', async (t) => {
  const app = await build(t)
  app.options('/', { config: { produces: inBytes([json, csv]) } }, async () => ({}))
  t.equal(mediaTypeOf(await app.inject({ method: 'OPTIONS', url: '/', headers: { accept: csv } })), csv)
  t.equal((await app.inject({ method: 'OPTIONS', url: '/', headers: { accept: 'image/png' } })).statusCode, 406)
})

t.test('A route without produces answers as it always did', async (t) => {
  const app = await build(t, { strict: true })
  app.get('/', async () => ({ name: 'Mars' }))
  app.get('/false', { config: { produces: false } }, async () => ({ name: 'Mars' }))
  for (const url of ['/', '/false']) {
    const response = await app.inject({ url, headers: { accept: 'image/png', 'accept-language': 'fr', 'accept-encoding': '*;q=0' } })
    t.equal(response.statusCode, 200, url)
    t.same(response.json(), { name: 'Mars' }, url)
  }
})

const chrome = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7'
const firefox = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8'
const prometheus = 'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'
const protobuf = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,' +
  'application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'
const plainMetrics = 'text/plain;version=0.0.4'
const openMetrics = 'application/openmetrics-text;version=1.0.0'
const oldOpenMetrics = 'application/openmetrics-text;version=0.0.1'
const activity = 'application/ld+json;profile="https://www.w3.org/ns/activitystreams"'
const expanded = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"'
const feeds = ['application/rss+xml', 'application/atom+xml'] as const

/** Header strings that clients send: captured, or reported in the issues that users.md names. */
const clients: readonly (readonly [client: string, accept: string | undefined, available: readonly MediaTypeString[], selected: Selected])[] = [
  ['curl, wget, python-requests, Node fetch', '*/*', [json, html], json],
  ['curl --json', 'application/json', [html, json], json],
  ['Node http, Python urllib, Java HttpClient', undefined, [json, html], json],
  ['axios, Angular', 'application/json, text/plain, */*', [html, json], json],
  ['axios, Angular', 'application/json, text/plain, */*', [html, csv], html],
  ['axios, Angular', 'application/json, text/plain, */*', ['text/plain', json], json],
  ['jQuery getJSON', 'application/json, text/javascript, */*; q=0.01', [html, json], json],
  ['jQuery getJSON', 'application/json, text/javascript, */*; q=0.01', [html], html],
  ['Java HttpURLConnection', 'text/html, image/gif, image/jpeg, */*; q=0.2', [json, html], html],
  ['Java HttpURLConnection', 'text/html, image/gif, image/jpeg, */*; q=0.2', [json, csv], json],
  ['old Java', 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', [json, csv], json],
  ['old Java', 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', [json, 'image/gif'], 'image/gif'],
  ['Chrome', chrome, [json, html], html],
  ['Chrome', chrome, [json, 'application/xml'], 'application/xml'],
  ['Chrome', chrome, [json, csv], json],
  ['Chrome', chrome, ['application/signed-exchange;v=b3', json], json],
  ['Firefox', firefox, [json, html], html],
  ['Firefox', firefox, [json, 'application/xml'], 'application/xml'],
  ['Firefox', firefox, [markdown, json], markdown],
  ['Safari', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', [json, 'application/xhtml+xml'], 'application/xhtml+xml'],
  ['old Edge', 'text/html, application/xhtml+xml, image/jxr, */*', [json, html], html],
  ['IE 8', 'image/jpeg, application/x-ms-application, image/gif, application/xaml+xml, image/pjpeg, application/x-ms-xbap, application/x-shockwave-flash, application/msword, */*', [json, html], json],
  ['Firefox, for an image', 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', ['image/jpeg', 'image/png'], 'image/png'],
  ['Firefox, for an image', 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', [json, 'image/jpeg'], 'image/jpeg'],
  ['Claude Code', 'text/markdown, text/html, */*', [html, markdown], markdown],
  ['Claude Code', 'text/markdown, text/html, */*', [json, html], html],
  ['Claude Code', 'text/markdown, text/html, */*', [json, csv], json],
  ['Cursor', 'text/markdown, text/plain;q=0.9, */*;q=0.8', [html, markdown], markdown],
  ['Cursor', 'text/markdown, text/plain;q=0.9, */*;q=0.8', [html, 'text/plain'], 'text/plain'],
  ['Codex CLI', 'text/html, */*', [markdown, html], html],
  ['Kiro', 'text/markdown, text/html;q=0.9, */*;q=0.8', [json, html, markdown], markdown],
  ['MCP', 'application/json, text/event-stream', ['text/event-stream', json], json],
  ['MCP', 'text/event-stream', [json, 'text/event-stream'], 'text/event-stream'],
  ['MCP', 'application/json, text/event-stream', [html], 406],
  ['Prometheus', prometheus, [plainMetrics, openMetrics], openMetrics],
  ['Prometheus', prometheus, [plainMetrics, oldOpenMetrics], oldOpenMetrics],
  ['Prometheus', prometheus, [json, plainMetrics], plainMetrics],
  ['Prometheus', prometheus, [json, 'text/plain'], json],
  ['Prometheus with protobuf', protobuf, [plainMetrics, oldOpenMetrics, openMetrics], openMetrics],
  ['Prometheus with protobuf', protobuf, [plainMetrics, 'application/vnd.google.protobuf;encoding=delimited;proto=io.prometheus.client.MetricFamily'], 'application/vnd.google.protobuf;encoding=delimited;proto=io.prometheus.client.MetricFamily'],
  ['Liferea', 'application/atom+xml,application/xml;q=0.9,text/xml;q=0.8,*/*;q=0.7', feeds, 'application/atom+xml'],
  ['QuiteRSS', 'application/atom+xml,application/rss+xml;q=0.9,application/xml;q=0.8,text/xml;q=0.7,*/*;q=0.6', [html, 'application/rss+xml'], 'application/rss+xml'],
  ['rss-forwarder', 'application/atom+xml, application/rss+xml, application/xml, text/xml', feeds, 'application/atom+xml'],
  ['rss-forwarder', 'application/atom+xml, application/rss+xml, application/xml, text/xml', [html], 406],
  ['ActivityPub', 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"', [html, 'application/activity+json', activity], activity],
  ['ActivityPub', 'application/activity+json', [html, activity, 'application/activity+json'], 'application/activity+json'],
  ['JSON-LD, unquoted', 'application/ld+json;profile=http://www.w3.org/ns/json-ld#expanded', [html, 'application/ld+json', expanded], expanded],
  ['an RDF client', 'text/turtle, application/ld+json, application/rdf+xml, text/xhtml+xml, application/n3, application/rdf+n3, application/turtle, application/x-turtle, text/n3, text/turtle, text/rdf+n3, text/rdf+turtle, application/n-triples', [html, 'application/n-triples', 'application/rdf+xml'], 'application/rdf+xml'],
  ['kubectl', 'application/json;as=Table;g=meta.k8s.io;v=v1', [json, 'application/json;as=Table;v=v1;g=meta.k8s.io'], 'application/json;as=Table;v=v1;g=meta.k8s.io'],
  ['kubectl', 'application/json;as=Table;g=meta.k8s.io;v=v1, application/json', [json], json],
  ['broken', 'application/json; q=', [html, json], html],
  ['broken', 'text/html,*', [json, html], html],
  ['broken', 'blah', [json, html], json],
  ['broken', '*/*/', [json, html], json],
  ['broken', '../../', [json, html], json],
  ['a probe', '../../../../../../../../../../etc/services{{', [json, html], json],
  ['a probe', '*/${jndi:ldap://192.0.2.1/a', [json, html], json],
  ['broken', 'application/jsonx, text/event-stream-bogus', [json, 'text/event-stream'], 406]
]

t.test('Real clients get what they want', async (t) => {
  for (const [client, accept, available, selected] of clients) {
    t.equal(mediaTypeOf(await ask(t, available, { accept })), selected, `${client}: ${accept} on ${available.join(' | ')} → ${selected}`)
  }
})

t.test('Real clients get the language that they want', async (t) => {
  const rows: readonly (readonly [client: string, acceptLanguage: string | undefined, languages: readonly string[], selected: string])[] = [
    ['Node fetch, Deno', '*', ['de', 'en'], 'de'],
    ['Googlebot', undefined, ['de', 'en'], 'de'],
    ['Chrome', 'en-US,en;q=0.9', ['de', 'en'], 'en'],
    ['Chrome', 'en-US,en;q=0.9', ['de', 'en-GB'], 'en-GB'],
    ['Chrome, reduced', 'en-GB', ['de', 'en'], 'en'],
    ['Chrome, before', 'en-GB,en;q=0.9,de;q=0.8,fr;q=0.7', ['fr', 'de'], 'de'],
    ['a browser', 'ca-ES,es;q=0.9,en;q=0.8', ['en', 'es'], 'es'],
    ['a browser', 'en-US,en;q=0.9,zh-CN;q=0.8,zh;q=0.7', ['zh-TW', 'zh-CN'], 'zh-CN'],
    ['a browser', 'en,en-US;q=0.8,en-CA;q=0.6,bn;q=0.4', ['bn', 'en'], 'en'],
    ['an app', 'zh-Hans-CN;q=0.5', ['en', 'zh-Hans'], 'zh-Hans'],
    ['a browser in Taiwan', 'zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7', ['en', 'zh-Hans', 'zh-Hant'], 'zh-Hant'],
    ['a browser in Japan', 'ja', ['de', 'en'], 'de']
  ]
  for (const [client, acceptLanguage, languages, selected] of rows) {
    const response = await ask(t, { mediaTypes: ['text/html'], languages }, { 'accept-language': acceptLanguage })
    t.equal(languageOf(response), selected, `${client}: ${acceptLanguage} on ${languages.join(', ')} → ${selected}`)
  }
})

t.test('The same request gets the same answer, whatever was asked before and however many answers are kept', async (t) => {
  const resource = inBytes({ mediaTypes: [html, json, markdown, 'image/png'], languages: ['en', 'de'] })
  const rows = [
    [{ accept: chrome }, html, 'en'],
    [{ accept: 'text/markdown, text/html, */*', 'accept-language': 'de' }, markdown, 'de'],
    [{ accept: 'text/markdown, text/html, */*' }, markdown, 'en'],
    [{ accept: 'application/pdf' }, 406, 406],
    [{ 'accept-language': 'de' }, html, 'de'],
    // What is one field's value for one client is another field's for the next.
    [{ accept: 'de' }, html, 'en'],
    [{}, html, 'en'],
    [{ accept: json }, json, 'en'],
    [{ accept: `${json};q=0.9, ${'x/y, '.repeat(90)}image/png;q=0.95`, 'accept-language': 'de' }, 'image/png', 'de']
  ] as const
  for (const cacheSize of [0, 1, 3, 100]) {
    const app = await build(t, { cacheSize })
    app.get('/', { config: { produces: resource } }, async () => ({}))
    for (const round of [1, 2, 3]) {
      for (const [fields, mediaType, language] of rows) {
        const response = await app.inject({ url: '/', headers: sent(fields) })
        const name = `${cacheSize} kept, round ${round}: ${JSON.stringify(fields).slice(0, 60)}`
        t.equal(mediaTypeOf(response), mediaType, name)
        t.equal(languageOf(response), language, name)
      }
    }
  }
})
