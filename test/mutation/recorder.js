/** What stands in for tap where mutants are tested: tests are kept, to be run one by one and more than once. */

let file
let left
let tests
let running

/** Begins a list of tests, in the order of declaration: file and name of each, and what it does. */
export function beginTests () {
  tests = []
  return tests
}

/** Says which file the tests belong to that are declared from now on, and which are left out, by file and name. */
export function beginFile (name, without) {
  file = name
  left = without
}

/** Says which test runs, of tap's own. */
export function beginTest (test) {
  running = test
}

function declare (name, ...rest) {
  const id = `${file} ${name}`
  if (!left.includes(id)) tests.push({ id, file, name, run: rest.at(-1) })
}

/** An assertion of the file's own `t` is one of the test that runs. */
export default new Proxy({}, {
  get: (_, name) => name === 'test' ? declare : running[name].bind(running)
})
