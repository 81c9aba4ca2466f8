/**
 * Writes `lib/negotiation/cldr.ts`: what CLDR says of languages, as far as Accept-Language asks for it. `npm run cldr`, after an update of
 * `cldr-core`; what has changed shows in the tests of CLDR's own cases. `--print` writes it to the terminal.
 *
 * Of 8,000 languages those are kept that CLDR has a locale for, or a distance: 500, and whoever speaks another is found by its name.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const root = new URL('../', import.meta.url)

const { languageMatching, version } = supplemental('languageMatching')
const { paradigmLocales, matchVariables, languageMatch } = languageMatching['written-new']
const { likelySubtags } = supplemental('likelySubtags')
const { territoryContainment } = supplemental('territoryContainment')
const { languageAlias, territoryAlias } = supplemental('aliases').metadata.alias
const { full } = require('cldr-core/availableLocales.json').availableLocales

const kept = new Set([
  ...full,
  ...languageMatch.flatMap(({ _desired, _supported }) => [_desired, _supported])
].map(languageOf).filter((language) => language in likelySubtags && language !== 'und'))

function supplemental (name) {
  return require(`cldr-core/supplemental/${name}.json`).supplemental
}

function languageOf (tag) {
  return tag.split('-')[0]
}

/** `key:value,value key:value`. */
function grouped (pairs) {
  const groups = new Map()
  for (const [key, value] of pairs) groups.set(key, [...groups.get(key) ?? [], value])
  return [...groups].map(([key, values]) => `${key}:${values.join()}`).join(' ')
}

const likely = Object.entries(likelySubtags).filter(([tag, full]) => kept.has(languageOf(full)) && (kept.has(languageOf(tag)) || languageOf(tag) === 'und'))

/** `Latn-US:en,haw`. */
function likelyOfLanguages () {
  return grouped(likely.filter(([tag]) => kept.has(tag)).map(([tag, full]) => [full.slice(tag.length + 1), tag]))
}

/** `zh:TW-Hant`: a region whose script is another, or a script whose region is. */
function likelyOfParts () {
  return grouped(likely.filter(([tag]) => kept.has(languageOf(tag)) && tag.includes('-')).map(([tag, full]) => {
    const [language, given] = tag.split('-')
    const [, script, region] = full.split('-')
    return [language, `${given}-${given === script ? region : script}`]
  }))
}

/** `de:AT,DE`: who is likely to read a script or to live in a region. */
function likelyOfUnknown () {
  return grouped(likely.filter(([tag]) => tag.startsWith('und-')).map(([tag, full]) => [languageOf(full), tag.slice(4)]))
}

/** `he:iw,heb`. */
function languageAliases () {
  return grouped(Object.entries(languageAlias)
    .filter(([alias, { _replacement }]) => !alias.includes('-') && !kept.has(alias) && kept.has(languageOf(_replacement)))
    .map(([alias, { _replacement }]) => [_replacement, alias]))
}

/** `GB:UK`. */
function regionAliases () {
  return grouped(Object.entries(territoryAlias)
    .filter(([alias, { _replacement }]) => /^[A-Z]{2}$/.test(alias) && /^[A-Z]{2}$/.test(_replacement))
    .map(([alias, { _replacement }]) => [_replacement, alias]))
}

/** Each rule that holds both ways, twice. */
const rules = languageMatch.flatMap(({ _desired: desired, _supported: supported, _distance: distance, _oneway }) => {
  const rule = { desired, supported, distance }
  return _oneway || desired === supported ? [rule] : [rule, { desired: supported, supported: desired, distance }]
}).map((rule) => ({ ...rule, subtags: rule.desired.split('-').length }))

/** `en-30:ab,ach`. */
function languageDistances () {
  return grouped(rules.filter(({ subtags, desired }) => subtags === 1 && desired !== '*').map(({ desired, supported, distance }) => [`${supported}-${distance}`, desired]))
}

/** `am-Ethi-en-Latn:10`. */
function scriptDistances () {
  return grouped(rules.filter(({ subtags, desired }) => subtags === 2 && !desired.startsWith('*')).map(({ desired, supported, distance }) => [`${desired}-${supported}`, distance]))
}

/** `en-*-$!enUS-en-*-GB:3`, the first that matches counts. */
function regionDistances () {
  return grouped(rules.filter(({ subtags, desired }) => subtags === 3 && !desired.startsWith('*')).map(({ desired, supported, distance }) => [`${desired}-${supported}`, distance]))
}

/** `$enUS:AS,GU`, with all that is in a region. */
function regionGroups () {
  const contained = new Map()
  for (const [region, { _contains }] of Object.entries(territoryContainment)) {
    const [code] = region.split('-')
    contained.set(code, [...contained.get(code) ?? [], ..._contains])
  }
  const within = (region) => [region, ...(contained.get(region) ?? []).flatMap(within)]
  return Object.entries(matchVariables)
    .map(([name, { _value }]) => `${name}:${[...new Set(_value.split('+').flatMap(within))].join()}`).join(' ')
}

function defaultOf (pattern) {
  return rules.find(({ desired }) => desired === pattern).distance
}

function wrapped (text) {
  const lines = ['']
  for (const word of text.split(/(?<=[ ,])/)) {
    if (lines.at(-1).length + word.length > 138) lines.push('')
    lines.push(lines.pop() + word)
  }
  return lines.map((line) => `  '${line}'`).join(' +\n')
}

function constant (comment, name, text) {
  return `/** ${comment} */\nexport const ${name} =\n${wrapped(text)}\n`
}

const licence = readFileSync(require.resolve('cldr-core/LICENSE'), 'utf8').trim().split('\n').map((line) => ` * ${line}`.trimEnd()).join('\n')

const source = `/**
 * What CLDR ${version._cldrVersion} says of languages, written by \`scripts/cldr.js\`. Data alone: what it means stands in the two files that read it.
 *
 * @see https://www.unicode.org/reports/tr35/#Likely_Subtags
 * @see https://www.unicode.org/reports/tr35/#LanguageMatching
 */

/*
${licence}
 */

${[
  constant('The likely script and region of languages.', 'LIKELY', likelyOfLanguages()),
  constant('By language: the script that is likely in a region, the region that is likely for a script.', 'LIKELY_PARTS', likelyOfParts()),
  constant('The language that is likely where only a region, a script or both are known.', 'LIKELY_LANGUAGES', likelyOfUnknown()),
  constant('By what they are called now, other codes of languages; and of regions.', 'LANGUAGE_ALIASES', languageAliases()),
  `export const REGION_ALIASES =\n${wrapped(regionAliases())}\n`,
  constant('How far languages are from the one before the colon, for those who speak them.', 'LANGUAGE_DISTANCES', languageDistances()),
  constant('Desired language and script, available language and script, distance.', 'SCRIPT_DISTANCES', scriptDistances()),
  constant('The same with regions; `$` names a group of them, `$!` all others. The first that matches counts.', 'REGION_DISTANCES', regionDistances()),
  `export const REGION_GROUPS =\n${wrapped(regionGroups())}\n`,
  constant('Which of several are meant where nothing else tells them apart.', 'PARADIGMS', paradigmLocales._locales.join()),
  `/** Where nothing else is said. */\nexport const DEFAULT_DISTANCES = { language: ${defaultOf('*')}, script: ${defaultOf('*-*')}, region: ${defaultOf('*-*-*')} }\n`
].join('\n')}`

if (process.argv.includes('--print')) console.log(source.trimEnd())
else writeFileSync(new URL('lib/negotiation/cldr.ts', root), source)
