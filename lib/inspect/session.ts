/**
 * What is asked of one URL, and all that has been answered so far.
 */
import { type Answer, describeSent, type Fields } from './answer.js'
import { Exchange, type ExchangeSettings } from './exchange.js'
import { Unreachable, whyUnreachable } from './unreachable.js'

export interface SessionSettings extends ExchangeSettings {
  /** Requests, all in all. */
  readonly maxRequests: number
  /** Goes to other hosts where redirected. */
  readonly follow: boolean
  readonly version: '1.1' | '2'
}

/** A request that could not be made or was not answered: what it was to show is not known. */
export class NotAnswered extends Error {}

const USER_AGENT = 'fastify-produces-inspect'
const MAX_REDIRECTS = 5

export interface Ask {
  readonly method?: string
  readonly url?: URL
  readonly version?: '1.1' | '2'
}

export class Session {
  /** In the order in which they were asked for. */
  readonly answers: Answer[] = []
  readonly #settings: SessionSettings
  readonly #exchange: Exchange
  readonly #progress: (count: number, what: string) => void
  #url: URL
  #count = 0

  constructor (url: URL, settings: SessionSettings, progress: (count: number, what: string) => void) {
    this.#url = url
    this.#settings = settings
    this.#exchange = new Exchange(settings)
    this.#progress = progress
  }

  get url (): URL {
    return this.#url
  }

  get version (): '1.1' | '2' {
    return this.#settings.version
  }

  /** Requests so far. */
  get count (): number {
    return this.#count
  }

  /**
   * Asks, with the fields and no other that selects.
   *
   * @throws NotAnswered
   */
  async ask (sent: Fields = {}, { method = 'GET', url = this.#url, version = this.#settings.version }: Ask = {}): Promise<Answer> {
    if (this.#count >= this.#settings.maxRequests) throw new NotAnswered(`the limit of ${this.#settings.maxRequests} requests is reached`)
    this.#progress(++this.#count, describeSent({ method, sent }))
    try {
      const answer = await this.#exchange.send(url, method, { 'user-agent': USER_AGENT, ...sent }, version)
      this.answers.push({ ...answer, sent })
      return this.answers.at(-1) as Answer
    } catch (error) {
      const reason = whyUnreachable(error as Error, url.host)
      throw new NotAnswered(`no answer to ${describeSent({ method, sent })}: ${reason}`, { cause: new Unreachable(reason) })
    }
  }

  /**
   * The first request: goes where the URL redirects to, and stays there.
   *
   * @throws Unreachable
   */
  async arrive (): Promise<Answer> {
    const { origin } = this.#url
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const answer = await this.#askFirst()
      const { location } = answer.fields
      if (answer.status < 300 || answer.status >= 400 || location === undefined) return answer
      const target = URL.canParse(location, this.#url.href) ? new URL(location, this.#url) : undefined
      if (target === undefined || !/^https?:$/.test(target.protocol)) throw new Unreachable(`It redirects to ${location}, which is no URL of http.`)
      if (target.origin !== origin && !this.#settings.follow) {
        throw new Unreachable(`It redirects to another host, ${target.href}: inspect that, or go there with --follow.`)
      }
      this.#url = target
    }
    throw new Unreachable(`It redirects more than ${MAX_REDIRECTS} times, at last to ${this.#url.href}.`)
  }

  async #askFirst (): Promise<Answer> {
    try {
      return await this.ask()
    } catch (error) {
      throw (error as Error).cause ?? error
    }
  }

  close (): void {
    this.#exchange.close()
  }
}
