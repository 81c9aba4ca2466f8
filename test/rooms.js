/**
 * Which files of tests share a process: those of a folder, but for one that says with a comment why it has to be `// alone: `.
 *
 * A file is a test of its own either way, whose name and time are shown: fixtures/together.js gives it what it imports as `tap`.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where the files stand that `tap` is to run in place of a folder's. */
const ENTRIES = '.tap/together'

/** What `tap` is to run for the tests in folders and files. */
export function entriesOf (paths) {
  rmSync(ENTRIES, { recursive: true, force: true })
  mkdirSync(ENTRIES, { recursive: true })
  const rooms = new Map()
  for (const file of paths.flatMap(testsIn)) {
    const room = isAlone(file) ? file : dirname(file)
    rooms.set(room, [...rooms.get(room) ?? [], file])
  }
  return [...rooms].map(([folder, files]) => files.length === 1 ? files[0] : writeEntry(folder, files))
}

function testsIn (path) {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path]
  return readdirSync(path, { recursive: true }).filter((name) => name.endsWith('.test.ts')).map((name) => join(path, name).replaceAll('\\', '/')).sort()
}

function isAlone (file) {
  return /^\/\/ alone: /m.test(readFileSync(file, 'utf8'))
}

function writeEntry (folder, files) {
  const entry = `${ENTRIES}/${folder.replace(/^test\//, '').replaceAll('/', '-')}.js`
  writeFileSync(entry, `import { runTogether } from '../../test/fixtures/together.js'\nawait runTogether(${JSON.stringify(files, null, 2)})\n`)
  return entry
}
