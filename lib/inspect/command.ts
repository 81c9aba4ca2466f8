/**
 * The command: `npx fastify-produces inspect URL`.
 */
import { readArguments, USAGE, UsageFault, type Wish } from './arguments.js'
import { inspectUrl } from './inspect-url.js'
import { explainOwn } from './own-app.js'
import { formatAnnotations, formatReport, painted, plain } from './report.js'
import { Unreachable } from './unreachable.js'

/** Where text goes. */
export interface Output {
  write (text: string): unknown
  readonly isTTY?: boolean | undefined
}

/** What a process has. */
export interface Surroundings {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Runs the command.
 *
 * @param args what follows the name of the program
 * @returns the exit code: 0 no fault, 1 a fault, 2 a fault of usage or nothing to inspect
 */
export async function runCommand (args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings
  try {
    const wish = readArguments(args)
    if (wish === undefined) stdout.write(USAGE)
    else return await (wish.route === undefined ? runInspect(wish, surroundings) : runExplain(wish, wish.route, surroundings))
    return 0
  } catch (error) {
    if (error instanceof UsageFault) stderr.write(`${error.message}\n\n${USAGE}`)
    else if (error instanceof Unreachable) stderr.write(`${error.message}\n`)
    else throw error
    return 2
  }
}

async function runInspect (wish: Wish, { stdout, stderr, env }: Surroundings): Promise<number> {
  const { target, clients, format, ...settings } = wish
  const shown = stderr.isTTY === true
  const progress = (count: number, what: string) => {
    if (shown) stderr.write(`\r\u001b[K${count} ${what.slice(0, 70)}`)
  }
  const report = await inspectUrl(new URL(target), clients, { ...settings, maxBytes: MAX_BYTES }, progress).finally(() => {
    if (shown) stderr.write('\r\u001b[K')
  })
  if (format === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  else if (format === 'github') stdout.write(formatAnnotations(report))
  else stdout.write(formatReport(report, isColoured(stdout, env) ? painted : plain))
  return report.verdicts.some(({ result }) => result === 'fault') ? 1 : 0
}

const MAX_BYTES = 2 ** 20

// https://no-color.org
function isColoured ({ isTTY }: Output, env: Surroundings['env']): boolean {
  return isTTY === true && (env['NO_COLOR'] ?? '') === ''
}

async function runExplain (wish: Wish, url: string, { stdout }: Surroundings): Promise<number> {
  const explained = await explainOwn(wish.target, { method: wish.method, url }, wish.clients)
  if (wish.format === 'json') stdout.write(`${JSON.stringify(explained, null, 2)}\n`)
  else stdout.write(explained.map(({ client, explanation }) => `${client}\n${'='.repeat(client.length)}\n${String(explanation)}\n`).join('\n'))
  return 0
}
