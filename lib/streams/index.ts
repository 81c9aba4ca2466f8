/**
 * Items that come one by one, and what owns them.
 *
 * - `items.ts`: items as a stream that is written
 * - `item-streams.ts`: streams that may give items
 */
export { isItems, type Items, ItemStream, mapItems, OpenItems } from './items.js'
export { readableOf, startsWithItem } from './item-streams.js'
