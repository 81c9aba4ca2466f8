/**
 * One request over HTTP/1.1 or HTTP/2, and its answer. No more of the content is read than the limit, and no redirect is followed.
 */
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import type { Readable } from 'node:stream'
import type { Answer, Fields } from './answer.js'

export interface ExchangeSettings {
  /** In milliseconds, for the fields of an answer; and again for its content, of which then no more is read. */
  readonly timeout: number
  /** In bytes, of content. */
  readonly maxBytes: number
  /** Takes any certificate. */
  readonly insecure: boolean
}

interface Begun {
  readonly status: number
  readonly fields: Fields
  readonly content: Readable
}

/** Keeps its connections until it is closed. */
export class Exchange {
  readonly #settings: ExchangeSettings
  readonly #agents: { readonly http: http.Agent, readonly https: https.Agent }
  readonly #sessions = new Map<string, http2.ClientHttp2Session>()

  constructor (settings: ExchangeSettings) {
    this.#settings = settings
    const options = { keepAlive: true, maxSockets: 1 }
    this.#agents = { http: new http.Agent(options), https: new https.Agent({ ...options, rejectUnauthorized: !settings.insecure }) }
  }

  /** @throws an error of Node.js where there is no answer */
  async send (url: URL, method: string, sent: Fields, version: '1.1' | '2'): Promise<Answer> {
    const { status, fields, content } = await (version === '2' ? this.#begin2(url, method, sent) : this.#begin1(url, method, sent))
    const isEvents = /^(?:text\/event-stream|multipart\/x-mixed-replace)/i.test(fields['content-type'] ?? '')
    const { body, whole } = await readContent(content, isEvents ? 0 : this.#settings.maxBytes, this.#settings.timeout)
    return { method, url: url.href, sent, version, status, fields, body, whole }
  }

  close (): void {
    this.#agents.http.destroy()
    this.#agents.https.destroy()
    for (const session of this.#sessions.values()) session.destroy()
  }

  #begin1 (url: URL, method: string, sent: Fields): Promise<Begun> {
    const secure = url.protocol === 'https:'
    const agent = secure ? this.#agents.https : this.#agents.http
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(url, { method, headers: sent, agent })
      const timer = setTimeout(() => request.destroy(timedOut()), this.#settings.timeout)
      request.once('error', (error) => {
        clearTimeout(timer)
        reject(error)
      })
      request.once('response', (response) => {
        clearTimeout(timer)
        resolve({ status: response.statusCode as number, fields: joined(response.headers), content: response })
      })
      request.end()
    })
  }

  async #begin2 (url: URL, method: string, sent: Fields): Promise<Begun> {
    const session = await this.#session(url)
    return new Promise((resolve, reject) => {
      const stream = session.request({ ':method': method, ':path': url.pathname + url.search, ...sent })
      const timer = setTimeout(() => stream.destroy(timedOut()), this.#settings.timeout)
      stream.once('error', (error) => {
        clearTimeout(timer)
        reject(error)
      })
      stream.once('response', ({ ':status': status = 0, ...fields }) => {
        clearTimeout(timer)
        resolve({ status, fields: joined(fields), content: stream })
      })
      stream.end()
    })
  }

  #session (url: URL): Promise<http2.ClientHttp2Session> {
    const known = this.#sessions.get(url.origin)
    if (known !== undefined && !known.closed && !known.destroyed) return Promise.resolve(known)
    return new Promise((resolve, reject) => {
      const session = http2.connect(url.origin, { rejectUnauthorized: !this.#settings.insecure })
      const timer = setTimeout(() => session.destroy(timedOut()), this.#settings.timeout)
      this.#sessions.set(url.origin, session)
      session.on('error', (error) => {
        clearTimeout(timer)
        reject(error)
      })
      session.once('remoteSettings', () => {
        clearTimeout(timer)
        resolve(session)
      })
    })
  }
}

function timedOut (): Error {
  return Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })
}

function joined (headers: http.IncomingHttpHeaders): Fields {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]))
}

/** Content that breaks off or takes too long is what has come by then. */
function readContent (content: Readable, maxBytes: number, timeout: number): Promise<Pick<Answer, 'body' | 'whole'>> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    const end = (whole: boolean) => {
      clearTimeout(timer)
      if (!whole) content.destroy()
      resolve({ body: Buffer.concat(chunks).subarray(0, maxBytes), whole })
    }
    const timer = setTimeout(end, timeout, false)
    content.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      length += chunk.length
      if (length > maxBytes) end(false)
    })
    content.once('end', () => end(true))
    content.once('error', () => end(false))
    content.once('close', () => end(false))
    if (maxBytes === 0) end(false)
  })
}
