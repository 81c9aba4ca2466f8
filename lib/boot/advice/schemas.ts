/**
 * Boot: advice on the schemas of a route: those that are missing, and those of an envelope where a table wants rows.
 */
import type { AvailableMediaType, Serializer } from '../../../types/index.js'
import { hasChosenColumns } from '../../formats/index.js'
import { type MediaType, parseMediaType } from '../../negotiation/index.js'
import type { Advice } from '../../reply/index.js'
import { arraysIn, isSuccess, type ResponseSchemas, type Schemas, schemasOf, type Shape, shapeOf } from '../../schemas/index.js'
import { json } from '../../serializers/index.js'
import { sharedSchemasOf } from '../json-compiler.js'
import { registryOf } from '../scope.js'
import type { AdvisedRoute } from './advised-route.js'

export function adviseOfSchemas (route: AdvisedRoute, advice: Advice): void {
  const { name, produces: { mediaTypes } } = route
  // What `transform` returns is chosen already.
  const untransformed = mediaTypes.filter(({ transform }) => transform === undefined)
  const byStatus = untransformed.filter(({ schema, serialize }) => schema === undefined && serialize !== false)
  const silent = silentStatuses(responseOf(route))
  const open = silent === undefined && hasContent(route) ? byStatus.find((declared) => serializerFor(route, declared) === json) : undefined
  if (open !== undefined) advice.note('PRODUCES_ADV_SCHEMA', name, `without a schema ${open.mediaType} has all that the handler returns`)
  for (const status of byStatus.length > 0 ? silent ?? [] : []) {
    advice.note('PRODUCES_ADV_STATUS', name, `the schema of ${status} says nothing, so that all that the handler returns goes out`)
  }
  for (const declared of untransformed) {
    const rows = rowsMeantBy(route, declared)
    if (rows !== undefined) advice.note('PRODUCES_ADV_ROWS', name, `${declared.mediaType} has one row, with all of '${rows}' in a cell`)
  }
}

function responseOf ({ route: { options: { schema } } }: AdvisedRoute): ResponseSchemas {
  return schema?.response as ResponseSchemas
}

/** Whether anything is meant to go out: not to HEAD, nor where the successes declared have none (RFC 9110 §15.3.5 and §15.3.6). */
function hasContent (route: AdvisedRoute): boolean {
  const successes = Object.keys(responseOf(route) ?? {}).filter((status) => /^2/.test(status))
  const isBare = successes.length > 0 && successes.every((status) => WITHOUT_CONTENT.test(status))
  return !isBare && [route.route.options.method].flat().some((method) => method !== 'HEAD')
}

const WITHOUT_CONTENT = /^20[45]$/

// What says nothing of data. A property of another name may be a keyword of somebody's.
const ANNOTATION = /^(?:\$comment|title|description|examples?|headers|links|deprecated|summary|x-.*)$/

/**
 * The success statuses whose schema says nothing, where others say something; `undefined` where none does.
 *
 * `{}` and `true` are words of their own, and so is what TypeBox makes: `default` is more often of errors.
 */
function silentStatuses (response: ResponseSchemas): string[] | undefined {
  const successes = Object.entries(response ?? {}).filter(([status]) => isSuccess(status.toLowerCase()))
  const silent = successes.filter(([, schema]) => isAnnotated(schema)).map(([status]) => status)
  return silent.length === successes.length ? undefined : silent.filter((status) => status !== 'default')
}

function isAnnotated (schema: unknown): boolean {
  const keys = Reflect.ownKeys(Object(schema) as object)
  return keys.length > 0 && keys.every((key) => typeof key === 'string' && ANNOTATION.test(key))
}

function serializerFor (
  { route: { instance } }: AdvisedRoute, { mediaType, serialize }: AvailableMediaType
): Serializer | false | undefined {
  return serialize ?? registryOf(instance).find(parseMediaType(mediaType) as MediaType)
}

const TABLE = /^text\/(?:csv|tab-separated-values)\b/i

/** The property that surely has the rows of a table, which nobody has named. */
function rowsMeantBy (route: AdvisedRoute, declared: AvailableMediaType): string | undefined {
  if (!TABLE.test(declared.mediaType) || declared.rows !== undefined) return undefined
  const serializer = serializerFor(route, declared)
  if (typeof serializer !== 'object' || serializer.rows === undefined || hasChosenColumns(serializer)) return undefined
  const schemas = sharedSchemasOf(route.route.instance)
  for (const schema of schemasOf(parseMediaType(declared.mediaType) as MediaType, declared.schema, responseOf(route)).values()) {
    const rows = rowsOfEnvelope(schema, schemas)
    if (rows !== undefined && rows !== serializer.rows) return rows
  }
  return undefined
}

// What pages of a list say of it. An order that has items is no envelope.
const PAGING = new Set([
  'total', 'totalcount', 'totalitems', 'totalpages', 'totalelements', 'count', 'page', 'pages', 'pagecount', 'pagenumber', 'pagesize',
  'perpage', 'limit', 'offset', 'skip', 'size', 'next', 'previous', 'prev', 'first', 'last', 'cursor', 'nextcursor', 'nextpage',
  'nextpagetoken', 'hasmore', 'hasnext', 'links', 'meta', 'metadata', 'pagination', 'paging'
])

/** The one array of objects in an object that has nothing else of its own. */
function rowsOfEnvelope (schema: unknown, schemas: Schemas): string | undefined {
  const { properties, scalar, items } = shapeOf(schema, schemas)
  if (scalar || items !== undefined) return undefined
  const arrays = arraysIn(schema, schemas).filter((name) => isOfObjects(properties.get(name) as Shape))
  const others = [...properties.keys()].filter((name) => name !== arrays[0])
  return arrays.length === 1 && others.every((name) => PAGING.has(name.replace(/[_-]/g, '').toLowerCase())) ? arrays[0] : undefined
}

function isOfObjects ({ scalar, object, items }: Shape): boolean {
  return !scalar && !object && items !== undefined && !items.scalar && items.properties.size > 0
}
