/** The example of `examples/planets`, used as a client would use it, and its server as a process. */
// alone: it takes as long as a room, and runs alongside one
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { buildApp } from '../../examples/planets/app.js'
import { readers } from '../fixtures/readers.js'
import { MEDIA_TYPE as WORKBOOK, sheetsOf } from '../formats/xlsx/reader.js'

const formats = [
  ['application/json', 'application/json; charset=utf-8'],
  ['text/html', 'text/html; charset=utf-8'],
  ['text/markdown', 'text/markdown; charset=utf-8'],
  ['text/csv', 'text/csv; charset=utf-8'],
  ['application/xml', 'application/xml'],
  ['application/yaml', 'application/yaml'],
  ['application/x-ndjson', 'application/x-ndjson'],
  ['application/json-seq', 'application/json-seq'],
  ['text/event-stream', 'text/event-stream; charset=utf-8'],
  [WORKBOOK, WORKBOOK],
  ['application/cbor', 'application/cbor'],
  ['application/vnd.msgpack', 'application/vnd.msgpack']
] as const

const contents = [
  ['application/json', 'en', '"name":"Mercury","mass1e24Kg":0.33,"diameterKm":4879,'],
  ['application/json', 'es', '"name":"Mercurio","mass1e24Kg":0.33,"diameterKm":4879,'],
  ['application/json', 'de', '"name":"Merkur","mass1e24Kg":0.33,"diameterKm":4879,'],
  ['text/csv', 'en', 'mercury,Mercury,0.33,4879,3.7,4222.6,88,57.9,167,0,false,'],
  ['text/csv', 'es', 'mercury,Mercurio,0.33,4879,3.7,4222.6,88,57.9,167,0,false,'],
  ['text/csv', 'de', 'mercury,Merkur,0.33,4879,3.7,4222.6,88,57.9,167,0,false,'],
  ['application/xml', 'en', '<planets><planet id="mercury"><name>Mercury</name><mass1e24Kg>0.33</mass1e24Kg>'],
  ['application/xml', 'es', '<planets><planet id="mercury"><name>Mercurio</name><mass1e24Kg>0.33</mass1e24Kg>'],
  ['application/xml', 'de', '<planets><planet id="mercury"><name>Merkur</name><mass1e24Kg>0.33</mass1e24Kg>'],
  ['application/yaml', 'es', '- id: mercury\n  name: Mercurio\n  mass1e24Kg: 0.33\n'],
  ['application/x-ndjson', 'de', '}\n{"id":"venus","name":"Venus",'],
  ['application/json-seq', 'de', '}\n\x1e{"id":"venus","name":"Venus",'],
  ['text/html', 'en', '<td class="number">4,879</td>'],
  ['text/html', 'es', '<td class="number">12.104</td>'],
  ['text/html', 'de', '<td class="number">4.879</td>'],
  ['text/markdown', 'en', '| [Mercury](/planets/mercury) | 0.33 | 4879 | 3.7 | 4222.6 | 88 | 57.9 | 167 | 0 | no |'],
  ['text/markdown', 'es', '| [Mercurio](/planets/mercury) | 0.33 | 4879 | 3.7 | 4222.6 | 88 | 57.9 | 167 | 0 | no |'],
  ['text/markdown', 'de', '| [Merkur](/planets/mercury) | 0.33 | 4879 | 3.7 | 4222.6 | 88 | 57.9 | 167 | 0 | nein |']
] as const

