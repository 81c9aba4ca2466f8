/** What is seldom: each with a server of its own. */
import { createServer as createHttp2 } from 'node:http2'
import t from 'tap'
import { clients } from '../../lib/inspect/clients.js'
import { runCommand } from '../../lib/inspect/index.js'
import { inspectUrl, type Report } from '../../lib/inspect/inspect-url.js'
import { alternatesIn, languagesNamedIn, typesNamedIn } from '../../lib/inspect/links.js'
import { whyUnreachable } from '../../lib/inspect/unreachable.js'
import { judge, type Verdict } from '../../lib/inspect/verdict.js'
import { listen, select, serve } from './fixtures/server.js'

const settings = { timeout: 5000, maxBytes: 2 ** 20, insecure: false, maxRequests: 300, follow: false, version: '1.1' } as const

function inspect (url: string): Promise<Report> {
  return inspectUrl(new URL(url), clients.slice(0, 2), settings, () => {})
}

async function verdict (url: string, name: string): Promise<Verdict> {
  const { verdicts } = await inspect(url)
  return verdicts.find((verdict) => verdict.name === name) as Verdict
}

t.test('links to alternates are read as they may be written', async (t) => {
  t.same(alternatesIn('<a>; rel=alternate; type=text/csv, <b>;REL="next alternate" ; hreflang="de, \\"x"; title, <c>; rel="alternate", <d>; type="a/b", <e>'), [
    { href: 'a', type: 'text/csv', language: undefined }, { href: 'b', type: undefined, language: 'de, \\"x' }
  ])
  t.same(alternatesIn('<a>; rel="alternate"; type='), [])
})

t.test('what an answer names is found in its content and its fields', async (t) => {
  const answer = { method: 'GET', url: '', sent: {}, version: '1.1', status: 406, whole: true } as const
  const fields = { accept: 'text/csv', 'avail-format': 'text/html;d', 'avail-language': 'en;d, de', link: '</fr>; rel="alternate"; hreflang="fr"' }
  const body = Buffer.from(JSON.stringify({ languages: ['es', 'not a tag'], other: ['it', 1], type: 'see text/plain. Not a/b/c or x-text/y' }))
  t.same(typesNamedIn({ ...answer, fields, body }), ['text/plain', 'text/csv', 'text/html'])
  t.same(languagesNamedIn({ ...answer, fields, body }), ['en', 'de', 'fr', 'es'])
  t.same(languagesNamedIn({ ...answer, fields: {}, body: Buffer.from('<html>') }), [])
})

t.test('the words for what cannot be reached name the host', async (t) => {
  t.equal(whyUnreachable({ message: 'odd' }, 'mars'), 'No answer from mars: odd')
  t.equal(whyUnreachable({ code: 'CERT_HAS_EXPIRED', message: '' }, 'a$&b'), 'The certificate of a$&b has expired. Renew it, or take any with --insecure.')
})

t.test('weak ETags in common are something to consider; one alone is not tested', async (t) => {
  t.match(await verdict(await serve(t, { etag: (mediaType, language) => mediaType === 'text/csv' ? `W/"${language}-csv"` : `W/"${language}"`, select: (headers) => select({ ...headers, 'if-none-match': '' }) }), 'etag'), { result: 'fault' })
  t.match(await verdict(await serve(t, { etag: (mediaType, language) => mediaType === 'text/csv' && language === 'en' ? '"csv"' : undefined }), 'etag'), {
    result: 'not tested', details: ['only one representation has an ETag']
  })
  const url = await listen(t, ({ headers }, response) => {
    const type = select(headers)?.mediaType ?? 'text/html'
    response.writeHead(200, { 'content-type': type, vary: 'accept', etag: 'W/"1"' }).end(type)
  })
  t.match(await verdict(url, 'etag'), { result: 'advice', details: [/have the ETag W\/"1" in common$/] })
})

t.test('a 304 has the ETag of the 200', async (t) => {
  const url = await listen(t, ({ headers }, response) => {
    const type = select(headers)?.mediaType ?? 'text/html'
    const isKnown = headers['if-none-match'] === `"${type}"`
    response.writeHead(isKnown ? 304 : 200, { 'content-type': type, vary: 'accept', etag: isKnown ? '"other"' : `"${type}"` }).end()
  })
  t.match(await verdict(url, 'not-modified'), { result: 'fault', details: [/has not the ETag of the 200$/] })
})

t.test('a coding is a representation of its own', async (t) => {
  const url = await listen(t, ({ headers }, response) => {
    const coded = /gzip/.test(headers['accept-encoding'] ?? '')
    response.writeHead(200, { 'content-type': 'text/plain', etag: '"1"', ...(coded ? { 'content-encoding': 'gzip' } : {}) }).end('1')
  })
  t.match(await verdict(url, 'etag'), { result: 'fault', details: [/text\/plain and text\/plain gzip have the ETag "1" in common/] })
  t.match(await verdict(url, 'vary'), { result: 'fault', details: [/^Accept-Encoding is missing from Vary/] })
})

