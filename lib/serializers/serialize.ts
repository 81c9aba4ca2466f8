/**
 * From the handler's payload to the content of one representation: transform, leave what the schema declares, serialize.
 *
 * Compiled at boot per representation and status. In: the payload of a success. Out: content, or a promise of it.
 */
import type { AvailableMediaType, SerializeContext, Serializer } from '../../types/index.js'
import { PRODUCES_ERR_STATUS } from '../errors.js'
import { isPlain, keyFor, shapeOf } from '../schemas/index.js'
import {
  type Envelope, isInObjectMode, isItems, isNodeStream, isSource, isWebStream, ItemStream, openEnvelope, openItems, type OpenItems
} from '../streams/index.js'
import { closing, isFinished, isPromise, nameFault, toContent, type Content } from './content.js'
import { compileErrorSteps, compileSteps, type RendererOptions, serializerOf, type Step, type Steps } from './steps.js'

/** Renders a payload that is not finished content yet. */
export interface Renderer {
  /** Whether `render` never returns a promise. */
  readonly sync: boolean
  /** How many milliseconds a source has for its first item; `undefined` where it has as many as it takes. */
  readonly patience: number | undefined
  /** Whether it renders nothing, as the handler sends finished content. */
  readonly requiresFinished: boolean
  /**
   * Whether the chunks of a web stream are items to be rendered rather than content. Only the first chunk and the schema tell.
   *
   * @param first `undefined` where there is none
   */
  takesAsItems (first: unknown, status: number): boolean
  /** The names of the properties of a payload that are read bit by bit, in place of arrays that the schema declares. */
  sourcesIn (payload: unknown, status: number): readonly string[]
  render (payload: unknown, context: SerializeContext): Content | Promise<Content>
  /** Renders what the schema shapes, as an example is: what `transform` would return. */
  renderShaped (payload: unknown, context: SerializeContext): Content | Promise<Content>
  /** Whether errors of this status are declared in this media type. */
  rendersError (status: number): boolean
  /** Renders such an error. */
  renderError (payload: unknown, context: SerializeContext): Content | Promise<Content>
}

/**
 * Compiles the renderer of a representation.
 *
 * @throws PRODUCES_ERR_SERIALIZER_MISSING, PRODUCES_ERR_SCHEMA_MISSING, PRODUCES_ERR_SCHEMA, PRODUCES_ERR_ROWS
 */
export function compileRenderer (options: RendererOptions): Renderer {
  const { declared } = options
  const serializer = serializerOf(options)
  const steps = compileSteps(options, serializer)
  const errorSteps = compileErrorSteps(options, serializer)
  const takesAsItems = compileTakesAsItems(options, serializer)
  const render = joinSteps(options, steps, takesAsItems)
  const { transform, ...shaped } = declared
  return {
    sync: isSync(declared, serializer),
    patience: typeof serializer === 'object' ? serializer.patience : undefined,
    requiresFinished: serializer === false,
    takesAsItems,
    sourcesIn: compileSourcesIn(steps),
    render,
    renderShaped: transform === undefined ? render : joinSteps({ ...options, declared: shaped }, steps, takesAsItems),
    rendersError: (status) => errorSteps.has(keyFor(status, options.errorSchemas) ?? ''),
    renderError: errorSteps.size === 0 ? render : joinSteps({ ...options, declared: shaped }, errorSteps, takesAsItems)
  }
}

/**
 * Whether a representation is known to be rendered without a promise.
 *
 * @param serializer `false` where the handler sends finished content; `undefined` where none is known yet
 */
export function isSync ({ transform }: AvailableMediaType, serializer: Serializer | false | undefined): boolean {
  return transform === undefined && (serializer === false || (typeof serializer === 'object' && serializer.sync === true))
}

// choice: without a schema, text is content: it comes from `fetch` and the like more often than from a list of strings. A stream that
// ends without a chunk is an empty list.
function compileTakesAsItems ({ schemas, compiledFor }: RendererOptions, serializer: Serializer | false): Renderer['takesAsItems'] {
  if (serializer === false) return () => false
  let arrays: Map<string, boolean> | undefined
  function declaresArray (key: string): boolean {
    arrays ??= new Map()
    const known = arrays.get(key) ?? shapeOf(schemas.get(key), compiledFor.schemas).items !== undefined
    arrays.set(key, known)
    return known
  }
  return (first, status) => {
    const key = keyFor(status, schemas)
    if (first instanceof Uint8Array) return false
    return key === undefined ? typeof first !== 'string' : declaresArray(key)
  }
}

