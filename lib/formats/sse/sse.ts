/**
 * The serializer for server-sent events: `text/event-stream`. Exported as `fastify-produces/sse`.
 *
 * In: at boot a schema, per request items. Out: an event for each, whose data is JSON by the schema; comments while the source waits.
 * What the schema does not declare never goes out.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SerializeContext, SerializerCompiler, SerializerRoute } from '../../../types/index.js'
import { jsonValueOf } from '../../schemas/index.js'
import { isItems, ItemStream } from '../../streams/index.js'
import { checkOptions, markFactory, ROWS, type RowsOption, type Rule } from '../format.js'
import { compileItems } from '../json-lines/lines.js'
import { compileFields } from './fields.js'

/** The options of `sse()`. */
export interface SseOptions extends RowsOption {
  /** The property of an item that is the event's id. Default: the one whose schema has `sse: 'id'`. */
  readonly id?: string
  /** The property of an item that is the event's type. Default: the one whose schema has `sse: 'event'`. */
  readonly event?: string
  /** After how many milliseconds a client whose connection was lost connects again. Default: what the client chooses. */
  readonly retry?: number
  /** After how many milliseconds without an event a comment goes out, so that nobody on the way closes the connection. Default 15 000. */
  readonly heartbeat?: number
}

/** The compiler for `text/event-stream`. */
export interface SseCompiler extends SerializerCompiler {
  /** @throws Error for a property that the schema of the items does not declare */
  compile (schema: unknown, route: SerializerRoute): (payload: unknown, context: SerializeContext) => string | Readable
}

/**
 * Makes the serializer for `text/event-stream`.
 *
 * An async iterable or a generator becomes a stream of events, which is open until the source ends or the client goes. An array is
 * rendered at once; any other value is one event; `null` and `undefined` have none. A source has a second for its first item: after
 * that the answer begins without it. The answer is not stored, and not buffered by nginx.
 *
 * @throws TypeError for an unknown option or a wrong value
 * @example
 * sse({ id: 'id' }).compile(undefined, route)([{ id: 7, name: 'Mars' }], context) // 'id: 7\ndata: {"id":7,"name":"Mars"}\n\n'
 */
export default function sse (options: SseOptions = {}): SseCompiler {
  checkOptions(sse, RULES, options)
  const { id, event, retry, heartbeat = 15_000 } = options
  const head = retry === undefined ? '' : `retry: ${retry}\n\n`
  const idle = { after: heartbeat, text: COMMENT }
  return {
    sync: true,
    rows: options.rows ?? true,
    patience: Math.min(heartbeat, PATIENCE),
    compile (schema, route) {
      const { formatItem, formatAlone } = compileItems(schema, route)
      const fieldsOf = compileFields(schema, route, { id, event })
      const formatEvent = (item: unknown, index: number): string => eventOf(fieldsOf(item, index), formatItem(item, index))
      return function serializeEvents (payload, { reply }) {
        addFields(reply)
        const plain = jsonValueOf(payload)
        if (isItems(plain)) return new ItemStream(plain, { head, format: formatEvent, idle })
        if (plain === null || plain === undefined) return head
        return head + (Array.isArray(plain) ? plain.map(formatEvent).join('') : eventOf(fieldsOf(plain, 0), formatAlone(plain)))
      }
    }
  }
}

/** The id of the last event that a client has seen, which it sends when it connects again; `undefined` where it has seen none. */
export function lastEventId ({ headers }: FastifyRequest): string | undefined {
  const value = headers['last-event-id']
  if (typeof value !== 'string' || value === '') return undefined
  // It is UTF-8 (HTML §9.2.3), of which Node.js makes a character for each byte. Some clients send Latin-1.
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) ? bytes.toString() : value
}

markFactory(sse)
// What `require` gives.
sse.default = sse
sse.lastEventId = lastEventId
export { sse as 'module.exports' }

/** In milliseconds. choice: as long as a client may wait for the fields of the answer; a source that fails by then is a 500. */
const PATIENCE = 1000

const MILLISECONDS: Rule = ['a whole number of milliseconds', (value) => Number.isSafeInteger(value) && Number(value) >= 0]
const PROPERTY: Rule = ['the name of a property', (value) => typeof value === 'string']

const RULES: Readonly<Record<keyof SseOptions, Rule>> = {
  id: PROPERTY,
  event: PROPERTY,
  retry: MILLISECONDS,
  rows: ROWS,
  heartbeat: ['a whole number of milliseconds, up to 2147483647', (value) => Number.isInteger(value) && Number(value) > 0 && Number(value) < 2 ** 31]
}

/*
 * stream  = [ bom ] *event                                            (HTML §9.2.5)
 * event   = *( comment / field ) end-of-line
 * comment = colon *any-char end-of-line
 */
const COMMENT = ':\n\n'

function eventOf (fields: string, json: string): string {
  return `${fields}data: ${json}\n\n`
}

// choice: what the handler has set, stays. What comes as it happens is of no use to a cache, and late where a proxy collects it.
function addFields (reply: FastifyReply): void {
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  if (!reply.hasHeader('x-accel-buffering')) reply.header('x-accel-buffering', 'no')
}