const details = [
  ['application/json', 'en', '"name":"Earth"'],
  ['application/json', 'es', '"name":"Tierra"'],
  ['application/json', 'de', '"name":"Erde"'],
  ['text/csv', 'en', 'earth,Earth,5.97,12756,'],
  ['text/csv', 'es', 'earth,Tierra,5.97,12756,'],
  ['text/csv', 'de', 'earth,Erde,5.97,12756,'],
  ['application/xml', 'de', '<planet id="earth"><name>Erde</name>'],
  ['application/yaml', 'es', 'id: earth\nname: Tierra\n'],
  ['application/x-ndjson', 'en', '{"id":"earth","name":"Earth",'],
  ['application/json-seq', 'en', '\x1e{"id":"earth","name":"Earth",'],
  ['text/html', 'en', '<dd>5.97 × 10²⁴ kg</dd>'],
  ['text/html', 'es', '<dd>5,97 × 10²⁴ kg</dd>'],
  ['text/html', 'de', '<dd>5,97 × 10²⁴ kg</dd>'],
  ['text/markdown', 'en', '- Diameter (km): 12756'],
  ['text/markdown', 'es', '- Diámetro (km): 12756'],
  ['text/markdown', 'de', '- Durchmesser (km): 12756']
] as const

const varied = (field: unknown) => String(field).toLowerCase().split(',').map((name) => name.trim()).sort()

for (const [url, cases] of [['/planets', contents], ['/planets/earth', details]] as const) {
  t.test(`${url} answers in every format and language`, async (t) => {
    const app = await buildApp()
    t.teardown(() => app.close())
    for (const [accept, language, literal] of cases) {
      const response = await app.inject({ url, headers: { accept, 'accept-language': language } })
      const name = `${accept}, ${language}`
      t.equal(response.statusCode, 200, `${name}: 200`)
      t.equal(response.headers['content-type'], new Map(formats).get(accept), `${name}: Content-Type`)
      t.equal(response.headers['content-language'], language, `${name}: Content-Language`)
      t.same(varied(response.headers.vary), ['accept', 'accept-language'], `${name}: Vary`)
      t.ok(response.body.includes(literal), `${name}: ${literal}`)
      t.notMatch(response.body, /Editor|note\b/, `${name}: no editor's note`)
    }
  })
}

for (const url of ['/planets', '/planets/saturn']) {
  t.test(`${url} says the same in every format, as others read it`, async (t) => {
    const app = await buildApp()
    t.teardown(() => app.close())
    for (const language of ['en', 'es', 'de']) {
      const expected = readers['application/json']?.((await app.inject({ url, headers: { 'accept-language': language } })).rawPayload)
      for (const [accept, read] of Object.entries(readers)) {
        const { headers, rawPayload } = await app.inject({ url, headers: { accept, 'accept-language': language } })
        t.same(read(rawPayload), expected, `${accept}, ${language}`)
        t.match(headers, { 'content-type': new Map<string, string>(formats).get(accept), 'content-language': language })
        t.same(varied(headers.vary), ['accept', 'accept-language'])
      }
    }
  })
}

t.test('/planets says the same in a workbook', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  const { rawPayload } = await app.inject({ url: '/planets', headers: { accept: WORKBOOK } })
  const planets: object[] = (await app.inject('/planets')).json()
  t.same(await sheetsOf(rawPayload), [['Sheet1', Object.keys(planets[0] as object), ...planets.map((planet) => Object.values(planet))]])
})

const choices = [
  ['*/*', 'application/json'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7', 'text/html'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
  ['application/json, text/plain, */*', 'application/json'],
  ['application/*', 'application/json'],
  ['application/xml, text/xml', 'application/xml'],
  ['text/markdown, text/html, */*', 'text/markdown'],
  ['text/csv;q=0.9, application/pdf', 'text/csv']
] as const

t.test('each client gets the format it likes best', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  for (const [accept, mediaType] of choices) {
    const response = await app.inject({ url: '/planets', headers: { accept } })
    t.match(response.headers['content-type'], mediaType, `${accept} → ${mediaType}`)
  }
  const bare = await app.inject('/planets')
  t.match(bare.headers, { 'content-type': 'application/json', 'content-language': 'en' }, 'no wish at all → JSON in English')
})