function compileSourcesIn (steps: Steps): Renderer['sourcesIn'] {
  const byStatus = new Map<number, readonly string[] | undefined>()
  function namesFor (status: number): readonly string[] | undefined {
    if (byStatus.has(status)) return byStatus.get(status)
    const names = steps.get(keyFor(status, steps) ?? '')?.sourceNames()
    byStatus.set(status, names)
    return names
  }
  return function sourcesIn (payload, status) {
    const names = namesFor(status)
    if (names?.length === 0 || !isPlain(payload)) return NO_SOURCES
    let sources = NO_SOURCES
    for (const name of names ?? Object.keys(payload)) if (isSource(payload[name])) sources = [...sources, name]
    return sources
  }
}

const NO_SOURCES: readonly string[] = Object.freeze([])

function compileStepFor ({ route, declared: { mediaType } }: RendererOptions, steps: Steps): (status: number) => Step {
  let byStatus: Map<number, Step> | undefined
  return function stepFor (status) {
    byStatus ??= new Map()
    const known = byStatus.get(status)
    if (known !== undefined) return known
    const step = steps.get(keyFor(status, steps) ?? '')
    if (step === undefined) throw new PRODUCES_ERR_STATUS(route, status, mediaType)
    byStatus.set(status, step)
    return step
  }
}

/** Compiles what serializes a payload that is no content: data, items, or data that has items in it. */
function compileSerialize (options: RendererOptions, steps: Steps): Renderer['render'] {
  const { route } = options
  const stepFor = compileStepFor(options, steps)
  const sourcesIn = compileSourcesIn(steps)
  function runEnvelope (step: Step, envelope: Envelope, context: SerializeContext): unknown {
    if (step.runEnvelope !== undefined) return step.runEnvelope(envelope, context)
    return envelope.collect().then((whole) => step.run(whole, context))
  }
  return function serialize (payload, context) {
    const { statusCode } = context.reply
    const step = stepFor(statusCode)
    if (isItems(payload)) {
      return closing(openItems(payload, context.reply, route), (items) => toContent(step.run(items, context), options, context))
    }
    const names = sourcesIn(payload, statusCode)
    if (names.length === 0) return toContent(step.run(payload, context), options, context)
    const envelope = openEnvelope(payload as object, names, context.reply, route)
    return closing(envelope.items, () => toContent(runEnvelope(step, envelope, context), options, context))
  }
}

function joinSteps (options: RendererOptions, steps: Steps, takesAsItems: Renderer['takesAsItems']): Renderer['render'] {
  const { route, declared: { transform } } = options
  const serialize = compileSerialize(options, steps)
  function finish (transformed: unknown, context: SerializeContext): Content | Promise<Content> {
    if (isWebStream(transformed)) return finishWeb(openItems(transformed, context.reply, route), context)
    if (isNodeStream(transformed) && isInObjectMode(transformed)) return serialize(openItems(transformed, context.reply, route), context)
    return isFinished(transformed) ? toContent(transformed, options, context) : serialize(transformed, context)
  }
  async function finishWeb (items: OpenItems, context: SerializeContext): Promise<Content> {
    await items.start()
    return takesAsItems(items.first, context.reply.statusCode) ? serialize(items, context) : toContent(items, options, context)
  }
  if (transform === undefined) return namingFaults(options, serialize)
  return namingFaults(options, function render (payload, context) {
    const transformed = transform(payload, context.negotiated)
    if (!isPromise(transformed)) return finish(transformed, context)
    return Promise.resolve(transformed).then((value) => finish(value, context))
  })
}

/** The same, which tells whose payload has a fault, whenever that shows: at once, in a promise, or item by item. */
function namingFaults (options: RendererOptions, render: Renderer['render']): Renderer['render'] {
  const name = (thrown: unknown): unknown => nameFault(thrown, options)
  const fail = (thrown: unknown): never => { throw name(thrown) }
  function watch (content: Content): Content {
    if (content instanceof ItemStream) content.nameFaults(name)
    return content
  }
  return function renderNaming (payload, context) {
    try {
      const content = render(payload, context)
      return isPromise(content) ? content.then(watch, fail) : watch(content)
    } catch (thrown) {
      return fail(thrown)
    }
  }
}
