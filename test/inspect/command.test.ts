import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer as createHttp2, createSecureServer } from 'node:http2'
import { createServer as createTcp } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { clients } from '../../lib/inspect/clients.js'
import { runCommand } from '../../lib/inspect/index.js'
import { listen, right, serve } from './fixtures/server.js'

const root = join(import.meta.dirname, '../..')

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function run (args: readonly string[], { tty = false, env = {} }: { tty?: boolean, env?: Record<string, string> } = {}): Promise<Ran> {
  const texts = { out: '', err: '' }
  const outputTo = (name: 'out' | 'err') => ({ write: (text: string) => { texts[name] += text }, isTTY: tty })
  const code = await runCommand(args, { stdout: outputTo('out'), stderr: outputTo('err'), env })
  return { code, ...texts }
}

t.test('a report says what there is, what each client gets, and every verdict', async (t) => {
  const url = await serve(t)
  const { code, out, err } = await run(['inspect', url])
  t.equal(code, 0)
  t.equal(err, '', 'no progress but on a terminal')
  t.ok(out.startsWith(`${url} over HTTP/1.1\nmedia types: application/json, text/html, text/csv\nlanguages: en, de\n\nclient `), out)
  for (const { name } of clients) t.match(out, new RegExp(`^${name} +\\d{3} `, 'm'))
  t.match(out, /^firefox {6}200 {5}text\/html +en {8}Accept, Accept-Language/m)
  t.match(out, /^✔ q is honoured \(RFC 9110 §12\.4\.2\)$/m)
  t.match(out, /^- HTTP\/1\.1 and HTTP\/2 answer alike \(RFC 9110 §3\.4\): not tested, HTTP\/2 is spoken over TLS; without, say --http2$/m)
  t.match(out, /^0 faults, 0 to consider, 15 passed, 1 not tested \(\d+ requests\)\n$/m)
  t.notOk(out.includes('\u001b'), 'no colours but on a terminal')
})

t.test('faults are exit code 1, and say what was seen and what to do; what no field of Vary explains is marked', async (t) => {
  const { code, out } = await run(['inspect', await serve(t, { vary: () => undefined })])
  t.equal(code, 1)
  t.match(out, /^✖ Vary names every field that selects \(RFC 9110 §12\.5\.5\)\n {4}Accept is missing from Vary in \d+ of \d+ answers to GET, such as that to no fields\n/m)
  t.match(out, /^ {4}→ Send Vary with every answer of the route/m)
  t.match(out, /^firefox +200 +text\/html\* +en/m)
  t.match(out, /^curl +200 +application\/json +en/m)
  t.match(out, /^\* is not what comes without fields, and Vary does not say by which field$/m)
})

t.test('on a terminal there are progress and colours, and NO_COLOR takes the colours', async (t) => {
  const url = await serve(t, { vary: (status, method) => method === 'HEAD' ? undefined : 'Accept, Accept-Language, User-Agent' })
  const coloured = await run(['inspect', url], { tty: true })
  t.ok(coloured.err.startsWith('\r\u001b[K1 no fields\r\u001b[K2 Accept: application/vnd.nobody-has-this'))
  t.ok(coloured.err.endsWith('\r\u001b[K'))
  t.ok(coloured.out.includes('\u001b[31m✖\u001b[0m HEAD has the status and the fields of GET'))
  t.ok(coloured.out.includes('\u001b[33m!\u001b[0m Vary names no more than that'))
  t.match(coloured.out, /\n {4}Vary names user-agent, of which there are as many values as clients\n/)
  t.notOk((await run(['inspect', url], { tty: true, env: { NO_COLOR: '1' } })).out.includes('\u001b'))
})

