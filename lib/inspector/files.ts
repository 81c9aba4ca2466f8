/**
 * What the browser is given: the files of `page/`, as they are.
 *
 * They are shipped with the sources of this package, next to the build: from `dist/inspector` as from `lib/inspector` they are two
 * folders up.
 */
import { readFileSync } from 'node:fs'

const FOLDER = new URL('../../lib/inspector/page/', import.meta.url)

/** By what follows the prefix, a file and its media type. */
const NAMES = {
  '/': ['page.html', 'text/html; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/elements.js': ['elements.js', 'text/javascript; charset=utf-8'],
  '/results.js': ['results.js', 'text/javascript; charset=utf-8'],
  '/lab.js': ['lab.js', 'text/javascript; charset=utf-8']
} as const

export interface PageFile {
  readonly path: string
  readonly type: string
  readonly content: Buffer
}

/** Reads them all. */
export function readFiles (): PageFile[] {
  return Object.entries(NAMES).map(([path, [name, type]]) => ({ path, type, content: readFileSync(new URL(name, FOLDER)) }))
}
