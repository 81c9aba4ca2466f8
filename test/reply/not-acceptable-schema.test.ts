/** The schema that is exported, against what TypeBox builds and composes: its users have TypeBox. */
import t from 'tap'
import Type from 'typebox'
import Value from 'typebox/value'
import { NotAcceptable } from '../../lib/index.js'

const strings = (): Type.TOptional<Type.TArray<Type.TString>> => Type.Optional(Type.Array(Type.String()))

const built = Type.Object({
  type: Type.String({ description: 'A URI that names the kind of problem', default: 'https://www.npmjs.com/package/fastify-produces#the-406' }),
  title: Type.String({ default: 'Not Acceptable' }),
  status: Type.Literal(406),
  detail: Type.String({ description: 'What is available, and what was asked for instead' }),
  instance: Type.String({ description: 'The path of the request' }),
  requested: Type.Record(Type.String(), Type.String(), { description: 'By dimension, the field value that the client sent' }),
  available: Type.Object({ mediaType: strings(), language: strings(), charset: strings(), encoding: strings() }),
  unacceptable: Type.Array(Type.String(), { description: 'The dimensions in which nothing available was acceptable' }),
  alternates: Type.Optional(Type.Array(Type.Object({
    mediaType: Type.Optional(Type.String()),
    language: Type.Optional(Type.String()),
    href: Type.String({ description: 'Relative to the URL of the request' })
  }), { description: 'Where each representation is, where a URL can name them' }))
}, { title: 'NotAcceptable' })

const problem = {
  type: 'about:blank',
  title: 'Not Acceptable',
  status: 406,
  detail: 'GET / is available as text/html, not as image/png.',
  instance: '/',
  requested: { mediaType: 'image/png' },
  available: { mediaType: ['text/html'] },
  unacceptable: ['mediaType']
}

/** Every property with what it can do, the hidden ones too. */
function propertiesOf (value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const names = Reflect.ownKeys(value).sort((a, b) => String(a) < String(b) ? -1 : 1)
  return names.map((name) => {
    const { value: own, ...rest } = Object.getOwnPropertyDescriptor(value, name) as PropertyDescriptor
    return [name, rest, propertiesOf(own)]
  })
}

t.test('The exported schema is the one that TypeBox builds, with the marks it goes by', async (t) => {
  const exported: typeof built = NotAcceptable
  t.strictSame(propertiesOf(exported), propertiesOf(built))
  t.equal(JSON.stringify(exported), JSON.stringify(built), 'in the same order')
})

t.test('It composes with schemas of TypeBox', async (t) => {
  const coded = Type.Evaluate(Type.Intersect([NotAcceptable, Type.Object({ code: Type.String() })]))
  t.equal(Value.Check(coded, { ...problem, code: 'ERR' }), true)
  t.equal(Value.Check(coded, problem), false)
  t.equal(Value.Check(coded, { ...problem, code: 'ERR', status: 404 }), false)
  t.equal(Value.Check(Type.Partial(NotAcceptable), {}), true)
  t.equal(Value.Check(Type.Partial(NotAcceptable), { status: 404 }), false)
  t.same(Object.keys(Type.Omit(NotAcceptable, ['requested']).properties), [...Object.keys(problem).filter((name) => name !== 'requested'), 'alternates'])
  t.equal(Value.Check(NotAcceptable, { ...problem, balance: 30 }), true, 'a problem may have members of its own (RFC 9457 §3.2)')
  t.equal(Value.Check(Type.Required(Type.Index(NotAcceptable, ['available'])), { mediaType: ['text/html'] }), false)
})
