import t from 'tap'
import { inCode } from '../../lib/negotiation/declaration-fault.js'

t.test('a place in a value is written as one would write it in code', async (t) => {
  const cases: [name: string | number, written: string][] = [
    ['items', '.items'], [3, '[3]'], ['10', '[10]'], ['1a', "['1a']"], ['a1', '.a1'], ['$', '.$'], ['a/b', "['a/b']"], ['', "['']"], ["it's", '["it\'s"]']
  ]
  for (const [name, written] of cases) t.equal(inCode(name), written)
})
