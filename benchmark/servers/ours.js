/**
 * Fastify with fastify-produces.
 */
import Fastify from 'fastify'
// By path: this folder has a package.json of its own, and so is another package.
import csv from '../../dist/formats/csv/csv.js'
import produces from '../../dist/index.js'
import { TWELVE_LANGUAGES } from '../inputs/fields.js'

const TWO = ['application/json', 'text/csv']

async function listen ({ value, schema }, produced) {
  const app = Fastify()
  await app.register(produces, {
    serializers: {
      'text/csv': csv(),
      'application/yaml': (payload) => Object.entries(payload).map(([key, member]) => `${key}: ${JSON.stringify(member)}\n`).join(''),
      'application/x-ndjson': (payload) => JSON.stringify(payload) + '\n'
    }
  })
  app.get('/', { config: produced && { produces: produced }, schema: { response: { 200: schema } } }, async () => value)
  return app.listen({ port: 0, host: '127.0.0.1' })
}

export const ours = {
  undeclared: (object) => listen(object),
  one: (object) => listen(object, ['application/json']),
  two: (object) => listen(object, TWO),
  five: (object) => listen(object, [...TWO, 'application/yaml', 'application/x-ndjson', 'application/hal+json']),
  languages: (object) => listen(object, { mediaTypes: TWO, languages: TWELVE_LANGUAGES })
}
