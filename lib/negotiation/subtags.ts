/**
 * The subtags of a language tag or a language range, read in place.
 *
 * In: text. Out: its language, script and region as numbers, and where the rest begins. RFC 5646 §2.1, RFC 4647 §2.
 * @see https://www.rfc-editor.org/rfc/rfc4647#section-2
 */

const BASE = 37
const MAX_DIGIT = BASE - 1
const LAST_LETTER = 26
const HYPHEN = BASE
const ASTERISK = BASE + 1
const MAX_LENGTH = 8

/** By character code: 1 to 26 for a letter, whatever its case, 27 to 36 for a digit; and what else may stand in a range. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[a-z]/i.test(character)) return parseInt(character, 36) - 9
  if (/\d/.test(character)) return LAST_LETTER + 1 + Number(character)
  // choice: `_` reads as `-`, since POSIX and Java write it so.
  return /[-_]/.test(character) ? HYPHEN : character === '*' ? ASTERISK : 0
})

/** 0 for what stands in no range, and where the text ends. */
function digitAt (text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 128 ? DIGITS[code] as number : 0
}

/** A number for a subtag of at most four characters, whatever its case. */
export function numberOf (subtag: string): number {
  return numberBetween(subtag, 0, subtag.length)
}

function numberBetween (text: string, start: number, end: number): number {
  let number = 0
  for (let at = start; at < end; at++) number = number * BASE + digitAt(text, at)
  return number
}

function isLetterAt (text: string, at: number): boolean {
  const digit = digitAt(text, at)
  return digit > 0 && digit <= LAST_LETTER
}

/** 2 or 3, where a subtag of as many letters begins; else 0. */
function lengthOfCode (text: string, start: number, end: number): number {
  if (!isLetterAt(text, start) || !isLetterAt(text, start + 1)) return 0
  if (isEndOfSubtag(text, start + 2, end)) return 2
  return isLetterAt(text, start + 2) && isEndOfSubtag(text, start + 3, end) ? 3 : 0
}

function isEndOfSubtag (text: string, at: number, end: number): boolean {
  return at === end || isHyphenAt(text, at)
}

export function isHyphenAt (text: string, at: number): boolean {
  return digitAt(text, at) === HYPHEN
}

/** Whether `lower`, which is in lower case, stands in `text` at `start`, without regard to case and to how a hyphen is written. */
export function subtagsStandAt (text: string, start: number, lower: string): boolean {
  for (let at = 0; at < lower.length; at++) if (!isSameAt(text, start + at, lower, at)) return false
  return true
}

/** How many `beginningAt` may say. */
export const BEGINNINGS = (ASTERISK + 1) ** 2

/** A number for the first two characters. */
export function beginningAt (text: string, start: number): number {
  return digitAt(text, start) * (ASTERISK + 1) + digitAt(text, start + 1)
}

/** The same for the code of a language. */
export function beginningOf (code: number): number {
  const two = code < BASE ** 2 ? code : Math.trunc(code / BASE)
  return Math.trunc(two / BASE) * (ASTERISK + 1) + two % BASE
}

/** Whether a character of `text` is one of `lower`. */
export function isSameAt (text: string, at: number, lower: string, lowerAt: number): boolean {
  return digitAt(text, at) === digitAt(lower, lowerAt)
}

/** What does not stand there, or is not known. */
export const NONE = 0
/** The first subtag where it is no code of a language: `x`, `i`, `english`. */
export const OTHER = -1
/** The first subtag of `*-CH`. */
export const ANY = -2
/** No language that anybody knows: `und` says nothing, and so is no range; `und-CH` says where. */
export const UND = numberOf('und')

// choice: a code that ISO 639 has withdrawn is the one that replaced it. Java and Android sent the old ones for decades.
const [IW, HE, IN, ID, JI, YI, MO, RO] = ['iw', 'he', 'in', 'id', 'ji', 'yi', 'mo', 'ro'].map(numberOf) as
  [number, number, number, number, number, number, number, number]

function replaced (code: number): number {
  switch (code) {
    case IW: return HE
    case IN: return ID
    case JI: return YI
    case MO: return RO
    default: return code
  }
}

/** The old codes of languages. */
export const WITHDRAWN: readonly number[] = [IW, IN, JI, MO]

