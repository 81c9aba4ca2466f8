/** What a reader finds in XML, as far as XML can say it, is what JSON says: the texts of the scalars, each under its names. */
import xml from '../../../lib/formats/xml/xml.js'
import { testParity } from '../parity.js'
import { decodeName, parse, type Element } from './reader.js'

/** Each text with the names around it. Empty text, null and what holds nothing look alike. */
function textsOf (value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsOf(item, Array.isArray(item) ? `${path}>${path.split('>').at(-1)}` : path))
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, `${path}>${name}`))
  return value === null || value === '' ? [] : [`${path}=${String(value)}`]
}

function textsIn ({ local, children, text }: Element, path = ''): string[] {
  const own = path === '' ? decodeName(local) : `${path}>${decodeName(local)}`
  return children.length > 0 ? children.flatMap((child) => textsIn(child, own)) : text === '' ? [] : [`${own}=${text}`]
}

/** An array has an element around its items where its schema declares no array alone: items and array have one name then. */
function withoutWrappers (text: string): string {
  const [path = '', ...rest] = text.split('=')
  return [path.split('>').filter((name, index, names) => name !== names[index - 1]).join('>'), ...rest].join('=')
}

testParity(xml(), (content, json) => {
  const expected = textsOf(json, 'root').map(withoutWrappers).sort()
  const found = textsIn(parse(content)).map(withoutWrappers).sort()
  // fast-json-stringify has 0 and false for null.
  const papered = new Map<string, number>()
  for (const text of expected) papered.set(text, (papered.get(text) ?? 0) + 1)
  for (const text of found) papered.set(text, (papered.get(text) ?? 0) - 1)
  return [...papered].every(([text, count]) => count === 0 || (count > 0 && /=(?:0|false)$/.test(text)))
}, (schema) => JSON.parse(JSON.stringify(schema).replaceAll('x/y', 'x-y')))
