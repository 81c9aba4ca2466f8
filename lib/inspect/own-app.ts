/**
 * An application of one's own, from inside: why each client gets what it gets, without a server.
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Explanation, RouteRequest } from '../../types/index.js'
import type { Client } from './clients.js'
import { Unreachable } from './unreachable.js'

/** What is asked of an application. */
interface Application {
  ready (): PromiseLike<unknown>
  close (): PromiseLike<unknown>
  explain (request: RouteRequest): Explanation | undefined
  hasRoute (route: { url: string, method: string }): boolean
}

export interface ExplainedClient {
  readonly client: string
  readonly sent: Readonly<Record<string, string>>
  readonly explanation: Explanation
}

const EXPORTS = ['default', 'app', 'build', 'buildApp'] as const

/** @throws Unreachable where there is no such module, application or route */
export async function explainOwn (file: string, request: Pick<RouteRequest, 'method' | 'url'>, clients: readonly Client[]): Promise<ExplainedClient[]> {
  const app = await applicationIn(file)
  try {
    await app.ready()
    if (typeof app.explain !== 'function') throw new Unreachable(`${file}: the application has not registered fastify-produces.`)
    return clients.map(({ name, fields }) => {
      const explanation = app.explain({ ...request, headers: fields })
      if (explanation === undefined) throw new Unreachable(noRoute(app, request))
      return { client: name, sent: fields, explanation }
    })
  } finally {
    await app.close()
  }
}

function noRoute (app: Application, { method = 'GET', url }: Pick<RouteRequest, 'method' | 'url'>): string {
  return app.hasRoute({ url, method })
    ? `${method} ${url} declares no config.produces.`
    : `No route that produces answers ${method} ${url}. Name an address, /users/3, or the route as it is declared, with its prefix: /users/:id.`
}

async function applicationIn (file: string): Promise<Application> {
  const path = resolve(file)
  if (!existsSync(path)) throw new Unreachable(`There is no file ${file}. A URL begins with http:// or https://.`)
  const exported = await load(file, path)
  for (const name of EXPORTS) {
    const value = exported[name]
    const app = typeof value === 'function' && !isApplication(value) ? await (value as () => unknown)() : value
    if (isApplication(app)) return app
  }
  throw new Unreachable(`${file} exports no application. Export it, or a function that makes it, as default or as app.`)
}

async function load (file: string, path: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(path).href) as Record<string, unknown>
  } catch (error) {
    throw new Unreachable(`${file} cannot be loaded: ${String(error)}`)
  }
}

function isApplication (value: unknown): value is Application {
  const { ready, close } = (value ?? {}) as Partial<Application>
  return typeof ready === 'function' && typeof close === 'function'
}
