/** Reads what the runners print: which assertions failed, how many did not, and how long each file took. */

const FILE = /^(?<not>not )?ok \d+ - (?<name>.+?)(?: # time=(?<time>[\d.]+)ms)?(?: \{)?$/
const FAILURE = /^(?<indentation> *)not ok \d*(?: - )?(?<description>.*?)(?: # time=(?<time>.*))?$/

/** TAP, line by line, as `tap` prints it. */
export class Tap {
  passed = 0
  failed = 0
  /** The files, with the milliseconds that each took. */
  files = []
  #print
  #lines = []
  /** Whether it is a process of several files that runs, whose lines are indented once more; and whether one of them has failed. */
  #together = false
  #hasFailed = false

  constructor (print) {
    this.#print = print
  }

  add (line) {
    const begun = /^# Subtest: (.*)/.exec(line)
    if (begun !== null) this.#begin(begun[1])
    if (this.#together && line.startsWith('    ')) this.#addOfFile(line.slice(4))
    else this.#addOfProcess(line)
  }

  #begin (name) {
    this.end()
    this.#together = isTogether(name)
    this.#hasFailed = false
  }

  #addOfFile (line) {
    if (/^# Subtest: /.test(line)) this.end()
    this.#lines.push(line)
  }

  #addOfProcess (line) {
    if (this.#together && FILE.test(line)) this.end()
    const totals = /^# \{ total: \d+(?:, pass: (\d+))?(?:, fail: (\d+))?/.exec(line)
    if (totals !== null) [this.passed, this.failed] = [Number(totals[1] ?? 0), Number(totals[2] ?? 0)]
    // What is no TAP is the table of what is not covered.
    else if (/^(?! {4})(?:[^|]*\|){4}/.test(line)) this.#print(line)
    else this.#lines.push(line)
  }

  /** The end of a file: prints how it went, and what failed. */
  end () {
    const lines = this.#lines
    this.#lines = []
    const file = lines.map((line) => FILE.exec(line)?.groups).find((groups) => groups !== undefined)
    if (file === undefined) return this.#endUnfinished(lines)
    // Of a process there is something to say where none of its files has said it.
    if (isTogether(file.name) && (file.not === undefined || this.#hasFailed)) return
    this.#hasFailed ||= file.not !== undefined
    this.files.push({ name: file.name, time: Number(file.time ?? 0) })
    this.#print(`${file.not === undefined ? '✔' : '✖'} ${file.name} (${seconds(Number(file.time ?? 0))})`)
    if (file.not !== undefined) for (const line of failuresIn(lines)) this.#print(line)
  }

  /** A file whose process has ended before it; of what, the process says. */
  #endUnfinished (lines) {
    const name = /^# Subtest: (.*)/.exec(lines.find((line) => line !== ''))?.[1]
    if (name === undefined || isTogether(name)) return
    this.#print(`✖ ${name} (not finished)`)
    this.#hasFailed = false
  }
}

function isTogether (name) {
  return name.startsWith('.tap/together/')
}

/** Failed assertions with the tests that they stand in, and what there is to say of them. */
function failuresIn (lines) {
  const failures = []
  // By depth: the test that is open there, and whether anything has failed in it.
  const tests = []
  for (const [index, line] of lines.entries()) {
    const [, indent = '', name] = /^( *)# Subtest: (.*)$/.exec(line) ?? []
    if (name !== undefined) tests.splice(indent.length / 4, Infinity, { name, failed: false })
    const { indentation, description, time } = FAILURE.exec(line)?.groups ?? {}
    if (indentation === undefined) continue
    const depth = indentation.length / 4
    // A test fails with its assertions, and they have been shown.
    if (time !== undefined && tests[depth]?.failed === true) continue
    const around = tests.slice(0, depth)
    for (const test of around) test.failed = true
    failures.push('', `  ✖ ${[...around.map(({ name }) => name), description].join(' › ')}`, ...diagnosticAfter(lines, index, depth * 4))
  }
  return [...failures, '']
}

function diagnosticAfter (lines, index, indent) {
  if (lines[index + 1]?.trim() !== '---') return []
  const end = lines.findIndex((line, at) => at > index && line === `${' '.repeat(indent + 2)}...`)
  return lines.slice(index + 2, end === -1 ? undefined : end).map((line) => `    ${line.slice(indent + 2)}`)
}

/** The assertions that tstyche has counted. */
export function countTypes (output) {
  // eslint-disable-next-line no-control-regex
  const line = /^Assertions:.*$/m.exec(output.replace(/\x1b\[[\d;]*m/g, ''))?.[0] ?? ''
  const [passed, failed] = ['passed', 'failed'].map((word) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0))
  return { passed, failed }
}

export function seconds (milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
