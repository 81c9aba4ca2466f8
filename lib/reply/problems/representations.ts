/**
 * What a problem is available as in a scope, and which of it a client gets: RFC 9457 in JSON and XML, pages, plain text.
 *
 * In: at boot the option `errors` and the serializers of the scope, per error the request's fields and the problem. Out: content, with its
 * fields. Nothing is acceptable: JSON, and never a 406 in the place of the error.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
import type { ErrorOptions, MediaTypeString, SerializeContext } from '../../../types/index.js'
import { PRODUCES_ERR_OPTION } from '../../errors.js'
import {
  compileNegotiation, type DeclarationFault, type DeclaredMediaType, type Headers, type MediaType, type Negotiation,
  type NegotiationOptions, parseMediaType, type SelectedRepresentation
} from '../../negotiation/index.js'
import { compileRenderer, type Content, type Registry } from '../../serializers/index.js'
import { MEMBERS } from './problem-members.js'
import { problemText } from './problem-text.js'

const PROBLEM_JSON = 'application/problem+json'

/** What a problem is in, where a client takes the first alone; and what it is sent as, where the client takes that too. */
const PROPER: Readonly<Record<string, string>> = { 'application/json': PROBLEM_JSON, 'application/xml': 'application/problem+xml' }

// choice: clients that list `application/xml` or `text/plain` among others seldom read them. So they count for half, and a client that
// takes anything (`application/json, text/plain, */*`) has JSON.
const DEFAULT: readonly DeclaredMediaType[] = [
  { mediaType: PROBLEM_JSON },
  { mediaType: 'application/json' },
  { mediaType: 'text/html' },
  { mediaType: 'text/markdown' },
  { mediaType: 'application/problem+xml' },
  { mediaType: 'application/xml', quality: 0.5 },
  { mediaType: 'text/plain', quality: 0.5 }
]

/** The option `errors`, for every error of a scope. */
export interface ErrorSettings {
  readonly expose: boolean
  /** The languages that the application has the words of problems in; empty for those of the route. */
  readonly languages: readonly string[]
  /** What the errors of the scope are available as. */
  readonly representations: () => ErrorRepresentations
}

/** The part of the scope's settings that selects. */
export type ErrorNegotiationSettings = Pick<NegotiationOptions, 'preference' | 'maxFieldLength' | 'maxMembers'>

/**
 * choice: the serializers are those of the scope that has the option. What a scope below adds was written for its own payloads.
 *
 * @param registryOf the serializers of the scope; asked when the first problem is written, or boot is over
 */
export function compileErrors (
  { mediaTypes, expose = false, languages = [] }: ErrorOptions, settings: ErrorNegotiationSettings, registryOf: () => Registry
): ErrorSettings {
  let known: ErrorRepresentations | undefined
  return {
    expose,
    languages,
    representations () {
      known ??= new ErrorRepresentations(mediaTypes, languages, settings, registryOf())
      return known
    }
  }
}

type Write = (problem: Problem, context: SerializeContext) => Content | Promise<Content>
type Problem = Readonly<Record<string, unknown>>

/** What the errors of a scope are available as. */
export class ErrorRepresentations {
  readonly #negotiation: Negotiation
  /** Of each proper type, whether a client takes it. */
  readonly #proper = new Map<string, Negotiation>()
  readonly #writers = new Map<string, Write>()

  /** @throws PRODUCES_ERR_OPTION */
  constructor (
    mediaTypes: readonly string[] | undefined,
    languages: readonly string[],
    { preference, maxFieldLength, maxMembers }: ErrorNegotiationSettings,
    registry: Registry
  ) {
    const settings = { preference, maxFieldLength, maxMembers } as ErrorNegotiationSettings
    const declared = mediaTypes?.map((mediaType) => ({ mediaType })) ?? DEFAULT.filter(({ mediaType }) => isWritable(mediaType, registry))
    this.#negotiation = compileFor(declared, languages, settings)
    for (const [index, { mediaType }] of declared.entries()) {
      const proper = PROPER[mediaType]
      if (proper !== undefined) this.#proper.set(mediaType, compileNegotiation({ ...settings, mediaTypes: [proper] }))
      if (!isJson(mediaType)) this.#writers.set(mediaType, compileWrite(mediaType, index, registry))
    }
  }