t.test('a language that is not spoken falls back to English', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  const response = await app.inject({ url: '/planets/earth', headers: { 'accept-language': 'ja' } })
  t.equal(response.statusCode, 200)
  t.equal(response.headers['content-language'], 'en')
  t.equal(response.json().name, 'Earth')
})

t.test('the German page says that it is German', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  const { body } = await app.inject({ url: '/planets', headers: { accept: 'text/html', 'accept-language': 'de-AT' } })
  t.ok(body.includes('<html lang="de">'))
  t.ok(body.includes('<th scope="row"><a href="/planets/mercury?lang=de">Merkur</a></th>'))
})

t.test('Saturn has rings and the Earth has none', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  const answers = [
    ['saturn', 'text/html', '<dt>Rings</dt><dd>yes</dd>'],
    ['earth', 'text/html', '<dt>Rings</dt><dd>no</dd>'],
    ['saturn', 'text/markdown', '- Rings: yes'],
    ['earth', 'text/markdown', '- Rings: no']
  ] as const
  for (const [name, accept, literal] of answers) {
    const { body } = await app.inject({ url: `/planets/${name}`, headers: { accept } })
    t.ok(body.includes(literal), `${name} as ${accept}: ${literal}`)
  }
})

t.test('the CSV has the fields of the schema as its columns, in whatever language', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  const { body } = await app.inject({ url: '/planets', headers: { accept: 'text/csv', 'accept-language': 'es' } })
  t.equal(body.split('\r\n')[0],
    'id,name,mass1e24Kg,diameterKm,gravityMs2,dayHours,orbitDays,distanceMillionKm,temperatureC,moons,rings,description')
})

t.test('a planet answers to its name in any language and case', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  for (const name of ['mercury', 'MERCURY', 'Merkur', 'mercurio']) {
    t.equal((await app.inject(`/planets/${name}`)).json().id, 'mercury', name)
  }
  for (const name of ['J%C3%BApiter', 'Ju%CC%81piter', 'JUPITER']) {
    t.equal((await app.inject(`/planets/${name}`)).json().id, 'jupiter', name)
  }
})

const faults = [
  ['/planets/pluto', 404, { en: 'No planet is called pluto.', es: 'Ningún planeta se llama pluto.', de: 'Kein Planet heißt pluto.' }],
  ['/planets/pluto/picture', 404, { en: 'No planet is called pluto.', es: 'Ningún planeta se llama pluto.', de: 'Kein Planet heißt pluto.' }],
  ['/orbits?from=2001&to=2000', 400, { en: 'The years end before they begin: from 2001 to 2000.', es: 'de 2001 a 2000', de: 'von 2001 bis 2000' }],
  ['/orbits?from=1', 400, { en: 'querystring/from must be', es: 'Los años van de 1800 a 2050.', de: 'Die Jahre gehen von 1800 bis 2050.' }],
  ['/planets?format=pdf', 404, { en: 'GET /planets is not available as pdf.', es: 'no lleva a ninguna parte', de: 'führt nirgendwohin' }],
  ['/nowhere', 404, { en: 'Route GET:/nowhere not found', es: 'no lleva a ninguna parte', de: 'führt nirgendwohin' }]
] as const

const problemTypes = [
  ['application/json', 'application/json; charset=utf-8'], ['*/*', 'application/problem+json'], ['text/markdown', 'text/markdown; charset=utf-8'],
  ['application/xml', 'application/xml'], ['text/html', 'text/html; charset=utf-8']
] as const

