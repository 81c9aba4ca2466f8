/** Addresses and lines for a shell. */
import { execFileSync } from 'node:child_process'
import t from 'tap'
import { addressOf, missingIn, parametersOf } from '../../lib/inspector/addresses.js'
import { curlLine } from '../../lib/inspector/curl.js'
import { readAsked } from '../../lib/inspector/asked.js'
import Fastify from 'fastify'

const addresses: [url: string, parameters: Record<string, string>, address: string, names: string[], missing: string[]][] = [
  ['/', {}, '/', [], []],
  ['/planets', { id: '1' }, '/planets', [], []],
  ['/planets/:id', { id: 'a/b ü?#' }, '/planets/a%2Fb%20%C3%BC%3F%23', ['id'], []],
  ['/planets/:id', {}, '/planets/:id', ['id'], ['id']],
  ['/planets/:id', { id: '' }, '/planets/:id', ['id'], ['id']],
  ['/:from-:to', { from: 'a', to: 'b' }, '/a-b', ['from', 'to'], []],
  ['/:file.:ext', { file: 'a', ext: 'csv' }, '/a.csv', ['file', 'ext'], []],
  ['/:id(^\\d+$)', { id: '7' }, '/7', ['id'], []],
  ['/at/:hour(^\\d{2})h:minute(^(?:[0-5]\\d))m', { hour: '08', minute: '15' }, '/at/08h15m', ['hour', 'minute'], []],
  ['/posts/:id?', {}, '/posts', ['id'], []],
  ['/posts/:id?', { id: '3' }, '/posts/3', ['id'], []],
  ['/:id?', {}, '/', ['id'], []],
  ['/files/*', { '*': 'a b/c' }, '/files/a%20b/c', ['*'], []],
  ['/files/*', {}, '/files/', ['*'], []],
  ['/a::b/:id', { id: '1' }, '/a:b/1', ['id'], []]
]

for (const [url, parameters, address, names, missing] of addresses) {
  t.test(`${url} with ${JSON.stringify(parameters)} is ${address}`, async (t) => {
    t.equal(addressOf(url, parameters), address)
    t.same(parametersOf(url), names)
    t.same(missingIn(url, parameters), missing)
    if (missing.length > 0) return
    const app = Fastify()
    t.teardown(() => app.close())
    app.get(url, async ({ params }) => params)
    const { statusCode, body } = await app.inject(address)
    t.equal(statusCode, 200)
    for (const name of names.filter((name) => parameters[name] !== undefined)) t.equal(JSON.parse(body)[name], parameters[name])
  })
}

const lines: [method: string, address: string, headers: Record<string, string>, line: string][] = [
  ['GET', 'http://localhost/', { accept: 'text/csv' }, "curl -i -H 'Accept: text/csv' 'http://localhost/'"],
  ['GET', 'http://localhost/', {}, "curl -i -H 'Accept:' 'http://localhost/'"],
  ['HEAD', 'http://localhost/', { accept: '*/*' }, "curl -I -H 'Accept: */*' 'http://localhost/'"],
  ['DELETE', 'http://localhost/', { accept: '*/*' }, "curl -i -X 'DELETE' -H 'Accept: */*' 'http://localhost/'"],
  ['GET', "http://localhost/it's", { accept: "a'b", 'accept-language': '$(id) `id` "x" \\ !' },
    "curl -i -H 'Accept: a'\\''b' -H 'Accept-Language: $(id) `id` \"x\" \\ !' 'http://localhost/it'\\''s'"]
]

for (const [method, address, headers, line] of lines) t.test(line, async (t) => t.equal(curlLine(method, address, headers), line))

t.test('a shell reads in the line what was typed, whatever that is', { skip: process.platform === 'win32' ? 'no POSIX shell' : false }, async (t) => {
  for (const value of ["'; echo gone; '", '$(echo gone)', '`echo gone`', '"$HOME" \\', "''", '!! & | > < * ~ # %', "\t'\\''"]) {
    const line = curlLine('GET', `http://localhost/?${value}`, { accept: value })
    const words = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' }).split('\0')
    t.same(words, ['curl', '-i', '-H', `Accept: ${value}`, `http://localhost/?${value}`, ''])
  }
})

t.test('what is asked is read from a query', async (t) => {
  const read = (search: string) => readAsked(new URLSearchParams(search))
  t.same(read('url=/a&method=post&accept= text/csv &accept-language=&parameter.id=1&parameter.*=x&other=1&query=?a=[1]%26b=%2525'), {
    method: 'POST',
    url: '/a',
    headers: { accept: 'text/csv' },
    parameters: { id: '1', '*': 'x' },
    query: 'a=%5B1%5D&b=%25',
    origin: undefined
  })
  t.same(read('url=/a&origin=http://[::1]:3000').origin, 'http://[::1]:3000')
  t.throws(() => read('method=GET'), { name: 'RangeError' })
  for (const origin of ['http://a b', "http://a'", 'http://a/b', 'ftp://a', '']) t.throws(() => read(`url=/&origin=${origin}`), { name: 'RangeError' }, origin)
})
