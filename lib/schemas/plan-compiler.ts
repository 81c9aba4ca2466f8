/**
 * Boot: compiles the parts of one schema.
 */
import { types } from 'node:util'
import { at, Documents, type Location } from './documents.js'
import { admitsAnyName, checkKeywords, isNever } from './keyword-faults.js'
import { Merger, without } from './merge.js'
import { ANY_PART, type Choice, compileChoice, NEVER, Part } from './part.js'
import { refuse } from './plan-fault.js'
import { isObject, type Schema, type Schemas } from './references.js'
import { compileScalar, isBytes } from './scalars.js'
import { compileArray, compileItem, compileObject, formOfArray, formOfObject, type Items, type Properties, type Property } from './structures.js'
import { inferType, isInPlace, isOfType, typesIn, typeOf } from './types.js'
import { copies } from './values.js'

/** One for each schema. */
export class PlanCompiler {
  readonly #documents: Documents
  readonly #merger: Merger
  readonly #conditions: Array<{ readonly choice: Choice, readonly location: Location }> = []
  readonly #unfinished = new Map<Part, Part>()
  readonly #parts = new Map<Schema, Map<string, Part>>()
  /** Whether fast-json-stringify alone would let out more: it does not know all that the schema says. */
  isBeyondJson = false

  constructor (schema: unknown, schemas: Schemas) {
    this.#documents = new Documents(schema, schemas)
    this.#merger = new Merger(this.#documents)
  }

  /** @throws Error for a schema that nobody could honour */
  compile (): Part {
    const part = this.#compile(this.#documents.root)
    for (const [unfinished, inner] of this.#unfinished) unfinished.become(this.#finished(inner))
    // Which branch is chosen depends on the types that were inferred, as with fast-json-stringify.
    for (const { choice, location } of this.#conditions) choice.isChosen = this.#documents.compileIsValid(location)
    return part
  }

  #finished (part: Part): Part {
    const seen = new Set<Part>()
    let inner = part
    while (!inner.isFinished) {
      const next = this.#unfinished.get(inner)
      if (next === undefined || seen.has(inner)) throw new Error('the schema is made of itself by allOf')
      seen.add(inner)
      inner = next
    }
    return inner
  }

  #compile (location: Location): Part {
    const target = this.#merger.dereference(location)
    const { schema, base } = target
    if (schema === true) return ANY_PART
    if (schema === false) return this.#never()
    if (!isObject(schema) || Array.isArray(schema)) throw new Error(`${target.pointer} is no schema: expected an object, true or false`)
    // An object may stand in several places of a schema, and `#` may mean something else there.
    const known = this.#parts.get(schema) ?? new Map<string, Part>()
    this.#parts.set(schema, known)
    const part = known.get(base) ?? new Part()
    if (!known.has(base)) {
      known.set(base, part)
      this.#fill(part, target, schema)
    }
    return part
  }

