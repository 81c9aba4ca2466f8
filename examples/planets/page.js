/**
 * The HTML of the example: a page for the list, one for a planet, and one for what went wrong.
 *
 * In: the payload, which holds what the schema declares. Out: a whole document in the negotiated language.
 */
import { readFileSync } from 'node:fs'
import { formats } from './formats.js'
import { html, trusted } from './html.js'
import { figures, languages, wordsOf } from './languages.js'

/** @import { FastifyRequest } from 'fastify' */
/** @import { Problem, SerializeContext } from 'fastify-produces' */
/** @import { Markup } from './html.js' */
/** @import { Figure, Words } from './languages.js' */
/** @import { PlanetPayload } from './schema.js' */

// Inlined, so that the page is whole in itself.
const style = trusted(readFileSync(new URL('page.css', import.meta.url), 'utf8'))

/**
 * Renders one planet, or the list of them.
 *
 * @param {PlanetPayload | PlanetPayload[]} payload
 * @param {SerializeContext} context
 */
export function page (payload, { negotiated, request }) {
  const words = wordsOf(negotiated.language)
  const isList = Array.isArray(payload)
  const path = isList ? '/planets' : `/planets/${payload.id}`
  return documentOf(words, isList ? words.title : `${payload.name} · ${words.title}`, switches(path, words), html`<nav>
<a href="/planets?lang=${words.language}"${isList ? html` aria-current="page"` : ''}>${words.allPlanets}</a>
<a href="#ask">${words.ask.heading}</a>
<a href="#orbits">${words.orbits.heading}</a>
</nav>`, html`${isList ? listOf(payload, words) : detailOf(payload, words)}
${howToAsk(originOf(request), path, words)}
${orbits(originOf(request), words)}`)
}

/**
 * Renders a problem: what is wrong, and where to go instead.
 *
 * @param {Problem} problem
 * @param {SerializeContext} context
 */
export function problemPage ({ status, title, detail = '' }, { negotiated }) {
  const words = wordsOf(negotiated.language)
  return documentOf(words, title, html``, html`<nav><a href="/planets?lang=${words.language}">${words.allPlanets}</a></nav>`, html`<h1>${title}</h1>
<p>${String(detail)}</p>
<p><code>${status}</code></p>`)
}

/**
 * @param {Words} words
 * @param {string} title
 * @param {Markup} ways to the other representations
 * @param {Markup} nav
 * @param {Markup} main
 */