t.test('an error is told in the format and the language of the client', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  for (const [url, status, details] of faults) {
    for (const language of ['en', 'es', 'de'] as const) {
      for (const [accept, type] of problemTypes) {
        // A picture is chosen by Accept as well: nothing else is acceptable.
        const accepted = url.endsWith('picture') ? `${accept}, image/png;q=0.1` : accept
        const { statusCode, headers, body } = await app.inject({ url, headers: { accept: accepted, 'accept-language': language } })
        t.equal(statusCode, status, `${url} as ${accept} in ${language}`)
        t.match(headers, { 'content-type': type, 'content-language': language }, `${url} as ${accept} in ${language}`)
        t.ok(body.includes(details[language]), `${url} as ${accept} in ${language}: ${details[language]} in ${body.slice(-400)}`)
      }
    }
  }
  const { body } = await app.inject({ url: '/planets/%3Cb%3E?lang=de', headers: { accept: 'text/html' } })
  t.match(body, /<html lang="de">[^]*<title>Das gibt es hier nicht<\/title>[^]*<p>Kein Planet heißt &#60;b&#62;\.<\/p>/, 'the URL says the language of errors too')
})

t.test('a PDF is not acceptable: a problem says what there is', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  const response = await app.inject({ url: '/planets', headers: { accept: 'application/pdf' } })
  t.equal(response.statusCode, 406)
  t.match(response.headers['content-type'], 'application/problem+json')
  t.same(varied(response.headers.vary), ['accept', 'accept-language'])
  t.same(response.json().available, {
    mediaType: formats.map(([mediaType]) => mediaType),
    language: ['en', 'es', 'de']
  })
})

/** As a browser asks that follows a link. */
const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'accept-language': 'es' }

t.test('every link of every page and every Link field leads to what it promises, over real sockets', async (t) => {
  const app = await buildApp({ forceCloseConnections: true })
  t.teardown(() => app.close())
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  const followed = new Set<string>()
  const promised = [['/', undefined, undefined], ['/moons.html', 'text/html', undefined]] as Array<readonly [href: string, type: string | undefined, language: string | undefined]>
  for (const [href, type, language] of promised) {
    if (followed.has(href)) continue
    followed.add(href)
    const answer = await fetch(origin + href, { headers: browser })
    const body = await answer.text()
    t.equal(answer.status, 200, href)
    if (type !== undefined) t.equal(answer.headers.get('content-type'), new Map<string, string>([...formats, ['image/png', 'image/png']]).get(type), `${href}: Content-Type`)
    if (language !== undefined) t.equal(answer.headers.get('content-language'), language, `${href}: Content-Language`)
    const links = [...body.matchAll(/<(?:a href|img src)="(\/[^"]*)"([^>]*)/g), ...(answer.headers.get('link') ?? '').matchAll(/<([^>]*)>([^,]*)/g)]
    for (const [, found = '', attributes = ''] of answer.headers.get('content-type')?.startsWith('text/html') === true ? links : []) {
      const { pathname, search } = new URL(found, answer.url)
      promised.push([pathname + search, / type="([^"]*)"/.exec(attributes)?.[1], / hreflang="([^"]*)"/.exec(attributes)?.[1]])
    }
  }
  for (const href of ['/planets/mars.csv?lang=de', '/planets.msgpack?lang=en', '/planets?lang=de', '/orbits.msgpack', '/moons.csv', '/planets/mars/picture']) t.ok(followed.has(href), href)
})

t.test('the picture is as large as the screen shows it, unless the client has little to spend', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  for (const [fields, width, applied] of [
    [{}, 160, undefined], [{ 'sec-ch-dpr': '2.0' }, 320, undefined], [{ 'sec-ch-dpr': '2.0', 'save-data': 'on' }, 64, undefined],
    [{ prefer: 'return=minimal' }, 64, 'return=minimal'], [{ 'sec-ch-dpr': '900.0' }, 480, undefined], [{ 'sec-ch-dpr': 'x' }, 160, undefined]
  ] as const) {
    const { headers, rawPayload } = await app.inject({ url: '/planets/mars/picture', headers: fields })
    t.same([rawPayload.readUInt32BE(16), headers['preference-applied'], headers.vary, headers['accept-ch']], [width, applied, 'accept, save-data, sec-ch-dpr, prefer', 'Save-Data, Sec-CH-DPR'])
  }
})

