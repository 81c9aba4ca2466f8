/**
 * Boot, for server-sent events: the fields of an event, from the properties of its item.
 *
 * In: the schema of the items, and the names that the options give. Out: the function that writes the fields of an item.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import type { SerializerRoute } from '../../../types/index.js'
import { ANY, compilePlans, describe, isObject, PlanFault, rowShape, type Shape } from '../../schemas/index.js'

/** What an event has besides its data. */
export type EventField = 'id' | 'event' | 'retry'

/** The properties that the options name. */
export type Names = { readonly [Field in EventField]?: string | undefined }

export type WriteFields = (item: unknown, index: number) => string

/** The property that a field is taken from. */
type Properties = ReadonlyArray<readonly [field: EventField, property: string]>

/*
 * field = 1*name-char [ colon [ space ] *any-char ] end-of-line       (HTML §9.2.5)
 *
 * A line break would end the field. An id with U+0000 and a time that is not of digits are ignored by readers (§9.2.6).
 */
const VALUES: Readonly<Record<EventField, readonly [expected: string, isRight: RegExp]>> = {
  id: ['text without line breaks and U+0000', /^[^\0\r\n]*$/],
  event: ['text without line breaks', /^[^\r\n]*$/],
  retry: ['a whole number of milliseconds', /^\d+$/]
}

const FIELDS = Object.keys(VALUES) as readonly EventField[]

/**
 * Compiles the function that writes the fields of an event. A value that is missing or null has no field.
 *
 * @throws Error for a name that the schema does not declare, or where two properties are the same field
 */
export function compileFields (schema: unknown, route: SerializerRoute, named: Names): WriteFields {
  const properties = propertiesOf(schema, route, named)
  if (properties.length === 0) return () => ''
  const { plan, item: planItem } = compilePlans(schema ?? true, route.schemas)
  return function writeFields (item, index) {
    const data: unknown = planItem === undefined ? plan(item) : planItem(item, index)
    return isObject(data) ? properties.map(([field, property]) => fieldOf(field, property, data[property], index)).join('') : ''
  }
}

function propertiesOf (schema: unknown, route: SerializerRoute, named: Names): Properties {
  const row = schema === undefined ? ANY : rowShape(schema, route.schemas)
  return FIELDS.flatMap((field) => {
    const property = named[field] ?? declaredAs(field, row, route)
    if (property === undefined) return []
    if (row !== ANY && row.additional === undefined && !row.properties.has(property)) {
      const declared = [...row.properties.keys()].join(', ')
      throw new Error(`${route.mediaType}: option ${field}: the schema of the items declares no '${property}'. It declares ${declared || 'no properties'}`)
    }
    return [[field, property] as const]
  })
}

function declaredAs (field: EventField, { properties, schemas }: Shape, { mediaType }: SerializerRoute): string | undefined {
  const found = [...properties].filter(([name, property]) => {
    // A property of which no type is declared has no schemas of its own.
    const written = schemas.map((schema) => isObject(schema.properties) ? schema.properties[name] : undefined).filter(isObject)
    return [...written, ...property.schemas].some(({ sse }) => sse === field)
  }).map(([name]) => name)
  if (found.length > 1) throw new Error(`${mediaType}: sse: '${field}' is declared for ${found.join(' and ')}. An event has one`)
  return found[0]
}

function fieldOf (field: EventField, property: string, value: unknown, index: number): string {
  if (value === undefined || value === null) return ''
  const text = value instanceof Date ? value.toISOString() : String(value)
  const [expected, isRight] = VALUES[field]
  const isText = typeof value !== 'object' || value instanceof Date
  if (!isText || !isRight.test(text)) {
    const found = isText ? '' : `, found ${describe(value)}`
    throw new PlanFault(`expected ${expected} for the field ${field} of an event${found}`).under(property).under(index)
  }
  return `${field}: ${text}\n`
}
