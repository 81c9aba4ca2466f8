/** What may befall a source of items, and where: every case that can be, and a sample of them. */

/** How a handler gives its items. */
export const sources = [
  'Readable', 'Readable.from', 'Transform', 'web stream', 'web stream without a buffer', 'generator', 'sync generator', 'async iterable',
  'generator for a handler', 'sync generator for a handler', 'text stream', 'web stream of bytes', 'web Response'
] as const

/** What befalls it. A source that is closed says nothing of an error; a bad item is one that throws when it is read. */
export const faults = ['fails', 'fails with undefined', 'fails with null', 'ends', 'is closed', 'hangs', 'gives a bad item'] as const

/** Where on its way. */
export const steps = [
  'before it is returned', 'before the first item', 'with the first item', 'after the first item', 'after many items',
  'while an onSend hook waits', 'while a serializer waits', 'while a transform waits', 'while nobody reads'
] as const

export const clients = ['reads', 'reads slowly', 'pauses', 'hangs up', 'hangs up before the source is returned'] as const

export const protocols = ['HTTP/1.0', 'HTTP/1.1', 'HTTP/2', 'HTTP/1.1 with compression', 'HTTP/2 with compression', 'HTTP/1.1 over TLS', 'HTTP/2 over TLS'] as const

export const formats = [
  'JSON', 'CSV', 'NDJSON', 'JSON text sequence', 'server-sent events', 'workbook', 'YAML', 'XML', 'CBOR', 'MessagePack', 'HTML', 'Markdown', 'Markdown from HTML',
  'a generator\'s lines', 'a Readable\'s lines', 'what an async function collects', 'a serializer that throws', 'a serializer that rejects',
  'a serializer that ignores the items', 'a serializer that streams and ignores the items', 'a serializer that stops after the first item',
  'JSON of a Readable of a transform', 'JSON of a generator of a transform', 'JSON of what a transform collects'
] as const

/** How soon the source does what befalls it, once it is asked for more. */
export const delays = ['at once', 'on the next tick', 'later'] as const

export interface Case {
  readonly source: typeof sources[number]
  readonly fault: typeof faults[number]
  readonly step: typeof steps[number]
  readonly client: typeof clients[number]
  readonly protocol: typeof protocols[number]
  readonly format: typeof formats[number]
  readonly delay: typeof delays[number]
  readonly method: 'GET' | 'HEAD'
  readonly status: 200 | 404
  /** How the handler hands the source over. */
  readonly way: 'returned' | 'sent'
  /** Whether the source reports an error, or throws one, when it is closed. */
  readonly closing: 'well' | 'badly'
}

export function nameOf ({ source, fault, step, client, protocol, format, delay, method, status, way, closing }: Case): string {
  const unusual = [method === 'HEAD' && 'HEAD', status === 404 && '404', way === 'sent' && 'sent', closing === 'badly' && 'and closes badly']
  return `${[`${source} ${fault} ${step}`, delay, ...unusual.filter(Boolean)].join(', ')}; the client ${client}; ${format}; ${protocol}`
}

const iterables: readonly string[] = [
  'generator', 'sync generator', 'async iterable', 'generator for a handler', 'sync generator for a handler'
]

/** Whether a source is a stream, which may do something without being asked. */
export function isStream ({ source }: Pick<Case, 'source'>): boolean {
  return !iterables.includes(source)
}

/** Whether what it gives is content already, and no items. */
export function isContent ({ source }: Pick<Case, 'source'>): boolean {
  return ['text stream', 'web stream of bytes', 'web Response'].includes(source)
}

/** Whether it is there when the handler is called: a generator that is the handler is made by Fastify. */
export function isHandler ({ source }: Pick<Case, 'source'>): boolean {
  return source.endsWith('for a handler')
}

type Behaviour = Pick<Case, 'source' | 'fault' | 'step' | 'client'>

// `destroy` without an error is what closes a stream of Node; all others can only end, or fail. What it fails with is an error.
const closable: readonly string[] = ['Readable', 'Transform', 'text stream']

/** Not every source can do everything everywhere. */
function isPossible (behaviour: Behaviour): boolean {
  const { source, fault, step, client } = behaviour
  if (isHandler(behaviour) && client === 'hangs up before the source is returned') return false
  if (step === 'while nobody reads' && !['pauses', 'hangs up'].includes(client)) return false
  if (source.startsWith('sync generator') && fault === 'hangs') return false
  if (closable.includes(source) && /undefined|null/.test(fault)) return false
  if (fault === 'is closed') return closable.includes(source) || (source === 'Readable.from' && step === 'before it is returned')
  if (fault === 'gives a bad item') return !isContent(behaviour) && ['with the first item', 'after the first item', 'after many items'].includes(step)
  if (step === 'before it is returned') return isStream(behaviour) && fault !== 'hangs'
  if (step === 'with the first item') return isStream(behaviour) && fault !== 'hangs' && source !== 'Readable.from'
  return true
}

export const behaviours: readonly Behaviour[] = sources.flatMap((source) => faults.flatMap((fault) =>
  steps.flatMap((step) => clients.map((client) => ({ source, fault, step, client }))))).filter(isPossible)

/** mulberry32: as good as it has to be, and the same everywhere. */
export function createRandom (seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * A sample: whatever may befall each source at every step, so many times, each with a client, in a format and over a protocol that the
 * seed chooses.
 */
export function sample (seed: number, times: number): Case[] {
  const random = createRandom(seed)
  const one = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value
  const alike = new Map<string, Behaviour[]>()
  for (const behaviour of behaviours) {
    const { source, fault, step } = behaviour
    const key = `${source} ${fault} ${step}`
    alike.set(key, [...alike.get(key) ?? [], behaviour])
  }
  return Array.from({ length: times }, () => [...alike.values()]).flat().map((some) => complete(one(some), one(protocols), one(formats), random))
}

/** All of it. */
export function everything (seed: number): Case[] {
  const random = createRandom(seed)
  return protocols.flatMap((protocol) => formats.flatMap((format) => behaviours.map((behaviour) => complete(behaviour, protocol, format, random))))
}

function complete (behaviour: Behaviour, protocol: Case['protocol'], format: Case['format'], random: () => number): Case {
  return {
    ...behaviour,
    protocol,
    format,
    delay: delays[Math.floor(random() * delays.length)] as Case['delay'],
    method: random() < 0.08 ? 'HEAD' : 'GET',
    status: random() < 0.06 ? 404 : 200,
    way: random() < 0.2 ? 'sent' : 'returned',
    closing: random() < 0.12 ? 'badly' : 'well'
  }
}
