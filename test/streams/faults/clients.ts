/** Clients that see how an answer ends: whole, or cut. Each gives up after some seconds. */
import { connect as connect2, constants, type ClientHttp2Session } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import type { Case } from './cases.js'

// In ticks of 100 ms, and so longer where the machine has no time for this process.
const PATIENCE = 100

/** How long a client pauses, and one that reads slowly between two chunks. */
const PAUSE = 80
const SLOW = 5

/** What a client got. */
export interface Answer {
  /** `whole`: as far as the protocol tells, nothing is missing. `cut`: the client sees that something is. */
  readonly end: 'whole' | 'cut' | 'timeout' | 'gone'
  readonly status: number | undefined
  readonly fields: Readonly<Record<string, string>>
  readonly body: Buffer
  /** In words, how the connection or stream ended. */
  readonly how: string
}

export interface Request {
  readonly port: number
  readonly path: string
  readonly method: Case['method']
  readonly accept: string
  readonly client: Case['client']
  readonly compressed: boolean
  readonly tls: boolean
  /** When a client that hangs up does so. */
  readonly hangUp: Promise<unknown>
}

/** Sends a request over HTTP/1, on a socket, and reads what comes until the server closes it. */
export async function askHttp1 (version: '1.0' | '1.1', request: Request): Promise<Answer> {
  const { port, tls, method, path, accept, compressed } = request
  const socket = tls ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] }) : connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.write(`${method} ${path} HTTP/${version}\r\nHost: localhost\r\nAccept: ${accept}\r\n${compressed ? 'Accept-Encoding: gzip\r\n' : ''}Connection: close\r\n\r\n`)
  const chunks: Buffer[] = []
  const how = await endOf(socket, chunks, request)
  return readMessage(Buffer.concat(chunks), method, how)
}

async function endOf (socket: Socket, chunks: Buffer[], { client, hangUp }: Request): Promise<string> {
  let how = 'closed'
  const closed = new Promise<void>((resolve) => { socket.once('close', () => resolve()) })
  const giveUp = (reason: string): void => { how = reason; socket.destroy() }
  const timer = wait(() => giveUp('timeout'))
  hangUp.then(() => giveUp('gone'))
  socket.on('end', () => {
    how = 'FIN'
    // libuv tells of an end where a reset comes together with data: only a connection that was reset cannot be written to.
    socket.write('\r\n', (error?: NodeJS.ErrnoException | null) => {
      how = error?.code ?? how
      socket.destroy()
    })
  })
  socket.on('error', (error: NodeJS.ErrnoException) => { how = error.code ?? error.message })
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    if (client === 'reads slowly') rest(socket, SLOW)
  })
  if (client === 'pauses') rest(socket, PAUSE)
  await closed
  clearInterval(timer)
  return how
}

function wait (giveUp: () => void): NodeJS.Timeout {
  let ticks = 0
  return setInterval(() => { if (++ticks === PATIENCE) giveUp() }, 100)
}

async function rest (stream: { pause (): unknown, resume (): unknown }, time: number): Promise<void> {
  stream.pause()
  await sleep(time)
  stream.resume()
}

function readMessage (message: Buffer, method: string, how: string): Answer {
  const headEnd = message.indexOf('\r\n\r\n')
  const nothing = { status: undefined, fields: {}, body: Buffer.alloc(0), how }
  if (headEnd === -1) return { ...nothing, end: how === 'timeout' || how === 'gone' ? how : 'cut' }
  const [statusLine = '', ...lines] = message.subarray(0, headEnd).toString('latin1').split('\r\n')
  const fields = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]))
  const content = message.subarray(headEnd + 4)
  const { body, whole } = method === 'HEAD' ? { body: content, whole: content.length === 0 } : readContent(content, fields, how)
  const end = how === 'timeout' || how === 'gone' ? how : whole ? 'whole' : 'cut'
  return { end, status: Number(statusLine.split(' ')[1]), fields, body, how }
}

/** RFC 9112 §6.3 and §8: how long the content is, and whether it is complete. */
function readContent (content: Buffer, fields: Readonly<Record<string, string>>, how: string): { readonly body: Buffer, readonly whole: boolean } {
  if (fields['transfer-encoding'] === 'chunked') return readChunks(content)
  const length = fields['content-length']
  return { body: content, whole: length === undefined ? how === 'FIN' : content.length === Number(length) }
}

function readChunks (content: Buffer): { readonly body: Buffer, readonly whole: boolean } {
  const chunks: Buffer[] = []
  for (let rest = content; ;) {
    const lineEnd = rest.indexOf('\r\n')
    const size = Number.parseInt(rest.subarray(0, lineEnd).toString('latin1'), 16)
    const next = lineEnd + 2 + size + 2
    if (lineEnd === -1 || rest.length < next) return { body: Buffer.concat(chunks), whole: false }
    if (size === 0) return { body: Buffer.concat(chunks), whole: true }
    chunks.push(rest.subarray(lineEnd + 2, next - 2))
    rest = rest.subarray(next)
  }
}

/** Sends a request over HTTP/2, on a session of its own, and reads its stream until it is closed. */
export async function askHttp2 ({ port, path, method, accept, client, compressed, tls, hangUp }: Request): Promise<Answer> {
  const session = connect2(`${tls ? 'https' : 'http'}://127.0.0.1:${port}`, { rejectUnauthorized: false })
  let ended: string | undefined
  session.on('error', (error: Error) => { ended = error.message }).on('goaway', (code: number) => { ended ??= `GOAWAY ${code}` })
  const stream = session.request({ ':path': path, ':method': method, accept, ...(compressed && { 'accept-encoding': 'gzip' }) })
  const chunks: Buffer[] = []
  let fields: Record<string, string> = {}
  let gaveUp: 'timeout' | 'gone' | undefined
  const giveUp = (reason: 'timeout' | 'gone'): void => { gaveUp ??= reason; stream.close(constants.NGHTTP2_CANCEL) }
  const timer = wait(() => giveUp('timeout'))
  hangUp.then(() => giveUp('gone'))
  const closed = new Promise<void>((resolve) => { stream.once('close', () => resolve()) })
  let whole = false
  stream.on('response', (received) => { fields = received as unknown as Record<string, string> })
  stream.on('error', () => {}).on('end', () => { whole = true })
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    if (client === 'reads slowly') rest(stream, SLOW)
  })
  if (client === 'pauses') rest(stream, PAUSE)
  await closed
  clearInterval(timer)
  // A session that the server ends takes every other request with it.
  const how = ended === undefined ? `code ${stream.rstCode}` : `the session ended: ${ended}`
  await close(session)
  const end = gaveUp ?? (whole && stream.rstCode === constants.NGHTTP2_NO_ERROR ? 'whole' : 'cut')
  return { end, status: Number(fields[':status']) || undefined, fields, body: Buffer.concat(chunks), how }
}

async function close (session: ClientHttp2Session): Promise<void> {
  if (session.destroyed) return
  const closed = new Promise<void>((resolve) => { session.once('close', () => resolve()) })
  session.close()
  const timer = setTimeout(() => session.destroy(), 100)
  await closed
  clearTimeout(timer)
}
