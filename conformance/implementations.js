/**
 * What the vectors are run against: for each implementation, what it selects of one dimension.
 *
 * In: what is available, and the value of the request's field. Out: the value selected, or nothing. What an implementation has no word for
 * is `undefined` here, and not counted.
 */
import { match } from '@formatjs/intl-localematcher'
import hapi from '@hapi/accept'
import accepts from 'accepts'
import { accepts as honoAccepts } from 'hono/accepts'
import { readFileSync } from 'node:fs'
import Negotiator from 'negotiator'

function versionOf (name) {
  // Not all of them export it.
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version
}

/** The names by which others know a dimension. */
const METHODS = {
  mediaType: ['mediaTypes', 'types', 'mediaType'],
  language: ['languages', 'languages', 'language'],
  charset: ['charsets', 'charsets', 'charset'],
  encoding: ['encodings', 'encodings', 'encoding']
}

function hono (supports, fieldValue, header) {
  // All that it asks of its context.
  return honoAccepts({ req: { header: () => fieldValue } }, { header, supports, default: undefined })
}

/** It takes a list of tags, the one that the client likes best first, and knows no weights. */
function localeMatcher (available, fieldValue = '') {
  const ranges = fieldValue.split(',').map((member) => member.trim().split(/\s*;\s*q=/)).filter(([tag, weight = 1]) => tag !== '*' && Number(weight) > 0)
  const tags = ranges.sort(([, a = 1], [, b = 1]) => Number(b) - Number(a)).map(([tag]) => tag)
  return match(tags, available, available[0])
}

export const implementations = [
  {
    name: `negotiator ${versionOf('negotiator')}`,
    dimensions: Object.fromEntries(Object.entries(METHODS).map(([name, [method]]) => {
      return [name, (available, fieldValue, field) => new Negotiator({ headers: { [field]: fieldValue } })[method](available)[0]]
    }))
  },
  {
    name: `accepts ${versionOf('accepts')}`,
    dimensions: Object.fromEntries(Object.entries(METHODS).map(([name, [, method]]) => {
      return [name, (available, fieldValue, field) => accepts({ headers: { [field]: fieldValue } })[method](available) || undefined]
    }))
  },
  {
    name: `@hapi/accept ${versionOf('@hapi/accept')}`,
    dimensions: Object.fromEntries(Object.entries(METHODS).map(([name, [,, method]]) => {
      return [name, (available, fieldValue) => hapi[method](fieldValue, available) || undefined]
    }))
  },
  { name: `hono ${versionOf('hono')}`, dimensions: Object.fromEntries(Object.keys(METHODS).map((name) => [name, hono])) },
  { name: `@formatjs/intl-localematcher ${versionOf('@formatjs/intl-localematcher')}`, dimensions: { language: localeMatcher } }
]
