/**
 * The serializer for YAML: `application/yaml` and, by its suffix, every `+yaml`. Exported as `fastify-produces/yaml`.
 *
 * In: at boot a schema, per request a payload. Out: one document, as a string, or as a stream where items come one by one. It holds
 * the data that JSON would, without anchors, aliases and tags. What the schema does not declare never goes out. RFC 9512, YAML 1.2.
 * @see https://www.rfc-editor.org/rfc/rfc9512
 */
import type { Readable } from 'node:stream'
import { types } from 'node:util'
import type { Node, Scalar, ScalarTag } from 'yaml'
import type { SerializerCompiler, SerializerRoute } from '../../../types/index.js'
import { compileProjection, type Shape } from '../../schemas/index.js'
import { isItems, ItemStream } from '../../streams/index.js'
import { checkOptions, formatDate, loadLibrary, type Rule } from '../format.js'
import { NodeBuilder, type Yaml } from './nodes.js'
import { formatQuoted, formatScalar, selectStyle } from './scalars.js'

/** The options of `yaml()`. */
export interface YamlOptions {
  /** How many spaces further in a nested object stands, 2 to 8. Default 2. */
  readonly indent?: number
}

/** The compiler for `application/yaml`. */
export interface YamlCompiler extends SerializerCompiler {
  /**
   * @throws Error for a `$ref` that cannot be resolved
   */
  compile (schema: unknown, route: SerializerRoute): (payload: unknown) => string | Readable
}

/**
 * Makes the serializer for YAML.
 *
 * An async iterable or a generator becomes a sequence, as a stream that reads an item when there is room for it; anything else is
 * rendered at once.
 *
 * @throws TypeError for an unknown option or a wrong value
 * @throws Error where the package yaml is missing
 * @example
 * yaml().compile({ type: 'object', properties: { name: { type: 'string' } } }, route)({ name: 'Mars', password: 'x' }) // 'name: Mars\n'
 */
export default function yaml (options: YamlOptions = {}): YamlCompiler {
  checkOptions('yaml', RULES, options)
  const write = compileDocument(loadLibrary<Yaml>('yaml', 'yaml'), options)
  return {
    sync: true,
    compile (schema, { schemas }) {
      const project = schema === undefined ? unchanged : compileProjection(schema, schemas, dateAsText)
      return function serializeYaml (payload) {
        const projected = bounded(project, payload)
        if (!isItems(payload)) return write(projected)
        return isItems(projected) ? new ItemStream(projected, { format: (item) => write([item]), empty: '[]\n' }) : new ItemStream(payload, { format: refuse })
      }
    }
  }
}

// What `require` gives.
yaml.default = yaml
export { yaml as 'module.exports' }

const RULES: Readonly<Record<keyof YamlOptions, Rule>> = {
  indent: ['an integer from 2 to 8', (value) => Number.isInteger(value) && Number(value) >= 2 && Number(value) <= 8]
}

function unchanged (value: unknown): unknown {
  return value
}

// A day is a day in YAML too, where the schema says so.
function dateAsText (value: unknown, { format }: Shape): unknown {
  return types.isDate(value) && !Number.isNaN(value.getTime()) ? formatDate(value, format) : value
}

// A stream, so that the source is closed.
function refuse (): never {
  throw new TypeError('items that come one by one are sent as a sequence, and the schema declares no array')
}

function compileDocument (library: Yaml, { indent = 2 }: YamlOptions): (value: unknown) => string {
  // The failsafe schema is maps, sequences and strings; how a scalar is written is our matter.
  const schema = new library.Schema({ schema: 'failsafe', customTags: ([map, seq, string]) => [map, seq, scalarTag(string as ScalarTag)] as never })
  function toText (value: unknown): string {
    const builder = new NodeBuilder(library)
    const node = builder.build(value)
    if (node === undefined) throw new TypeError('the payload has no YAML')
    // Behind a key on a line of its own, the library sets a sequence right with an indent of 2 alone.
    return new library.Document<Node>(node, { schema }).toString({ indent: builder.longKeys ? 2 : indent, lineWidth: 0 })
  }
  return (value) => bounded(toText, value)
}

// Blocks are the library's matter, which knows where they stand.
function scalarTag (string: ScalarTag): ScalarTag {
  return {
    ...string,
    identify: () => true,
    stringify (item, context, ...further) {
      const { value } = item
      if (typeof value !== 'string') return formatScalar(value)
      const style = selectStyle(value, context.implicitKey === true)
      if (style === 'block') return string.stringify?.({ value, type: 'BLOCK_LITERAL' } as Scalar, context, ...further) as string
      return style === 'plain' ? value : formatQuoted(value)
    }
  }
}

// A schema that contains itself lets a payload do the same.
function bounded<Result> (run: (value: unknown) => Result, value: unknown): Result {
  try {
    return run(value)
  } catch (error) {
    if (!(error instanceof RangeError && error.message.includes('call stack'))) throw error
    throw new TypeError('the payload contains itself, or is nested too deeply', { cause: error })
  }
}
