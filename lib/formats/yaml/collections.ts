/**
 * Data as block collections of YAML: a line for each property and each item, indented by how deep it stands.
 *
 * In: the form of the data that a plan lets out, and the data. Out: its text. What is written of a value begins with what stands
 * between it and the colon or the hyphen before it: a space, or a line break where a collection begins a line of its own.
 * @see https://yaml.org/spec/1.2.2/#chapter-8-block-style-productions
 */
import { ANY_FORM, type ArrayForm, type Form, type ObjectForm, type Step, unroll } from '../../schemas/index.js'
import { Kept } from '../values/kept.js'
import { bytesText, type Properties } from '../values/values.js'
import { formatLine, formatScalar } from './scalars.js'

/** As deep as data mostly is, places are kept. Deeper ones would take memory for ever, each as much as its indentation. */
const KEPT = 128

/** Where a collection stands. There is one for each depth and each way to it, made when data first comes there. */
class Place {
  /** A line break, and how far a line is indented. */
  readonly line: string
  /** What begins the first line: it follows a hyphen, or is a line of its own. */
  readonly first: string
  /** Whether the next line of the collection that is being written is its first. */
  atFirst = true
  readonly #step: string
  #nested: Place | undefined
  #item: Place | undefined

  constructor (line: string, first: string, step: string) {
    this.line = line
    this.first = first
    this.#step = step
  }

  /** That of the value of a property. */
  get nested (): Place {
    const nested = this.#nested ?? new Place(this.line + this.#step, this.line + this.#step, this.#step)
    if (this.line.length < KEPT) this.#nested = nested
    return nested
  }

  /** That of an item. */
  get item (): Place {
    const item = this.#item ?? new Place(`${this.line}  `, ' ', this.#step)
    if (this.line.length < KEPT) this.#item = item
    return item
  }
}

/** A key and its colon, or the hyphen of an item, with what begins its line. */
class Indicator {
  readonly #text: string
  #place: Place | undefined
  // Kept for the next line, which mostly stands in the same place.
  #line = ''
  #spaced = ''

  constructor (text: string) {
    this.#text = text
  }

  /** Begins a line. @param isSpaced whether something follows on the line */
  in (place: Place, isSpaced: boolean): string {
    if (place !== this.#place) this.#keep(place)
    const line = isSpaced ? this.#spaced : this.#line
    if (!place.atFirst) return line
    place.atFirst = false
    return place.first + line.slice(place.line.length)
  }

  #keep (place: Place): void {
    this.#place = place
    this.#line = place.line + this.#text.replace('\n', place.line)
    this.#spaced = `${this.#line} `
  }
}

// A key before its colon has up to 1024 characters, as it is written (YAML 1.2.2 §7.4.2); else it has a line of its own.
function keyOf (name: string): Indicator {
  const key = formatLine(name)
  return new Indicator(key.length > 1024 ? `? ${key}\n:` : `${key}:`)
}

/** Writes a collection, which begins with a space or a line break. */
type Write = (value: object, place: Place) => string

const ANY_OBJECT: ObjectForm = { properties: [], isOpen: true }
const ANY_ARRAY: ArrayForm = { places: [], rest: ANY_FORM }

/** Writes what data there may be under a schema, or without one. */
export class CollectionWriter {
  readonly #root: Place
  // A form may contain itself.
  readonly #known = new Map<Form, Write>()
  readonly #keys = new Kept(keyOf)
  readonly #writeAny: Write

  /** @param indent by how many spaces more the properties of an object in another are indented */
  constructor (indent: number) {
    this.#root = new Place('\n', ' ', ' '.repeat(indent))
    this.#writeAny = this.#of(ANY_FORM)
  }

  /** Compiles a document. */
  document (form: Form): (data: unknown) => string {
    const write = this.#of(form)
    // A block of text may not begin at the left edge, where `---` and `...` would end the document.
    return (data) => isObject(data) ? `${write(data, this.#root)}\n`.slice(1) : `${formatScalar(data, this.#root.nested.line)}\n`
  }

  /** Compiles the items of a document that is a sequence. */
  items ({ array = ANY_ARRAY }: Form): (data: unknown, index: number) => string {
    const writeItem = this.#item(array)
    return (data, index) => {
      this.#root.atFirst = true
      return `${writeItem(data, index, this.#root)}\n`.slice(1)
    }
  }

  // Compiled when data first comes.
  #of (form: Form): Write {
    const known = this.#known.get(form)
    if (known !== undefined) return known
    let writeItems: Write | undefined
    let writeMembers: Write | undefined
    const write: Write = (value, place) => {
      place.atFirst = true
      if (Array.isArray(value)) return (writeItems ??= this.#sequence(form.array))(value, place) || ' []'
      // choice: bytes are base64, which the schema calls a string, rather than !!binary, which few readers know.
      if (value instanceof Date) return ` ${formatLine(value.toISOString())}`
      const bytes = bytesText(value)
      if (bytes !== undefined) return ` ${formatLine(bytes)}`
      return (writeMembers ??= this.#mapping(form.object))(value, place) || ' {}'
    }
    this.#known.set(form, write)
    return write
  }

  #item ({ places, rest }: ArrayForm): (item: unknown, index: number, place: Place) => string {
    const hyphen = new Indicator('-')
    const first = places.map((form) => this.#of(form))
    const others = this.#of(rest)
    return (item, index, place) => isObject(item)
      ? hyphen.in(place, false) + (first[index] ?? others)(item, place.item)
      : hyphen.in(place, true) + formatScalar(item, place.item.line)
  }

  #sequence (form: ArrayForm = ANY_ARRAY): Write {
    const writeItem = this.#item(form)
    return (values, place) => {
      let text = ''
      for (let index = 0; index < (values as unknown[]).length; index++) text += writeItem((values as unknown[])[index], index, place)
      return text
    }
  }

  #mapping (form: ObjectForm = ANY_OBJECT): Write {
    const { properties, isOpen } = form
    const declared = new Set(properties.map(([name]) => name))
    const write = unroll([...declared], properties.map(([name, inner]) => this.#property(name, inner)), '')
    return isOpen ? (value, place) => write(value, place) + this.#others(value, place, declared) : write
  }

  #property (name: string, form: Form): Step<Place, string> {
    const key = keyOf(name)
    const write = this.#of(form)
    return (value, place) => value === undefined ? '' : writeMember(key, value, write, place)
  }

  /** The properties that no schema names. */
  #others (value: object, place: Place, declared: ReadonlySet<string>): string {
    let text = ''
    for (const name of Object.keys(value)) {
      if (!declared.has(name)) text += writeMember(this.#keys.of(name), (value as Properties)[name], this.#writeAny, place)
    }
    return text
  }
}

function writeMember (key: Indicator, value: unknown, write: Write, place: Place): string {
  return isObject(value) ? key.in(place, false) + write(value, place.nested) : key.in(place, true) + formatScalar(value, place.nested.line)
}

function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