t.test('JSON has all of it', async (t) => {
  const url = await serve(t)
  const { code, out } = await run(['inspect', url, '--json'])
  t.equal(code, 0)
  const report = JSON.parse(out)
  t.match(report, { url, httpVersion: '1.1', mediaTypes: ['application/json', 'text/html', 'text/csv'], languages: ['en', 'de'] })
  t.equal(report.verdicts.length, 16)
  const own = report.clients.find(({ client }: { client: string }) => client === 'java-old')
  t.match(own, {
    source: 'softwaremill/sttp-model #81',
    status: 200,
    type: 'text/html',
    language: 'en',
    vary: 'Accept, Accept-Language',
    bytes: 15,
    whole: true,
    unannounced: [],
    sent: { accept: 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2' }
  })
})

t.test('a workflow of GitHub gets annotations', async (t) => {
  const { code, out } = await run(['inspect', await serve(t, { etag: () => '"1"', vary: () => 'Accept, Accept-Language, Cookie' }), '--github'])
  t.equal(code, 1)
  t.match(out, /^::error title=Each representation has an ETag of its own \(RFC 9110 §8\.8\.3\)::http:\/\/127\.0\.0\.1:\d+\/planets: application\/json en and /m)
  t.match(out, /^::warning title=Vary names no more than that \(RFC 9110 §12\.5\.5\)::/m)
  t.match(out, /^::notice title=fastify-produces inspect::http:[^\n]+ 1 fault, 1 to consider, 13 passed, 1 not tested\n$/m)
})

t.test('clients are chosen by name, or made of fields', async (t) => {
  const url = await serve(t)
  const own = JSON.parse((await run(['inspect', url, '--json', '--as', 'cursor', '--as', 'curl', '--accept', 'text/csv', '--language', 'de'])).out)
  t.same(own.clients.map(({ client, type, language }: Record<string, string>) => [client, type, language]), [
    ['yours', 'text/csv', 'de'], ['cursor', 'application/json', 'en'], ['curl', 'application/json', 'en']
  ])
  t.same(JSON.parse((await run(['inspect', url, '--json', '--language', 'de'])).out).clients[0].sent, { 'accept-language': 'de' })
})

t.test('what nobody can run is exit code 2, with the usage', async (t) => {
  const cases: [args: string[], message: string][] = [
    [[], 'No command.'],
    [['inspct', 'http://localhost'], 'There is no command inspct.'],
    [['inspect'], 'No URL and no file.'],
    [['inspect', 'http://'], 'http:// is no URL.'],
    [['inspect', 'example.org'], 'example.org is no URL of http or https; of an application in a file, name a route too.'],
    [['inspect', 'http://localhost', '/planets'], '/planets: too many arguments.'],
    [['inspect', 'app.js', '/planets', 'x', 'y'], 'x y: too many arguments.'],
    [['inspect', 'http://localhost', '--as', 'netscape'], 'There is no client netscape: chrome, firefox,'],
    [['inspect', 'http://localhost', '--timeout', '0'], '--timeout 0: a number above 0 is expected.'],
    [['inspect', 'http://localhost', '--requests', 'x'], '--requests x: a number above 0 is expected.'],
    [['inspect', 'http://localhost', '--verbose'], "Unknown option '--verbose'"]
  ]
  for (const [args, message] of cases) {
    const { code, out, err } = await run(args)
    t.equal(code, 2, args.join(' '))
    t.equal(out, '')
    t.ok(err.startsWith(message), err)
    t.match(err, /\nUsage: fastify-produces inspect URL/)
  }
  const help = await run(['--help'])
  t.equal(help.code, 0)
  t.match(help.out, /^Usage: fastify-produces inspect URL/)
  t.ok(help.out.split('\n').every((line) => line.length <= 80))
})

t.test('what cannot be reached is exit code 2, in words', async (t) => {
  const closed = createTcp()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const { port } = closed.address() as { port: number }
  await new Promise((resolve) => closed.close(resolve))
  const silent = createTcp((socket) => socket.on('error', () => {}))
  const rude = createTcp((socket) => socket.destroy())
  const plain = await serve(t)
  const urlOf = async (server: typeof silent) => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => { server.close() })
    return `http://127.0.0.1:${(server.address() as { port: number }).port}/`
  }
  const silentUrl = await urlOf(silent)
  const cases: [args: string[], message: RegExp][] = [
    [[`http://127.0.0.1:${port}/`], /^Nothing listens on 127\.0\.0\.1:\d+\. Start the server, or check the port\.\n$/],
    [['http://nobody.invalid/'], /nobody\.invalid/],
    [[await urlOf(rude)], /closed the connection without an answer/],
    [[silentUrl, '--timeout', '0.2'], /did not answer in time\. Give it more with --timeout SECONDS\./],
    [[silentUrl, '--timeout', '0.2', '--http2'], /did not answer in time/],
    [[plain.replace('http:', 'https:')], /does not speak TLS there\. Try http instead of https\./],
    [[plain, '--requests', '1'], /^Too little was answered to go on: the limit of 1 requests is reached\n$/]
  ]
  for (const [args, message] of cases) {
    const { code, out, err } = await run(['inspect', ...args])
    t.equal(code, 2, args.join(' '))
    t.equal(out, '')
    t.match(err, message)
  }
})

t.test('a limit of requests leaves checks untested', async (t) => {
  const { out } = await run(['inspect', await serve(t), '--requests', '70'])
  t.match(out, /not tested, the limit of 70 requests is reached/)
})

