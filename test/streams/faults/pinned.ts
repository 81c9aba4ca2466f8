/** Cases that are always run: what was seen to fail once, and the kinds that nobody may forget. */
import { formats, isHandler, protocols, type Case } from './cases.js'

const usual = { client: 'reads', protocol: 'HTTP/1.1', format: 'JSON', delay: 'at once', method: 'GET', status: 200, way: 'returned', closing: 'well' } as const

type Pin = Pick<Case, 'source' | 'fault' | 'step'> & Partial<Case>

/** All combinations of what is given for some members of a case. */
function each<Name extends keyof Case> (name: Name, values: ReadonlyArray<Case[Name]>, pins: readonly Pin[]): Pin[] {
  return pins.flatMap((pin) => values.map((value) => ({ ...pin, [name]: value })))
}

const secondRead: Pin[] = each('delay', ['at once', 'on the next tick', 'later'], [
  { source: 'Readable', fault: 'fails', step: 'after the first item' },
  { source: 'Transform', fault: 'fails', step: 'after the first item' },
  { source: 'web stream', fault: 'fails', step: 'after the first item' },
  { source: 'web stream without a buffer', fault: 'fails', step: 'after the first item' },
  { source: 'text stream', fault: 'fails', step: 'after the first item' }
])

const whileOthersWait: Pin[] = each('source', ['Readable', 'Transform', 'web stream', 'Readable.from'], [
  { source: 'Readable', fault: 'fails', step: 'while an onSend hook waits' },
  { source: 'Readable', fault: 'fails', step: 'while a serializer waits' },
  { source: 'Readable', fault: 'fails', step: 'while a transform waits' },
  { source: 'Readable', fault: 'fails', step: 'after the first item', format: 'a serializer that throws' },
  { source: 'Readable', fault: 'fails', step: 'after the first item', format: 'a serializer that ignores the items' },
  { source: 'Readable', fault: 'fails', step: 'while a serializer waits', format: 'a serializer that ignores the items' }
])

const closing: Pin[] = each('closing', ['badly'], each('source', ['Readable', 'Transform', 'async iterable', 'web stream'], [
  { source: 'Readable', fault: 'ends', step: 'before the first item' },
  { source: 'Readable', fault: 'ends', step: 'after the first item' },
  { source: 'Readable', fault: 'hangs', step: 'after the first item', client: 'hangs up' },
  { source: 'Readable', fault: 'fails', step: 'after the first item' }
]))

const early: Pin[] = each('source', ['Readable', 'Readable.from', 'Transform', 'web stream'], each('fault', ['fails', 'ends'], [
  { source: 'Readable', fault: 'ends', step: 'before it is returned' }
])).concat(each('source', ['Readable', 'Readable.from', 'Transform'], [{ source: 'Readable', fault: 'is closed', step: 'before it is returned' }]))

const errors: Pin[] = each('status', [404], each('source', ['Readable', 'Transform', 'web stream'], each('fault', ['fails', 'ends'], [
  { source: 'Readable', fault: 'fails', step: 'after the first item' }
])))

const nothingThrown: Pin[] = each('fault', ['fails with undefined', 'fails with null'], each('step', ['before the first item', 'after the first item'], each(
  'source', ['generator', 'generator for a handler', 'async iterable', 'web stream'], [{ source: 'generator', fault: 'fails', step: 'after the first item', delay: 'later' }]
)))

const midway: Pin[] = each('protocol', protocols, each('format', formats.filter((format) => !format.startsWith('a serializer')), [
  { source: 'generator', fault: 'fails', step: 'after the first item', delay: 'later' }
])).concat(each('protocol', protocols, [{ source: 'text stream', fault: 'fails', step: 'after the first item', delay: 'later' }]))

const collecting = ['Markdown from HTML', 'what an async function collects', 'JSON of what a transform collects', 'MessagePack'] as const

const hungUp: Pin[] = each('client', ['hangs up', 'hangs up before the source is returned'], each('format', ['JSON', ...collecting], each(
  'source', ['Readable', 'web stream', 'generator', 'generator for a handler'], [{ source: 'Readable', fault: 'hangs', step: 'after the first item' }]
))).filter((pin) => !(isHandler(pin) && pin.client === 'hangs up before the source is returned'))

const head: Pin[] = each('method', ['HEAD'], each('format', formats, each('source', ['Readable', 'generator', 'generator for a handler'], [
  { source: 'Readable', fault: 'hangs', step: 'after the first item' }
])))

const whole: Pin[] = each('format', formats, each('source', ['Readable', 'Transform', 'web stream', 'generator for a handler'], [
  { source: 'Readable', fault: 'ends', step: 'after many items' }
]))

export const pinned: readonly Case[] = [
  ...secondRead, ...whileOthersWait, ...closing, ...early, ...errors, ...nothingThrown, ...midway, ...hungUp, ...head, ...whole
].map((pin) => ({ ...usual, ...pin }))
