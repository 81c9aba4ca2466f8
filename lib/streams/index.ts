/**
 * Items that come one by one, and what owns them.
 *
 * - `payload-fault.ts`: what cannot be sent of a payload
 * - `sources.ts`: what can be read bit by bit: streams, generators, iterables
 * - `readers.ts`: reading a source, whichever it is
 * - `open-items.ts`: items taken once, and closed with who reads them
 * - `item-stream.ts`: items written as a stream
 * - `answer.ts`: who owns a source: the answer that it is read into
 * - `envelope.ts`: an object that has items in it
 */
export { PayloadFault } from './payload-fault.js'
export { isInObjectMode, isItems, isNodeStream, isSource, isWebStream, type Items, type Source } from './sources.js'
export { MappedItems, mapItems, OpenItems, type Pulled, pulledOf } from './open-items.js'
export { errorOf, ItemStream } from './item-stream.js'
export { breakOff, closeSource, failureOf, forgetFailure, isGone, openItems, ownContent } from './answer.js'
export { Envelope, openEnvelope, sourceNameIn } from './envelope.js'
