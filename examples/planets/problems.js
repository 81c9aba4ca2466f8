/**
 * What goes wrong, in the language of the client: the titles of problems by status, their details by code or status.
 */
import { FIRST_YEAR, LAST_YEAR } from './elements.js'

/** @import { Problem, ProblemContext } from 'fastify-produces' */

/** @typedef {{ titles: Record<string, string>, details: Record<string, (values: Record<string, unknown>) => string> }} Catalogue */

const catalogues = /** @type {Record<string, Catalogue>} */ ({
  en: {
    titles: { 400: 'That cannot be asked', 404: 'There is no such thing here', 406: 'Not to be had in that form' },
    details: {
      NO_SUCH_PLANET: ({ name }) => `No planet is called ${name}.`,
      YEARS_BACKWARDS: ({ from, to }) => `The years end before they begin: from ${from} to ${to}.`
    }
  },
  es: {
    titles: { 400: 'Así no se puede pedir', 404: 'Aquí no hay tal cosa', 406: 'No existe en esa forma', 500: 'Algo ha fallado aquí' },
    details: {
      NO_SUCH_PLANET: ({ name }) => `Ningún planeta se llama ${name}.`,
      YEARS_BACKWARDS: ({ from, to }) => `Los años acaban antes de empezar: de ${from} a ${to}.`,
      FST_ERR_VALIDATION: () => `Los años van de ${FIRST_YEAR} a ${LAST_YEAR}.`,
      404: () => 'Esta dirección no lleva a ninguna parte.',
      406: () => 'Esta dirección no responde en lo que se ha pedido.'
    }
  },
  de: {
    titles: { 400: 'So lässt sich nicht fragen', 404: 'Das gibt es hier nicht', 406: 'Nicht in dieser Form zu haben', 500: 'Hier ist etwas schiefgegangen' },
    details: {
      NO_SUCH_PLANET: ({ name }) => `Kein Planet heißt ${name}.`,
      YEARS_BACKWARDS: ({ from, to }) => `Die Jahre enden, bevor sie beginnen: von ${from} bis ${to}.`,
      FST_ERR_VALIDATION: () => `Die Jahre gehen von ${FIRST_YEAR} bis ${LAST_YEAR}.`,
      404: () => 'Diese Adresse führt nirgendwohin.',
      406: () => 'Diese Adresse antwortet nicht in dem, was verlangt wird.'
    }
  }
})

/**
 * An error that a client is told of.
 *
 * @param {number} statusCode
 * @param {string} code a key of `details`
 * @param {Record<string, unknown>} values
 */
export function fault (statusCode, code, values) {
  return Object.assign(new Error(code), { statusCode, code, values })
}

/**
 * The plugin's option: a problem in the language that was negotiated for it.
 *
 * @param {Problem} problem
 * @param {ProblemContext} context
 * @returns {Problem}
 */
export function problem (problem, { error, language = 'en' }) {
  const { titles, details } = /** @type {Catalogue} */ (catalogues[language])
  const detail = details[String(problem.code)] ?? details[problem.status]
  const { values = {} } = /** @type {{ values?: Record<string, unknown> }} */ (error ?? {})
  return { ...problem, title: titles[problem.status] ?? problem.title, ...detail && { detail: detail(values) } }
}
