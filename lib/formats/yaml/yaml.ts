/**
 * The serializer for YAML: `application/yaml` and, by its suffix, every `+yaml`. Exported as `fastify-produces/yaml`.
 *
 * In: at boot a schema, per request a payload. Out: one document, as a string, or as a stream where items come one by one. It holds
 * the data that JSON would, without anchors, aliases and tags. What the schema does not declare never goes out. RFC 9512, YAML 1.2.
 * @see https://www.rfc-editor.org/rfc/rfc9512
 */
import { compilePlans } from '../../schemas/index.js'
import { isItems, ItemStream } from '../../streams/index.js'
import { itemsNotDeclared, noData, withinStack } from '../faults.js'
import { checkOptions, markFactory, type Rule, type TextCompiler } from '../format.js'
import { CollectionWriter } from './collections.js'

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
 * @example
 * yaml().compile({ type: 'object', properties: { name: { type: 'string' } } }, route)({ name: 'Mars', password: 'x' }) // 'name: Mars\n'
 */
export default function yaml (options: YamlOptions = {}): YamlCompiler {
  checkOptions(yaml, RULES, options)
  const writer = new CollectionWriter(options.indent ?? 2)
  return {
    sync: true,
    shared: true,
    compile (schema, { mediaType, schemas }) {
      const { plan, form } = compilePlans(schema ?? true, schemas)
      const writeDocument = writer.document(form)
      function write (payload: unknown): string {
        const data = plan(payload)
        if (data === undefined) throw noData(mediaType)
        return writeDocument(data)
      }
      return function serializeYaml (payload) {
        if (!isItems(payload)) return withinStack(mediaType, write, payload)
        const items = plan(payload)
        if (!isItems(items)) return new ItemStream(payload, { format: refuse })
        const writeItem = writer.items(form)
        return new ItemStream(items, { format: (item, index) => withinStack(mediaType, (data) => writeItem(data, index), item), empty: '[]\n' })
      }
    }
  }
}

markFactory(yaml)
// What `require` gives.
yaml.default = yaml
export { yaml as 'module.exports' }

const RULES: Readonly<Record<keyof YamlOptions, Rule>> = {
  indent: ['an integer from 2 to 8', (value) => Number.isInteger(value) && Number(value) >= 2 && Number(value) <= 8]
}

// Thrown by a stream, which closes the source.
function refuse (): never {
  throw itemsNotDeclared()
}
