/**
 * What a language tag or range most likely stands for: `zh-TW` for Chinese in traditional characters, `no` for Norwegian in Norway.
 *
 * UTS #35, Likely Subtags. The table, and not `Intl`, which knows the same: so the answers are the same on every version of every
 * platform, an edge's without `Intl` among them, and to ask makes no object.
 * @see https://www.unicode.org/reports/tr35/#Likely_Subtags
 */
import { LANGUAGE_ALIASES, LIKELY, LIKELY_LANGUAGES, LIKELY_PARTS, REGION_ALIASES } from './cldr.js'
import { NONE, numberOf, type Subtags, UND } from './subtags.js'

/** What is likely where a language is known. */
interface Likely {
  /** As CLDR calls it. */
  readonly language: number
  readonly script: number
  readonly region: number
  /** By region, the script that is likely there; by script, the region. Where it is another than that of the language. */
  readonly parts: Map<number, number>
}

interface Tables {
  /** By any of its codes. */
  readonly languages: ReadonlyMap<number, Likely>
  /** The codes of each. */
  readonly codes: ReadonlyMap<number, readonly number[]>
  /** By script and region, or by one of them, as `keyOf` has it. */
  readonly unknown: ReadonlyMap<number, number>
  /** By their old codes. */
  readonly regions: ReadonlyMap<number, number>
}

let tables: Tables | undefined

/** Every code that an available language is found by: of Chinese `zh`, `cmn` and `zho`. */
export function codesOf (language: number): readonly number[] {
  return tablesRead().codes.get(language) ?? [language]
}

/** Adds what a tag or a range does not say. What the table does not know stands for itself. */
export function addLikely (subtags: Subtags): void {
  const { script } = subtags
  const likely = addLikelyScript(subtags)
  if (likely !== undefined && subtags.region === NONE) subtags.region = likely.parts.get(script) ?? likely.region
}

/** The same without the region, where that is not said: which language it is, in which script. */
export function addLikelyScript (subtags: Subtags): Likely | undefined {
  const { languages, regions } = tablesRead()
  const region = subtags.region = regions.get(subtags.region) ?? subtags.region
  if (subtags.language === UND) subtags.language = likelyLanguage(subtags.script, region)
  const likely = languages.get(subtags.language)
  if (likely === undefined) return undefined
  subtags.language = likely.language
  if (subtags.script === NONE) subtags.script = likely.parts.get(region) ?? likely.script
  return likely
}

/** Who reads this script, or lives in this region. Where the table has neither it is English, and nobody where nothing is given. */
function likelyLanguage (script: number, region: number): number {
  if (script === NONE && region === NONE) return NONE
  const { unknown } = tablesRead()
  return unknown.get(keyOf(script, region)) ?? unknown.get(keyOf(script, NONE)) ?? unknown.get(keyOf(NONE, region)) ?? ENGLISH
}

const ENGLISH = numberOf('en')

function tablesRead (): Tables {
  tables ??= readTables()
  return tables
}

function readTables (): Tables {
  const languages = new Map<number, Likely>()
  for (const [value, codes] of groupsOf(LIKELY)) {
    const [script, region] = value.split('-').map(numberOf) as [number, number]
    for (const code of codes.map(numberOf)) languages.set(code, { language: code, script, region, parts: new Map() })
  }
  for (const [language, parts] of groupsOf(LIKELY_PARTS)) {
    const likely = languages.get(numberOf(language)) as Likely
    for (const [given, found] of parts.map((part) => part.split('-').map(numberOf) as [number, number])) likely.parts.set(given, found)
  }
  // choice: Norwegian is Bokmål to those who say no more, and the other way round.
  for (const [target, aliases] of [...groupsOf(LANGUAGE_ALIASES), ['no', ['nb', 'nob']] as const]) {
    for (const alias of aliases) languages.set(numberOf(alias), aliasOf(target, languages))
  }
  const codes = new Map<number, number[]>()
  for (const [code, { language }] of languages) addTo(codes, language, code)
  return { languages, codes, unknown: numbersBy(givenKey, LIKELY_LANGUAGES), regions: numbersBy(numberOf, REGION_ALIASES) }
}

/** By each value, what it is grouped by. */
function numbersBy (keyOfValue: (value: string) => number, groups: string): Map<number, number> {
  return new Map(groupsOf(groups).flatMap(([key, values]) => values.map((value) => [keyOfValue(value), numberOf(key)] as const)))
}

/** `sr-Latn`, `sr-ME` or the language alone. */
function aliasOf (target: string, languages: ReadonlyMap<number, Likely>): Likely {
  const [language, part] = target.split('-') as [string, string | undefined]
  const likely = languages.get(numberOf(language)) as Likely
  if (part === undefined) return likely
  const number = numberOf(part)
  const isScript = part.length === 4
  const script = isScript ? number : likely.parts.get(number) ?? likely.script
  const region = isScript ? likely.parts.get(number) ?? likely.region : number
  return { ...likely, script, region }
}

function givenKey (parts: string): number {
  const [script, region = ''] = (parts.includes('-') ? parts.split('-') : parts.length === 4 ? [parts] : ['', parts]) as [string, string?]
  return keyOf(numberOf(script), numberOf(region))
}

// Regions have three digits at most.
function keyOf (script: number, region: number): number {
  return script * 37 ** 3 + region
}

/** `key:value,value key:value`, as `scripts/cldr.js` writes it. */
export function groupsOf (text: string): [key: string, values: string[]][] {
  return text.split(' ').map((group) => {
    const [key, values] = group.split(':') as [string, string]
    return [key, values.split(',')]
  })
}

/** Adds one more to what a map has under a number. */
export function addTo<Value> (map: Map<number, Value[]>, key: number, value: Value): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}
