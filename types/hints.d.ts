/**
 * Client hints and their types (RFC 8942), and `Prefer` (RFC 7240).
 */

/** A member of a hint that is a list: a brand of `Sec-CH-UA` with its version as the parameter `v`. */
export interface HintMember {
  readonly value: string
  readonly parameters: Readonly<Record<string, HintItem>>
}

/** An item of a structured field (RFC 9651): tokens are strings, byte sequences bytes. */
export type HintItem = number | string | boolean | Date | Uint8Array

/** By the name of the field, what it says. Merge it for hints that are missing here. */
export interface HintValues {
  /** `true` where the user wants fewer bytes. */
  'Save-Data': boolean
  /** CSS pixels are so many of the device's. */
  'Sec-CH-DPR': number
  /** In physical pixels, the width that an image is laid out with. */
  'Sec-CH-Width': number
  /** In CSS pixels. */
  'Sec-CH-Viewport-Width': number
  /** In CSS pixels. */
  'Sec-CH-Viewport-Height': number
  /** In GiB. */
  'Sec-CH-Device-Memory': number
  /** In GiB; the older name. */
  'Device-Memory': number
  /** In Mbit/s. */
  Downlink: number
  /** In milliseconds. */
  RTT: number
  /** `slow-2g`, `2g`, `3g`, `4g`. */
  ECT: string
  'Sec-CH-Prefers-Color-Scheme': string
  'Sec-CH-Prefers-Contrast': string
  'Sec-CH-Prefers-Reduced-Data': string
  'Sec-CH-Prefers-Reduced-Motion': string
  'Sec-CH-Prefers-Reduced-Transparency': string
  'Sec-CH-UA': readonly HintMember[]
  'Sec-CH-UA-Arch': string
  'Sec-CH-UA-Bitness': string
  'Sec-CH-UA-Form-Factors': readonly HintMember[]
  'Sec-CH-UA-Full-Version-List': readonly HintMember[]
  'Sec-CH-UA-Mobile': boolean
  'Sec-CH-UA-Model': string
  'Sec-CH-UA-Platform': string
  'Sec-CH-UA-Platform-Version': string
  'Sec-CH-UA-WoW64': boolean
  /** By their names in lower case; `true` for one without a value. */
  Prefer: Readonly<Record<string, string | true>>
}

/** The name of a client hint, or `Prefer`. */
export type HintName = keyof HintValues | (string & {})

/** `request.hints`: by the declared names, what the request says; `undefined` where it says nothing, or nothing that can be read. */
export type Hints<Name extends string> = {
  readonly [key in Name]?: (key extends keyof HintValues ? HintValues[key] : unknown) | undefined
}

/** `request.hints` for a route's `config`. */
export type HintsByConfig<Config> = Config extends { readonly produces: { readonly hints: readonly (infer Name extends string)[] } }
  ? Hints<Name>
  : Hints<keyof HintValues> & { readonly [name: string]: unknown }
