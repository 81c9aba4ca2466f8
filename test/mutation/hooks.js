/** How modules are loaded where mutants are tested: files of tests declare their tests to recorder.js, and lib says what it keeps. */

const recorder = new URL('recorder.js', import.meta.url).href

export async function resolve (specifier, context, next) {
  return specifier === 'tap' && context.parentURL.endsWith('.ts') ? { url: recorder, shortCircuit: true } : next(specifier, context)
}

// A map of a module that is empty at first, as one for what is parsed or compiled once is.
const CACHE = /^const (\w+) = new Map\(\);?$/gm

export async function load (url, context, next) {
  const loaded = await next(url, context)
  if (!/\/lib\/.+\.ts$/.test(url)) return loaded
  const source = String(loaded.source)
  return { ...loaded, source: source + [...source.matchAll(CACHE)].map(([, name]) => `\nglobalThis.keptBetweenTests.push(${name})`).join('') }
}
