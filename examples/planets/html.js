/**
 * A template tag that escapes: html`<td>${value}</td>` is markup, whatever `value` holds.
 */

export class Markup {
  constructor (/** @type {string} */ text) {
    this.text = text
  }

  toString () {
    return this.text
  }
}

/** @typedef {Markup | string | number | readonly Markup[]} Interpolated */

/**
 * Joins markup and values; a value that is not markup itself is escaped, for text and for quoted attributes.
 *
 * @param {TemplateStringsArray} strings
 * @param {Interpolated[]} values
 */
export function html (strings, ...values) {
  return new Markup(String.raw({ raw: strings }, ...values.map(format)))
}

/** Takes over text of our own that is markup, or a style sheet, already. */
export function trusted (/** @type {string} */ text) {
  return new Markup(text)
}

/** @returns {string} */
function format (/** @type {Interpolated} */ value) {
  if (value instanceof Markup) return value.text
  if (Array.isArray(value)) return value.map(format).join('')
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