function documentOf (words, title, ways, nav, main) {
  return String(html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">${words.skip}</a>
<header>
${nav}
${ways}
</header>
<main id="content" tabindex="-1">
${main}
</main>
<footer><p>${words.source}</p></footer>
</body>
</html>
`)
}

/**
 * The formats in this language, and the languages as a page; what the client is reading is marked.
 *
 * @param {string} path
 * @param {Words} words
 */
function switches (path, { language, format, speak }) {
  const current = html` aria-current="true"`
  return html`<nav class="switch" aria-label="${speak}">
${languages.map((other) => html`<a href="${path}.html?lang=${other}" type="text/html" hreflang="${other}" lang="${other}"${other === language ? current : ''}>${wordsOf(other).ownName}</a>
`)}</nav>
<nav class="switch" aria-label="${format}">
${linksTo(path, language)}</nav>`
}

/**
 * @param {string} path
 * @param {string} [language] of a page, which is HTML; without one the address is another's
 */
function linksTo (path, language) {
  const query = language === undefined ? '' : `?lang=${language}`
  const hreflang = language === undefined ? '' : html` hreflang="${language}"`
  return formats.map(({ mediaType, label, extension }) => {
    const current = language !== undefined && extension === 'html' ? html` aria-current="true"` : ''
    return html`<a href="${path}.${extension}${query}" type="${mediaType}"${hreflang}${current}>${label}</a>
`
  })
}

/**
 * @param {PlanetPayload[]} planets
 * @param {Words} words
 */
function listOf (planets, words) {
  // A table wider than the window scrolls within its region; `tabindex` lets the arrow keys do it.
  return html`<h1>${words.title}</h1>
<p>${words.introduction}</p>
<div class="wide" role="region" aria-labelledby="caption" tabindex="0">
<table>
<caption id="caption">${words.caption}</caption>
<thead>
<tr>
<th scope="col">${words.planet}</th>
${figures.map((figure) => columnHeader(words.figures[figure]))}<th scope="col">${words.rings}</th>
</tr>
</thead>
<tbody>
${planets.map((planet) => rowOf(planet, words))}</tbody>
</table>
</div>`
}

function columnHeader (/** @type {{ label: string, unit: string }} */ { label, unit }) {
  return html`<th scope="col" class="number">${label}${unit === '' ? '' : html` <span class="unit">${unit}</span>`}</th>
`
}

/**
 * @param {PlanetPayload} planet
 * @param {Words} words
 */
function rowOf (planet, words) {
  return html`<tr>
<th scope="row"><a href="/planets/${planet.id}?lang=${words.language}">${planet.name}</a></th>
${figures.map((figure) => html`<td class="number">${words.formats[figure].format(planet[figure])}</td>
`)}<td>${planet.rings ? words.yes : words.no}</td>
</tr>
`
}

/**
 * @param {PlanetPayload} planet
 * @param {Words} words
 */
function detailOf (planet, words) {
  const term = (/** @type {Figure} */ figure) => {
    const { label, unit } = words.figures[figure]
    return html`<div><dt>${label}</dt><dd>${words.formats[figure].format(planet[figure])} ${unit}</dd></div>
`
  }
  return html`<h1>${planet.name}</h1>
<img src="/planets/${planet.id}/picture" width="160" height="160" alt="">
<p>${planet.description}</p>
<dl>
${figures.map(term)}<div><dt>${words.rings}</dt><dd>${planet.rings ? words.yes : words.no}</dd></div>
</dl>`
}

/**
 * @param {string} origin
 * @param {string} path
 * @param {Words} words
 */
function howToAsk (origin, path, { ask }) {
  const url = origin + path
  return html`<section id="ask" aria-labelledby="ask-heading">
<h2 id="ask-heading">${ask.heading}</h2>
<p>${ask.explanation}</p>
<dl class="commands">
<dt>${ask.json}</dt>
<dd><code>curl ${url}</code></dd>
<dt>${ask.csv}</dt>
<dd><code>curl -H "Accept: text/csv" -H "Accept-Language: es" ${url}</code></dd>
<dt>${ask.markdown}</dt>
<dd><code>curl -H "Accept: text/markdown" ${url}</code></dd>
<dt>${ask.xml}</dt>
<dd><code>curl -H "Accept: application/xml" ${url}</code></dd>
<dt>${ask.html}</dt>
<dd><code>curl -H "Accept: text/html" -H "Accept-Language: de" ${url}</code></dd>
</dl>
</section>`
}

/**
 * @param {string} origin
 * @param {Words} words
 */
function orbits (origin, { orbits: { heading, explanation, stream } }) {
  return html`<section id="orbits" aria-labelledby="orbits-heading">
<h2 id="orbits-heading">${heading}</h2>
<p>${explanation}</p>
<nav class="switch" aria-labelledby="orbits-heading">
${linksTo('/orbits')}</nav>
<dl class="commands">
<dt>${stream}</dt>
<dd><code>curl -sN -H "Accept: text/csv" "${origin}/orbits?from=2000&to=2025" | head -3</code></dd>
</dl>
</section>`
}

/*
 * uri-host [ ":" port ]                                            (RFC 9110 §7.2), without what a shell would read as its own
 */
const HOST = /^(?:[a-z\d._-]+|\[[a-f\d:.]+\])(?::\d{1,5})?$/i

/** The page shows the client's own `Host` in lines made for a shell: escaping alone would not make a hostile one safe to paste. */
function originOf (/** @type {FastifyRequest} */ request) {
  return `${request.protocol}://${HOST.test(request.host) ? request.host : 'localhost'}`
}
