/** What stands in for tap where mutants are tested: tests are kept, to be run one by one and more than once. */

/** In the order of declaration: file and name of a test, and what it does. */
export const tests = []

/** What lib keeps between requests; a mutant is not to find what another one has left there. */
globalThis.keptBetweenTests = []

let file
let running

/** Says which file the tests belong to that are declared from now on. */
export function beginFile (name) {
  file = name
}

/** Says which test runs, of tap's own. */
export function beginTest (test) {
  running = test
}

function declare (name, ...rest) {
  tests.push({ id: `${file} ${name}`, file, name, run: rest.at(-1) })
}

/** An assertion of the file's own `t` is one of the test that runs. */
export default new Proxy({}, {
  get: (_, name) => name === 'test' ? declare : running[name].bind(running)
})
