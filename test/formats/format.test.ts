import t from 'tap'
import { loadLibrary } from '../../lib/formats/format.js'

t.test('a library that is not installed is an error that says what to install', async (t) => {
  t.throws(() => loadLibrary('markdown', 'no-such-library'), { message: 'fastify-produces/markdown needs the package no-such-library: npm install no-such-library' })
})
