/**
 * The type of what a schema describes, for a schema of TypeBox or JSON Schema that is written `as const`.
 *
 * It is what TypeBox's `Static` makes of it, which a test holds. To load that are 350 files, for an application that has no TypeBox too.
 */

/** The payload that a schema shapes; `any` where the schema does not tell: another library's, a `$ref` to what is not in it. */
export type ShapeOf<Schema> = Schema extends {} ? OrAny<Shape<Schema, Schema, never>> : any
type OrAny<Value> = unknown extends Value ? any : Value

// `Root` is where references lead, `Seen` has those on the way. Of a union of schemas it is the union.
type Shape<Schema, Root, Seen> = Schema extends { readonly '~unsafe': infer Value }
  ? Value
  : Schema extends { readonly '~kind': infer Kind }
    ? Kind extends keyof Scalars ? Scalars[Kind] : OfKind<Kind, Schema, Root, Seen>
    : Schema extends boolean ? Schema extends false ? never : unknown : OfKeywords<Schema, Root, Seen>

/** By the kind that TypeBox marks them with. */
interface Scalars {
  Any: any
  BigInt: bigint
  Boolean: boolean
  Integer: number
  Never: never
  Null: null
  Number: number
  String: string
  Symbol: symbol
  Undefined: undefined
  Unknown: unknown
  Void: void
}

type OfKind<Kind, Schema, Root, Seen> =
  Kind extends 'Object' ? Schema extends { properties: infer Properties } ? OfTypeBox<Properties, Root> : never :
    Kind extends 'Array' ? Schema extends { items: infer Item } ? Frozen<Schema, Shape<Item, Root, Seen>[]> : never :
      Kind extends 'Union' ? Schema extends { anyOf: readonly (infer Types)[] } ? Shape<Types, Root, Seen> : never :
        Kind extends 'Literal' ? Schema extends { const: infer Value } ? Value : never :
          Kind extends 'Enum' ? Schema extends { enum: readonly (infer Value)[] } ? Value : never :
            Kind extends 'Intersect' ? Schema extends { allOf: infer Types } ? AllOf<Types, Root, Seen> : never :
              Kind extends 'Record' ? Schema extends { patternProperties: infer Values } ? RecordOf<Values, Root, Seen> : never :
                Kind extends 'Tuple' ? Schema extends { items: infer Items } ? Frozen<Schema, TupleOf<Items, Root, Seen>> : never :
                  Kind extends 'Cyclic' ? Schema extends { $defs: infer Defs, $ref: infer Name } ? Referred<Name, Defs, Seen> : never :
                    Kind extends 'Ref' ? Schema extends { $ref: infer Name } ? Referred<Name, Root, Seen> : never :
                      Kind extends 'TemplateLiteral' ? string :
                        Kind extends 'Dependent' ? Conditional<Schema, Root, Seen> : any

type Frozen<Schema, Value> = Schema extends { '~immutable': true } ? Readonly<Value> : Value

type OfTypeBox<Properties, Root> = [keyof Properties] extends [never]
  ? object
  : ObjectOf<Properties, Exclude<keyof Properties, Marked<Properties, { '~optional': true }>>, Root>

// A property leads back to its object as often as it likes: it is looked at when it is asked for.
type ObjectOf<Properties, Required, Root> = Flat<
  & { [Name in Exclude<keyof Properties & Required, Constant<Properties>>]: Shape<Properties[Name], Root, never> }
  & { [Name in Exclude<keyof Properties, Required | Constant<Properties>>]?: Shape<Properties[Name], Root, never> }
  & { readonly [Name in keyof Properties & Required & Constant<Properties>]: Shape<Properties[Name], Root, never> }
  & { readonly [Name in Exclude<Constant<Properties>, Required>]?: Shape<Properties[Name & keyof Properties], Root, never> }
>
// A parameter, since messages would show the name of an alias in place of the object.
type Flat<Value, Flattened = { [Name in keyof Value]: Value[Name] }> = Flattened
/** The names of the properties that have one of these marks. */
type Marked<Properties, Mark> = { [Name in keyof Properties]: Properties[Name] extends Mark ? Name : never }[keyof Properties]
type Constant<Properties> = Marked<Properties, { readonly '~readonly': true } | { readonly readOnly: true }>

type RecordOf<Values, Root, Seen> = { [Pattern in keyof Values as KeyOf<Pattern>]: Shape<Values[Pattern], Root, Seen> }
type KeyOf<Pattern> = Pattern extends `^-?(?:0|[1-9][0-9]*)${'' | '(?:\\.[0-9]+)?'}$` ? number : string

type AllOf<Types, Root, Seen> = Types extends readonly [infer First, ...infer Rest] ? Shape<First, Root, Seen> & AllOf<Rest, Root, Seen> : unknown

type TupleOf<Items, Root, Seen> = Items extends readonly [infer First, ...infer Rest]
  ? [...ItemOf<First, Root, Seen>, ...TupleOf<Rest, Root, Seen>]
  : []
type ItemOf<Item, Root, Seen> = Item extends { '~optional': true } ? [Shape<Item, Root, Seen>?] : [Shape<Item, Root, Seen>]

