/**
 * Two orders that the house keeps: of its rooms, and of the files in a room. Whoever is imported stands above.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import t from 'tap'

const lib = join(import.meta.dirname, '../../lib')

/** The rooms, in the order in which things are made of each other. */
const ROOMS = ['negotiation', 'streams', 'schemas', 'formats', 'serializers', 'reply', 'boot', 'openapi', 'inspect', 'inspector']

/** What stands at the top. Of the errors everybody knows, and they know nobody. */
const TOP = ['errors.ts', 'plugin.ts', 'index.ts']

interface SourceFile {
  /** From `lib`: `reply/send.ts`. */
  readonly path: string
  /** `''` at the top. */
  readonly room: string
  readonly text: string
  /** From `lib`, as `path`. */
  readonly imports: readonly string[]
}

const files: readonly SourceFile[] = readdirSync(lib, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const text = readFileSync(join(lib, path), 'utf8')
    const imports = [...text.matchAll(/from '(\.[^']+)\.js'/g)].map(([, imported]) => posix.join(posix.dirname(path), `${imported}.ts`))
    return { path, room: path.includes('/') ? path.split('/')[0] as string : '', text, imports: imports.filter((imported) => !imported.startsWith('../')) }
  })

/** The order of a room's files, as its index tells it. */
function orderOf (room: string): string[] {
  const index = files.find(({ path }) => path === `${room}/index.ts`)
  return [...index?.text.matchAll(/^ \* - `([\w/-]+\.ts)`: \S/gm) ?? []].map(([, file]) => `${room}/${file}`)
}

t.test('Every folder of lib is a room, and no other file than three stands at the top', async (t) => {
  t.same([...new Set(files.map(({ room }) => room))].filter((room) => room !== '').sort(), [...ROOMS].sort())
  t.same(files.filter(({ room }) => room === '').map(({ path }) => path).sort(), [...TOP].sort())
})

for (const room of ROOMS) {
  t.test(`The index of ${room} says what the room is for, and tells of each of its files once`, async (t) => {
    t.match(files.find(({ path }) => path === `${room}/index.ts`)?.text, /^\/\*\*\n \* \w.+\n \*\n/)
    t.same(orderOf(room).sort(), files.filter((file) => file.room === room && file.path !== `${room}/index.ts`).map(({ path }) => path).sort())
  })

  t.test(`A file of ${room} imports only files that its room names before it`, async (t) => {
    const order = orderOf(room)
    for (const { path, imports } of files.filter((file) => file.room === room && file.path !== `${room}/index.ts`)) {
      for (const imported of imports.filter((imported) => imported.startsWith(`${room}/`))) t.ok(order.indexOf(imported) !== -1 && order.indexOf(imported) < order.indexOf(path), `${path} imports ${imported}`)
    }
    t.ok(t.passing())
  })

  t.test(`A file of ${room} imports of other rooms only the index, and only of those above`, async (t) => {
    for (const { path, imports } of files.filter((file) => file.room === room)) {
      for (const imported of imports.filter((imported) => !imported.startsWith(`${room}/`) && imported !== 'errors.ts')) {
        const above = ROOMS.slice(0, ROOMS.indexOf(room)).map((other) => `${other}/index.ts`)
        t.ok(above.includes(imported), `${path} imports ${imported}`)
      }
    }
    t.ok(t.passing())
  })
}

t.test('The files at the top import each other in one direction, and of a room only its index', async (t) => {
  for (const [place, name] of TOP.entries()) {
    for (const imported of files.find(({ path }) => path === name)?.imports ?? []) {
      t.ok(imported.endsWith('/index.ts') || TOP.slice(0, place).includes(imported), `${name} imports ${imported}`)
    }
  }
})

t.test('No file of lib has more than 250 lines', async (t) => {
  for (const { path, text } of files) t.ok(text.split('\n').length <= 251, path)
})

t.test('Negotiation knows nothing of Fastify or Node.js', async (t) => {
  for (const { path, text } of files.filter(({ room }) => room === 'negotiation')) {
    t.same([...text.matchAll(/from '([^.][^']*)'/g)].map(([, imported]) => imported), [], path)
  }
})

// To load TypeBox takes longer than to load Fastify, and every application that imports this package would wait for it.
t.test('Of TypeBox files import types alone', async (t) => {
  for (const { path, text } of files) t.same(text.match(/^(?:import|export) (?!type )(?:[\w*\s{},]+ from )?'typebox.*'/gm) ?? [], [], path)
})

t.test('No coverage is ignored without a reason', async (t) => {
  for (const { path, text } of files) {
    for (const mark of text.match(/(?:c8|v8|istanbul) ignore.*/g) ?? []) t.match(mark, /--|because/, `${path}: ${mark}`)
  }
  t.ok(t.passing())
})
