/** What stands in for tap where mutants are tested: tests are kept, to be run one by one and more than once. */

/** In the order of declaration: file and name of a test, and what it does. */
export const tests = []

/** What lib keeps between requests; a mutant is not to find what another one has left there. */
globalThis.keptBetweenTests = []

let file

/** Says which file the tests belong to that are declared from now on. */
export function beginFile (name) {
  file = name
}

export default {
  test (name, ...rest) {
    tests.push({ id: `${file} ${name}`, file, name, run: rest.at(-1) })
  }
}