t.test('what a client is called may select, and Vary has to say so', async (t) => {
  const url = await listen(t, ({ headers }, response) => {
    response.writeHead(200, { 'content-type': /Mozilla/.test(headers['user-agent'] ?? '') ? 'text/html' : 'application/json' }).end('1')
  })
  t.match(await verdict(url, 'vary'), { result: 'fault', details: [/^User-Agent is missing from Vary/] })
})

t.test('languages that no field names are a fault, and so is one that is missing now and then', async (t) => {
  const silent = await listen(t, ({ headers }, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', vary: 'accept-language' }).end(/^de/.test(headers['accept-language'] ?? '') ? 'Rot' : 'Red')
  })
  t.match(await verdict(silent, 'content-language'), { result: 'fault', details: [/^the content changes with Accept-Language/] })
  const clock = await listen(t, (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(String(process.hrtime.bigint())))
  t.match(await verdict(clock, 'content-language'), { result: 'not tested' })
  let count = 0
  t.match(await verdict(await serve(t, { contentLanguage: (language) => ++count > 50 && count % 7 === 0 ? undefined : language }), 'content-language'), {
    result: 'fault', details: [/^it is missing in \d+ of \d+ answers/]
  })
})

t.test('HEAD has the status and the length of GET', async (t) => {
  t.match(await verdict(await serve(t, { head: (fields) => ({ ...fields, 'content-length': '1' }) }), 'head'), { result: 'fault', details: [/another content-length than GET$/] })
  const url = await listen(t, ({ method }, response) => response.writeHead(method === 'HEAD' ? 405 : 200, { 'content-type': 'text/plain' }).end())
  t.match(await verdict(url, 'head'), { result: 'fault', details: [/^HEAD with no fields gave 405, GET 200$/] })
})

t.test('an error where q stands is no media type and no language', async (t) => {
  const failing = await inspect(await serve(t, { status: ({ accept }) => accept !== undefined && /q=0\.01/.test(accept) ? 503 : undefined }))
  t.match(failing.verdicts.find(({ name }) => name === 'quality'), { result: 'fault', details: [/gave status 503, not text\/html$/] })
  let weighted = false
  const silent = await inspect(await serve(t, {
    select: (headers) => {
      weighted = /q=0\.01/.test(headers['accept-language'] ?? '')
      return select(headers)
    },
    contentLanguage: (language) => weighted ? undefined : language
  }))
  t.match(silent.verdicts.find(({ name }) => name === 'quality'), { result: 'fault', details: [/gave no Content-Language, not/] })
})

t.test('links are to be followed: those that are none, that name another language, that lead elsewhere', async (t) => {
  t.match(await verdict(await serve(t, { links: () => '<http://>; rel="alternate"; type="a/b", <https://example.org/>; rel="alternate"; type="a/b"' }), 'links'), {
    result: 'fault', details: ['http:// is no URL']
  })
  t.match(await verdict(await serve(t, { links: () => '</planets>; rel="alternate"; hreflang="de"' }), 'links'), { result: 'fault', details: ['the link to /planets says de, and gave en'] })
  t.match(await verdict(await serve(t, { links: () => '</planets>; rel="alternate"; hreflang="EN", </planets.csv>; rel="alternate"; hreflang="en"' }), 'links'), { result: 'pass' })
})

t.test('a 400 to what is malformed, and a 406 that leaves something out, are something to consider', async (t) => {
  t.match(await verdict(await serve(t, { status: ({ accept }) => accept === 'blah' ? 400 : undefined }), 'malformed'), { result: 'advice', details: ['Accept: blah gave 400'] })
  t.match(await verdict(await serve(t, { notAcceptable: () => ({ content: 'text/csv', cacheControl: 'private, max-age=60' }) }), 'not-acceptable'), {
    result: 'advice', details: ['it does not name application/json', 'it does not name text/html']
  })
})

t.test('Vary that nothing follows from is something to consider', async (t) => {
  const url = await listen(t, (_request, response) => response.writeHead(200, { 'content-type': 'text/plain', vary: 'accept' }).end())
  t.match(await verdict(url, 'vary-width'), { result: 'advice', details: ['Vary names accept, and only one media type was found'] })
})

t.test('errors that caches keep: by age, for all, until a date', async (t) => {
  for (const fields of [{ 'cache-control': 'public' }, { 'cache-control': 'max-age="60"' }, { expires: 'Fri, 01 Jan 2100 00:00:00 GMT' }]) {
    const url = await listen(t, (_request, response) => response.writeHead(403, fields).end())
    t.match(await verdict(url, 'errors'), { result: 'fault' })
  }
  for (const fields of [{ 'cache-control': 'public, max-age=0' }, { 'cache-control': 'private, max-age=60' }, {}]) {
    const url = await listen(t, (_request, response) => response.writeHead(403, fields).end())
    t.match(await verdict(url, 'errors'), { result: 'pass' })
  }
})

t.test('where nothing is found nothing is known', async (t) => {
  const report = await inspect((await serve(t)).replace('/planets', '/nowhere'))
  t.same(report.mediaTypes, [])
  t.same(report.verdicts.filter(({ result }) => result === 'fault' || result === 'advice'), [])
  let out = ''
  const output = { write: (text: string) => { out += text } }
  t.equal(await runCommand(['inspect', report.url], { stdout: output, stderr: output, env: {} }), 0)
  t.match(out, /media types: none found\nlanguages: none found\n/)
})

t.test('a 406 to everything is no selection', async (t) => {
  const url = await listen(t, (_request, response) => response.writeHead(406).end())
  t.match(await verdict(url, 'vary'), { result: 'not tested', details: ['no field was seen to change the answer'] })
})

t.test('what was not tried has not passed', async (t) => {
  const empty = await listen(t, (_request, response) => response.writeHead(406, { 'content-type': 'text/plain' }).end('text/csv'))
  t.match(await verdict(empty, 'not-acceptable'), { result: 'not tested', details: ['no media type was found'] })
  t.match(await verdict(empty, 'links'), { result: 'fault', details: ['the 406 names text/csv, and Accept: text/csv does not give it'] })
  const missing = await inspect((await serve(t)).replace('/planets', '/nowhere'))
  t.match(missing.verdicts.find(({ name }) => name === 'errors'), { details: [/405/] }, 'OPTIONS')
  const gone = await listen(t, (_request, response) => response.writeHead(410).end())
  t.match(await verdict(gone, 'errors'), { result: 'not tested', details: ['nothing was answered with an error but 404 and 410'] })
  const elsewhere = await listen(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', link: '<https://example.org/>; rel="alternate"; type="a/b"' }).end()
  })
  t.match(await verdict(elsewhere, 'links'), { result: 'not tested', details: [/no Link leads to an alternate on this host$/] })
})

