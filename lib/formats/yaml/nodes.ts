/**
 * A value as nodes of YAML: what JSON would be made of it, and no more.
 *
 * In: any value. Out: maps, sequences and scalars of the package yaml.
 */
import { types } from 'node:util'
import type { Document, Node, Pair, Scalar, Schema, YAMLMap, YAMLSeq } from 'yaml'

/** What is used of the package yaml. */
export interface Yaml {
  readonly Document: typeof Document
  readonly Pair: typeof Pair
  readonly Scalar: typeof Scalar
  readonly Schema: typeof Schema
  readonly YAMLMap: typeof YAMLMap
  readonly YAMLSeq: typeof YAMLSeq
}

// A key of up to 1024 characters, as it is written, stands before its colon (YAML 1.2.2 §7.4.2); each of its own may be six of them.
const LONGEST_KEY = 170

/** Makes the nodes of one payload. */
export class NodeBuilder {
  /** Whether a key may be too long to stand before its colon. */
  longKeys = false
  readonly #yaml: Yaml
  /** The objects that the current one stands in. */
  readonly #above = new Set<object>()

  constructor (yaml: Yaml) {
    this.#yaml = yaml
  }

  /**
   * @returns `undefined` for what has no JSON: `undefined`, a function, a symbol
   * @throws TypeError for an object that contains itself
   */
  build (value: unknown): Node | undefined {
    const plain = toPlain(value)
    if (typeof plain === 'object' && plain !== null) return this.#collection(plain)
    return plain === undefined || typeof plain === 'function' || typeof plain === 'symbol' ? undefined : new this.#yaml.Scalar(plain)
  }

  #collection (value: object): Node {
    if (this.#above.has(value)) throw new TypeError('the payload contains itself')
    this.#above.add(value)
    const node = Array.isArray(value) ? this.#sequence(value) : this.#map(value)
    this.#above.delete(value)
    return node
  }

  #sequence (items: readonly unknown[]): Node {
    const node = new this.#yaml.YAMLSeq()
    for (const item of items) node.items.push(this.build(item) ?? new this.#yaml.Scalar(null))
    return node
  }

  #map (value: object): Node {
    const node = new this.#yaml.YAMLMap()
    for (const [name, property] of Object.entries(value)) {
      const inner = this.build(property)
      this.longKeys ||= name.length > LONGEST_KEY
      if (inner !== undefined) node.items.push(new this.#yaml.Pair(new this.#yaml.Scalar(name), inner))
    }
    return node
  }
}

// choice: bytes are base64, which the schema calls a string, rather than !!binary, which few readers know.
function toPlain (value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (types.isUint8Array(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  const plain: unknown = 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value
  return types.isBoxedPrimitive(plain) ? plain.valueOf() : plain
}
