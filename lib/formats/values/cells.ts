/**
 * Boot: from the shape of a column, the function that makes text of its values.
 *
 * In: data that a plan has made. Out: its text; JSON where it is more than scalars.
 */
import { ANY, ANY_FORM, type Form, type Shape } from '../../schemas/index.js'
import { compileWriteJson, type WriteJson } from '../json/write.js'
import { bytesText } from './values.js'

/** The text of a value that is an object to JavaScript: an array, an object, a date or bytes. */
export interface StructureText {
  readonly text: string
  readonly isJson: boolean
}

/**
 * Compiles the function that makes text of arrays, objects, dates and bytes.
 *
 * choice: scalars are listed one after another, as people read them; where the schema declares more than scalars, or there is more, the
 * cell is JSON.
 *
 * @param separator stands between the scalars of an array
 * @param scalarText what text a scalar is among them, `undefined` for a structure
 */
export function compileStructureText (
  { items }: Shape, form: Form, separator: string, scalarText = textOfScalar
): (data: object) => StructureText {
  let writeJson: WriteJson | undefined
  const isDeclaredJson = items !== undefined && items !== ANY && (items.object || items.items !== undefined)
  return function structureText (data) {
    const text = textOfObject(data) ?? (Array.isArray(data) && !isDeclaredJson ? listText(data, separator, scalarText) : undefined)
    if (text !== undefined) return { text, isJson: false }
    writeJson ??= compileWriteJson(form, (bytes) => String(bytesText(bytes)))
    return { text: writeJson(data), isJson: true }
  }
}

function listText (items: readonly unknown[], separator: string, scalarText: typeof textOfScalar): string | undefined {
  let list = ''
  for (let index = 0; index < items.length; index++) {
    const text = scalarText(items[index])
    if (text === undefined) return undefined
    list += index === 0 ? text : separator + text
  }
  return list
}

/** A scalar as text, empty for what JSON has no value for; `undefined` for a structure. */
export function textOfScalar (data: unknown): string | undefined {
  if (typeof data === 'string') return data
  if (typeof data === 'object') return data === null ? '' : textOfObject(data)
  return data === undefined || (typeof data === 'number' && !Number.isFinite(data)) ? '' : String(data)
}

/** A date or bytes as text; `undefined` for a structure. */
function textOfObject (data: object): string | undefined {
  if (data instanceof Date) return data.toISOString()
  return bytesText(data)
}

/** The form of a value in an object; that of anything where boot cannot tell. */
export function formAt (whole: Form, path: readonly string[]): Form {
  return path.reduce((form, name) => form.object?.properties.find(([property]) => property === name)?.[1] ?? ANY_FORM, whole)
}
