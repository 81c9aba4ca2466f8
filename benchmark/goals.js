/**
 * The goals, as data: a program prints each next to its figure. All are medians of ratios from one run, but those that have a unit and the exponent.
 */
export const goals = {
  'http.clients': { what: "two media types, ten clients' fields in turn, against the limit", atLeast: 0.98 },
  'http.languages': { what: 'media types and languages, against the limit', atLeast: 0.96 },
  'http.different': { what: 'every Accept different, against the limit', atLeast: 0.94 },
  'http.serializer.chrome': { what: "against @fastify/accepts-serializer, Chrome's field", atLeast: 1.3 },
  'http.serializer.clients': { what: "against @fastify/accepts-serializer, ten clients' fields", atLeast: 1.15 },
  'http.serializer.different': { what: 'against @fastify/accepts-serializer, every Accept different', atLeast: 1.25 },
  'http.express': { what: "against Express 5, Chrome's field", atLeast: 5 },
  'http.koa': { what: "against Koa, Chrome's field", atLeast: 1.6 },
  'http.hapi': { what: "against hapi, Chrome's field", atLeast: 2 },
  'http.hono': { what: "against Hono on Node.js, Chrome's field", atLeast: 1.4 },
  // "No difference": one per cent is what a run can tell.
  'http.undeclared': { what: 'a route without produces, against bare Fastify', atLeast: 0.99 },
  'micro.cold.browser': { what: "cold, against negotiator, browsers' fields", atLeast: 8 },
  'micro.cold.languages': { what: 'cold, against negotiator, languages', atLeast: 10 },
  'micro.warm': { what: 'warm, against negotiator', atLeast: 100 },
  'types.check': { what: 'processor time of tsc to check 300 routes, against the same routes without produces', atMost: 1.15 },
  'scale.worst': { what: '16 KB of the worst value, beyond a short one', atMost: 150, unit: ' µs' },
  // Exponent of cost = size ^ exponent: 1 is linear, 2 quadratic; the rest is room for noise.
  'scale.linear': { what: 'growth of the cost with the size, as an exponent', atMost: 1.2 },
  'allocation.request': { what: "allocated per request beyond the limit's", atMost: 200, unit: ' bytes' },
  'boot.route': { what: "boot of a route beyond Fastify's own", atMost: 0.2, unit: ' ms' },
  // Whole answers of 5,000 rows of eight columns, in times of plain Fastify's JSON.
  'formats.csv.json': { what: "CSV, in times of plain Fastify's JSON", atMost: 1 },
  'formats.ndjson.json': { what: "NDJSON, in times of plain Fastify's JSON", atMost: 1 },
  'formats.json-seq.json': { what: "JSON sequence, in times of plain Fastify's JSON", atMost: 1.1 },
  'formats.sse.json': { what: "server-sent events, in times of plain Fastify's JSON", atMost: 1.1 },
  'formats.xml.json': { what: "XML, in times of plain Fastify's JSON", atMost: 1.3 },
  'formats.cbor.json': { what: "CBOR, in times of plain Fastify's JSON", atMost: 0.9 },
  'formats.msgpack.json': { what: "MessagePack, in times of plain Fastify's JSON", atMost: 0.9 },
  'formats.yaml.json': { what: "YAML, in times of plain Fastify's JSON", atMost: 1.6 },
  'formats.markdown.json': { what: "Markdown, in times of plain Fastify's JSON", atMost: 1.6 },
  'formats.html.json': { what: "HTML, in times of plain Fastify's JSON", atMost: 1.8 },
  // The same answers, against the fastest library of the format.
  'formats.csv.peer': { what: 'CSV, against the fastest library', atLeast: 1.3 },
  'formats.ndjson.peer': { what: 'NDJSON, against JSON.stringify line by line', atLeast: 1 },
  'formats.sse.peer': { what: 'server-sent events, against JSON.stringify event by event', atLeast: 1 },
  'formats.xlsx.peer': { what: 'XLSX, against the fastest library', atLeast: 2 },
  'formats.xml.peer': { what: 'XML, against the fastest library', atLeast: 2.2 },
  'formats.cbor.peer': { what: 'CBOR, against the fastest library', atLeast: 1 },
  'formats.msgpack.peer': { what: 'MessagePack, against the fastest library', atLeast: 1 },
  'formats.yaml.peer': { what: 'YAML, against the fastest library', atLeast: 5 },
  'start.route': { what: 'a process with one route of two formats, against one with Fastify alone', atMost: 1.6 }
}

/**
 * Says whether a figure meets its goal.
 *
 * @param figure { median, low, high }, as of tools/ratios.js
 * @returns for example `≥ 0.98 met`; whether the goal lies within the spread is said too, for then another run may say otherwise
 */
export function verdict (id, { median, low, high }) {
  const { atLeast, atMost, unit = '' } = goals[id]
  const goal = atLeast ?? atMost
  const met = atLeast === undefined ? median <= atMost : median >= atLeast
  const close = low <= goal && goal <= high ? ', within the spread' : ''
  return `${atLeast === undefined ? '≤' : '≥'} ${goal}${unit} ${met ? 'met' : 'not met'}${close}`
}
