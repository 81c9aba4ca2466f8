/**
 * Field values that are meant to cost as much as they can. Each makes a value of (at most) so many bytes.
 */
function repeat (part) {
  return (length) => part.repeat(Math.ceil(length / part.length)).slice(0, length)
}

/** The first part once, the second until the length is reached, then the last. */
function fill (first, part, last = '') {
  return (length) => first + part.repeat(Math.max(0, Math.floor((length - first.length - last.length) / part.length))) + last
}

/** Different members, as many as there is room for. */
function series (member) {
  return function (length) {
    let value = member(0)
    for (let place = 1; ; place++) {
      const next = `,${member(place)}`
      if (value.length + next.length > length) return value
      value += next
    }
  }
}

const letters = 'abcdefghijklmnopqrstuvwxyz'

/** aa, ab, ac, … */
function pair (place) {
  return letters[Math.floor(place / 26) % 26] + letters[place % 26]
}

export const accept = {
  commas: repeat(','),
  semicolons: fill('a/b', ';'),
  spaces: fill('a/b', ' ', 'c'),
  'spaces around commas': repeat(' , '),
  'short members': repeat('a/b,'),
  wildcards: repeat('*/*,'),
  'members that match': repeat('text/csv,'),
  'members that match, never last': repeat('text/*;q=0.1,text/csv;q=0.2,'),
  'members in upper case': repeat('TEXT/CSV,'),
  'members with weights': repeat('a/b;q=0.123,'),
  'members that exclude': repeat('*/*;q=0,'),
  'members that are malformed': repeat('a/b;q=x,'),
  'different members': series((place) => `a/x${place}`),
  'different weights': series((place) => `text/csv;q=0.${String(place % 1000).padStart(3, '0')}`),
  'parameters, each in a member': series((place) => `text/csv;a${place}=b`),
  'parameters of one member': fill('text/csv', ';a=b'),
  'parameters of one member, different': series((place) => place === 0 ? 'text/csv' : `;a${place}=b`),
  'parameters that match': repeat('application/vnd.example+json;version=2,'),
  'parameters that nearly match': repeat('application/vnd.example+json;version=3,'),
  'quoted strings': fill('text/csv', ';a="b"'),
  'quoted commas': fill('text/csv;a="', ',', '"'),
  escapes: fill('text/csv;a="', '\\"', '"'),
  'quotations without end': repeat('a/b;c="'),
  'quotes in a malformed member': fill('a/b;c d', '"x"'),
  'a long type': fill('a/', 'b'),
  'a long weight': fill('text/csv;q=0.', '1'),
  'a long weight, malformed': fill('text/csv;q=0.', '1', 'x'),
  'a long parameter': fill('text/csv;a=', 'b'),
  'equals signs': fill('text/csv;a', '='),
  'letters beyond ASCII': repeat('\u00c4/\u00d6,')
}

export const acceptLanguage = {
  wildcards: repeat('*,'),
  'members that match': repeat('en,'),
  'longer members that match': repeat('zh-Hant-TW,'),
  'members that need closeness': repeat('sr-Latn-RS,'),
  'members that exclude': repeat('*;q=0,'),
  'different tags': series(pair),
  'different tags with a region': series((place) => `${pair(place)}-${pair(place + 7)}`),
  'different tags with a script': series((place) => `${pair(place)}-Latn-${pair(place)}`),
  'different regions of one language': series((place) => `zh-${String(place % 1000).padStart(3, '0')}`),
  'different weights': series((place) => `pt-PT;q=0.${String(place % 1000).padStart(3, '0')}`),
  'one long tag': fill('zh', '-x1234567'),
  'one long tag of single letters': fill('zh', '-a'),
  'long tags': series((place) => `zh-Hant-TW-x-${place}-abcdefgh-abcdefgh-abcdefgh-abcdefgh-abcdefgh-abcdefgh`),
  'malformed tags': repeat('e!n,'),
  'tags too long': repeat('abcdefghijkl,'),
  hyphens: repeat('-')
}
