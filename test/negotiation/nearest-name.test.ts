import t from 'tap'
import { didYouMean, nearestName, wordsForUnknownKey } from '../../lib/negotiation/nearest-name.js'

t.test('the nearest name is the one that the fewest letters set apart: put in, taken out, replaced, swapped', async (t) => {
  const cases: [written: string, names: readonly string[], nearest: string | undefined][] = [
    ['mediatype', ['languages', 'mediaTypes'], 'mediaTypes'],
    ['CSV', ['csv'], 'csv'],
    ['csv', ['CSV'], 'CSV'],
    ['csv', ['cvs', 'csv'], 'csv'],
    // one letter, of which three allow one
    ['cs', ['csv'], 'csv'],
    ['sv', ['csv'], 'csv'],
    ['cxsv', ['csv'], 'csv'],
    ['csx', ['csv'], 'csv'],
    ['xsv', ['csv'], 'csv'],
    ['cvs', ['csv'], 'csv'],
    ['scv', ['csv'], 'csv'],
    // two letters
    ['cxx', ['csv'], undefined],
    ['c', ['csv'], undefined],
    ['svc', ['csv'], undefined],
    ['bax', ['aby'], undefined],
    ['xa', ['ay'], undefined],
    ['xa', ['yx'], undefined],
    ['abcd', ['abxy'], 'abxy'],
    ['badc', ['abcd'], 'abcd'],
    ['abcd', ['abcdef'], 'abcdef'],
    ['abcdef', ['abcd'], 'abcd'],
    // three letters: of seven allowed, of six not
    ['abcdefg', ['abcdxyz'], 'abcdxyz'],
    ['abcdef', ['abcxyz'], undefined],
    // and never four
    ['abcdefghijkl', ['abcdefghixyz'], 'abcdefghixyz'],
    ['abcdefghijkl', ['abcdefghwxyz'], undefined],
    ['abcdefghijkl', ['abcdefghijklwxyz'], undefined],
    // the nearer one, and of two the first
    ['carts', ['cat', 'cart'], 'cart'],
    ['carts', ['cart', 'cat'], 'cart'],
    ['bat', ['cat', 'rat'], 'cat'],
    ['', ['a'], undefined],
    ['a', [], undefined]
  ]
  for (const [written, names, nearest] of cases) t.equal(nearestName(written, names), nearest, `${written} among ${names.join(', ')}`)
})

t.test('for a message the name stands in a question', async (t) => {
  t.equal(didYouMean('mediaType', ['languages', 'mediaTypes']), '. Did you mean mediaTypes?')
  t.equal(didYouMean('x', ['languages', 'mediaTypes']), '')
})

t.test('a long text is compared with no name of another length', async (t) => {
  t.equal(nearestName('x'.repeat(1_000_000), Array(2000).fill('mediaTypes')), undefined)
})

t.test('of an unknown key it is said which ones are known, where there are any', async (t) => {
  t.equal(wordsForUnknownKey('cvs', ['csv', 'html']), 'unknown key. Did you mean csv? (known: csv, html)')
  t.equal(wordsForUnknownKey('x', []), 'unknown key')
})