// What a subtag may be depends on those before it. Of a script and a region there is one; a language may be extended more than once.
const EXTENSION = 0
const SCRIPT = 1
const REGION = 2
const REST = 3

/**
 * A range or a tag. After it comes what stands in neither, or nothing.
 *
 *     language-range          = (1*8ALPHA *("-" 1*8alphanum)) / "*"                       (RFC 4647 §2.1)
 *     extended-language-range = (1*8ALPHA / "*") *("-" (1*8alphanum / "*"))               (RFC 4647 §2.2)
 */
export class Subtags {
  text = ''
  start = 0
  end = 0
  /** The first subtag, a withdrawn code as the new one. */
  code = NONE
  /** Where what follows the first subtag begins, with its hyphen; the beginning where the first is no code of a language. */
  tail = 0
  /** Of `zh-yue` it is `yue`; `likely-subtags.ts` makes it what CLDR calls it. */
  language = NONE
  script = NONE
  region = NONE
  /** How many there are, those aside that are `*`. */
  named = 0
  hasWildcard = false

  // Of the subtag that was read last.
  #number = 0
  #isAlphabetic = true
  #place = EXTENSION

  /** Reads all of a range; `false` where it is none. */
  read (text: string, start: number, end: number): boolean {
    this.#readCode(text, start, end)
    return this.#readRest()
  }

  /** Reads the first subtag. */
  #readCode (text: string, start: number, end: number): void {
    const length = lengthOfCode(text, start, end)
    this.text = text
    this.start = start
    this.end = end
    this.tail = start + length
    this.code = this.language = length > 0 ? replaced(numberBetween(text, start, this.tail)) : this.#isWildcard(start) ? ANY : OTHER
  }

  /** Reads what follows the first subtag; `false` where the whole is no range. */
  #readRest (): boolean {
    this.script = this.region = NONE
    this.hasWildcard = false
    this.named = 0
    let at = this.code > NONE ? this.#passCode() : this.#passOther()
    while (at < this.end) {
      if (!isHyphenAt(this.text, at)) return false
      at = this.#readSubtag(at + 1)
    }
    return at === this.end && !(this.code === UND && this.named === 1)
  }

  #passCode (): number {
    this.named = 1
    this.#place = EXTENSION
    return this.tail
  }

  /** @returns past the end of the range where none begins so */
  #passOther (): number {
    this.#place = REST
    if (this.code === ANY) {
      this.hasWildcard = true
      return this.start + 1
    }
    this.named = 1
    const end = this.#endOfSubtag(this.start)
    return this.#isAlphabetic && end > this.start && end - this.start <= MAX_LENGTH ? end : Infinity
  }

  /** @returns its end, or past that of the range where it is none */
  #readSubtag (start: number): number {
    if (this.#isWildcard(start)) {
      this.hasWildcard = true
      return start + 1
    }
    const end = this.#endOfSubtag(start)
    const length = end - start
    if (length === 0 || length > MAX_LENGTH) return Infinity
    this.named++
    const place = this.#placeOf(length)
    if (place === EXTENSION) this.language = this.#number
    else if (place === SCRIPT) this.script = this.#number
    else if (place === REGION) this.region = this.#number
    this.#place = place === EXTENSION ? EXTENSION : place + 1
    return end
  }

  #placeOf (length: number): number {
    if (this.#isAlphabetic ? length === 2 : length === 3) return this.#place <= REGION ? REGION : REST
    if (!this.#isAlphabetic || length > 4) return REST
    return length === 4 ? (this.#place <= SCRIPT ? SCRIPT : REST) : length === 3 && this.#place === EXTENSION ? EXTENSION : REST
  }

  #isWildcard (at: number): boolean {
    return digitAt(this.text, at) === ASTERISK
  }

  /** Where the letters and digits end. */
  #endOfSubtag (start: number): number {
    const { text, end } = this
    let number = 0
    let isAlphabetic = true
    let at = start
    for (; at < end; at++) {
      const digit = digitAt(text, at)
      if (digit === 0 || digit > MAX_DIGIT) break
      if (digit > LAST_LETTER) isAlphabetic = false
      // What is longer than four characters is compared as text.
      number = (number * BASE + digit) | 0
    }
    this.#number = number
    this.#isAlphabetic = isAlphabetic
    return at
  }
}
