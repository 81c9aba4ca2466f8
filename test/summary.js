/** Closes a test run with the line that any reader understands. */
import { readFileSync } from 'node:fs'

// Asserts stand indented below their file's subtest; a line that sums a subtest up ends in its time.
const results = readFileSync('.tap/results.tap', 'utf8').match(/^ +(?:not )?ok \d+(?!.*# time=).*$/gm) ?? []
const failed = results.filter((result) => /^ +not ok/.test(result)).length
console.log(`${results.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 && results.length > 0 ? 0 : 1
