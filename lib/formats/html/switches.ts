/**
 * Where else one can go from a page: links in its head, and links to see.
 *
 * In: what the answer is told of its alternates, and the pages before and after it. Out: markup, escaped.
 */
import type { Alternate, Alternates, Switch } from '../../../types/index.js'
import { cleanText } from '../pages/blocks.js'
import type { Steps } from '../pages/steps.js'
import type { Wording } from '../pages/wording.js'
import { Kept } from '../values/kept.js'
import { escapeAttribute, escapeText } from './text.js'

/** The elements `<link>` of the head. */
export function formatLinks (alternates: Alternates | undefined, { previous, next }: Steps): string {
  let links = ''
  for (const alternate of alternates?.all ?? []) links += `<link rel="alternate"${attributesOf(alternate)}/>\n`
  if (previous !== undefined) links += `<link rel="prev" href="${escapeAttribute(previous)}"/>\n`
  if (next !== undefined) links += `<link rel="next" href="${escapeAttribute(next)}"/>\n`
  return links
}

function attributesOf ({ mediaType, language, href }: Alternate): string {
  const type = mediaType === undefined ? '' : ` type="${escapeAttribute(mediaType)}"`
  return `${type}${language === undefined ? '' : ` hreflang="${escapeAttribute(language)}"`} href="${escapeAttribute(href)}"`
}

/** The formats and the languages of the page, as a header; nothing where there are none. */
export function formatSwitches (alternates: Alternates | undefined, { words }: Wording): string {
  if (alternates === undefined) return ''
  const formats = formatList(words.formats, alternates.mediaTypes, (one) => `>${escapeText(formatNameOf(one))}`)
  const languages = formatList(words.languages, alternates.languages, ({ name }) => ` lang="${escapeAttribute(name)}">${languageNames.of(name)}`)
  return formats + languages === '' ? '' : `<header>\n${formats}${languages}</header>\n`
}

function formatList (label: string, switches: readonly Switch[], contentOf: (one: Switch) => string): string {
  if (switches.length < 2) return ''
  const items = switches.map((one) => {
    return `<li><a${one.isSelected ? ' aria-current="true"' : ' rel="alternate"'}${attributesOf(one)}${contentOf(one)}</a></li>`
  })
  return `<nav aria-label="${label}"><ul>${items.join('')}</ul></nav>\n`
}

/** What people call formats whose name in URLs is not the same in capitals. */
const FORMAT_NAMES: Readonly<Record<string, string>> = {
  'json-seq': 'JSON sequence', jsonld: 'JSON-LD', geojson: 'GeoJSON', md: 'Markdown', mpk: 'MessagePack', msgpack: 'MessagePack', txt: 'Text', xlsx: 'Excel'
}

function formatNameOf ({ name }: Switch): string {
  return Object.hasOwn(FORMAT_NAMES, name) ? FORMAT_NAMES[name] as string : name.toUpperCase()
}

const languageNames = new Kept((tag) => escapeText(cleanText(languageNameOf(tag))))

/** A language in its own words. */
function languageNameOf (tag: string): string {
  try {
    const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) as string
    return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1)
  } catch {
    // Intl does not know private and grandfathered tags.
    return tag
  }
}

/** The way to the pages before and after this one, as a footer; nothing where there are none. */
export function formatSteps ({ previous, next }: Steps, { words }: Wording): string {
  if (previous === undefined && next === undefined) return ''
  const items = formatStep('prev', previous, `← ${words.previous}`) + formatStep('next', next, `${words.next} →`)
  return `<footer>\n<nav aria-label="${words.pages}"><ul>${items}</ul></nav>\n</footer>\n`
}

function formatStep (relation: string, href: string | undefined, text: string): string {
  return href === undefined ? '' : `<li><a rel="${relation}" href="${escapeAttribute(href)}">${text}</a></li>`
}
