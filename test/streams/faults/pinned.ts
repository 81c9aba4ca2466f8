/** Cases that are always run: what was seen to fail once. */
import type { Case } from './cases.js'

const usual = { client: 'reads', protocol: 'HTTP/1.1', format: 'JSON', delay: 'at once', method: 'GET', status: 200, way: 'returned', closing: 'well' } as const

function pin (...cases: Array<Pick<Case, 'source' | 'fault' | 'step'> & Partial<Case>>): Case[] {
  return cases.map((case_) => ({ ...usual, ...case_ }))
}

export const pinned: readonly Case[] = pin(
  { source: 'Readable', fault: 'fails', step: 'after the first item' }
)
