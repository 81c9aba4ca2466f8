/**
 * How modules are loaded where mutants are tested: files of tests declare their tests to recorder.js, and lib says what it keeps. What a
 * module imports is loaded as often as the module is: `?mutant=7` goes on to all that it needs of lib and of the tests.
 */

const recorder = new URL('recorder.js', import.meta.url).href

export async function resolve (specifier, context, next) {
  const { pathname, search } = new URL(context.parentURL ?? import.meta.url)
  if (specifier === 'tap' && pathname.endsWith('.ts')) return { url: recorder, shortCircuit: true }
  const resolved = await next(specifier, context)
  return search !== '' && resolved.url.endsWith('.ts') ? { ...resolved, url: resolved.url + search } : resolved
}

// What a module keeps: a map that is empty at first, as one for what is parsed or compiled once is; a variable for what is read once.
const CACHE = /^const (\w+) = new Map\(\);?$/gm
const VARIABLE = /^let (\w+);?$/gm

export async function load (url, context, next) {
  const loaded = await next(url, context)
  if (!/\/lib\/.+\.ts(?:\?|$)/.test(url)) return loaded
  const source = String(loaded.source)
  const lines = [
    ...[...source.matchAll(CACHE)].map(([, name]) => `globalThis.keptBetweenTests.push(${name})`),
    ...[...source.matchAll(VARIABLE)].map(([, name]) => `globalThis.keptBetweenTests.push({ clear () { ${name} = undefined } })`)
  ]
  return { ...loaded, source: [source, ...lines].join('\n') }
}
