/**
 * Boot: keywords that say what goes out, and that nobody who writes JSON honours.
 *
 * To pass them over would let out what they keep in, or keep in what they declare: a schema that has one is a fault.
 */
import { isObject, type Schema } from './references.js'

const USE_REF = 'refer to the schema by $ref'
const DECLARE_PROPERTIES = 'declare properties or additionalProperties'

/** What to do instead. */
const REMEDIES: Readonly<Record<string, string>> = {
  $dynamicRef: USE_REF,
  $recursiveRef: USE_REF,
  unevaluatedProperties: DECLARE_PROPERTIES,
  unevaluatedItems: 'declare items',
  dependentSchemas: 'declare the properties in properties, or the cases in anyOf',
  dependentRequired: DECLARE_PROPERTIES,
  propertyNames: DECLARE_PROPERTIES,
  extends: 'declare it in allOf',
  disallow: 'declare it in not',
  contentSchema: 'declare the type of the content'
}

const ALWAYS = new Set(['$dynamicRef', '$recursiveRef', 'extends', 'disallow'])
const UNEVALUATED = new Set(['unevaluatedProperties', 'unevaluatedItems'])
const FORM = ['type', 'enum', 'const', 'allOf', 'anyOf', 'oneOf', 'if', 'properties', 'patternProperties', 'additionalProperties', 'required', 'items', 'prefixItems', 'additionalItems']

/**
 * @throws Error for a keyword that nobody honours where it says something: always, or where nothing else says of what form a value is
 */
export function checkKeywords (schema: Schema, pointer: string): void {
  for (const [keyword, remedy] of Object.entries(REMEDIES)) {
    if (keyword in schema && isLost(keyword, schema)) throw new Error(`${pointer} has the keyword ${keyword}, which nothing that is sent can follow: ${remedy}`)
  }
}

// `unevaluatedProperties: false` is what is done anyhow.
function isLost (keyword: string, schema: Schema): boolean {
  if (ALWAYS.has(keyword) || (UNEVALUATED.has(keyword) && schema[keyword] !== false)) return true
  return !FORM.some((form) => form in schema)
}

/** Whether a schema is what TypeBox has for `false`. */
export function isNever ({ not }: Schema): boolean {
  return not === true || (isObject(not) && Object.keys(not).length === 0)
}

/** Whether `propertyNames` admits every name. */
export function admitsAnyName (names: unknown): boolean {
  return names === true || (isObject(names) && Object.keys(names).every((keyword) => keyword === 'type'))
}
