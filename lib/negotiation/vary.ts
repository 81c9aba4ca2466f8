/**
 * The value of `Vary`: field names added to what others wrote.
 *
 * RFC 9110 §12.5.5. `*` stays `*`; a name that is there already, in whatever case, is not added again.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5
 */

/** A response field as Node and Fastify keep it: one line, several, or none. */
export type FieldLines = string | number | readonly string[] | undefined

/*
 * Vary = #( "*" / field-name )                                     (RFC 9110 §12.5.5)
 */

/**
 * Adds field names to a `Vary` value.
 *
 * @param value what is there: one line, several, or `undefined`
 * @param names what to add
 * @returns the combined value; what was there keeps its spelling and comes first; empty where there is nothing
 * @example
 * addToVary('Origin, Accept', 'accept, accept-language') // 'Origin, Accept, accept-language'
 * addToVary('*', 'accept') // '*'
 * addToVary(undefined, 'accept') // 'accept'
 */
export function addToVary (value: FieldLines, names: FieldLines): string {
  const members = [...membersOf(value), ...membersOf(names)]
  if (members.includes('*')) return '*'
  const lower = members.map((member) => member.toLowerCase())
  return members.filter((_, index) => lower.indexOf(lower[index] as string) === index).join(', ')
}

function membersOf (value: FieldLines): string[] {
  const combined = Array.isArray(value) ? value.join(',') : String(value ?? '')
  return combined.split(',').map((member) => member.trim()).filter((member) => member !== '')
}
