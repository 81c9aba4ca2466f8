/** NestJS with the Fastify adapter: the recipe, and what it says of NestJS. */
import 'reflect-metadata'
import { type CanActivate, Controller, Get, HttpCode, Logger, Module, NotFoundException, Post, type Type, UseGuards } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication, RouteConfig, RouteSchema } from '@nestjs/platform-fastify'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import ts from 'typescript'
import produces from '../../lib/index.js'
import csv from '../../lib/formats/csv/csv.js'
import { blocksOf } from '../fixtures/documented.js'
import { readDocument } from '../fixtures/documents.js'

Logger.overrideLogger(false)

async function ready (t: Test, app: NestFastifyApplication): Promise<NestFastifyApplication> {
  t.teardown(() => app.close())
  await app.init()
  await app.getHttpAdapter().getInstance().ready()
  return app
}

t.test('The recipe answers in the format and language that a client asks for', async (t) => {
  const [block = ''] = blocksOf(readDocument('docs/recipes.md'), 'ts').filter((block) => block.includes('@Controller'))
  t.match(block, /^await app\.listen\(3000\)$/m)
  const { outputText } = ts.transpileModule(block.replace(/^await app\.listen.*$/m, 'export default app'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, experimentalDecorators: true, emitDecoratorMetadata: true }
  })
  const directory = t.testdir({ 'main.mjs': outputText })
  const { default: built } = await import(pathToFileURL(join(directory, 'main.mjs')).href) as { default: NestFastifyApplication }
  const app = await ready(t, built)

  const german = await app.inject({ url: '/planets', headers: { accept: 'text/csv', 'accept-language': 'de-AT' } })
  t.equal(german.body, 'name\r\nErde\r\n')
  t.equal(german.headers['content-language'], 'de')
  t.equal(german.headers.vary, 'accept, accept-language')
  t.equal((await app.inject('/planets')).body, '[{"name":"Earth"}]')

  const created = await app.inject({ method: 'POST', url: '/planets', headers: { accept: 'text/csv' } })
  t.equal(created.statusCode, 201)
  t.equal(created.body, 'name\r\nVulcan\r\n')

  for (const url of ['/planets/moons', '/planets/moons/page']) {
    const moons = await app.inject({ url, headers: { accept: 'text/csv' } })
    t.equal(moons.headers['content-type'], 'text/csv; charset=utf-8', url)
    t.equal(moons.body, 'name\r\nPhobos\r\nDeimos\r\n', url)
  }
  t.equal((await app.inject('/planets/moons')).body, '[{"name":"Phobos"},{"name":"Deimos"}]')
  t.equal((await app.inject('/planets/moons/page')).body, '{"items":[{"name":"Phobos"},{"name":"Deimos"}],"total":2}')
})

const planet = { type: 'object', properties: { name: { type: 'string' } } }
const planets = { type: 'array', items: planet }

class Nobody implements CanActivate {
  canActivate () {
    return false
  }
}

@Controller()
class Limits {
  @Post('undeclared')
  @RouteConfig({ produces: ['application/json', 'text/csv'] })
  @RouteSchema({ response: { 200: planet } })
  undeclared () {
    return { name: 'Vulcan' }
  }

  @Post('declared')
  @HttpCode(200)
  @RouteConfig({ produces: ['application/json', 'text/csv'] })
  @RouteSchema({ response: { 200: planet } })
  declared () {
    return { name: 'Vulcan' }
  }

  @Get('async-generator')
  @RouteConfig({ produces: ['application/json', 'text/csv'] })
  @RouteSchema({ response: { 200: planets } })
  async * asyncGenerator () {
    yield { name: 'Phobos', editor: 'not in the schema' }
  }

  @Get('generator')
  @RouteConfig({ produces: ['application/json', 'text/csv'] })
  @RouteSchema({ response: { 200: planets } })
  * generator () {
    yield { name: 'Phobos', editor: 'not in the schema' }
  }

  @Get('guarded')
  @UseGuards(Nobody)
  @RouteConfig({ produces: ['application/json', 'text/plain'] })
  guarded () {
    return 'secret'
  }

  @Get('missing')
  @RouteConfig({ produces: ['application/json', 'text/plain'] })
  missing () {
    throw new NotFoundException('There is no such planet')
  }
}

async function start (t: Test, controller: Type): Promise<NestFastifyApplication> {
  @Module({ controllers: [controller] })
  class AppModule {}

  const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter())
  await app.register(produces, { serializers: { csv: csv() } })
  return ready(t, app)
}

t.test('What NestJS does its own way', async (t) => {
  const app = await start(t, Limits)
  const ask = (url: string, accept: string, method: 'GET' | 'POST' = 'GET') => app.inject({ method, url, headers: { accept } })

  await t.test('a POST is a 201, whose schema is asked for', async (t) => {
    const undeclared = await ask('/undeclared', 'text/csv', 'POST')
    t.equal(undeclared.statusCode, 500)
    t.match(undeclared.json().message, 'Route POST /undeclared: status 201 has no schema for text/csv')
    t.equal((await ask('/declared', 'text/csv', 'POST')).body, 'name\r\nVulcan\r\n')
  })

  await t.test('an asynchronous generator that is returned is NDJSON to NestJS, and nothing of it goes out', async (t) => {
    for (const accept of ['text/csv', 'application/json']) {
      const answer = await ask('/async-generator', accept)
      t.equal(answer.statusCode, 500, accept)
      t.match(answer.json().message, /Route GET \/async-generator: .*application\/x-ndjson/, accept)
      t.notMatch(answer.body, 'editor', accept)
    }
  })

  await t.test('one that is not asynchronous is left to the plugin', async (t) => {
    t.equal((await ask('/generator', 'text/csv')).body, 'name\r\nPhobos\r\n')
  })

  await t.test('a guard runs after negotiation', async (t) => {
    t.equal((await ask('/guarded', 'text/plain')).statusCode, 403)
    t.equal((await ask('/guarded', 'image/png')).statusCode, 406)
  })

  await t.test('exceptions are JSON, with the Vary of the route', async (t) => {
    const answer = await ask('/missing', 'text/plain')
    t.equal(answer.statusCode, 404)
    t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(answer.headers.vary, 'accept')
    t.equal(answer.json().message, 'There is no such planet')
  })
})
