/**
 * The serializers of a scope, by media type; a child scope sees those above it and hides nothing from them.
 *
 * Looked up by media type with parameters, then media type, then structured suffix (RFC 6839). At each step the nearest scope wins.
 * Whoever adds one may name its media type by a short name.
 */
import type { Serializer } from '../../types/index.js'
import { PRODUCES_ERR_MEDIA_TYPE, PRODUCES_ERR_SERIALIZER, PRODUCES_ERR_SERIALIZER_PRESENT } from '../errors.js'
import { wordsForFactory } from '../formats/index.js'
import { isToken, type MediaType, mediaTypes, parseMediaType } from '../negotiation/index.js'
import { describe, isObject } from '../schemas/index.js'
import { mediaTypeNamed, remedyForMediaType } from './short-names.js'

export class Registry {
  readonly #parent: Registry | undefined
  readonly #serializers = new Map<string, Serializer>()
  /** The media types whose serializers have been found. */
  readonly #found = new Set<string>()

  constructor (parent?: Registry) {
    this.#parent = parent
  }

  /** @throws PRODUCES_ERR_MEDIA_TYPE, PRODUCES_ERR_SERIALIZER, PRODUCES_ERR_SERIALIZER_PRESENT */
  add (mediaType: string, serializer: Serializer): void {
    const key = keyOf(mediaType)
    if (key === undefined) throw new PRODUCES_ERR_MEDIA_TYPE(mediaType, remedyForMediaType(mediaType))
    const uncalled = wordsForFactory(serializer)
    if (uncalled !== undefined) throw new PRODUCES_ERR_SERIALIZER(mediaType, uncalled)
    if (!isSerializer(serializer)) throw new PRODUCES_ERR_SERIALIZER(mediaType, `expected a function or an object with compile(schema, route), found ${describe(serializer)}`)
    if (this.#serializers.has(key)) throw new PRODUCES_ERR_SERIALIZER_PRESENT(mediaType)
    this.#serializers.set(key, serializer)
  }

  /** Whether there is a serializer for exactly this media type, in this scope or above. */
  has (mediaType: string): boolean {
    const key = keyOf(mediaType)
    return key !== undefined && this.#ownerOf(key) !== undefined
  }

  /** The serializer for a media type; `undefined` where there is none. */
  find (mediaType: MediaType): Serializer | undefined {
    for (const key of keysFor(mediaType)) {
      const owner = this.#ownerOf(key)
      if (owner === undefined) continue
      owner.#found.add(key)
      return owner.#serializers.get(key)
    }
    return undefined
  }

  /** The media types of this scope's own serializers that nobody has looked for. */
  get unused (): readonly string[] {
    return [...this.#serializers.keys()].filter((key) => !this.#found.has(key))
  }

  #ownerOf (key: string): Registry | undefined {
    if (this.#serializers.has(key)) return this
    return this.#parent === undefined ? undefined : this.#parent.#ownerOf(key)
  }
}

function keyOf (mediaType: string): string | undefined {
  if (/^\+./.test(mediaType) && isToken(mediaType)) return mediaType.toLowerCase()
  const parsed = parseMediaType(mediaTypeNamed(mediaType) ?? mediaType)
  return parsed && mediaTypes.canonical(parsed)
}

/*
 * structured syntax suffix = "+" token, at the end of a subtype     (RFC 6838 §4.2.8)
 */
function keysFor (mediaType: MediaType): readonly string[] {
  const keys = knownKeys.get(mediaType) ?? compileKeys(mediaType)
  knownKeys.set(mediaType, keys)
  return keys
}

/** Compiled once for each parsed media type: every route that declares it looks it up. */
const knownKeys = new WeakMap<MediaType, readonly string[]>()

function compileKeys (mediaType: MediaType): readonly string[] {
  const { type, subtype } = mediaType
  const suffix = subtype.slice(subtype.lastIndexOf('+') + 1)
  const bySuffix = subtype.includes('+') ? [`+${suffix}`, `application/${suffix}`] : []
  return [mediaTypes.canonical(mediaType), `${type}/${subtype}`, ...bySuffix]
}

/** Whether a value is a serializer: a function, or an object with `compile`. */
export function isSerializer (value: unknown): value is Serializer {
  return typeof value === 'function' || (isObject(value) && typeof value.compile === 'function')
}
