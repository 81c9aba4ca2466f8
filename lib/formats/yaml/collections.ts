/**
 * Data as block collections of YAML: a line for each member and each item, indented by how deep it stands.
 *
 * In: the form of the data that a plan lets out, and the data. Out: its text. What is written of a value begins with what stands
 * between it and the colon or the hyphen before it: a space, or a line break where a collection begins a line of its own.
 * @see https://yaml.org/spec/1.2.2/#chapter-8-block-style-productions
 */
import { types } from 'node:util'
import { ANY_FORM, type ArrayForm, type Form, type ObjectForm, type Step, unroll } from '../../schemas/index.js'
import { formatBytes } from '../values/values.js'
import { formatLine, formatNumber, formatText } from './scalars.js'

/** As deep as data mostly is, places are kept. Deeper ones would take memory for ever, each as much as its indentation. */
const KEPT = 128

/** Where a collection stands. There is one for each depth and each way to it, made when data first comes there. */
class Place {
  /** A line break, and how far a line is indented. */
  readonly line: string
  /** What begins the first line: it follows a hyphen, or is a line of its own. */
  readonly first: string
  /** What begins the next line of the collection that is being written. */
  next = ''
  readonly #step: string
  #nested: Place | undefined
  #item: Place | undefined

  constructor (line: string, first: string, step: string) {
    this.line = line
    this.first = first
    this.#step = step
  }

  /** That of the value of a member. */
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

  /** What begins a line: the first, then another. */
  begin (): string {
    const { next } = this
    this.next = this.line
    return next
  }
}

/** Writes a value. */
type Write = (value: unknown, place: Place) => string

/** Writes a collection; '' for an empty one. */
type WriteMembers = (value: object, place: Place) => string

const ANY_OBJECT: ObjectForm = { members: [], isOpen: true }
const ANY_ARRAY: ArrayForm = { places: [], rest: ANY_FORM }

/** Writes what data there may be under a schema, or without one. */
export class CollectionWriter {
  readonly #root: Place
  // A form may contain itself.
  readonly #known = new Map<Form, Write>()
  readonly #writeAny: Write

  /** @param indent by how many spaces more the members of an object in another are indented */
  constructor (indent: number) {
    this.#root = new Place('\n', ' ', ' '.repeat(indent))
    this.#writeAny = this.#of(ANY_FORM)
  }

  /** Compiles a document. */
  document (form: Form): (data: unknown) => string {
    const write = this.#of(form)
    // A block of text may not begin at the left edge, where `---` and `...` would end the document.
    return (data) => `${write(data, typeof data === 'object' ? this.#root : this.#root.nested)}\n`.slice(1)
  }

  /** Compiles the items of a document that is a sequence. */
  items ({ array = ANY_ARRAY }: Form): (data: unknown, index: number) => string {
    const writeItem = this.#item(array)
    return (data, index) => `-${writeItem(index)(data, this.#root.item)}\n`
  }

  // Compiled when data first comes.
  #of (form: Form): Write {
    const known = this.#known.get(form)
    if (known !== undefined) return known
    let writeItems: WriteMembers | undefined
    let writeMembers: WriteMembers | undefined
    const write: Write = (value, place) => {
      if (typeof value !== 'object' || value === null) return ` ${scalar(value, place)}`
      place.next = place.first
      if (Array.isArray(value)) return (writeItems ??= this.#sequence(form.array))(value, place) || ' []'
      // choice: bytes are base64, which the schema calls a string, rather than !!binary, which few readers know.
      if (types.isUint8Array(value)) return ` ${formatLine(formatBytes(value))}`
      if (value instanceof Date) return ` ${formatLine(value.toISOString())}`
      return (writeMembers ??= this.#mapping(form.object))(value, place) || ' {}'
    }
    this.#known.set(form, write)
    return write
  }

  #item ({ places, rest }: ArrayForm): (index: number) => Write {
    const first = places.map((form) => this.#of(form))
    const others = this.#of(rest)
    return (index) => first[index] ?? others
  }

  #sequence (form: ArrayForm = ANY_ARRAY): WriteMembers {
    const writeItem = this.#item(form)
    return (values, place) => {
      const items = values as readonly unknown[]
      let text = ''
      for (let index = 0; index < items.length; index++) text += `${place.begin()}-${writeItem(index)(items[index], place.item)}`
      return text
    }
  }

  #mapping (form: ObjectForm = ANY_OBJECT): WriteMembers {
    const { members, isOpen } = form
    const declared = new Set(members.map(([name]) => name))
    const writeOthers: WriteMembers = isOpen ? (value, place) => this.#others(value, place, declared) : () => ''
    const write = unroll([...declared], members.map(([name, member]) => this.#member(name, member)), '')
    return isOpen ? (value, place) => write(value, place) + writeOthers(value, place) : write
  }

  #member (name: string, form: Form): Step<Place, string> {
    const key = formatLine(name)
    const write = this.#of(form)
    if (isLong(key)) return (value, place) => value === undefined ? '' : place.begin() + longKey(key, place) + write(value, place.nested)
    return (value, place) => value === undefined ? '' : `${place.begin()}${key}:${write(value, place.nested)}`
  }

  /** The members that no schema names. */
  #others (value: object, place: Place, declared: ReadonlySet<string>): string {
    let text = ''
    for (const [name, member] of Object.entries(value)) {
      if (declared.has(name)) continue
      const key = formatLine(name)
      text += place.begin() + (isLong(key) ? longKey(key, place) : `${key}:`) + this.#writeAny(member, place.nested)
    }
    return text
  }
}

function scalar (value: unknown, place: Place): string {
  if (typeof value === 'string') return formatText(value, place.line)
  // A bigint is its digits.
  return typeof value === 'number' ? formatNumber(value) : String(value)
}

// A key before its colon has up to 1024 characters (YAML 1.2.2 §7.4.2).
function isLong (key: string): boolean {
  return key.length > 1024
}

function longKey (key: string, { line }: Place): string {
  return `? ${key}${line}:`
}
