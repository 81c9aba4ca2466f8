/** What a page says of data: the text of each scalar under the labels around it. */

/** A scalar as text for people. */
export function shown (value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value ?? '')
}

/** Each text with the labels around it, in no order. Empty text, null and what holds nothing look alike. */
export function textsOf (value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsOf(item, path))
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, `${path}>${name}`))
  return textAt(path, shown(value))
}

/** Text under its labels, if there is any. */
export function textAt (path: string, text: string): string[] {
  return text.trim() === '' ? [] : [`${path}=${text.trim()}`]
}

/** Whether texts are those of JSON's data. Where fast-json-stringify has 0 and false for null, there is nothing to see. */
export function saysTexts (found: readonly string[], json: unknown): boolean {
  const counts = new Map<string, number>()
  for (const text of textsOf(json)) counts.set(text, (counts.get(text) ?? 0) + 1)
  for (const text of found) counts.set(text, (counts.get(text) ?? 0) - 1)
  return [...counts].every(([text, count]) => count === 0 || (count > 0 && /=(?:0|no)$/.test(text)))
}