t.test('of the moons, JSON has the envelope and CSV the rows', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  t.match((await app.inject('/moons.json')).json(), { asOf: 2025, total: 419, items: [{ planet: 'Mercury', moons: 0 }] })
  t.match((await app.inject('/moons.csv')).body, /^planet,moons\r\nMercury,0\r\n/)
})

t.test('the address of a format answers in it whatever Accept says, in the language that was asked for', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  for (const accept of ['*/*', 'application/json', 'application/pdf', '*/*;q=0']) {
    for (const method of ['GET', 'HEAD'] as const) {
      const { statusCode, headers, body } = await app.inject({ method, url: '/planets/merkur.xml', headers: { accept, 'accept-language': 'de' } })
      t.equal(statusCode, 200, `${method}, ${accept}`)
      t.match(headers, { 'content-type': 'application/xml', 'content-language': 'de', vary: 'accept-language' })
      t.match(body, method === 'GET' ? '<planet id="mercury"><name>Merkur</name>' : '')
    }
  }
  t.equal((await app.inject('/planets/pluto.xml')).statusCode, 404, 'no such planet')
  t.equal((await app.inject('/planets.pdf')).statusCode, 404, 'no such format')
})

t.test('the root leads to the planets', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  const response = await app.inject('/')
  t.equal(response.statusCode, 302)
  t.equal(response.headers.location, '/planets')
})

t.test('the page shows lines to copy, with the host of the request', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  for (const host of ['planets.example', 'localhost:3000', '[::1]:3000']) {
    const { body } = await app.inject({ url: '/planets/mars', headers: { accept: 'text/html', host } })
    t.ok(body.includes(`<code>curl http://${host}/planets/mars</code>`), host)
  }
})

t.test('a hostile Host reaches neither the page nor the lines to copy', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  for (const host of ['"><script>alert(1)</script>', 'x;touch$IFS/tmp/y', 'a.example/`id`']) {
    const { body } = await app.inject({ url: '/planets', headers: { accept: 'text/html', host } })
    t.ok(body.includes('<code>curl http://localhost/planets</code>'), host)
    t.notMatch(body, /<script|IFS|`id`/, host)
  }
})

