/**
 * What cannot be sent of a payload: where it stands, and why. Who knows the route makes an error with a code of it.
 */
import { inCode } from '../negotiation/index.js'

/** Its message begins with the path of the value, as one would write it in code: `items[3].price: …`. */
export class PayloadFault extends TypeError {
  readonly #reason: string
  /** As in `.items[3].price`; empty for the whole payload. */
  #path = ''

  constructor (reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.#reason = reason
  }

  /** Says that the value stands in another, under a name or an index. */
  under (name: string | number): this {
    this.#path = inCode(name) + this.#path
    this.message = `${this.#path.replace(/^\./, '')}: ${this.#reason}`
    return this
  }
}
