/**
 * Boot: whether what is declared has the form that it should have, for who declares it without the plugin.
 *
 * The meaning of the values is checked where they are parsed.
 */
import { type DeclaredMediaType, narrowableDimensions, otherDimensions } from './available.js'
import { DeclarationFault, inCode } from './declaration-fault.js'
import { dimensions } from './dimensions.js'
import { wordsForUnknownKey } from './nearest-name.js'

const keyOf = ({ key }: { readonly key: string }): string => key

/** @throws TypeError that names the key, what was expected and what was found */
export function checkOptions (options: unknown): void {
  const lists = otherDimensions.map(keyOf)
  const { mediaTypes, strict, preference, ...others } = checkKeys('options', options, [
    'mediaTypes', ...lists, 'strict', 'preference', 'maxFieldLength', 'maxMembers'
  ])
  checkList('mediaTypes', mediaTypes).forEach((entry, index) => checkMediaType(`mediaTypes[${index}]`, entry))
  for (const key of lists) if (others[key] !== undefined) checkStrings(key, others[key])
  checkStrict(strict)
  if (![undefined, 'client', 'server'].includes(preference as string)) fault('preference', 'client or server', preference)
  for (const key of ['maxFieldLength', 'maxMembers']) {
    const value = others[key]
    if (value !== undefined && value !== Infinity && !(Number.isInteger(value) && Number(value) > 0)) fault(key, 'a whole number above 0', value)
  }
}

function checkMediaType (key: string, entry: unknown): void {
  if (typeof entry === 'string') return
  const lists = narrowableDimensions.map(keyOf)
  const declared = checkKeys(key, entry, ['mediaType', 'quality', ...lists], 'a string, or an object with mediaType')
  const { mediaType } = declared as Partial<DeclaredMediaType>
  if (typeof mediaType !== 'string') fault(`${key}.mediaType`, 'a string', mediaType)
  for (const name of lists) if (declared[name] !== undefined) checkStrings(`${key}.${name}`, declared[name])
}

function checkStrict (strict: unknown): void {
  if (strict === undefined || typeof strict === 'boolean') return
  const flags = checkKeys('strict', strict, dimensions.map(({ name }) => name), 'a boolean, or an object with one for each dimension')
  for (const [name, flag] of Object.entries(flags)) {
    if (flag !== undefined && typeof flag !== 'boolean') fault(`strict.${name}`, 'a boolean', flag)
  }
}

function checkKeys (key: string, value: unknown, known: readonly string[], expected = 'an object'): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fault(key, expected, value)
  const unknown = Object.keys(value as object).find((name) => !known.includes(name))
  if (unknown === undefined) return value as Readonly<Record<string, unknown>>
  const place = `${key === 'options' ? '' : key}${inCode(unknown)}`
  throw new TypeError(`${place.replace(/^\./, '')}: ${wordsForUnknownKey(unknown, known)}`)
}

function checkList (key: string, value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : fault(key, 'an array', value)
}

function checkStrings (key: string, value: unknown): void {
  checkList(key, value).forEach((entry, index) => typeof entry === 'string' || fault(`${key}[${index}]`, 'a string', entry))
}

function fault (key: string, expected: string, found: unknown): never {
  throw new DeclarationFault(key, expected, typeof found === 'string' ? JSON.stringify(found) : String(found))
}
