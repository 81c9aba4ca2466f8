/**
 * How far a language is from the one that a client asks for: 0 for the same, 4 for that of another country, 10 for a dialect of it.
 *
 * UTS #35, Language Matching: languages, then scripts, then regions, each by the first rule that matches; their distances are added up.
 * @see https://www.unicode.org/reports/tr35/#LanguageMatching
 */
import { DEFAULT_DISTANCES, LANGUAGE_DISTANCES, REGION_DISTANCES, REGION_GROUPS, SCRIPT_DISTANCES } from './cldr.js'
import { addTo, groupsOf } from './likely-subtags.js'
import { NONE, numberOf } from './subtags.js'

/** Of a tag or a range, with what is likely. */
export interface LanguageParts {
  readonly language: number
  readonly script: number
  readonly region: number
}

/** What is as far as this, and of another language, is not what the client asks for at all. */
const THRESHOLD = DEFAULT_DISTANCES.script

/** Whether a region is one of a group, or none of it. */
interface RegionPattern {
  readonly regions: ReadonlySet<number>
  readonly among: boolean
}

interface RegionRule {
  /** `undefined` for any. */
  readonly script: number | undefined
  readonly desired: RegionPattern
  readonly available: RegionPattern
  readonly distance: number
}

interface ScriptRule {
  readonly desired: number
  readonly language: number
  readonly script: number
  readonly distance: number
}

interface Rules {
  /** By the desired language, then by the available one. */
  readonly languages: ReadonlyMap<number, ReadonlyMap<number, number>>
  /** By the desired language. */
  readonly scripts: ReadonlyMap<number, readonly ScriptRule[]>
  readonly regions: ReadonlyMap<number, readonly RegionRule[]>
}

let rules: Rules | undefined

/**
 * The distance of an available language from a desired one.
 *
 * @returns `Infinity` where they have nothing in common
 */
export function distanceOf (desired: LanguageParts, available: LanguageParts): number {
  rules ??= readRules()
  const isSame = desired.language === available.language && desired.language > NONE
  const distance = isSame ? 0 : languageDistance(rules, desired.language, available.language)
  const sum = distance + scriptDistance(rules, desired, available) + regionDistance(rules, desired, available)
  return isSame || sum < THRESHOLD ? sum : Infinity
}

function languageDistance ({ languages }: Rules, desired: number, available: number): number {
  return languages.get(desired)?.get(available) ?? Infinity
}

function scriptDistance ({ scripts }: Rules, desired: LanguageParts, available: LanguageParts): number {
  if (desired.script === available.script) return 0
  const rules = scripts.get(desired.language) ?? NO_RULES
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index] as ScriptRule
    if (rule.desired === desired.script && rule.language === available.language && rule.script === available.script) return rule.distance
  }
  return DEFAULT_DISTANCES.script
}

function regionDistance ({ regions }: Rules, desired: LanguageParts, available: LanguageParts): number {
  if (desired.region === available.region) return 0
  const rules = desired.language === available.language ? regions.get(desired.language) ?? NO_RULES : NO_RULES
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index] as RegionRule
    const isOfScript = rule.script === undefined || (rule.script === desired.script && rule.script === available.script)
    if (isOfScript && isAmong(desired.region, rule.desired) && isAmong(available.region, rule.available)) return rule.distance
  }
  return DEFAULT_DISTANCES.region
}

const NO_RULES: readonly never[] = []

function isAmong (region: number, { regions, among }: RegionPattern): boolean {
  return regions.has(region) === among
}

function readRules (): Rules {
  const languages = new Map<number, Map<number, number>>()
  for (const [key, codes] of groupsOf(LANGUAGE_DISTANCES)) {
    const [available, distance] = key.split('-') as [string, string]
    for (const desired of codes.map(numberOf)) {
      const known = languages.get(desired) ?? new Map<number, number>()
      // The first rule counts.
      languages.set(desired, known.set(numberOf(available), known.get(numberOf(available)) ?? Number(distance)))
    }
  }
  const scripts = new Map<number, ScriptRule[]>()
  for (const [key, [distance]] of groupsOf(SCRIPT_DISTANCES)) {
    const [desiredLanguage, desired, language, script] = key.split('-').map(numberOf) as [number, number, number, number]
    addTo(scripts, desiredLanguage, { desired, language, script, distance: Number(distance) })
  }
  return { languages, scripts, regions: readRegionRules() }
}

function readRegionRules (): Map<number, RegionRule[]> {
  const groups = new Map(groupsOf(REGION_GROUPS).map(([name, regions]) => [name, new Set(regions.map(numberOf))]))
  const patternOf = (text: string): RegionPattern => {
    if (text === '*') return { regions: new Set(), among: false }
    return { regions: groups.get(text.replace('!', '')) ?? new Set([numberOf(text)]), among: !text.startsWith('$!') }
  }
  const regions = new Map<number, RegionRule[]>()
  for (const [key, [distance]] of groupsOf(REGION_DISTANCES)) {
    // Of the same language and script on both sides.
    const [language, script, desired, , , available] = key.split('-') as [string, string, string, string, string, string]
    addTo(regions, numberOf(language), {
      script: script === '*' ? undefined : numberOf(script),
      desired: patternOf(desired),
      available: patternOf(available),
      distance: Number(distance)
    })
  }
  return regions
}
