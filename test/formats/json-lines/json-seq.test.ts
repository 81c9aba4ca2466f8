import assert from 'node:assert/strict'
import jsonSeq from '../../../lib/formats/json-lines/json-seq.js'
import { testLines } from './lines.js'

/** Each text begins with RS and ends with LF; between an RS and the next there is one (RFC 7464 §2.1). */
function read (content: string): unknown[] {
  const [before, ...texts] = content.split('\x1e')
  assert.equal(before, '')
  return texts.map((text) => {
    assert.equal(text.at(-1), '\n')
    return JSON.parse(text)
  })
}

testLines({ mediaType: 'application/json-seq', serializer: jsonSeq(), start: '\x1e', read })
