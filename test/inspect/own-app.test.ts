import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { runCommand } from '../../lib/inspect/index.js'

const root = join(import.meta.dirname, '../..')
const fastify = pathToFileURL(join(root, 'node_modules/fastify/fastify.js')).href
const produces = new URL('../../lib/index.ts', import.meta.url).href

async function run (...args: string[]): Promise<{ code: number, out: string, err: string }> {
  const texts = { out: '', err: '' }
  const outputTo = (name: 'out' | 'err') => ({ write: (text: string) => { texts[name] += text } })
  const code = await runCommand(['inspect', ...args], { stdout: outputTo('out'), stderr: outputTo('err'), env: {} })
  return { code, ...texts }
}

const app = `
  import Fastify from '${fastify}'
  import produces from '${produces}'
  const app = Fastify()
  await app.register(produces)
  app.get('/planets/:id', { config: { produces: ['application/json', 'text/plain'] } }, async () => 'Mars')
  app.post('/planets', { config: { produces: ['text/plain'] } }, async () => 'Mars')
  app.get('/undeclared', async () => 'Mars')
`

t.test('an application in a file is asked why each client gets what it gets', async (t) => {
  const directory = t.testdir({
    'default.mjs': `${app} export default app`,
    'app.mjs': `${app} export { app }`,
    'build.mjs': `import Fastify from '${fastify}'
      import produces from '${produces}'
      export async function build () {
        const app = Fastify()
        await app.register(produces)
        app.get('/planets/:id', { config: { produces: ['application/json', 'text/plain'] } }, async () => 'Mars')
        return app
      }`
  })
  for (const file of ['default.mjs', 'app.mjs', 'build.mjs']) {
    const { code, out, err } = await run(join(directory, file), file.startsWith('app') ? '/planets/1?page=2' : '/planets/:id', '--as', 'axios', '--as', 'mastodon')
    t.equal(code, 0, err)
    t.match(out, /^axios\n=====\nselected: application\/json\n\n {2}Accept: application\/json, text\/plain, \*\/\*\n/)
    t.match(out, /\nmastodon\n========\n406: nothing is acceptable \(mediaType\)\nto get application\/json: send Accept: application\/activity\+json,/)
  }
  const { out } = await run(join(directory, 'app.mjs?json'.replace('?json', '')), '/planets/:id', '--as', 'curl', '--json').catch(() => ({ out: '[]' }))
  t.match(JSON.parse(out), [{ client: 'curl', sent: { accept: '*/*' }, explanation: { outcome: 'selected', selected: { mediaType: 'application/json' } } }])
})

t.test('what is no application, or has no such route, is exit code 2 in words', async (t) => {
  const directory = t.testdir({
    'app.mjs': `${app} export default app`,
    'without.mjs': `import Fastify from '${fastify}'\nexport default Fastify()`,
    'number.mjs': 'export default 1',
    'broken.mjs': 'throw new Error("no database")'
  })
  const cases: [file: string, args: string[], message: RegExp][] = [
    ['none.mjs', ['/'], /^There is no file .*none\.mjs\. A URL begins with http:\/\/ or https:\/\/\.\n$/],
    ['without.mjs', ['/'], /the application has not registered fastify-produces\.\n$/],
    ['number.mjs', ['/'], /exports no application\. Export it, or a function that makes it, as default or as app\.\n$/],
    ['broken.mjs', ['/'], /broken\.mjs cannot be loaded: Error: no database\n$/],
    ['app.mjs', ['/moons/1'], /^No route that produces answers GET \/moons\/1\. Name an address, \/users\/3, or the route as it is declared, with its prefix: \/users\/:id\.\n$/]
  ]
  for (const [file, args, message] of cases) {
    const { code, out, err } = await run(join(directory, file), ...args)
    t.equal(code, 2, file)
    t.equal(out, '')
    t.match(err, message)
  }
})

t.test('a route without produces is told apart from none, and a method is named', async (t) => {
  const undeclared = t.testdir({ 'app.mjs': `${app} export default app` })
  t.match((await run(join(undeclared, 'app.mjs'), '/undeclared')).err, /^GET \/undeclared declares no config\.produces\.\n$/)
})

t.test('of a route with another method', async (t) => {
  const posting = t.testdir({ 'app.mjs': `${app} export default app` })
  t.match(await run(join(posting, 'app.mjs'), '/planets', '--method', 'post', '--as', 'curl'), { code: 0, out: /^curl\n====\nselected: text\/plain\n/ })
})
