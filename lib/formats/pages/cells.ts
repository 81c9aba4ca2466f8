/**
 * A value as the text of one cell.
 *
 * In: a value, and the shape that the schema declares for it. Out: its text; JSON where it is more than scalars.
 */
import { ANY, itemShape, NOTHING, type Shape } from '../../schemas/index.js'
import { declaredItems, isStructure, type Properties, read, scalarText, toPlain, visitProperties } from '../values/values.js'

/**
 * The text of a cell; empty for what the shape does not declare.
 *
 * @param separator stands between the scalars of an array
 */
export function cellText (plain: unknown, shape: Shape, separator: string): string {
  if (!isStructure(plain)) return shape.scalar ? scalarText(plain) : ''
  if (isJsonIn(plain, shape)) return Array.isArray(plain) ? jsonArray(plain, shape) : jsonObject(plain, shape)
  return Array.isArray(plain) ? arrayText(plain, shape, separator) : ''
}

/**
 * Whether a structure is written as JSON in a cell.
 *
 * choice: scalars are listed one after another, as people read them; where the schema declares more than scalars, the cell is JSON.
 */
export function isJsonIn (plain: Properties, { object, items }: Shape): boolean {
  if (!Array.isArray(plain)) return object
  if (items === ANY) return plain.some((value) => isStructure(toPlain(value)))
  return items !== undefined && (items.object || items.items !== undefined)
}

function arrayText (values: readonly unknown[], shape: Shape, separator: string): string {
  const texts = Array.from(declaredItems(values, shape), (value, index) => cellText(toPlain(value), itemShape(shape, index), separator))
  return texts.join(separator)
}

/** JSON of what the shape declares; `undefined` for what it does not. */
function jsonOf (value: unknown, shape: Shape): string | undefined {
  const plain = toPlain(value)
  if (shape === NOTHING) return undefined
  if (plain === null) return 'null'
  if (!isStructure(plain)) return shape.scalar ? jsonScalar(plain, shape) : undefined
  return Array.isArray(plain) ? jsonArray(plain, shape) : jsonObject(plain, shape)
}

function jsonScalar (value: unknown, shape: Shape): string | undefined {
  const text = scalarText(value)
  switch (typeof value) {
    case 'number': return text === '' ? 'null' : text
    // choice: a bigint is its digits, as fast-json-stringify writes it; JSON.stringify refuses it.
    case 'bigint':
    case 'boolean': return text
    case 'string':
    case 'object': return JSON.stringify(text)
    default: return undefined
  }
}

function jsonArray (values: readonly unknown[], shape: Shape): string {
  const items = Array.from(declaredItems(values, shape), (value, index) => jsonOf(value, itemShape(shape, index)) ?? 'null')
  return `[${items.join()}]`
}

function jsonObject (value: Properties, shape: Shape): string {
  const properties: string[] = []
  visitProperties(value, shape, (name, property) => {
    const json = jsonOf(read(value, name), property)
    if (json !== undefined) properties.push(`${JSON.stringify(name)}:${json}`)
  })
  return `{${properties.join()}}`
}
