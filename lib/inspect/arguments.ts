/**
 * What was asked for on the command line.
 */
import { parseArgs } from 'node:util'
import { type Client, clients } from './clients.js'

/** Exit code 2, with the usage. */
export class UsageFault extends Error {}

export interface Wish {
  /** A URL of http or https, or a file. */
  readonly target: string
  /** Of an application in a file; a URL has none. */
  readonly route: string | undefined
  readonly method: string
  readonly clients: readonly Client[]
  readonly format: 'text' | 'json' | 'github'
  readonly follow: boolean
  readonly insecure: boolean
  readonly version: '1.1' | '2'
  /** In milliseconds. */
  readonly timeout: number
  readonly maxRequests: number
}

/** In lines of at most 80 columns. */
function namesIn (indent: number): string {
  return clients.map(({ name }) => name).join(', ').replace(/(.{50,68},) /g, `$1\n${' '.repeat(indent)}`)
}

export const USAGE = `Usage: fastify-produces inspect URL [options]
       fastify-produces inspect FILE ROUTE [options]

Sends what real clients send, and tells what each gets, what caches would mix
up, and what is at fault. With a file: why each client gets what it gets from
the application that the file exports (default, app, build, buildApp).

  --as CLIENT        this client only; may be given again
  --accept VALUE     a client that sends this Accept
  --language VALUE   a client that sends this Accept-Language
  --method METHOD    of the route of a file (GET)
  --json             everything, as JSON
  --github           annotations for a workflow of GitHub
  --http2            HTTP/2 throughout, over http with prior knowledge
  --follow           go to other hosts where redirected
  --insecure         take any certificate
  --timeout SECONDS  for one answer (10)
  --requests COUNT   at most, all in all (300)
  --help             this text

Clients: ${namesIn(9)}
Exit code: 0 no fault, 1 a fault, 2 nothing to inspect.
`

const options = {
  as: { type: 'string', multiple: true },
  accept: { type: 'string' },
  language: { type: 'string' },
  method: { type: 'string' },
  json: { type: 'boolean' },
  github: { type: 'boolean' },
  http2: { type: 'boolean' },
  follow: { type: 'boolean' },
  insecure: { type: 'boolean' },
  timeout: { type: 'string' },
  requests: { type: 'string' },
  help: { type: 'boolean' }
} as const

/**
 * Reads the arguments after the name of the program.
 *
 * @returns `undefined` where help is asked for
 * @throws UsageFault
 */
export function readArguments (args: readonly string[]): Wish | undefined {
  const { values, positionals } = parse(args)
  if (values.help === true) return undefined
  return {
    ...aimAt(positionals),
    method: (values.method ?? 'GET').toUpperCase(),
    clients: chosen(values),
    format: formatOf(values),
    follow: values.follow === true,
    insecure: values.insecure === true,
    version: values.http2 === true ? '2' : '1.1',
    timeout: 1000 * positive('timeout', values.timeout, 10),
    maxRequests: positive('requests', values.requests, 300)
  }
}

function aimAt ([command, target, ...others]: readonly string[]): Pick<Wish, 'target' | 'route'> {
  if (command !== 'inspect') throw new UsageFault(command === undefined ? 'No command.' : `There is no command ${command}.`)
  if (target === undefined) throw new UsageFault('No URL and no file.')
  const isUrl = /^https?:/i.test(target)
  if (isUrl && !URL.canParse(target)) throw new UsageFault(`${target} is no URL.`)
  const [route, ...surplus] = isUrl ? [undefined, ...others] : others
  if (!isUrl && route === undefined) throw new UsageFault(`${target} is no URL of http or https; of an application in a file, name a route too.`)
  if (surplus.length > 0) throw new UsageFault(`${surplus.join(' ')}: too many arguments.`)
  return { target, route }
}

function formatOf ({ json, github }: Values): Wish['format'] {
  if (json === true) return 'json'
  return github === true ? 'github' : 'text'
}

function parse (args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new UsageFault((error as Error).message)
  }
}

type Values = ReturnType<typeof parse>['values']

function chosen ({ as = [], accept, language }: Values): readonly Client[] {
  const fields = { ...accept === undefined ? {} : { accept }, ...language === undefined ? {} : { 'accept-language': language } }
  const own = Object.keys(fields).length === 0 ? [] : [{ name: 'yours', version: '', source: 'the command line', fields }]
  const named = as.map((name) => {
    return clients.find((client) => client.name === name) ?? fault(`There is no client ${name}: ${clients.map((client) => client.name).join(', ')}.`)
  })
  return own.length + named.length === 0 ? clients : [...own, ...named]
}

function positive (name: string, text: string | undefined, usual: number): number {
  if (text === undefined) return usual
  return /^\d+(?:\.\d+)?$/.test(text) && Number(text) > 0 ? Number(text) : fault(`--${name} ${text}: a number above 0 is expected.`)
}

function fault (message: string): never {
  throw new UsageFault(message)
}
