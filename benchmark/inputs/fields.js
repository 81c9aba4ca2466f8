/**
 * The selecting fields of real clients, and of clients that never send the same twice.
 */
export const CHROME = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
  'accept-language': 'en-US,en;q=0.9'
}

export const FIREFOX = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8',
  'accept-language': 'en-GB,en;q=0.9,de;q=0.8,fr;q=0.7'
}

export const JAVA = { accept: 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2' }

export const AXIOS = { accept: 'application/json, text/plain, */*' }

export const CURL = { accept: '*/*' }

/** Ten clients. Each of them gets JSON from a route that has JSON first and neither HTML nor Markdown. */
export const CLIENTS = [
  CHROME,
  FIREFOX,
  // Safari
  { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'accept-language': 'en-GB' },
  AXIOS,
  CURL,
  // fetch of Node.js
  { accept: '*/*', 'accept-language': '*' },
  // HttpURLConnection
  JAVA,
  // jQuery
  { accept: 'application/json, text/javascript, */*; q=0.01', 'accept-language': 'en,en-US;q=0.8,en-CA;q=0.6,bn;q=0.4' },
  // Claude Code
  { accept: 'text/markdown, text/html, */*' },
  // Prometheus
  { accept: 'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1' }
]

export const TWENTY_MEMBERS = 'text/turtle, application/ld+json, application/rdf+xml, text/xhtml+xml, application/n3, application/rdf+n3, application/turtle, ' +
  'application/x-turtle, text/n3, text/rdf+n3, text/rdf+turtle, application/n-triples, application/trig;q=0.9, text/html;q=0.8, application/xhtml+xml;q=0.8, ' +
  'application/xml;q=0.7, text/xml;q=0.7, text/plain;q=0.6, application/json;q=0.5, */*;q=0.1'

export const TWELVE_LANGUAGES = ['en', 'es', 'de', 'fr', 'it', 'pt', 'pt-BR', 'nl', 'pl', 'ja', 'zh-Hans', 'zh-Hant']

/**
 * Values of the same shape that are never the same: a member that nothing matches is varied, where there is one, else the weight.
 * `place` is a whole number; the first 999 differ for each.
 */
export const unique = {
  any: (place) => `*/*;q=0.${digits(place)}`,
  json: (place) => `application/json;q=0.${digits(place)}`,
  chrome: (place) => CHROME.accept.replace('v=b3', `v=${place}`),
  firefox: (place) => FIREFOX.accept.replace('svg+xml', `svg+${place}`),
  java: (place) => JAVA.accept.replace('gif', `gif${place}`),
  twenty: (place) => TWENTY_MEMBERS.replace('trig', `trig${place}`),
  chromeLanguages: (place) => `en-US,en;q=0.9,fi-${digits(place)};q=0.8`,
  // A region of three digits (UN M.49) makes a new tag of a language that is not available.
  sixLanguages: (place) => `sv-SE, sv;q=0.9, fi-${digits(place)};q=0.8, de-AT;q=0.7, de;q=0.6, en;q=0.5`
}

/** The same values without a member varied, for what has been seen before. */
export const seen = {
  any: '*/*',
  json: 'application/json',
  chrome: CHROME.accept,
  firefox: FIREFOX.accept,
  java: JAVA.accept,
  twenty: TWENTY_MEMBERS,
  sixLanguages: 'sv-SE, sv;q=0.9, fi-FI;q=0.8, de-AT;q=0.7, de;q=0.6, en;q=0.5'
}

function digits (place) {
  return String(place % 999 + 1).padStart(3, '0')
}

/**
 * A string as a request brings it: flat, new, its hash not computed. A template or a concatenation is neither, and an engine that
 * has seen the same object before is faster than on a request.
 */
export function asReceived (text) {
  return Buffer.from(text, 'latin1').latin1Slice()
}
