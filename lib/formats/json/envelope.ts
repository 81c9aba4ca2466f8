/**
 * JSON of an object whose items come one by one: everything before them goes out with the first, everything after them with the last.
 *
 * In: at boot a schema, per request an envelope. Out: the text that JSON has where an array stands in place of the items. RFC 8259.
 */
import { compilePlans, type Form, located, type Schemas } from '../../schemas/index.js'
import { type Envelope, ItemStream, MappedItems } from '../../streams/index.js'
import { noData } from '../faults.js'
import { formAt } from '../values/cells.js'
import { compileWriteItem, compileWriteJson } from './write.js'

/**
 * Compiles the function that writes envelopes.
 *
 * @param schema `undefined` where everything goes out
 */
export function compileWriteEnvelope (schema: unknown, schemas: Schemas): (envelope: Envelope) => string | ItemStream {
  const { plan, form } = compilePlans(schema ?? true, schemas)
  const write = compileWriteJson(form)
  return function writeEnvelope ({ name, whole }) {
    const data = plan(whole)
    if (data === undefined) throw noData('JSON')
    const items = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined
    // A branch of the schema may not have it.
    if (!(items instanceof MappedItems)) return write(data)
    const [before, after] = partsOf(data as Record<string, unknown>, name, form)
    const writeItem = compileWriteItem(formAt(form, [name]))
    return new ItemStream(items.source, {
      head: `${write(before).slice(0, -1)}${isEmpty(before) ? '' : ','}${JSON.stringify(name)}:[`,
      separator: ',',
      tail: isEmpty(after) ? ']}' : `],${write(after).slice(1)}`,
      format: (item, index) => writeItem(mapped(items, item, name), index)
    })
  }
}

function mapped (items: MappedItems, item: unknown, name: string): unknown {
  try {
    return items.map(item)
  } catch (error) {
    throw located(error, name)
  }
}

function isEmpty (properties: object): boolean {
  return Object.keys(properties).length === 0
}

/** The properties that JSON has before and after one of them. */
function partsOf (data: Readonly<Record<string, unknown>>, name: string, { object }: Form): readonly [before: object, after: object] {
  const first = (object?.properties ?? []).map(([property]) => property).filter((property) => Object.hasOwn(data, property))
  const order = [...new Set([...first, ...Object.keys(data)])]
  const place = order.indexOf(name)
  return [order.slice(0, place), order.slice(place + 1)].map((names) => {
    return Object.fromEntries(names.map((property) => [property, data[property]]))
  }) as [object, object]
}
