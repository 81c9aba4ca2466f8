/**
 * The rule of languages once more, as it is written down and without regard to speed: https://www.rfc-editor.org/rfc/rfc4647 for ranges,
 * https://www.unicode.org/reports/tr35/#LanguageMatching for distances, by CLDR's own files; likely subtags from `Intl`.
 *
 * Nothing here comes from `lib`.
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { paradigmLocales, matchVariables, languageMatch } = require('cldr-core/supplemental/languageMatching.json').supplemental.languageMatching['written-new']
const { territoryContainment } = require('cldr-core/supplemental/territoryContainment.json').supplemental

export interface Rule {
  readonly strict?: boolean
  readonly preference?: 'client' | 'server'
}

interface Range {
  /** In lower case, with hyphens, a withdrawn code replaced. */
  readonly text: string
  /** Without the replacement. */
  readonly written: readonly string[]
  readonly quality: number
  readonly position: number
}

interface Weight {
  readonly quality: number
  readonly named: boolean
  readonly position: number
}

const REPLACED: Record<string, string> = { iw: 'he', in: 'id', ji: 'yi', mo: 'ro' }
const RANGE = /^(?:[a-z]{1,8}|\*)(?:-(?:[a-z\d]{1,8}|\*))*$/

/** @returns the tag that is selected, as it is declared; `undefined` for none, where the rule is strict */
export function selectLanguage (field: string, declared: readonly string[], { strict = false, preference = 'client' }: Rule = {}): string | undefined {
  const ranges = parse(field)
  if (ranges.length === 0) return declared[0]
  const weights = new Map(declared.map((tag) => [tag, weightOf(tag, ranges, strict)]))
  const acceptable = declared.filter((tag) => (weights.get(tag)?.quality ?? 0) > 0)
  if (acceptable.length === 0) {
    if (strict) return undefined
    const notRefused = declared.filter((tag) => weights.get(tag) === undefined)
    return closest(notRefused.length > 0 ? notRefused : declared, ranges)
  }
  const of = (tag: string) => weights.get(tag) as Weight
  let best = acceptable.filter((tag) => of(tag).quality === Math.max(...acceptable.map((other) => of(other).quality)))
  if (best.some((tag) => of(tag).named)) best = best.filter((tag) => of(tag).named)
  const position = preference === 'server' ? of(best[0] as string).position : Math.min(...best.map((tag) => of(tag).position))
  return closest(best.filter((tag) => of(tag).position === position), ranges)
}

function parse (field: string): Range[] {
  const members = field.split(',').map((member) => member.trim()).filter((member) => member !== '')
  return members.flatMap((member, position) => {
    const [value = '', weight = 'q=1'] = member.split(';').map((part) => part.trim())
    const text = value.toLowerCase().replaceAll('_', '-')
    const written = text.split('-')
    if (!RANGE.test(text) || /^und(?:-\*)*$/.test(text)) return []
    return [{ text: replace(text), written, quality: Number(weight.slice(2)), position }]
  })
}

function replace (text: string): string {
  return text.replace(/^[a-z]+(?=-|$)/, (code) => REPLACED[code] ?? code)
}

/** `undefined` where no range speaks for the tag. */
function weightOf (tag: string, ranges: readonly Range[], strict: boolean): Weight | undefined {
  const named = ranges.filter(({ text }) => !isWildcard(text))
  const covering = named.filter((range) => covers(range.text, tag))
  if (covering.length > 0) {
    const [longest] = covering.sort((a, b) => namedSubtags(b) - namedSubtags(a) || b.quality - a.quality || a.position - b.position) as [Range]
    return { ...longest, named: true }
  }
  const reaching = named.filter((range) => range.quality > 0 && (looksUp(range.text, tag) || (!strict && isSameLanguage(range.text, tag))))
  const [liked] = byLiking(reaching)
  if (liked !== undefined) return { ...liked, named: true }
  const [any] = byLiking(ranges.filter(({ text }) => isWildcard(text)))
  return any === undefined ? undefined : { ...any, named: false }
}

function isWildcard (text: string): boolean {
  return text.split('-').every((subtag) => subtag === '*')
}

function namedSubtags ({ text }: Range): number {
  return text.split('-').filter((subtag) => subtag !== '*').length
}

function byLiking (ranges: readonly Range[]): Range[] {
  return [...ranges].sort((a, b) => b.quality - a.quality || a.position - b.position)
}

/** Basic filtering (§3.3.1), or extended filtering (§3.3.2) where there is a wildcard. */
function covers (range: string, declared: string): boolean {
  const tag = replace(declared.toLowerCase())
  if (!range.includes('*')) return tag === range || tag.startsWith(`${range}-`)
  const [first, ...rest] = range.split('-')
  const [language, ...subtags] = tag.split('-')
  if (first !== '*' && first !== language) return false
  for (const subtag of rest.filter((subtag) => subtag !== '*')) {
    while (subtags.length > 0 && subtags[0] !== subtag) if (subtags.shift()?.length === 1) return false
    if (subtags.shift() === undefined) return false
  }
  return true
}

/** Lookup (§3.4), of what is truncated. */
function looksUp (range: string, declared: string): boolean {
  if (range.startsWith('*')) return false
  const subtags = range.split('-').filter((subtag) => subtag !== '*')
  while (subtags.length > 1) {
    subtags.pop()
    while (subtags.at(-1)?.length === 1) subtags.pop()
    if (subtags.join('-') === replace(declared.toLowerCase())) return true
  }
  return false
}

