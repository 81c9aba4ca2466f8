/** An error that nobody catches is a failure of the test that runs, and those after it run: fixtures/domain.js finds it. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'

const repository = join(import.meta.dirname, '../..')

const strays = `
import t from 'tap'
const never = new Promise(() => {})
t.test('throws in a timer', async (t) => { setTimeout(() => { throw new Error('thrown') }, 1); await never })
t.test('leaves a rejection', async (t) => { t.test('inside', async (t) => { Promise.reject(new Error('rejected')); await never }) })
t.test('listens itself', async (t) => {
  const heard = new Promise((resolve) => process.once('uncaughtException', resolve))
  setTimeout(() => { throw new Error('wanted') }, 1)
  t.equal((await heard).message, 'wanted')
})
t.test('is sound', async (t) => { t.pass() })
`

t.test('the test that runs fails, and no other', async (t) => {
  const file = join(t.testdir({ 'strays.test.mjs': strays }), 'strays.test.mjs')
  const register = pathToFileURL(join(repository, 'test/fixtures/register.js')).href
  const { code, out } = await new Promise<{ code: unknown, out: string }>((resolve) => {
    execFile(process.execPath, ['--import', register, file], { cwd: repository, env: { ...process.env, NODE_OPTIONS: '' } }, (error, out) => {
      resolve({ code: error?.code ?? 0, out })
    })
  })
  t.equal(code, 1, out)
  const ended = [...out.matchAll(/^(ok|not ok) \d+ - (.*?) # time/gm)].map(([, how, name]) => `${name}: ${how}`)
  t.same(ended, ['throws in a timer: not ok', 'leaves a rejection: not ok', 'listens itself: ok', 'is sound: ok'])
  t.match(out, /^ {4}not ok \d+ - thrown$/m)
  t.match(out, /^ {8}not ok \d+ - rejected$/m)
})
