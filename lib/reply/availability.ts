/**
 * What is available, in fields that caches and clients can read: `Avail-Format`, `Avail-Language`, `Avail-Encoding`.
 *
 * In: a negotiation. Out: a field for each dimension that can change the answer, as a List of Tokens (RFC 9651 §3.1, §3.3.4); `d` marks
 * what is served to who says nothing.
 * @see https://datatracker.ietf.org/doc/html/draft-nottingham-http-availability-hints-02
 */
import type { Negotiation, SelectedRepresentation } from '../negotiation/index.js'

export type Field = readonly [name: string, value: string]

const NAMES: Readonly<Record<string, string>> = { mediaType: 'avail-format', language: 'avail-language', encoding: 'avail-encoding' }

const compiled = new WeakMap<Negotiation, readonly Field[]>()

/** Compiled once for each negotiation, which routes share. */
export function availabilityOf (negotiation: Negotiation): readonly Field[] {
  const fields = compiled.get(negotiation) ?? compileFields(negotiation)
  compiled.set(negotiation, fields)
  return fields
}

function compileFields ({ dimensions, vary, select }: Negotiation): Field[] {
  const varying = vary.split(', ')
  // To who says nothing, everything is acceptable.
  const served = select({}) as SelectedRepresentation
  return dimensions.flatMap(({ name, field, available }): Field[] => {
    const header = NAMES[name]
    if (header === undefined || !varying.includes(field)) return []
    const byDefault = tokenOf(String(served[name as 'mediaType']))
    const tokens = new Set(available.map(tokenOf).filter(isNeeded))
    return tokens.size === 0 ? [] : [[header, [...tokens].map((token) => token === byDefault ? `${token};d` : token).join(', ')]]
  })
}

// A token cannot say parameters.
function tokenOf (value: string): string {
  return value.split(/[ \t]*;/, 1)[0] as string
}

/*
 * sf-token = ( ALPHA / "*" ) *( tchar / ":" / "/" )                 (RFC 9651 §3.3.4)
 *
 * Everything is available as `identity`, which the draft leaves out.
 */
function isNeeded (token: string): boolean {
  return /^[a-z]/i.test(token) && token !== 'identity'
}
