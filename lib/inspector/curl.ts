/**
 * A request as a line for a shell.
 *
 * In: a method, an address, fields. Out: a line that any POSIX shell runs, and that sends these fields and no others that select.
 */
import { fieldName } from '../negotiation/index.js'

/**
 * @param address absolute
 * @param headers names in lower case
 * @example
 * curlLine('GET', 'http://localhost/', { accept: 'text/csv' }) // "curl -i -H 'Accept: text/csv' 'http://localhost/'"
 */
export function curlLine (method: string, address: string, headers: Readonly<Record<string, string>>): string {
  const fields = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${fieldName(name)}: ${value}`)}`)
  // Of itself curl sends `Accept: */*`; a name without a value keeps it from that.
  if (headers.accept === undefined) fields.unshift("-H 'Accept:'")
  return ['curl', ...flagsOf(method), ...fields, quoted(address)].join(' ')
}

function flagsOf (method: string): string[] {
  if (method === 'HEAD') return ['-I']
  return method === 'GET' ? ['-i'] : ['-i', '-X', quoted(method)]
}

/** Between single quotes a shell reads nothing but their end. */
function quoted (text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
