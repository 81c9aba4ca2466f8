/**
 * The Markdown of the example, made to be read by agents: a table for the list, a list for one planet.
 *
 * The words follow the language; the figures do not: `4.879` in German would be read as less than five.
 */
import { figures, wordsOf } from './languages.js'

/** @import { SerializeContext } from 'fastify-produces' */
/** @import { Figure, Words } from './languages.js' */
/** @import { PlanetPayload } from './schema.js' */

/**
 * Renders one planet, or the list of them.
 *
 * @param {PlanetPayload | PlanetPayload[]} payload
 * @param {SerializeContext} context
 */
export function markdown (payload, { negotiated }) {
  const words = wordsOf(negotiated.language)
  return Array.isArray(payload) ? listOf(payload, words) : detailOf(payload, words)
}

/**
 * @param {PlanetPayload[]} planets
 * @param {Words} words
 */
function listOf (planets, words) {
  const header = [words.planet, ...figures.map((figure) => labelOf(figure, words)), words.rings]
  const alignment = ['---', ...figures.map(() => '---:'), '---']
  const rows = planets.map((planet) => [
    `[${planet.name}](/planets/${planet.id})`,
    ...figures.map((figure) => planet[figure]),
    planet.rings ? words.yes : words.no
  ])
  return `# ${words.title}

${words.introduction}

${[header, alignment, ...rows].map(formatRow).join('\n')}

${words.source}.
`
}

/**
 * @param {PlanetPayload} planet
 * @param {Words} words
 */
function detailOf (planet, words) {
  return `# ${planet.name}

${planet.description}

${figures.map((figure) => `- ${labelOf(figure, words)}: ${planet[figure]}`).join('\n')}
- ${words.rings}: ${planet.rings ? words.yes : words.no}

${words.source}. [${words.allPlanets}](/planets)
`
}

/**
 * @param {Figure} figure
 * @param {Words} words
 */
function labelOf (figure, words) {
  const { label, unit } = words.figures[figure]
  return unit === '' ? label : `${label} (${unit})`
}

// A pipe within a cell would begin the next one.
const formatRow = (/** @type {(string | number)[]} */ cells) =>
  `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
