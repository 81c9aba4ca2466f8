import t from 'tap'
import { Preferences } from '../../lib/negotiation/dimension.js'

function preferencesOf ({ quality, precedence, position }: Preferences) {
  return { quality: [...quality], precedence: [...precedence], position: [...position] }
}

t.test('a value is not acceptable until a range names it, and as good as any other where the field says nothing', async (t) => {
  const preferences = new Preferences(['a', 'b'])
  preferences.reset()
  t.strictSame(preferencesOf(preferences), { quality: [0, 0], precedence: [0, 0], position: [Infinity, Infinity] })
  preferences.set(1, 0.5, 2, 3)
  t.strictSame(preferencesOf(preferences), { quality: [0, 0.5], precedence: [0, 2], position: [Infinity, 3] })
  preferences.refuse(1)
  t.strictSame(preferencesOf(preferences), { quality: [0, 0], precedence: [0, -1], position: [Infinity, Infinity] })
  preferences.setEqual()
  t.strictSame(preferencesOf(preferences), { quality: [1, 1], precedence: [0, 0], position: [0, 0] })
})
