/** How modules are loaded where mutants are tested: files of tests declare their tests to recorder.js, and lib says what it keeps. */

const recorder = new URL('recorder.js', import.meta.url).href

export async function resolve (specifier, context, next) {
  return specifier === 'tap' && context.parentURL.endsWith('.ts') ? { url: recorder, shortCircuit: true } : next(specifier, context)
}

// What a module keeps: a map that is empty at first, as one for what is parsed or compiled once is; a variable for what is read once.
const CACHE = /^const (\w+) = new Map\(\);?$/gm
const VARIABLE = /^let (\w+);?$/gm

export async function load (url, context, next) {
  const loaded = await next(url, context)
  if (!/\/lib\/.+\.ts$/.test(url)) return loaded
  const source = String(loaded.source)
  const lines = [
    ...[...source.matchAll(CACHE)].map(([, name]) => `globalThis.keptBetweenTests.push(${name})`),
    ...[...source.matchAll(VARIABLE)].map(([, name]) => `globalThis.keptBetweenTests.push({ clear () { ${name} = undefined } })`)
  ]
  return { ...loaded, source: [source, ...lines].join('\n') }
}
