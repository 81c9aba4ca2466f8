/**
 * What users meet in their editor: every export of the package, and every member of an interface, says what it is.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const { exports } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))

const entries = Object.values(exports as Record<string, { types?: string }>).flatMap(({ types = '' }) => {
  return types === '' ? [] : [types.replace(/^\.\/dist\/(.+)\.d\.ts$/, 'lib/$1.ts')]
})
const types = readdirSync(join(repository, 'types')).filter((file) => file.endsWith('.d.ts')).map((file) => `types/${file}`)

t.test('the entries and the types are there', async (t) => {
  t.ok(entries.length > 10)
  t.ok(types.length > 5)
})

t.test('every export has a comment, and every member of an interface', async (t) => {
  for (const file of [...entries, ...types]) t.same(silentIn(file, readFileSync(join(repository, file), 'utf8')), [], file)
})

t.test('what has none is found', async (t) => {
  const text = `
    export default function f () {}
    export const a = 1
    /** K. */
    export function k (given: string): void
    export function k (given: unknown) {}
    /** B. */
    export interface B {
      /** C. */
      c: string
      d (): void
      readonly 'e-f': number
    }
    declare module 'fastify' { interface G { h: string } }
    interface Own { i: string }
    export type J = string`
  t.same(silentIn('a.ts', text), ['f', 'a', 'B.d', "B.'e-f'", 'G.h', 'J'])
})

/** The names of what has no comment. Of overloads one has it. */
function silentIn (file: string, text: string): string[] {
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const told = new Set(statements.filter((statement) => ts.isFunctionDeclaration(statement) && hasComment(statement)).map(nameOf))
  return statements
    .flatMap((statement) => isExported(statement) ? silentOf(statement) : augmentationsIn(statement).flatMap(silentMembers))
    .filter((name) => !told.has(name))
}

function isExported (statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
}

function silentOf (statement: ts.Statement): string[] {
  const members = ts.isInterfaceDeclaration(statement) ? silentMembers(statement) : []
  return [...hasComment(statement) ? [] : [nameOf(statement)], ...members]
}

/** The interfaces of Fastify that the package adds to: what is new in them are their members. */
function augmentationsIn (statement: ts.Statement): ts.InterfaceDeclaration[] {
  if (!ts.isModuleDeclaration(statement) || statement.body === undefined || !ts.isModuleBlock(statement.body)) return []
  return statement.body.statements.filter(ts.isInterfaceDeclaration)
}

function silentMembers ({ name, members }: ts.InterfaceDeclaration): string[] {
  return members.filter((member) => !hasComment(member)).map((member) => `${name.text}.${member.name?.getText() ?? '[]'}`)
}

function hasComment (node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).length > 0
}

function nameOf (statement: ts.Statement): string {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText()).join()
  return (statement as { readonly name?: ts.Identifier } & ts.Statement).name?.text ?? 'default'
}
