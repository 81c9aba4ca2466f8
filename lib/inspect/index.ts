/**
 * The command `fastify-produces inspect`: what a server does, from outside, for the clients that there are.
 *
 * - `clients.ts`: what real clients send
 * - `answer.ts`: a request and its answer
 * - `exchange.ts`: one request over HTTP/1.1 or HTTP/2
 * - `unreachable.ts`: why there is no answer, in words
 * - `session.ts`: what is asked of one URL
 * - `links.ts`: what an answer says of other representations
 * - `discover.ts`: what there is
 * - `verdict.ts`: what a check comes to
 * - `selection-checks.ts`: whether the fields decide as they are to
 * - `cache-checks.ts`: whether caches can tell representations apart
 * - `answer-checks.ts`: whether a server says what it has, and survives what it is sent
 * - `matrix.ts`: what each client gets
 * - `inspect-url.ts`: all of that
 * - `report.ts`: a report as people read it
 * - `own-app.ts`: an application of one's own, from inside
 * - `arguments.ts`: what was asked for on the command line
 * - `command.ts`: the command
 */
export { type Client, clients } from './clients.js'
export { runCommand } from './command.js'
