/**
 * The words of a page by its language: its own, and the labels that a schema gives.
 *
 * In: a language tag. Out: words; English where we have none.
 */
import { isObject, type Shape } from '../../schemas/index.js'
import { Kept } from '../values/kept.js'

/** The words that a page has of its own. */
export interface Words {
  readonly yes: string
  readonly no: string
  /** What a list without items says. */
  readonly empty: string
  readonly formats: string
  readonly languages: string
  readonly pages: string
  readonly previous: string
  readonly next: string
}

const NAMES = ['yes', 'no', 'empty', 'formats', 'languages', 'pages', 'previous', 'next'] as const

function wordsFrom (list: string): Words {
  const words = list.split(', ')
  return Object.fromEntries(NAMES.map((name, index) => [name, words[index]])) as Record<keyof Words, string>
}

const ENGLISH = wordsFrom('yes, no, No entries, Formats, Languages, Pages, Previous page, Next page')

const WORDS: Readonly<Record<string, Words>> = {
  en: ENGLISH,
  de: wordsFrom('ja, nein, Keine Einträge, Formate, Sprachen, Seiten, Vorherige Seite, Nächste Seite'),
  es: wordsFrom('sí, no, Sin entradas, Formatos, Idiomas, Páginas, Página anterior, Página siguiente'),
  fr: wordsFrom('oui, non, Aucune entrée, Formats, Langues, Pages, Page précédente, Page suivante'),
  it: wordsFrom('sì, no, Nessuna voce, Formati, Lingue, Pagine, Pagina precedente, Pagina successiva'),
  nl: wordsFrom('ja, nee, Geen items, Formaten, Talen, Pagina’s, Vorige pagina, Volgende pagina'),
  pt: wordsFrom('sim, não, Sem entradas, Formatos, Idiomas, Páginas, Página anterior, Página seguinte')
}

/** What something is called, by language tag: `{ en: 'Planets', de: 'Planeten' }`. */
export type ByLanguage = Readonly<Record<string, string>>

/** Whether a value is text by language. */
export function isByLanguage (value: unknown): value is ByLanguage {
  return isObject(value) && Object.keys(value).length > 0 && Object.values(value).every((text) => typeof text === 'string' && text.trim() !== '')
}

/** What a page says in one language. */
export class Wording {
  /** The tag, as it is declared. */
  readonly language: string
  readonly words: Words
  /** Of that tag and of each that it is narrower than, in lower case: `de-at`, `de`. */
  readonly #tags: readonly string[]

  constructor (language: string) {
    this.language = language
    const subtags = language.toLowerCase().split('-')
    this.#tags = subtags.map((_, index) => subtags.slice(0, subtags.length - index).join('-'))
    this.words = this.#find(WORDS) ?? ENGLISH
  }

  /** The text of the language; `undefined` where there is none. RFC 4647 §3.4: the tag, then one that is shorter. */
  textOf (texts: unknown): string | undefined {
    return isByLanguage(texts) ? this.#find(texts) : undefined
  }

  /** What a property is called: by `x-titles`, `title` or its name. */
  labelOf ({ properties, titles }: Shape, name: string): string {
    return this.annotationOf((properties.get(name) as Shape).schemas, 'x-titles') ?? titles.get(name) ?? name
  }

  /** What the nearest of some schemas says in the language under a keyword. */
  annotationOf (schemas: readonly unknown[], keyword: 'x-titles' | 'x-descriptions'): string | undefined {
    for (const schema of schemas) {
      const text = isObject(schema) ? this.textOf(schema[keyword]) : undefined
      if (text !== undefined) return text
    }
    return undefined
  }

  /** choice: true and false are words that everybody reads. */
  wordOf (data: boolean): string {
    return data ? this.words.yes : this.words.no
  }

  #find<Value> (byLanguage: Readonly<Record<string, Value>>): Value | undefined {
    const entries = new Map(Object.entries(byLanguage).map(([tag, value]) => [tag.toLowerCase(), value]))
    const tag = this.#tags.find((tag) => entries.has(tag))
    return tag === undefined ? undefined : entries.get(tag)
  }
}

const wordings = new Kept((language) => new Wording(language))

/** The wording of a language. */
export function wordingFor (language: string): Wording {
  return wordings.of(language)
}

/** What is compiled of each key, by wording. */
export class KeptByWording<Key extends object, Value> {
  readonly #known = new WeakMap<Wording, WeakMap<Key, Value>>()
  readonly #make: (key: Key, wording: Wording) => Value

  constructor (make: (key: Key, wording: Wording) => Value) {
    this.#make = make
  }

  of (key: Key, wording: Wording): Value {
    let known = this.#known.get(wording)
    if (known === undefined) this.#known.set(wording, known = new WeakMap())
    const kept = known.get(key)
    if (kept !== undefined) return kept
    const made = this.#make(key, wording)
    known.set(key, made)
    return made
  }
}
