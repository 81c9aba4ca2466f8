/**
 * An example of content, rendered by the route's own serializer.
 *
 * In: a representation, and the values that its schema gives or admits. Out: the texts that would be sent for them. An example that
 * cannot be rendered, or not at once, is left out: no document fails for one.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { NegotiatedRepresentation } from '../../types/index.js'
import type { TrackedRoute } from '../boot/index.js'
import type { NegotiatedRoute } from '../reply/index.js'
import { isObject, type Schema, type Schemas, shapeOf } from '../schemas/index.js'
import { isPromise } from '../serializers/index.js'
import { exampleFor } from './example-values.js'
import { shownExamples } from './schemas.js'

/** What an example is rendered for. */
export interface Rendered {
  readonly route: TrackedRoute
  /** The media type in the declared spelling. */
  readonly mediaType: string
  /** The key of `schema.response`. */
  readonly status: string
  readonly schemas: Schemas
}

/** What a Media Type Object shows of content as text; nothing where there is no example of it. */
export function renderedExamples (schema: Schema, rendered: Rendered): Schema {
  // Before boot is over nothing is compiled, and no fault is found.
  if (compiledOf(rendered) === undefined) return {}
  const texts = valuesOf(schema, rendered).map((value) => renderedText(value, rendered)).filter((text) => text !== undefined)
  if (texts.length < 2) return shownExamples(texts)
  return { examples: Object.fromEntries(texts.map((value, index) => [`example${index + 1}`, { value }])) }
}

function valuesOf (schema: Schema, { schemas }: Rendered): readonly unknown[] {
  const { examples, 'x-examples': named } = schema
  if (isObject(named)) return Object.values(named).map((example) => isObject(example) ? example.value : undefined)
  if (Array.isArray(examples) && examples.length > 0) return examples
  return [exampleFor(shapeOf(schema, schemas))]
}

// choice: a longer example is no help to a reader, and every document carries it.
const LONGEST = 10_000

function renderedText (value: unknown, rendered: Rendered): string | undefined {
  if (value === undefined) return undefined
  try {
    const content = render(value, rendered)
    // Nobody waits for it, so that nobody else would hear of its failure.
    if (isPromise(content)) content.then(undefined, () => undefined)
    return typeof content === 'string' && content.length <= LONGEST ? content : undefined
  } catch {
    return undefined
  }
}

function render (value: unknown, rendered: Rendered): unknown {
  const { mediaType, status } = rendered
  const { renderers, negotiation } = compiledOf(rendered) as NegotiatedRoute
  const negotiated = negotiation.selectable.find((representation) => representation.mediaType === mediaType) as NegotiatedRepresentation
  const reply = { statusCode: statusFor(status), getHeader: (_name) => undefined } as Partial<FastifyReply> as FastifyReply
  return renderers.get(mediaType)?.renderShaped(value, { negotiated, request: {} as FastifyRequest, reply })
}

function compiledOf ({ route }: Rendered): NegotiatedRoute | undefined {
  return (route.get ?? route).compiled?.[0]
}

/** A status that has the schemas of a key: no route declares 299 by itself and `2xx` as well. */
function statusFor (key: string): number {
  return /^2xx$/i.test(key) ? 299 : Number(key)
}
