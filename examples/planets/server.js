/**
 * Starts the example: `npm start` builds the package first, `node examples/planets/server.js` takes the build that is there.
 *
 * `PORT` and `HOST` choose the address; port 0 means any that is free. `--inspector` adds the page that shows who gets what, and why.
 */
import { buildApp } from './app.js'

const { PORT = '3000', HOST = '127.0.0.1' } = process.env
const isInspected = process.argv.includes('--inspector')

await start()

async function start () {
  if (!/^\d{1,5}$/.test(PORT) || Number(PORT) > 65535) {
    return fail(`PORT is ${JSON.stringify(PORT)}; a number from 0 to 65535 is expected.`)
  }
  const app = await buildApp()
  if (isInspected) await app.register(import('fastify-produces/inspector'))
  try {
    const origin = await app.listen({ port: Number(PORT), host: HOST })
    console.log(invitation(origin))
  } catch (error) {
    return fail(`Cannot listen on ${HOST}:${PORT}: ${reasonOf(error)}`)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(app))
  if (process.env.npm_lifecycle_event === 'start') whenOrphaned(() => stop(app))
}

// npm hands a signal to the shell that runs its script, and the shell ends without a word to us. We then have another parent.
function whenOrphaned (/** @type {() => void} */ run) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    run()
  }, 100)
  watch.unref()
}

// What answers may still take; a table that nobody reads to its end is cut. A second signal ends the process at once.
const GRACE = 500

/** @param {import('fastify').FastifyInstance} app */
async function stop (app) {
  const cut = setTimeout(() => app.server.closeAllConnections(), GRACE)
  await app.close()
  clearTimeout(cut)
}

function fail (/** @type {string} */ message) {
  console.error(message)
  process.exitCode = 1
}

/** @param {any} error */
function reasonOf ({ code, message }) {
  return code === 'EADDRINUSE' ? 'the port is taken. Set PORT to another, or to 0 for any.' : message
}

function invitation (/** @type {string} */ origin) {
  return `The planets are at ${origin}/planets: open it in a browser, or ask for

  JSON            curl ${origin}/planets
  CSV in Spanish  curl -H "Accept: text/csv" -H "Accept-Language: es" ${origin}/planets
  Markdown        curl -H "Accept: text/markdown" ${origin}/planets/mars
  XML             curl -H "Accept: application/xml" ${origin}/planets/mars
  a long table    curl -sN -H "Accept: text/csv" "${origin}/orbits?from=2000&to=2025" | head -3
  a workbook      curl -o planets.xlsx ${origin}/planets.xlsx
  PDF, a 406      curl -i -H "Accept: application/pdf" ${origin}/planets
${isInspected ? `\n  who gets what   ${origin}/_produces\n` : ''}
Ctrl+C stops the server.`
}
