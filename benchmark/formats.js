/**
 * A thousand rows in each format, compiled from the schema, against the same library without a schema.
 *
 *     node benchmark/formats.js [--quick] [--only regexp] [--rounds n] [--milliseconds n]
 */
import { parseArgs } from 'node:util'
import { Encoder } from '@msgpack/msgpack'
import { encode } from 'cbor2/encoder'
import { stringify } from 'csv-stringify/sync'
import Fastify from 'fastify'
import { XMLBuilder } from 'fast-xml-parser'
import { do_not_optimize as keep, measure } from 'mitata'
import YAML from 'yaml'
import cbor from '../dist/formats/binary/cbor.js'
import csv from '../dist/formats/csv/csv.js'
import { json } from '../dist/serializers/json.js'
import msgpack from '../dist/formats/binary/msgpack.js'
import ndjson from '../dist/formats/json-lines/ndjson.js'
import xml from '../dist/formats/xml/xml.js'
import yaml from '../dist/formats/yaml/yaml.js'
import { COLUMNS, objects } from './inputs/objects.js'
import { printMachine } from './tools/machine.js'
import { figure, format, median, number, ratios, small, table } from './tools/ratios.js'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
    milliseconds: { type: 'string' }
  }
})
const rounds = Number(options.rounds ?? (options.quick ? 3 : 9))
const milliseconds = Number(options.milliseconds ?? (options.quick ? 50 : 300))

const rows = Array.from({ length: 1000 }, (_, place) => ({ ...objects.rows.value[place % 20], id: place }))
const { schema } = objects.rows

const stringifyJson = await compiledByFastify()
const route = { method: 'GET', url: '/', mediaType: 'application/json', status: '200', schemas: {}, compileJson: () => stringifyJson }

async function compiledByFastify () {
  const app = Fastify()
  let compiled
  app.get('/', { schema: { response: { 200: schema } } }, async function (_request, reply) {
    compiled = reply.getSerializationFunction('200')
    return []
  })
  await app.inject('/')
  return compiled
}

const builder = new XMLBuilder({})

/** By format: ours, and the library on the same rows. */
const formats = {
  'JSON, against fast-json-stringify alone': [json, () => stringifyJson(rows)],
  'NDJSON, against JSON.stringify line by line': [ndjson(), () => rows.map((row) => JSON.stringify(row) + '\n').join('')],
  'CSV, against csv-stringify with columns': [csv(), () => stringify(rows, { header: true, columns: COLUMNS, record_delimiter: '\r\n', cast: { boolean: String } })],
  'XML, against the builder of fast-xml-parser': [xml(), () => builder.build({ root: { item: rows } })],
  'YAML, against yaml': [yaml(), () => YAML.stringify(rows, { aliasDuplicateObjects: false })],
  'CBOR, against cbor2': [cbor(), () => encode(rows)],
  'MessagePack, against @msgpack/msgpack': [msgpack(), () => new Encoder().encode(rows)]
}

printMachine(['mitata', 'fast-xml-parser'])
const lines = [['a thousand rows', 'times as fast', small('ours, ms'), small("the library's, ms")]]
for (const [title, [serializer, byLibrary]] of Object.entries(formats)) {
  if (!new RegExp(options.only, 'i').test(title)) continue
  const serialize = serializer.compile(schema, route)
  const times = { ours: [], library: [] }
  for (let round = 0; round < rounds + 1; round++) {
    for (const [name, write] of [['ours', () => serialize(rows)], ['library', byLibrary]]) {
      const { p50 } = await measure(() => keep(write()), { gc: false, min_cpu_time: milliseconds * 1e6, batch_samples: 8 })
      // The first round warms up.
      if (round > 0) times[name].push(p50 / 1e6)
    }
  }
  lines.push([title, format(figure(ratios(times.library, times.ours))), small(number(median(times.ours))), small(number(median(times.library)))])
}
console.log(table(lines))
