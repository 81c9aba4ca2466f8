/**
 * Client hints and their types (RFC 8942), and `Prefer` (RFC 7240).
 */

/** A member of a hint that is a list: a brand of `Sec-CH-UA` with its version as the parameter `v`. */
export interface HintMember {
  /** The item, without its parameters. */
  readonly value: string
  /** By name. */
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
  /** `light` or `dark`. */
  'Sec-CH-Prefers-Color-Scheme': string
  /** `more`, `less`, `custom` or `no-preference`. */
  'Sec-CH-Prefers-Contrast': string
  /** `reduce` or `no-preference`. */
  'Sec-CH-Prefers-Reduced-Data': string
  /** `reduce` or `no-preference`. */
  'Sec-CH-Prefers-Reduced-Motion': string
  /** `reduce` or `no-preference`. */
  'Sec-CH-Prefers-Reduced-Transparency': string
  /** The brands of the browser, each with its major version as the parameter `v`. */
  'Sec-CH-UA': readonly HintMember[]
  /** The architecture of the processor: `x86`, `arm`. */
  'Sec-CH-UA-Arch': string
  /** That of the processor: `64`. */
  'Sec-CH-UA-Bitness': string
  /** What the device is: `Desktop`, `Tablet`, `Mobile` and such. */
  'Sec-CH-UA-Form-Factors': readonly HintMember[]
  /** The brands of the browser, each with its whole version as the parameter `v`. */
  'Sec-CH-UA-Full-Version-List': readonly HintMember[]
  /** Whether the browser would like pages for a phone. */
  'Sec-CH-UA-Mobile': boolean
  /** The model of the device; empty where there is none to tell. */
  'Sec-CH-UA-Model': string
  /** The operating system: `Windows`, `Android`. */
  'Sec-CH-UA-Platform': string
  /** The version of the operating system. */
  'Sec-CH-UA-Platform-Version': string
  /** Whether a browser of 32 bits runs on Windows of 64. */
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
