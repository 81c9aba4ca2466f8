/**
 * What a route answers, no more of it than a page can show: 64 KiB, and what comes within three seconds.
 *
 * The request does not pass through a network, so that it has every field that was asked for: a browser sets `Accept-Encoding` and
 * `User-Agent` itself.
 */
import type { FastifyInstance } from 'fastify'

export interface ShownAnswer {
  readonly status: number
  readonly statusText: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  /** How many bytes of content were read. */
  readonly bytes: number
  /** The content; `null` where it is no text, or coded. */
  readonly text: string | null
  /** Why no more was read. */
  readonly end: 'complete' | 'too long' | 'too slow' | 'failed'
}

export interface Limits {
  /** Bytes of content. */
  readonly size: number
  /** Milliseconds, for the whole answer. */
  readonly time: number
}

const LIMITS: Limits = { size: 65_536, time: 3_000 }

interface Sent {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly remoteAddress: string
}

type Injected = Awaited<ReturnType<FastifyInstance['inject']>>

/** @returns `null` where the route has not answered in time, or has closed the connection */
export async function answerOf (instance: FastifyInstance, sent: Sent, limits: Limits = LIMITS): Promise<ShownAnswer | null> {
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), limits.time)
  const answer = instance.inject({ method: 'GET', ...sent, payloadAsStream: true, signal: over.signal })
    .then((response: Injected) => shown(response, over.signal, limits.size), () => null)
  return answer.finally(() => {
    clearTimeout(timer)
    // What the route reads from is closed, whether or not all of it was read.
    over.abort()
  })
}

async function shown (response: Injected, over: AbortSignal, size: number): Promise<ShownAnswer> {
  const chunks: Buffer[] = []
  let bytes = 0
  let end: ShownAnswer['end'] = 'complete'
  try {
    for await (const chunk of response.stream() as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, size - bytes))
      bytes += chunk.length
      if (bytes <= size) continue
      end = 'too long'
      break
    }
  } catch {
    end = over.aborted ? 'too slow' : 'failed'
  }
  const content = Buffer.concat(chunks)
  return {
    status: response.statusCode,
    statusText: response.statusMessage,
    fields: Object.entries(response.headers).flatMap(([name, value]) => [value].flat().map((line) => [name, String(line)] as const)),
    bytes: content.length,
    text: textOf(content, response.headers),
    end
  }
}

/** As text, where it is that; the last character may have been cut. */
function textOf (content: Buffer, { 'content-type': type, 'content-encoding': coding }: Injected['headers']): string | null {
  if (coding !== undefined || content.includes(0)) return null
  const [, charset = 'utf-8'] = /;\s*charset="?([^\s;"]+)/i.exec(String(type)) ?? []
  try {
    return new TextDecoder(charset, { fatal: true }).decode(content, { stream: true })
  } catch {
    return null
  }
}