// Of what is no object there are no properties to wait with: a second time round it may be anything.
type Referred<Name, Root, Seen> = Name extends keyof Root
  ? Root[Name] extends { '~kind': 'Object' }
    ? Shape<Root[Name], Root, never>
    : Name extends Seen ? any : Shape<Root[Name], Root, Seen | Name>
  : unknown

type Conditional<Schema, Root, Seen> = Schema extends { readonly if: infer If }
  ? Schema extends { readonly then: infer Then }
    ? Shape<If, Root, Seen> & Shape<Then, Root, Seen> | Otherwise<Schema, Shape<If, Root, Seen>, Root, Seen>
    : Schema extends { readonly else: unknown } ? Otherwise<Schema, Shape<If, Root, Seen>, Root, Seen> : unknown
  : unknown
type Otherwise<Schema, If, Root, Seen> = Schema extends { readonly else: infer Else } ? Exclude<Shape<Else, Root, Seen>, If> : never

/** JSON Schema: what every one of its keywords lets through. */
type OfKeywords<Schema, Root, Seen, Value =
  & (Schema extends { readonly type: infer Name } ? OfType<Name extends readonly (infer One)[] ? One : Name> : unknown)
  & (Schema extends { readonly const: infer Value } ? Value : unknown)
  & (Schema extends { readonly enum: readonly (infer Value)[] } ? Value : unknown)
  & (Schema extends { readonly properties: infer Properties } ? OfProperties<Schema, Properties, Root> : OfRequired<Schema>)
  & (Schema extends { readonly additionalProperties: infer Others } ? OfOthers<Others, Root, Seen> : unknown)
  & (Schema extends { readonly unevaluatedProperties: infer Others } ? OfOthers<Others, Root, Seen> : unknown)
  & (Schema extends { readonly patternProperties: infer Values } ? { [name: string]: Shape<Values[keyof Values], Root, Seen> } : unknown)
  & (Schema extends { readonly propertyNames: infer Names } ? OfNames<Shape<Names, Root, Seen>> : unknown)
  & (Schema extends { readonly prefixItems: infer Items } ? OfItems<Items, Schema, Root, Seen> : unknown)
  & (Schema extends { readonly items: infer Items } ? OfItems<Items, Schema, Root, Seen> : unknown)
  & (Schema extends { readonly allOf: infer Types } ? AllOf<Types, Root, Seen> : unknown)
  & (Schema extends { readonly anyOf: readonly (infer Types)[] } ? Shape<Types, Root, Seen> : unknown)
  & (Schema extends { readonly oneOf: readonly (infer Types)[] } ? Shape<Types, Root, Seen> : unknown)
  & (Schema extends { readonly $ref: infer Pointer } ? OfPointer<Pointer, Root, Seen> : unknown)
  & Conditional<Schema, Root, Seen>
> = Value extends object ? Flat<Value> : Value

type OfType<Name> = Name extends keyof Types ? Types[Name] : unknown
interface Types {
  object: object
  array: {}
  boolean: boolean
  integer: number
  number: number
  null: null
  string: string
}

type OfProperties<Schema, Properties, Root> = ObjectOf<Properties, RequiredIn<Schema>, Root> &
  { [Name in Exclude<RequiredIn<Schema>, keyof Properties>]: unknown }
type OfRequired<Schema> = [RequiredIn<Schema>] extends [never] ? unknown : { [Name in RequiredIn<Schema>]: unknown }
type RequiredIn<Schema> = Schema extends { readonly required: readonly (infer Name extends string)[] } ? Name : never
type OfOthers<Others, Root, Seen> = Others extends false ? unknown : { [name: string]: Shape<Others, Root, Seen> }
type OfNames<Name> = [Name] extends [PropertyKey] ? { [One in Name]?: unknown } : unknown

type OfItems<Items, Schema, Root, Seen> = Items extends readonly unknown[] ? Elements<Items, Schema, Root, Seen> : Shape<Items, Root, Seen>[]
// An element may be missing once there are `minItems`. Then the length is a union, which has all that it was.
type Elements<Items, Schema, Root, Seen, Taken extends readonly unknown[] = []> = Schema extends { readonly maxItems: Taken['length'] }
  ? Taken
  : Items extends readonly [infer First, ...infer Rest]
    ? Elements<Rest, Schema, Root, Seen, [
      ...Taken,
      ...(Schema extends { readonly minItems: infer Least } ? Least : 0) extends Taken['length'] ? [Shape<First, Root, Seen>?] : [Shape<First, Root, Seen>]
    ]>
    : [...Taken, ...Schema extends { readonly additionalItems: infer Others } ? Others extends false ? [] : Shape<Others, Root, Seen>[] : unknown[]]

type OfPointer<Pointer, Root, Seen> = Pointer extends Seen
  ? any
  : Pointer extends '#' ? Shape<Root, Root, Seen | Pointer>
    : Pointer extends `#/${infer Path}` ? Shape<At<Path, Root>, Root, Seen | Pointer> : unknown
type At<Path, Value> = Path extends keyof Value
  ? Value[Path]
  : Path extends `${infer Key}/${infer Rest}` ? Key extends keyof Value ? At<Rest, Value[Key]> : {} : {}
