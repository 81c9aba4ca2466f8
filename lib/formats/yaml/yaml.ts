/**
 * The serializer for YAML: `application/yaml` and, by its suffix, every `+yaml`. Exported as `fastify-produces/yaml`.
 *
 * In: at boot a schema, per request a payload. Out: one document, as a string, or as a stream where items come one by one. It holds
 * the data that JSON would, without anchors, aliases and tags. What the schema does not declare never goes out. RFC 9512, YAML 1.2.
 * @see https://www.rfc-editor.org/rfc/rfc9512
 */
import type { Node, Scalar, ScalarTag } from 'yaml'
import { compilePlan } from '../../schemas/index.js'
import { isItems, ItemStream } from '../../streams/index.js'
import { itemsNotDeclared, noData, withinStack } from '../faults.js'
import { checkOptions, loadLibrary, type Rule, type TextCompiler } from '../format.js'
import { NodeBuilder, type Yaml } from './nodes.js'
import { formatQuoted, formatScalar, selectStyle } from './scalars.js'

/** The options of `yaml()`. */
export interface YamlOptions {
  /** By how many spaces a nested object is indented, 2 to 8. Default 2. */
  readonly indent?: number
}

/** The compiler for `application/yaml`. */
export type YamlCompiler = TextCompiler

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
    compile (schema, { mediaType, schemas }) {
      const project = schema === undefined ? unchanged : compilePlan(schema, schemas)
      return function serializeYaml (payload) {
        const projected = withinStack(mediaType, project, payload)
        if (!isItems(payload)) return write(projected, mediaType)
        if (!isItems(projected)) return new ItemStream(payload, { format: refuse })
        return new ItemStream(projected, { format: (item) => write([item], mediaType), empty: '[]\n' })
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

// Thrown by a stream, which closes the source.
function refuse (): never {
  throw itemsNotDeclared()
}

function compileDocument (library: Yaml, { indent = 2 }: YamlOptions): (value: unknown, mediaType: string) => string {
  // The failsafe schema has maps, sequences and strings; we write the scalars.
  const schema = new library.Schema({
    schema: 'failsafe',
    customTags: ([map, seq, string]) => [map, seq, scalarTag(string as ScalarTag)] as never
  })
  function toText (value: unknown): string | undefined {
    const builder = new NodeBuilder(library)
    const node = builder.build(value)
    if (node === undefined) return undefined
    // After a key that takes a line of its own, the library indents sequences right by 2 alone.
    return new library.Document<Node>(node, { schema }).toString({ indent: builder.longKeys ? 2 : indent, lineWidth: 0 })
  }
  return (value, mediaType) => {
    const text = withinStack(mediaType, toText, value)
    if (text === undefined) throw noData(mediaType)
    return text
  }
}

// The library writes blocks, as it knows their indentation.
function scalarTag (string: ScalarTag): ScalarTag {
  return {
    ...string,
    identify: () => true,
    stringify (item, context, ...others) {
      const { value } = item
      if (typeof value !== 'string') return formatScalar(value)
      const style = selectStyle(value, context.implicitKey === true)
      if (style === 'block') return string.stringify?.({ value, type: 'BLOCK_LITERAL' } as Scalar, context, ...others) as string
      return style === 'plain' ? value : formatQuoted(value)
    }
  }
}
