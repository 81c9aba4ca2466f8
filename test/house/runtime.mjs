/**
 * The built package in whatever runs this file: imported and required, every entry. For runtimes that tap does not run on.
 *
 *     bun test/house/runtime.mjs
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import Fastify from 'fastify'

const require = createRequire(import.meta.url)
const { name, exports } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
const paths = Object.keys(exports).filter((path) => path !== './package.json').map((path) => name + path.slice(1))

for (const path of paths) {
  const imported = await import(path)
  const required = require(path)
  if (imported.default !== undefined) assert.equal(typeof required, 'function', `require('${path}') is a function`)
  for (const key of Object.keys(imported)) {
    if (key !== 'module.exports') assert.equal(required[key], imported[key], `${path} ${key}`)
  }
}

const app = Fastify()
app.register(require(name), { serializers: { 'text/csv': require(`${name}/csv`)() } })
const row = { type: 'object', properties: { id: { type: 'integer' } } }
app.get('/', {
  config: { produces: ['application/json', 'text/csv'] },
  schema: { response: { 200: { type: 'array', items: row } } }
}, async () => [{ id: 1, secret: true }])

const origin = await app.listen({ port: 0, host: '127.0.0.1' })
const get = async (/** @type {string} */ accept) => {
  const answer = await fetch(origin, { headers: { accept } })
  return [answer.status, answer.headers.get('content-type'), answer.headers.get('vary')?.toLowerCase(), await answer.text()]
}
assert.deepEqual(await get('application/json'), [200, 'application/json; charset=utf-8', 'accept', '[{"id":1}]'])
assert.deepEqual(await get('text/csv'), [200, 'text/csv; charset=utf-8', 'accept', 'id\r\n1\r\n'])
assert.equal((await get('image/png'))[0], 406)
await app.close()
console.log(`${paths.length} entries imported, required and asked`)