t.test('what a page shows is escaped', async (t) => {
  const app = await buildApp()
  t.teardown(() => app.close())
  const { page } = await import(new URL('../../examples/planets/page.js', import.meta.url).href)
  const produces = { mediaTypes: [{ mediaType: 'text/html', serialize: page }], languages: ['en'] } as const
  app.get('/hostile', { config: { produces } }, async () => ({ id: '"><b>', name: '<script>', description: '&\'' }))
  const { body } = await app.inject('/hostile')
  t.ok(body.includes('<h1>&#60;script&#62;</h1>'))
  t.ok(body.includes('<p>&#38;&#39;</p>'))
  t.notMatch(body, /<script|"><b>/)
})

const server = fileURLToPath(new URL('../../examples/planets/server.js', import.meta.url))

function startServer (env: Record<string, string>, args: readonly string[] = []) {
  return spawn(process.execPath, [server, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function outcomeOf (child: ChildProcess) {
  const [[code], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout!), text(child.stderr!)])
  return { code, stdout, stderr }
}

t.test('the server prints its address and lines to try, and a signal stops it', async (t) => {
  const child = startServer({ PORT: '0', HOST: '127.0.0.1' })
  t.teardown(() => child.kill('SIGKILL'))
  const outcome = outcomeOf(child)
  const [printed] = await once(child.stdout, 'data')
  const [, origin] = /at (http:\/\/127\.0\.0\.1:\d+)\/planets/.exec(String(printed)) ?? []
  t.ok(origin, 'the address')
  t.match(String(printed), `curl -H "Accept: text/csv" -H "Accept-Language: es" ${origin}/planets`)
  const response = await fetch(`${origin}/planets/mars`, { headers: { accept: 'text/markdown', 'accept-language': 'es' } })
  t.match(await response.text(), /^# Marte\n/)
  child.kill('SIGTERM')
  const { code, stderr } = await outcome
  // Windows has no signals: the process ends at once, without a code.
  t.equal(code, process.platform === 'win32' ? null : 0)
  t.equal(stderr, '')
})

t.test('with --inspector it has the inspector, and prints where', async (t) => {
  const child = startServer({ PORT: '0', HOST: '127.0.0.1', NODE_ENV: 'development' }, ['--inspector'])
  t.teardown(() => child.kill('SIGKILL'))
  const [printed] = await once(child.stdout, 'data')
  const [address = ''] = /http:\/\/127\.0\.0\.1:\d+\/_produces/.exec(String(printed)) ?? []
  const page = await fetch(address)
  t.equal(page.status, 200)
  t.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
})

/** Asks for a table, of which nobody reads more than the beginning; the address of the server that `child` prints. */
async function openTable (child: ChildProcess): Promise<string> {
  let printed = ''
  for await (const chunk of child.stdout!) {
    printed += String(chunk)
    if (printed.includes('Ctrl+C')) break
  }
  const origin = /at (http:\/\/127\.0\.0\.1:\d+)\/planets/.exec(printed)?.[1] as string
  const { body } = await fetch(`${origin}/orbits?from=1800&to=2050`, { headers: { accept: 'text/csv' } })
  await body!.getReader().read()
  return origin
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`${signal} stops the server while a client reads a table`, { skip: process.platform === 'win32' }, async (t) => {
    const child = startServer({ PORT: '0', HOST: '127.0.0.1' })
    t.teardown(() => child.kill('SIGKILL'))
    await openTable(child)
    child.kill(signal)
    const [code] = await once(child, 'exit')
    t.equal(code, 0)
  })
}

// The shell that npm runs a script in dies of a signal without handing it on.
t.test('SIGTERM to npm start stops the server as well', { skip: process.platform === 'win32' }, async (t) => {
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const npm = spawn('npm', ['start', '--ignore-scripts'], { cwd, env: { ...process.env, PORT: '0', HOST: '127.0.0.1' }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  t.teardown(() => { try { process.kill(-npm.pid!, 'SIGKILL') } catch { /* All have ended. */ } })
  const origin = await openTable(npm)
  npm.kill('SIGTERM')
  await once(npm, 'exit')
  const deadline = Date.now() + 10_000
  const isUp = () => fetch(`${origin}/planets`, { signal: AbortSignal.timeout(1000) }).then(() => true, () => false)
  while (await isUp() && Date.now() < deadline) await setTimeout(50)
  t.equal(await isUp(), false)
})

t.test('a taken port is one line and exit code 1', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  t.teardown(() => taken.close())
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const { code, stdout, stderr } = await outcomeOf(startServer({ PORT: String(port), HOST: '127.0.0.1' }))
  t.equal(code, 1)
  t.equal(stdout, '')
  t.equal(stderr, `Cannot listen on 127.0.0.1:${port}: the port is taken. Set PORT to another, or to 0 for any.\n`)
})

// 192.0.2.1 is for documentation (RFC 5737): no machine has it.
t.test('any other fault of the address is one line as well', async (t) => {
  const { code, stderr } = await outcomeOf(startServer({ PORT: '0', HOST: '192.0.2.1' }))
  t.equal(code, 1)
  t.match(stderr, /^Cannot listen on 192\.0\.2\.1:0: .+\n$/)
})

t.test('a PORT that is no port number is one line and exit code 1', async (t) => {
  await Promise.all(['abc', '-1', '65536', '3000.5', ' '].map(async (PORT) => {
    const { code, stdout, stderr } = await outcomeOf(startServer({ PORT }))
    t.equal(code, 1, `${JSON.stringify(PORT)}: code`)
    t.equal(stdout, '', `${JSON.stringify(PORT)}: nothing on stdout`)
    t.equal(stderr, `PORT is ${JSON.stringify(PORT)}; a number from 0 to 65535 is expected.\n`)
  }))
})
