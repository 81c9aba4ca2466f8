/**
 * A 406 in the log: one line, with what Fastify's own lines of the request do not have. They have its method, URL and status, and the same
 * `reqId`.
 *
 * choice: the default level is `info`, at which Fastify logs the errors of clients. A 406 is no fault of the application, and still there
 * for whoever looks for it.
 *
 * choice: `disableRequestLogging` does not count. Who sets it writes a line of their own for each request, which does not have this either.
 */
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { didYouMean, readField } from '../negotiation/index.js'
import type { NegotiatedRoute } from './outcome.js'
import { cut } from './problems/error-problem.js'

/** A logger: of those that Fastify takes, some have a method more for each level of their own, and some tell of their levels. */
interface Logger {
  readonly [level: string]: unknown
  readonly level?: unknown
  readonly levels?: { readonly values?: Readonly<Record<string, number>> } | undefined
}

/** The methods that Fastify asks of every logger. */
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

/** What is wrong with a level for a logger; `undefined` where nothing is. */
export function faultOfLogLevel (level: string | false, { log }: { readonly log: FastifyBaseLogger }): string | undefined {
  if (level === false) return undefined
  const logger = log as unknown as Logger
  const values = logger.levels?.values
  // What Fastify has in place of a logger tells no level. In tests, say: then it is any level that another logger may have.
  const isKnown = values === undefined ? typeof logger[level] === 'function' || logger.level === undefined : typeof values[level] === 'number'
  if (isKnown) return undefined
  const known = values === undefined ? LEVELS : Object.keys(values)
  return `expected a level of the logger (${known.join(', ')}) or false, found ${JSON.stringify(level)}${didYouMean(level, known)}`
}

interface LevelledLogger {
  readonly [level: string]: ((line: NotAcceptableLine, message: string) => void) | undefined
}

/** What the line says besides. By dimension, of those in which nothing was acceptable. */
interface NotAcceptableLine {
  readonly code: string
  readonly route: string
  readonly unacceptable: readonly string[]
  readonly requested: Readonly<Record<string, string>>
  readonly available: Readonly<Record<string, readonly string[]>>
}

/** @param unacceptable the names of the dimensions in which nothing was acceptable */
export function logNotAcceptable (
  { log, headers }: FastifyRequest, { name, negotiation }: NegotiatedRoute, unacceptable: readonly string[], level: string | false
): void {
  if (level === false || (log as { isLevelEnabled?: (level: string) => boolean }).isLevelEnabled?.(level) === false) return
  const failing = negotiation.dimensions.filter((dimension) => unacceptable.includes(dimension.name));
  // Not every logger of a request has the levels of the application's own.
  (log as unknown as LevelledLogger)[level]?.({
    code: 'PRODUCES_ERR_NOT_ACCEPTABLE',
    route: name,
    unacceptable,
    requested: Object.fromEntries(failing.map((dimension) => [dimension.name, cut(readField(headers, dimension.field) as string)])),
    available: Object.fromEntries(failing.map((dimension) => [dimension.name, beginningOf(dimension.available)]))
  }, 'not acceptable')
}

// Of what is available a line names this many; the route has them all.
const MAX_NAMED = 16

function beginningOf (values: readonly string[]): readonly string[] {
  return values.length > MAX_NAMED ? [...values.slice(0, MAX_NAMED), `… ${values.length - MAX_NAMED} more`] : values
}