t.test('redirects are followed on the same host, and to others where that is asked for', async (t) => {
  const planets = await serve(t)
  const redirecting = await listen(t, ({ url }, response) => {
    const targets: Record<string, string> = { '/planets': planets, '/odd': 'ftp://example.org/', '/bad': 'http://', '/round': '/round' }
    const location = url === '/start' ? '/planets' : targets[url ?? '']
    response.writeHead(location === undefined ? 404 : 302, location === undefined ? {} : { location }).end()
  })
  const other = await run(['inspect', redirecting])
  t.equal(other.code, 2)
  t.match(other.err, `It redirects to another host, ${planets}: inspect that, or go there with --follow.`)
  const followed = await run(['inspect', redirecting.replace('/planets', '/start'), '--follow', '--json', '--as', 'curl'])
  t.equal(JSON.parse(followed.out).url, planets)
  for (const [path, message] of [['/odd', /no URL of http/], ['/bad', /no URL of http/], ['/round', /more than 5 times/]] as const) {
    const { code, err } = await run(['inspect', redirecting.replace('/planets', path)])
    t.equal(code, 2)
    t.match(err, message)
  }
})

const pem = readFileSync(join(root, 'test/fixtures/localhost.pem'))

function secure (t: Test, isRight: boolean): Promise<string> {
  const server = createSecureServer({ key: pem, cert: pem, allowHTTP1: true }, (request, response) => {
    const wrong = !isRight && request.httpVersion === '2.0'
    response.writeHead(wrong ? 203 : 200, { 'content-type': wrong ? 'text/plain' : 'application/json' }).end('1')
  })
  return listenSecure(t, server, 'https')
}

async function listenSecure (t: Test, server: ReturnType<typeof createHttp2>, scheme: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.close() })
  return `${scheme}://localhost:${(server.address() as { port: number }).port}/planets`
}

t.test('over TLS both versions of HTTP are asked, and certificates are checked', async (t) => {
  const refused = await run(['inspect', await secure(t, true)])
  t.equal(refused.code, 2)
  t.match(refused.err, /certificate of localhost:\d+/)
  t.match((await run(['inspect', await secure(t, true), '--insecure'])).out, /^✔ HTTP\/1\.1 and HTTP\/2 answer alike/m)
  t.match((await run(['inspect', await secure(t, false), '--insecure'])).out, /^✖ HTTP\/1\.1 and HTTP\/2 answer alike[^\n]+\n {4}no fields: another status, content-type$/m)
})

t.test('HTTP/2 without TLS is spoken where that is asked for', async (t) => {
  const server = createHttp2((request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('1'))
  const { code, out } = await run(['inspect', await listenSecure(t, server, 'http'), '--http2'])
  t.equal(code, 0, out)
  t.match(out, / over HTTP\/2\n/)
})

t.test('events are not waited for, and of long content no more is read than the limit', async (t) => {
  const events = await listen(t, ({ method }, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    // Node.js sends nothing of an answer to HEAD before its end.
    if (method === 'HEAD') response.end()
  })
  t.match((await run(['inspect', events, '--as', 'curl'])).out, /^curl +200 +text\/event-stream +>0$/m)
  const long = await listen(t, (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('a'.repeat(2 ** 20 + 1)))
  t.match((await run(['inspect', long, '--as', 'curl'])).out, /^curl +200 +text\/plain +>1048576$/m)
  const stalled = await listen(t, (_request, response) => response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '9' }).write('a'))
  t.match((await run(['inspect', stalled, '--as', 'curl', '--timeout', '0.1', '--requests', '60'])).out, /^curl +200 +text\/plain +>1$/m)
  const broken = await listen(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '9' }).write('a')
    setTimeout(() => response.destroy(), 5)
  })
  t.match((await run(['inspect', broken, '--as', 'curl'])).out, /^curl +200 +text\/plain +>1$/m)
})

t.test('what a server sends does nothing to a terminal', async (t) => {
  const { out } = await run(['inspect', await serve(t, { etag: () => '"\u009b31m"' })], { tty: true })
  t.notOk(out.includes('\u009b'))
})

t.test('the command is what the package installs', async (t) => {
  const url = await serve(t, { ...right, contentLanguage: () => undefined })
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const command = promisify(execFile)(process.execPath, [join(root, bin['fastify-produces']), 'inspect', url], { env: { ...process.env, NODE_OPTIONS: '' } })
  const { code, stdout, stderr } = await command.catch((error) => error)
  t.equal(code, 1, stderr)
  t.match(stdout, /^✖ Content-Language says which language it is/m)
})
