/**
 * The type of `produces` in a route's config: `RouteProduces`, at little cost, and with messages that name the key of a fault.
 *
 * Fastify's type of a config is `FastifyContextConfig & Inferred`. TypeScript checks a config against each of the two, and then against
 * both as one object, where `produces` would be `RouteProduces & Inferred['produces']`: every method of an array intersected with
 * itself, anew for each route, six hundred types a route. The first check refuses what is wrong; so the second has `{}`, which adds
 * nothing to an intersection, and names the fault where the first cannot: of an object it says only that it is not `undefined`.
 */
import type { FastifyContextConfig } from 'fastify'
import type { AvailableMediaType, DimensionName, MediaTypeString, ProducesObject, RouteProduces } from './index.js'

/** `produces` of `Config`, which is the `this` of `FastifyContextConfig`: the interface itself, or the intersection that it is part of. */
// TypeScript infers from what an intersection has besides what both sides have: of the interface itself nothing is left, and that is
// `unknown`. No member is looked at for that, `produces` neither: its type would depend on itself.
export type ProducesIn<Config> = Config extends FastifyContextConfig & infer Inferred
  ? unknown extends Inferred ? RouteProduces : FaultsIn<Inferred>
  : {}

/** Is no value: stands where another is expected. */
interface Expected<Value> { readonly expected: Value }
/** Is no value: stands at a key that is none. */
interface UnknownKey<Key> { readonly unknownKey: Key }

// What has no faults is told first, and without `infer`, which costs more than an index.
type FaultsIn<Inferred> = Inferred extends { readonly produces?: readonly unknown[] | boolean | undefined }
  ? {}
  : Inferred extends { readonly produces?: infer Produces extends object }
    ? Produces extends { readonly mediaTypes: unknown }
      ? IsSound<Produces> extends true ? {} : FaultsOf<Produces>
      : ProducesObject
    : {}

// Asked first: most objects are, and it costs less than looking at each member by itself.
type IsSound<Produces> = Produces extends { readonly mediaTypes: readonly unknown[] }
  ? [keyof Produces, KeysOf<Produces['mediaTypes'][number]>, DimensionsIn<Produces>] extends [
      keyof ProducesObject, keyof AvailableMediaType, DimensionName
    ]
      ? Produces extends ProducesObject ? true : false
      : false
  : false
type DimensionsIn<Produces> = Produces extends { readonly strict: unknown } ? KeysOf<Produces['strict']> : never
type KeysOf<Value> = Value extends object ? keyof Value : never

// The members that are at fault; none make `{}`.
type FaultsOf<Produces> = {
  readonly [Key in keyof Produces as Produces[Key] extends MemberOf<Produces[Key], Key> ? never : Key]: MemberOf<Produces[Key], Key>
}
type MemberOf<Value, Key> = Key extends 'mediaTypes'
  ? MediaTypesOf<UnknownIn<Value>>
  : Key extends 'strict'
    ? StrictOf<Value>
    : Key extends keyof ProducesObject ? OrExpected<Value, Required<ProducesObject>[Key]> : UnknownKey<Key>
type UnknownIn<Value> = Value extends readonly (infer Entry)[]
  ? Entry extends object ? Exclude<keyof Entry, keyof AvailableMediaType> : never
  : never
type MediaTypesOf<Unknown extends PropertyKey> = [Unknown] extends [never]
  ? ProducesObject['mediaTypes']
  : readonly (MediaTypeString | AvailableMediaType & { readonly [Key in Unknown]?: UnknownKey<Key> })[]
type StrictOf<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Key extends DimensionName ? OrExpected<Value[Key], boolean> : UnknownKey<Key> }
  : OrExpected<Value, boolean>
// Not the expected value itself: two literals that exclude each other would make `never` of the whole object.
type OrExpected<Value, Known> = Value extends Known | undefined ? Value : Expected<Known>
