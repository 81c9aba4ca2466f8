/**
 * A problem as plain text, for clients that take nothing else.
 */

const UNWRITABLE = /(?![\t\n])[\p{Cc}\p{Cs}]/gu

/** Text for terminals too: a control character becomes U+FFFD. */
function clean (value: unknown): string {
  return String(value).replace(/\r\n?/g, '\n').replace(UNWRITABLE, '\ufffd')
}

/**
 * Status and title, then what is said of it.
 *
 * @example
 * problemText({ status: 404, title: 'Not Found', detail: 'Route GET:/pluto not found' }) // '404 Not Found\n\nRoute GET:/pluto not found\n'
 */
export function problemText ({ status, title, detail, errors }: Readonly<Record<string, unknown>>): string {
  const head = [status, title].filter((part) => part !== undefined).map(clean).join(' ')
  const faults = Array.isArray(errors) ? errors.map(faultText).join('') : ''
  return [`${head}\n`, detail === undefined ? '' : `${clean(detail)}\n`, faults].filter((part) => part !== '').join('\n')
}

function faultText (fault: unknown): string {
  const { location = '', pointer = '', detail = '' }: Readonly<Record<string, unknown>> = Object(fault)
  return `${clean(location)}${clean(pointer)}: ${clean(detail)}\n`
}