  #never (): Part {
    this.isBeyondJson = true
    return NEVER
  }

  #fill (part: Part, location: Location, schema: Schema): void {
    checkKeywords(schema, location.pointer)
    if (isNever(schema)) part.become(this.#never())
    else if (Array.isArray(schema.allOf)) this.#fillAllOf(part, location, schema.allOf)
    else if (Array.isArray(schema.anyOf ?? schema.oneOf)) Object.assign(part, this.#choice(location, schema))
    else if (schema.if !== undefined && (schema.then ?? schema.else) !== undefined) Object.assign(part, this.#condition(location))
    else this.#fillTyped(part, location, schema)
  }

  #fillAllOf (part: Part, location: Location, allOf: readonly unknown[]): void {
    // What `additionalProperties: false` next to it closes are all properties, those of `allOf` too.
    const isClosed = (location.schema as Schema).additionalProperties === false
    const own = without(location, (name) => name === 'allOf' || (name === 'additionalProperties' && isClosed))
    const list = at(location, 'allOf')
    const last = isClosed ? { additionalProperties: false } : {}
    const inner = this.#compile(this.#merger.merge([own, ...allOf.map((_, index) => at(list, index))], last))
    // One that contains itself is finished when what it stands in is.
    if (inner.isFinished) part.become(inner)
    else this.#unfinished.set(part, inner)
  }

  #choice (location: Location, schema: Schema): Pick<Part, 'project' | 'item' | 'alternatives'> {
    const keyword = schema.anyOf === undefined ? 'oneOf' : 'anyOf'
    const rest = without(location, (name) => name === keyword)
    const list = at(location, keyword)
    const branches = (schema[keyword] as readonly unknown[]).map((_, index) => at(list, index))
    const choices = branches.map((branch) => this.#chosenBy(branch, this.#compile(this.#merged(rest, branch))))
    return compileChoice(choices, `one of ${choices.length} forms`)
  }

  #chosenBy (location: Location, part: Part): Choice {
    // What chooses it is compiled when all parts are, and their types inferred.
    const choice = { part } as Choice
    this.#conditions.push({ choice, location })
    return choice
  }

  // Without further words, what a branch refers to is all there is: it may be the schema itself.
  #merged (rest: Location, branch: Location): Location {
    if (branch.schema === false) return branch
    const isReference = isObject(branch.schema) && typeof branch.schema.$ref === 'string'
    if (isReference && Object.keys(rest.schema as Schema).length === 0) return branch
    return this.#merger.merge(isObject(branch.schema) ? [rest, branch] : [rest])
  }

  #condition (location: Location): Pick<Part, 'project' | 'item' | 'alternatives'> {
    const rest = without(location, (name) => name === 'if' || name === 'then' || name === 'else')
    // Both are merged before either is compiled, which may infer types of what they share.
    const branches = ['then', 'else'].map((name) => at(location, name)).map((branch) => branch.schema === undefined ? rest : this.#merged(rest, branch))
    const [then, otherwise] = branches.map((branch) => this.#compile(branch)) as [Part, Part]
    return compileChoice([this.#chosenBy(at(location, 'if'), then), { isChosen: () => true, part: otherwise }], 'a condition')
  }

  #fillTyped (part: Part, location: Location, schema: Schema): void {
    const type = inferType(schema)
    if (schema.const !== undefined) this.#fillConstant(part, schema.const, Array.isArray(type) && type.includes('null'))
    else if (Array.isArray(type)) this.#fillTypes(part, location, schema, type)
    else this.#fillType(part, location, schema, type)
    if (schema.nullable !== true) return
    const { project } = part
    part.project = (value) => value === null ? null : project(value)
  }

  // As in JSON, it goes out whatever the value is.
  #fillConstant (part: Part, value: unknown, hasNull: boolean): void {
    const constant = copies(value)
    part.project = hasNull ? (value) => value === null ? null : constant() : constant
    part.isAny = true
  }

  #fillTypes (part: Part, location: Location, schema: Schema, types: readonly unknown[]): void {
    const choices = typesIn(types).map((type): Choice => {
      const inner = new Part()
      this.#fillType(inner, location, schema, type)
      return { isChosen: (value) => isOfType(type, value), part: inner }
    })
    Object.assign(part, compileChoice(choices, types.join(' or ')))
  }

  #fillType (part: Part, location: Location, schema: Schema, type: unknown): void {
    const scalar = compileScalar(type, schema.format, this.#documents.options.rounding)
    if (scalar !== undefined) part.project = scalar
    else if (type === 'object') this.#fillObject(part, location, schema)
    else if (type === 'array') this.#fillArray(part, location, schema)
    else if (type === undefined) part.become(Array.isArray(schema.enum) ? this.#enumerated(schema.enum) : ANY_PART)
    else throw new Error(`${location.pointer} has the type ${JSON.stringify(type)}, which JSON Schema has not`)
  }

  // A scalar that is not in the list goes out, as in JSON; of a structure, only what is in it.
  #enumerated (values: readonly unknown[]): Part {
    this.isBeyondJson = true
    const texts = new Set(values.map((value) => JSON.stringify(value)))
    const part = new Part()
    part.isAny = true
    part.project = (value) => {
      const data = ANY_PART.project(value)
      if (typeof data !== 'object' || data === null || types.isDate(data) || isBytes(data) || texts.has(JSON.stringify(data))) return data
      return refuse(`one of ${values.length} values`, value)
    }
    return part
  }

  #fillObject (part: Part, location: Location, schema: Schema): void {
    const properties = this.#properties(location, schema)
    part.project = compileObject(properties)
    part.ownObject = formOfObject(properties)
  }

  #properties (location: Location, schema: Schema): Properties {
    const required = new Set(Array.isArray(schema.required) ? schema.required.map(String) : [])
    const names = Object.keys(schema.properties ?? {})
    // fast-json-stringify takes what every object inherits, and the text of a function.
    if ([...required, ...names].some((name) => name in Object.prototype)) this.isBeyondJson = true
    const properties = at(location, 'properties')
    const patterns = at(location, 'patternProperties')
    const { additionalProperties } = schema
    return {
      admits: this.#admittedNames(location, schema),
      named: [
        ...[...required].filter((name) => !names.includes(name))
          .map((name): Property => ({ name, part: undefined, isRequired: true, makeDefault: undefined })),
        // As fast-json-stringify orders them.
        ...[...names.filter((name) => required.has(name)), ...names.filter((name) => !required.has(name))]
          .map((name) => this.#property(name, at(properties, name), required.has(name)))
      ],
      patterns: Object.keys(patterns.schema ?? {}).map((pattern) => [new RegExp(pattern), this.#compile(at(patterns, pattern))] as const),
      others: additionalProperties === undefined || additionalProperties === false ? undefined : this.#compile(at(location, 'additionalProperties'))
    }
  }

  // choice: what it refuses does not go out. fast-json-stringify does not know it, and Zod has it for the keys of a record.
  #admittedNames (location: Location, { propertyNames }: Schema): Properties['admits'] {
    if (propertyNames === undefined || admitsAnyName(propertyNames)) return undefined
    this.isBeyondJson = true
    const names = this.#chosenBy(at(location, 'propertyNames'), NEVER)
    return (name) => names.isChosen(name)
  }

  #property (name: string, location: Location, isRequired: boolean): Property {
    const { schema } = this.#merger.dereference(location)
    const hasDefault = isObject(schema) && schema.default !== undefined
    return { name, part: this.#compile(location), isRequired, makeDefault: hasDefault ? copies(schema.default) : undefined }
  }

  #fillArray (part: Part, location: Location, schema: Schema): void {
    const items = this.#items(location, schema)
    part.item = compileItem(items)
    part.project = compileArray(items, part.item)
    part.ownArray = formOfArray(items)
  }

  #items (location: Location, schema: Schema): Items {
    const { items, additionalItems, prefixItems } = schema
    const inOrder = (keyword: string, places: readonly unknown[]): Location[] => places.map((_, index) => at(at(location, keyword), index))
    if (Array.isArray(items)) {
      const places = inOrder('items', items).map((place) => ({ part: this.#compile(place), admits: this.#admission(place) }))
      const rest = additionalItems === undefined || additionalItems === false ? undefined : this.#compile(at(location, 'additionalItems'))
      if (isObject(additionalItems)) this.isBeyondJson = true
      return { places, rest, isClosed: true }
    }
    const rest = items === undefined ? undefined : this.#compile(at(location, 'items'))
    const open = rest?.isNever === true ? undefined : rest
    if (!Array.isArray(prefixItems)) return { places: [], rest: items === undefined ? ANY_PART : open, isClosed: false }
    // choice: after a tuple there is only what the schema declares; more items do not go out, as more properties do not.
    this.isBeyondJson = true
    return { places: inOrder('prefixItems', prefixItems).map((place) => ({ part: this.#compile(place), admits: () => true })), rest: open, isClosed: false }
  }

  // fast-json-stringify looks at the type alone.
  #admission (place: Location): (value: unknown) => boolean {
    const { schema } = this.#merger.dereference(place)
    if (!isObject(schema)) return () => false
    const isBranched = [schema.allOf, schema.anyOf, schema.oneOf, schema.if].some((branches) => branches !== undefined)
    const type = isBranched ? schema.type : typeOf(schema)
    return (value) => (value === null && schema.nullable === true) || isInPlace(type, value)
  }
}
