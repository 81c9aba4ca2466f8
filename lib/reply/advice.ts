/**
 * Advice: what is legal, but surely not meant. The log says it once, as a warning with a code.
 *
 * At boot it is noted, so that a thousand routes with the same thing are one line. At run time it is said where it shows, once a route.
 */
import type { AdviceCode } from '../../types/index.js'

/** What to write instead. */
const REMEDIES: Readonly<Record<AdviceCode, string>> = {
  PRODUCES_ADV_UNREACHABLE: 'Leave out what no request can get, or declare it so that one can',
  PRODUCES_ADV_SERIALIZER: 'Leave them out, or declare their media types in config.produces',
  PRODUCES_ADV_SCHEMA: 'Declare schema.response: what no schema declares never leaves',
  PRODUCES_ADV_STATUS: "Declare what it answers with, as { type: 'null' } where that is nothing",
  PRODUCES_ADV_ENCODINGS: "Declare encodings, as ['br', 'gzip'], or give the route compress: false",
  PRODUCES_ADV_CODING: 'Write the name of one that is registered',
  PRODUCES_ADV_ROWS: 'Say which property has the rows: { mediaType, rows }',
  PRODUCES_ADV_CONFIG: 'Write config: { produces: … }',
  PRODUCES_ADV_ALTERNATES: 'Add override: true, or leave alternates out',
  PRODUCES_ADV_CONTENT: 'Leave Content-Type to the plugin, or declare that media type too, with serialize: false'
}

export const ADVICE_CODES = Object.keys(REMEDIES) as readonly AdviceCode[]

/** Where advice is written to: the log of an application, or of a reply. */
export interface AdviceLog {
  warn (fields: object, message: string): void
}

/** How many routes, and how many things found, a line tells. */
const MAX_TOLD = 3

/** The advice of one scope. */
export class Advice {
  readonly #off: ReadonlySet<string>
  /** By code and what was found, the routes. */
  readonly #noted = new Map<AdviceCode, Map<string, string[]>>()
  readonly #said = new Set<string>()

  /** @param off the codes that are not to be said */
  constructor (off: readonly AdviceCode[]) {
    this.#off = new Set(off)
  }

  /** Whether nothing is to be said. */
  get isSilent (): boolean {
    return this.#off.size === ADVICE_CODES.length
  }

  isOn (code: AdviceCode): boolean {
    return !this.#off.has(code)
  }

  /** Keeps an advice for the end of boot. */
  note (code: AdviceCode, route: string, found: string): void {
    if (!this.isOn(code)) return
    const byFound = this.#noted.get(code) ?? new Map<string, string[]>()
    const routes = byFound.get(found) ?? []
    routes.push(route)
    this.#noted.set(code, byFound.set(found, routes))
  }

  /** Says what has been noted, a line for each code. */
  sayNoted (log: AdviceLog): void {
    for (const [code, byFound] of this.#noted) {
      const told = [...byFound].slice(0, MAX_TOLD).map(([found, routes]) => `${namesOf(routes)}: ${found}`)
      const rest = byFound.size > MAX_TOLD ? `; and ${byFound.size - MAX_TOLD} more like it` : ''
      const routes = new Set([...byFound.values()].flat())
      const [route] = routes
      log.warn({ code, route, routes: routes.size }, `${code}: ${told.join('; ')}${rest}. ${REMEDIES[code]}`)
    }
    this.#noted.clear()
  }

  /** Says an advice, unless that has been said of the route. */
  sayOnce (code: AdviceCode, route: string, found: () => string, log: AdviceLog): void {
    const key = `${code} ${route}`
    if (!this.isOn(code) || this.#said.has(key)) return
    this.#said.add(key)
    log.warn({ code, route }, `${code}: ${route}: ${found()}. ${REMEDIES[code]}`)
  }
}

function namesOf (routes: readonly string[]): string {
  const rest = routes.length > MAX_TOLD ? ` and ${routes.length - MAX_TOLD} more` : ''
  return `${routes.slice(0, MAX_TOLD).join(', ')}${rest}`
}

/** Whether anybody would read a warning. */
export function isHeard (log: AdviceLog & { readonly trace: unknown }): boolean {
  const { isLevelEnabled } = log as { isLevelEnabled?: (level: string) => boolean }
  // Without a logger, Fastify has one whose methods are all the same.
  return isLevelEnabled === undefined ? log.warn !== log.trace : isLevelEnabled.call(log, 'warn')
}
