/**
 * Client hints and preferences: fields that a handler reads, which then belong in `Vary`.
 *
 * In: the names of the fields that a route reads. Out: what it answers with because of that, and the values in a request.
 * RFC 8942, RFC 9651, RFC 7240.
 * @see https://www.rfc-editor.org/rfc/rfc8942
 */
import { createRequire } from 'node:module'
import { inspect } from 'node:util'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PRODUCES_ERR_PREFERENCE } from '../errors.js'
import { addToVary, isToken, parsePrefer, readField, type RequestPreferences } from '../negotiation/index.js'

/** The hints that a route reads. */
export interface Hints {
  /** As they are declared. */
  readonly names: readonly string[]
  /** What the answers ask the client for; empty where that is nothing. */
  readonly acceptCh: string
  /** All of them, for `Vary`. */
  readonly vary: string
  /** `Prefer` as it is declared. */
  readonly prefer: string | undefined
}

const PREFER = 'prefer'

const LIBRARY = 'structured-headers'
const NO_LIBRARY = `client hints need the package ${LIBRARY}: npm install ${LIBRARY}`

/** What is wrong with a list of hints; `undefined` where nothing is. */
export function faultOfHints (names: readonly string[], library = LIBRARY): string | undefined {
  const lower = names.map((name) => name.toLowerCase())
  const wrong = names.find((name) => !isToken(name))
  if (wrong !== undefined) return `expected the name of a field, found ${JSON.stringify(wrong)}`
  const negotiated = names.find((name) => /^accept(?:-|$)/i.test(name))
  if (negotiated !== undefined) return `expected the name of a client hint, found ${negotiated}. Declare what there is in mediaTypes, languages, …`
  const twice = lower.find((name, index) => lower.indexOf(name) !== index)
  if (twice !== undefined) return `expected each once, found ${twice} twice`
  return lower.some((name) => name !== PREFER) && loadParser(library) === undefined ? NO_LIBRARY : undefined
}

export function compileHints (names: readonly string[]): Hints {
  const hints = names.filter((name) => name.toLowerCase() !== PREFER)
  const prefer = names.find((name) => !hints.includes(name))
  return { names: [...names], acceptCh: hints.join(', '), vary: names.join(', ').toLowerCase(), prefer }
}

type Item = readonly [value: unknown, parameters: ReadonlyMap<string, unknown>]

/** As much of the package as is used. Its own types need those of a browser. */
interface Parser {
  parseItem (fieldValue: string): Item
  parseList (fieldValue: string): Item[]
  isInnerList (member: Item): boolean
}

const require = createRequire(import.meta.url)

/** `undefined` where it is not installed: only who reads hints needs it. */
function loadParser (library = LIBRARY): Parser | undefined {
  try {
    return require(library) as Parser
  } catch {
    // Not installed.
  }
}

const kHints = Symbol('fastify-produces.hints')
const kValues = Symbol('fastify-produces.hintValues')

/** The values of the hints that a request's route reads, by their declared names. */
type Values = Record<string, unknown>

interface WithHints {
  [kHints]?: Hints
  [kValues]?: Readonly<Values>
}

/** Asks the client for what the route reads, and notes it for `hintsOf`. */
export function addHints (request: FastifyRequest, reply: FastifyReply, hints: Hints): void {
  (request as WithHints)[kHints] = hints
  if (hints.acceptCh !== '') reply.header('accept-ch', addToVary(reply.getHeader('accept-ch'), hints.acceptCh))
}

/** What a request says of the hints that its route reads; frozen, `undefined` where it reads none. Read when it is asked for. */
export function hintsOf (request: FastifyRequest): Readonly<Values> | undefined {
  const { [kHints]: hints, [kValues]: known } = request as WithHints
  if (hints === undefined || known !== undefined) return known
  const values: Values = Object.create(null) as Values
  for (const name of hints.names) values[name] = readHint(name.toLowerCase(), readField(request.headers, name.toLowerCase()))
  Object.freeze(values);
  (request as WithHints)[kValues] = values
  return values
}