  /** The names of the fields that select, for `Vary`. */
  get vary (): string {
    return this.#negotiation.vary
  }

  /** What a client gets. Something is always selected. */
  select (headers: Headers): SelectedRepresentation {
    return this.#negotiation.select(headers) as SelectedRepresentation
  }

  /** The `Content-Type` of what was selected. */
  typeOf ({ mediaType }: SelectedRepresentation, headers: Headers): string {
    const isProper = this.#proper.get(mediaType)?.select(headers) !== undefined
    const sent = isProper ? PROPER[mediaType] as string : mediaType
    return /^text\/[^;]*$|^application\/json$/i.test(sent) ? `${sent}; charset=utf-8` : sent
  }

  /** The function that renders problems; `undefined` for JSON. */
  writerFor ({ mediaType }: SelectedRepresentation): Write | undefined {
    return this.#writers.get(mediaType)
  }
}

function isJson (mediaType: string): boolean {
  return mediaType === PROBLEM_JSON || mediaType === 'application/json'
}

function isWritable (mediaType: string, registry: Registry): boolean {
  return isJson(mediaType) || mediaType === 'text/plain' || registry.find(parseMediaType(mediaType) as MediaType) !== undefined
}

function compileFor (
  mediaTypes: readonly DeclaredMediaType[], languages: readonly string[], settings: ErrorNegotiationSettings
): Negotiation {
  try {
    return compileNegotiation({ ...settings, mediaTypes, ...languages.length > 0 && { languages }, strict: false })
  } catch (error) {
    const { key, reason } = error as DeclarationFault
    throw new PRODUCES_ERR_OPTION(`errors.${key}`, reason)
  }
}

function compileWrite (mediaType: string, index: number, registry: Registry): Write {
  if (mediaType === 'text/plain') return problemText
  const parsed = parseMediaType(mediaType) as MediaType
  const registered = registry.find(parsed)
  if (registered === undefined) {
    throw new PRODUCES_ERR_OPTION(`errors.mediaTypes[${index}]`, `nothing can serialize ${mediaType}: add a serializer, or leave it out`)
  }
  function compile (schema: object): Write {
    const { render } = compileRenderer({
      route: 'errors',
      declared: { mediaType: mediaType as MediaTypeString },
      mediaType: parsed,
      registered,
      schemas: new Map([['default', schema]]),
      errorSchemas: new Map(),
      compiledFor: { method: '', url: '', mediaType, schemas: {}, compileJson: () => JSON.stringify }
    })
    return render
  }
  // A function writes what it is given: no schema could tell it the title.
  return PAGE.test(mediaType) && typeof registered !== 'function' ? compilePage(compile) : compile(schemaOf(MEMBERS))
}

const PAGE = /^(?:text\/(?:html|markdown)|application\/xhtml\+xml)\b/i

// What an application adds to its problems is sent with them.
function schemaOf (properties: object): object {
  return { type: 'object', properties, additionalProperties: true, xml: { name: 'problem', namespace: 'urn:ietf:rfc:7807' } }
}

// Of titles there are as many as statuses and languages, if an application does not make them up for each error.
const MAX_PAGES = 100

/** A page is called by the title of its problem. */
function compilePage (compile: (schema: object) => Write): Write {
  const { title: _title, type: _type, ...members } = MEMBERS
  const pages = new Map<string, Write>()
  compile(schemaOf(members))
  function addPage (title: string): Write {
    if (pages.size === MAX_PAGES) pages.clear()
    const page = compile({ ...schemaOf(members), title })
    pages.set(title, page)
    return page
  }
  return function writePage ({ title: given, type, ...problem }, context) {
    const title = String(given)
    const page = pages.get(title) ?? addPage(title)
    return page({ ...problem, ...type !== 'about:blank' && { type } }, context)
  }
}