t.test('of a 406 that names more media types than are asked for, nothing is said of the rest', async (t) => {
  const types = Array.from({ length: 40 }, (_, index) => `text/x-${index}`)
  const url = await listen(t, ({ headers: { accept = 'text/x-0' } }, response) => {
    const isThere = types.includes(accept)
    response.writeHead(isThere ? 200 : 406, { 'content-type': isThere ? accept : 'text/plain' }).end(types.join(' '))
  })
  t.match(await verdict(url, 'links'), { result: 'pass' })
})

t.test('ETags are compared with each other, not with the next alone', async (t) => {
  const tags: Record<string, string> = { 'text/a': '"1"', 'text/b': '"2"', 'text/c': '"1"', 'text/d': '"3"' }
  const url = await listen(t, ({ headers: { accept = 'text/a' } }, response) => {
    const etag = tags[accept]
    response.writeHead(etag === undefined ? 406 : 200, { 'content-type': accept, vary: 'accept', ...etag === undefined ? {} : { etag } }).end(Object.keys(tags).join(' '))
  })
  t.match(await verdict(url, 'etag'), {
    result: 'fault', details: ['text/a and text/c have the ETag "1" in common', 'text/c and text/a have the ETag "1" in common']
  })
})

t.test('a connection that is cut where a field is malformed is a fault', async (t) => {
  const url = await listen(t, (request, response) => request.headers.accept === 'blah' ? request.socket.destroy() : response.writeHead(200, { 'content-type': 'text/plain' }).end())
  t.match(await verdict(url, 'malformed'), { result: 'fault', details: ['Accept: blah gave no answer'] })
})

t.test('HTTP/2 that does not answer is told', async (t) => {
  const server = createHttp2((request) => request.stream.on('error', () => {}))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.close() })
  const url = new URL(`http://127.0.0.1:${(server.address() as { port: number }).port}/`)
  await t.rejects(inspectUrl(url, [], { ...settings, version: '2', timeout: 200 }, () => {}), /did not answer in time/)
})

t.test('faults of our own are not taken for those of the server', async (t) => {
  const broken = () => { throw new TypeError('ours') }
  await t.rejects(inspectUrl(new URL(await serve(t)), [], settings, broken), TypeError)
  await t.rejects(runCommand(['--help'], { stdout: { write: broken }, stderr: { write: () => {} }, env: {} }), TypeError)
  await t.rejects(judge({ name: '', title: '', section: '', remedy: '', run: broken }, {} as never), TypeError)
})
