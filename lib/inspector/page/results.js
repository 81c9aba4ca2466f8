/**
 * What comes of a request, as people read it: the outcome, the table of scores, the answer.
 */
import { element, fieldName } from './elements.js'

const NAMES = { mediaType: 'Media types', language: 'Languages', charset: 'Charsets', encoding: 'Content codings' }

const COLUMNS = [
  ['value', 'Available', ({ value }) => value],
  ['text', 'Range', ({ range }) => range ?? 'none'],
  ['number', 'Client', ({ clientQuality }) => clientQuality],
  ['number', 'Server', ({ serverQuality }) => serverQuality],
  ['number', 'Quality', ({ quality }) => rounded(quality)],
  ['number', 'Precedence', ({ precedence }) => precedence],
  ['number', 'Position', ({ position }) => position ?? '–'],
  ['number', 'Distance', ({ closeness }) => closeness ?? '–'],
  ['reason', 'Why', ({ reason }) => reason]
]

/** A representation in a few words: `text/csv, language es`. */
export function wordsOf ({ mediaType, language, charset, encoding }) {
  const others = Object.entries({ language, charset, coding: encoding }).filter(([, value]) => value !== undefined)
  return [mediaType, ...others.map(([name, value]) => `${name} ${value}`)].join(', ')
}

/** @param {HTMLElement} place */
export function showOutcome (place, { outcome, selected, unacceptable, unknown, suggestion, dimensions, decided }) {
  if (outcome === 'selected') {
    const reasons = dimensions.map((dimension) => element('p', {}, dimension.name in decided ? whyDecided(dimension) : whyOf(dimension)))
    place.replaceChildren(element('div', { class: 'verdict good' }, element('strong', {}, `Selected: ${wordsOf(selected)}`), ...reasons))
    return
  }
  if (outcome === 'unknown-name') {
    const missed = Object.entries(unknown.requested).map(([name, requested]) => element('p', {}, whyUnknown(name, requested, unknown.names[name])))
    place.replaceChildren(element('div', { class: 'verdict bad' }, element('strong', {}, '404: the URL asks for what there is not'), ...missed))
    return
  }
  const of = unacceptable.map((name) => (NAMES[name] ?? name).toLowerCase()).join(' and ')
  const mend = suggestion === null ? [] : [element('p', {}, `The smallest change: ${suggestion.text}. It selects ${wordsOf(suggestion.selects)}.`)]
  place.replaceChildren(element('div', { class: 'verdict bad' }, element('strong', {}, `406: none of its ${of} is acceptable`), ...mend))
}

/** @param {HTMLElement} place */
export function showScores (place, { dimensions, decided }) {
  place.replaceChildren(...dimensions.flatMap((dimension) => {
    return [element('h3', {}, NAMES[dimension.name] ?? dimension.name), tableOf(dimension, dimension.name in decided)]
  }))
}

function whyDecided ({ candidates: [{ value }] }) {
  return `${value}: the URL asks for it.`
}

function whyUnknown (name, requested, names) {
  return `${NAMES[name] ?? name}: it asks for ${requested}. There are ${names.join(', ')}.`
}

/** Why what was selected was selected, in a sentence; why the others were not stands in the table. */
function whyOf ({ field, asked, candidates }) {
  const { value, range, clientQuality, serverQuality, quality } = candidates.find(({ selected }) => selected)
  const others = candidates.filter(({ selected }) => !selected)
  const name = fieldName(field)
  if (!asked) return `${value}: ${name} says nothing, so the server decides: the table says how.`
  if (range === null) return `${value}: no range of ${name} names it; the table says why it is selected all the same.`
  return `${value}: ${range} of ${name} gives it ${clientQuality}, times the server's ${serverQuality} is ${rounded(quality)}, ${rankOf(quality, others)}.`
}

/** What has more quality may not exist in the media type that is selected, or only in what is not acceptable. */
function rankOf (quality, others) {
  if (others.some((other) => other.quality > quality)) return 'not the highest: the table says why it is selected all the same'
  return others.every((other) => other.quality < quality) ? 'the highest' : 'the highest, but not alone: the table says what decides'
}

function rounded (quality) {
  return Math.round(quality * 1e6) / 1e6
}

function tableOf (dimension, isDecided) {
  const { candidates } = dimension
  // Only languages are at a distance from each other.
  const columns = COLUMNS.filter(([, label]) => label !== 'Distance' || candidates.some(({ closeness }) => closeness !== null))
  const head = columns.map(([kind, label]) => element('th', { scope: 'col', role: 'columnheader', class: kind }, label))
  return element('table', { role: 'table' },
    element('caption', {}, captionOf(dimension, isDecided)),
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...head)),
    element('tbody', { role: 'rowgroup' }, ...candidates.map((candidate) => rowOf(candidate, columns))))
}

function captionOf ({ field, fieldValue, asked, strict }, isDecided) {
  const said = fieldValue === null ? `${fieldName(field)} is not sent` : `${fieldName(field)}: ${fieldValue}`
  if (isDecided) return `${said}; the URL decides`
  return [said, ...(asked || fieldValue === null ? [] : ['says nothing that can be read']), strict ? 'strict: nothing acceptable is a 406' : 'not strict'].join('; ')
}

function rowOf (candidate, columns) {
  const cells = columns.map(([kind, label, read]) => {
    const isName = kind === 'value'
    const text = `${read(candidate)}${isName && candidate.selected ? ' ✓' : ''}`
    const role = isName ? { scope: 'row', role: 'rowheader' } : { role: 'cell' }
    return element(isName ? 'th' : 'td', { ...role, class: kind, 'data-label': label }, element('span', {}, text))
  })
  return element('tr', { role: 'row', ...(candidate.selected ? { class: 'selected' } : {}) }, ...cells)
}

const ENDS = {
  complete: 'that is all of it',
  'too long': 'there is more: only the beginning is shown',
  'too slow': 'it was still coming after three seconds',
  failed: 'it broke off before its end'
}

/** @param {HTMLElement} place */
export function showAnswer (place, answer) {
  if (answer === null) {
    place.replaceChildren(element('p', { class: 'fault' }, 'The route did not answer within three seconds, or closed the connection.'))
    return
  }
  const { status, statusText, fields, bytes, text, end } = answer
  const lines = fields.map(([name, value]) => `${fieldName(name)}: ${value}`).join('\n')
  const coding = fields.find(([name]) => name === 'content-encoding')?.[1]
  const said = coding === undefined ? 'no text' : `coded as ${coding}: leave Accept-Encoding empty to read it`
  place.replaceChildren(
    element('div', { class: `verdict ${status < 400 ? 'good' : 'bad'}` }, element('strong', {}, `${status} ${statusText}`)),
    element('h3', {}, 'Fields'),
    element('pre', { tabindex: '0', 'aria-label': 'Fields of the answer' }, lines),
    element('h3', {}, 'Content'),
    element('p', { class: 'note' }, `${bytes} bytes; ${ENDS[end]}${text === null ? `; ${said}` : ''}.`),
    ...(text === null || text === '' ? [] : [element('pre', { tabindex: '0', 'aria-label': 'Content of the answer' }, text)]))
}
