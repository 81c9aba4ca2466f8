/**
 * Elements, made of names, attributes and text. Nothing here reads markup: what a server says is text, whatever it looks like.
 */

/**
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 */
export function element (name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

/** A label and its input. */
export function labelled (label, id, attributes = {}) {
  return element('p', {}, element('label', { for: id }, label), element('input', { id, spellcheck: 'false', autocapitalize: 'off', ...attributes }))
}

/** A field's name as people write it. */
export function fieldName (name) {
  return name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase())
}

export function byId (id) {
  return document.getElementById(id)
}