interface Likely {
  readonly language: string
  readonly script: string
  readonly region: string
}

// What is asked again and again is kept.
function kept<Arguments extends unknown[], Result> (ask: (...args: Arguments) => Result): (...args: Arguments) => Result {
  const known = new Map<string, Result>()
  return (...args) => {
    const key = args.join()
    if (!known.has(key)) known.set(key, ask(...args))
    return known.get(key) as Result
  }
}

const likelyOf = kept((text: string): Likely | undefined => {
  if (text.startsWith('*')) return undefined
  const [, language, extended, script, region] = /^([a-z]{2,3})((?:-[a-z]{3})*)(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?(?=-|$)/
    .exec(replace(text.toLowerCase()).split('-').filter((subtag) => subtag !== '*').join('-')) ?? []
  if (language === undefined) return undefined
  const given = [extended?.split('-').at(-1) || language, script, region].filter((part) => part !== undefined).join('-')
  if (given === 'und') return undefined
  const maximized = new Intl.Locale(given).maximize()
  if (maximized.language === 'und') return undefined
  return { language: maximized.language === 'nb' ? 'no' : maximized.language, script: maximized.script ?? '', region: maximized.region ?? '' }
})

function isSameLanguage (range: string, tag: string): boolean {
  const [one, other] = [likelyOf(range), likelyOf(tag)]
  return one !== undefined && one.language === other?.language && one.script === other.script
}

/** The first that is closest. */
function closest (tags: readonly string[], ranges: readonly Range[]): string | undefined {
  const liked = byLiking(ranges.filter(({ text, quality }) => quality > 0 && !isWildcard(text))).slice(0, 16)
  const near = (tag: string) => liked.filter((range) => distance(range.text, tag) < Infinity)
  const keys = tags.map((tag) => [
    ...liked.map((range) => distance(range.text, tag)),
    ...liked.map((range) => near(tag).includes(range) ? -common(range, tag) : 0),
    near(tag).length > 0 && isParadigm(tag) ? 0 : 1
  ])
  let best = 0
  keys.forEach((key, place) => {
    const differing = key.findIndex((cost, index) => cost !== keys[best]?.[index])
    if (differing !== -1 && (key[differing] as number) < (keys[best]?.[differing] as number)) best = place
  })
  return tags[best]
}

function common ({ written: [first, ...rest] }: Range, declared: string): number {
  const [language, ...subtags] = declared.toLowerCase().split('-')
  return (first === language ? 1 : 0) + rest.reduce((sum, subtag) => sum + subtags.filter((other) => other === subtag).length, 0)
}

function isParadigm (tag: string): boolean {
  return paradigmLocales._locales.some((paradigm: string) => JSON.stringify(likelyOf(paradigm)) === JSON.stringify(likelyOf(tag)))
}

/** To the tag itself less than 0; `Infinity` where it is no match. */
const distance = kept((range: string, declared: string): number => {
  const tag = replace(declared.toLowerCase())
  if (range === tag) return -1
  if (!/^[a-z]{2,3}(?=-|$)/.test(range)) return looksUp(range, tag) || covers(range, tag) ? 0 : Infinity
  const [desired, supported] = [likelyOf(range), likelyOf(tag)]
  if (desired === undefined || supported === undefined) return Infinity
  const isSame = desired.language === supported.language
  const language = isSame ? 0 : byRules([desired.language], [supported.language])
  const script = desired.script === supported.script ? 0 : byRules([desired.language, desired.script], [supported.language, supported.script])
  const region = desired.region === supported.region
    ? 0
    : byRules([desired.language, desired.script, desired.region], [supported.language, supported.script, supported.region])
  const sum = language + script + region
  return isSame || sum < 50 ? sum : Infinity
})

interface LanguageMatch {
  readonly _desired: string
  readonly _supported: string
  readonly _distance: number
  readonly _oneway?: boolean
}

// There are four hundred of them, which are asked again and again.
const rules = (languageMatch as LanguageMatch[]).map(({ _desired, _supported, _distance, _oneway }) => {
  return { patterns: [_desired.split('-'), _supported.split('-')] as const, distance: _distance, isOneWay: _oneway === true }
})

/** The first rule counts. */
function byRules (desired: readonly string[], supported: readonly string[]): number {
  for (const { patterns: [one, other], distance, isOneWay } of rules) {
    if (one.length !== desired.length) continue
    if (matches(one, desired) && matches(other, supported)) return distance
    if (!isOneWay && matches(other, desired) && matches(one, supported)) return distance
  }
  throw new Error(`no rule for ${desired.join('-')} and ${supported.join('-')}`)
}

function matches (pattern: readonly string[], subtags: readonly string[]): boolean {
  return pattern.every((part, index) => {
    const subtag = subtags[index] as string
    if (part === '*' || part === subtag) return true
    if (!part.startsWith('$')) return false
    return regionsOf(part.replace('!', '')).has(subtag) !== part.startsWith('$!')
  })
}

const regionsOf = kept((variable: string): Set<string> => {
  const within = (region: string): string[] => [region, ...Object.entries(territoryContainment as Record<string, { _contains: string[] }>)
    .filter(([code]) => code.split('-')[0] === region).flatMap(([, { _contains }]) => _contains.flatMap(within))]
  return new Set((matchVariables[variable]._value as string).split('+').flatMap(within))
})
