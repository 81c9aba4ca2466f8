/**
 * A value as nodes of YAML: what JSON would see of it, and no more.
 *
 * In: any value. Out: maps, sequences and scalars of the package yaml.
 */
import { types } from 'node:util'
import type { Document, Node, Pair, Scalar, Schema, YAMLMap, YAMLSeq } from 'yaml'
import { isAbsent, jsonValueOf } from '../../schemas/index.js'
import { formatBytes } from '../values/values.js'

/** What we use of the package yaml. */
export interface Yaml {
  readonly Document: typeof Document
  readonly Pair: typeof Pair
  readonly Scalar: typeof Scalar
  readonly Schema: typeof Schema
  readonly YAMLMap: typeof YAMLMap
  readonly YAMLSeq: typeof YAMLSeq
}

// A key before its colon has up to 1024 characters, as written (YAML 1.2.2 §7.4.2), and an escape is six of them.
const LONGEST_KEY = 170

/** Makes the nodes of one payload. */
export class NodeBuilder {
  /** Whether a key may be too long to be written before its colon. */
  longKeys = false
  readonly #yaml: Yaml
  /** The objects that contain the current one. */
  readonly #above = new Set<object>()

  constructor (yaml: Yaml) {
    this.#yaml = yaml
  }

  /**
   * @returns `undefined` for what JSON has no value for: `undefined`, a function, a symbol
   * @throws TypeError for an object that contains itself
   */
  build (value: unknown): Node | undefined {
    const plain = toYaml(value)
    if (typeof plain === 'object' && plain !== null) return this.#collection(plain)
    return isAbsent(plain) ? undefined : new this.#yaml.Scalar(plain)
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
function toYaml (value: unknown): unknown {
  if (types.isUint8Array(value)) return formatBytes(value)
  const plain = jsonValueOf(value)
  return types.isBoxedPrimitive(plain) ? plain.valueOf() : plain
}