const LISTS = ['sec-ch-ua', 'sec-ch-ua-full-version-list', 'sec-ch-ua-form-factors']

/** Of what kind known hints are, as `HintValues` types them. */
const KINDS: ReadonlyMap<string, string> = new Map(Object.entries({
  number: ['dpr', 'width', 'viewport-width', 'viewport-height', 'device-memory'].map((name) => `sec-ch-${name}`)
    .concat('device-memory', 'downlink', 'rtt'),
  boolean: ['sec-ch-ua-mobile', 'sec-ch-ua-wow64'],
  string: ['color-scheme', 'contrast', 'reduced-data', 'reduced-motion', 'reduced-transparency'].map((name) => `sec-ch-prefers-${name}`)
    .concat(['arch', 'bitness', 'model', 'platform', 'platform-version'].map((name) => `sec-ch-ua-${name}`), 'ect')
}).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)))

/** `undefined` for what cannot be read, or is of another kind than the hint: the client's fault throws nothing. */
function readHint (name: string, value: string | undefined): unknown {
  if (value === undefined) return undefined
  if (name === PREFER) return parsePrefer(value)
  const { isInnerList, parseItem, parseList } = loadParser() as Parser
  try {
    if (LISTS.includes(name)) {
      const members = parseList(value)
      const areTexts = members.every((member) => !isInnerList(member) && typeof valueOf(member[0]) === 'string')
      return areTexts ? Object.freeze(members.map(memberOf)) : undefined
    }
    const item = valueOf(parseItem(value)[0])
    if (name === 'save-data') return item === 'on'
    const kind: string = typeof item
    return (KINDS.get(name) ?? kind) === kind ? item : undefined
  } catch {
    // Malformed.
  }
}

function memberOf ([value, parameters]: Item): object {
  return Object.freeze({
    value: valueOf(value),
    parameters: Object.freeze(Object.fromEntries([...parameters].map(([name, parameter]) => [name, valueOf(parameter)])))
  })
}

function valueOf (item: unknown): unknown {
  if (item instanceof ArrayBuffer) return new Uint8Array(item)
  return typeof item === 'object' && !(item instanceof Date) ? String(item) : item
}

/**
 * Names a preference of the request as one that this answer follows, in `Preference-Applied`.
 *
 *     Preference-Applied = 1#applied-pref
 *     applied-pref       = token [ BWS "=" BWS word ]                    (RFC 7240 §3)
 *
 * @returns whether the client has that preference; where it has not, nothing is named
 * @throws PRODUCES_ERR_PREFERENCE for what cannot be the name of one
 */
export function applyPreference (reply: FastifyReply, name: string): boolean {
  checkPreference(reply, name)
  const { prefer } = (reply.request as WithHints)[kHints] ?? {}
  const preferences = prefer === undefined ? undefined : hintsOf(reply.request)?.[prefer] as RequestPreferences | undefined
  const value = preferences?.[name.toLowerCase()]
  if (value === undefined) return false
  const applied = value === true ? name : `${name}=${isToken(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`}`
  const present = reply.getHeader('preference-applied')
  reply.header('preference-applied', present === undefined ? applied : `${String(present)}, ${applied}`)
  return true
}

function checkPreference ({ request: { method, routeOptions: { url = '404' } } }: FastifyReply, name: unknown): void {
  if (typeof name === 'string' && isToken(name)) return
  const token = /^([^\s=;,]+)\s*[=;]/.exec(String(name))?.[1]
  const remedy = token === undefined ? '' : `. Write '${token}'`
  const error = new PRODUCES_ERR_PREFERENCE(`${method} ${url}`, `expected the name of a preference, found ${inspect(name)}${remedy}`)
  Error.captureStackTrace(error, applyPreference)
  throw error
}
