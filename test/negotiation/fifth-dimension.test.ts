/**
 * The list of dimensions is all that knows how many there are: a fifth one, of profiles, is put into it, and drives through the house.
 *
 * The fields are those of https://profilenegotiation.github.io/I-D-Profile-Negotiation/I-D-Profile-Negotiation.html
 */
// alone: the list is that of every application of the process
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { RouteProduces } from '../../lib/index.js'
import type { Dimension } from '../../lib/negotiation/dimension.js'
import { dimensions } from '../../lib/negotiation/dimensions.js'
import type { MemberReader } from '../../lib/negotiation/member-reader.js'
import { TokenMatcher } from '../../lib/negotiation/tokens.js'

const PROFILE = /^<[a-z]+:[^>]+>$/

class ProfileMatcher extends TokenMatcher {
  override isRange ({ value }: MemberReader): boolean {
    return PROFILE.test(value)
  }
}

const profiles: Dimension<string> = {
  name: 'profile',
  key: 'profiles',
  field: 'accept-profile',
  responseField: 'Content-Profile',
  preposition: 'in the profile',
  strict: false,
  expected: 'a URI in angle brackets',
  narrowable: true,
  available: (text) => PROFILE.test(text) ? text : undefined,
  nothing: '*;q=0',
  ranges: (profile) => [profile],
  canonical: (profile) => profile,
  compile: (values) => new ProfileMatcher(values.map((profile) => [profile])),
  impliedBy: (mediaType) => mediaType === 'text/csv' ? FULL : undefined
}

const FULL = '<urn:example:full>'
const BRIEF = '<urn:example:brief>'
const JSON_TYPE = 'application/json'

// Before anything is derived from the list: the package is loaded after it, in a process that is this file's own.
const list = dimensions as Dimension[]
list.push(profiles)
const { default: produces, NotAcceptable } = await import('../../lib/index.js')

async function serve (t: Test, declared: object, options: object = {}): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: { openapi: '3.1.0' } })
  await app.register(produces, options)
  app.addSerializer('text/csv', String)
  app.get('/', { config: { produces: declared as RouteProduces } }, async (request, reply) => ({ negotiated: request.negotiated, alternatives: reply.alternatives }))
  app.get('/fault', { config: { produces: declared as RouteProduces } }, async () => { throw new Error('a fault') })
  app.get('/unserializable', { config: { produces: declared as RouteProduces } }, async () => ({ toJSON () { throw new Error('a fault') } }))
  app.get('/own', { config: { produces: declared as RouteProduces } }, async (_request, reply) => { reply.header('content-profile', '<urn:example:own>').send({}) })
  app.get('/undeclared', { config: { produces: [JSON_TYPE] } }, async ({ negotiated }) => ({ negotiated, names: Object.keys(negotiated).sort() }))
  return app
}

t.test('a fifth dimension is negotiated, and its selected value stands in a field of the answer', async (t) => {
  const app = await serve(t, { mediaTypes: [JSON_TYPE], profiles: [FULL, BRIEF], languages: ['en', 'de'] })
  const cases: [acceptProfile: string | undefined, selected: string][] = [
    [undefined, FULL],
    [BRIEF, BRIEF],
    [`${BRIEF};q=0.5, ${FULL};q=0.4`, BRIEF],
    [`${BRIEF};q=0.5, ${FULL}`, FULL],
    [`${FULL};q=0, *`, BRIEF],
    ['<urn:example:other>', FULL],
    ['full', FULL]
  ]
  for (const [acceptProfile, selected] of cases) {
    const headers = { 'accept-language': 'de', ...(acceptProfile === undefined ? {} : { 'accept-profile': acceptProfile }) }
    const response = await app.inject({ url: '/', headers })
    t.equal(response.statusCode, 200)
    t.equal(response.headers['content-profile'], selected, String(acceptProfile))
    t.equal(response.headers['content-language'], 'de', 'and so does that of another')
    t.equal(response.headers['vary'], 'accept, accept-language, accept-profile')
    const { negotiated, alternatives } = response.json()
    t.strictSame(negotiated, { mediaType: JSON_TYPE, parameters: {}, language: 'de', profile: selected })
    t.strictSame(alternatives.map(({ language, profile }: Record<string, string>) => [language, profile]),
      [['en', FULL], ['en', BRIEF], ['de', FULL], ['de', BRIEF]].filter(([language, profile]) => language !== 'de' || profile !== selected))
  }
})

t.test('a route that does not declare it answers as if it were not there', async (t) => {
  const app = await serve(t, [JSON_TYPE])
  const response = await app.inject({ url: '/undeclared', headers: { 'accept-profile': BRIEF } })
  t.equal(response.headers['content-profile'], undefined)
  t.equal(response.headers['vary'], 'accept')
  t.strictSame(response.json(), {
    negotiated: { mediaType: JSON_TYPE, parameters: {} },
    names: ['charset', 'encoding', 'language', 'mediaType', 'parameters', 'profile']
  })
})

t.test('a media type may narrow its values, or be in one by itself', async (t) => {
  const app = await serve(t, { mediaTypes: [{ mediaType: JSON_TYPE, profiles: [BRIEF] }, 'text/csv'], profiles: [FULL, BRIEF], strict: { profile: true } })
  const cases: [acceptProfile: string, mediaType: string, profile: string][] = [[FULL, 'text/csv; charset=utf-8', FULL], [BRIEF, 'application/json; charset=utf-8', BRIEF]]
  for (const [acceptProfile, mediaType, profile] of cases) {
    const { headers } = await app.inject({ url: '/', headers: { 'accept-profile': acceptProfile } })
    t.strictSame([headers['content-type'], headers['content-profile']], [mediaType, profile])
  }
})

t.test('where it is strict, nothing acceptable gives a 406 that tells of it', async (t) => {
  const ways: [declared: object, options: object][] = [
    [{ strict: { profile: true } }, {}],
    [{}, { strict: { profile: true } }],
    [{ strict: { profile: true } }, { strict: false }],
    [{ strict: true }, {}]
  ]
  for (const [declared, options] of ways) {
    const app = await serve(t, { mediaTypes: [JSON_TYPE], profiles: [FULL, BRIEF], ...declared }, options)
    const response = await app.inject({ url: '/', headers: { accept: '*/*', 'accept-profile': '<urn:example:other>' } })
    t.equal(response.statusCode, 406, JSON.stringify({ declared, options }))
    t.match(response.headers['vary'], /\baccept-profile$/)
    t.equal(response.headers['content-profile'], undefined)
    t.match(response.json(), {
      detail: `GET / is available in the profile ${FULL} or ${BRIEF}, not in the profile <urn:example:other>.`,
      requested: { mediaType: '*/*', profile: '<urn:example:other>' },
      available: { mediaType: [JSON_TYPE], profile: [FULL, BRIEF] },
      unacceptable: ['profile']
    })
    t.equal((await app.inject({ url: '/', headers: { 'accept-profile': BRIEF } })).statusCode, 200)
  }
  const lenient = await serve(t, { mediaTypes: [JSON_TYPE], profiles: [FULL], strict: { profile: false } }, { strict: true })
  t.equal((await lenient.inject({ url: '/', headers: { 'accept-profile': '<urn:example:other>' } })).statusCode, 200)
})

t.test('its response field is that of the selected representation alone', async (t) => {
  const app = await serve(t, { mediaTypes: [JSON_TYPE], profiles: [FULL], languages: ['en'] })
  for (const url of ['/fault', '/unserializable']) {
    const { statusCode, headers } = await app.inject(url)
    t.strictSame([statusCode, headers['content-profile'], headers['content-language']], [500, undefined, undefined], url)
  }
  const own = await app.inject('/own')
  t.strictSame([own.statusCode, own.headers['content-profile'], own.headers['content-language']], [200, '<urn:example:own>', 'en'], 'a handler may write it itself')
})

t.test('a fault in what is declared of it is found at boot', async (t) => {
  const cases: [declared: object, message: RegExp][] = [
    [{ profiles: ['full'] }, /\.profiles\[0\]: expected a URI in angle brackets, found "full"/],
    [{ profiles: [] }, /\.profiles/],
    [{ profiles: FULL }, /\.profiles/],
    [{ profiles: [FULL, FULL] }, /\.profiles\[1\]: expected each once/],
    [{ profile: [FULL] }, /\.profile: unknown key/],
    [{ profiles: [FULL], strict: { profile: 'yes' } }, /\.strict\.profile/],
    [{ profiles: [FULL], strict: { profiles: true } }, /\.strict\.profiles: unknown key/],
    [{ mediaTypes: [{ mediaType: JSON_TYPE, profiles: [BRIEF] }], profiles: [FULL] }, /\.mediaTypes\[0\]\.profiles: expected some of the route's profiles/],
    [{ mediaTypes: [{ mediaType: JSON_TYPE, profiles: [BRIEF] }] }, /\.profiles: expected those that the media types narrow/],
    [{ mediaTypes: ['text/csv'], profiles: [BRIEF] }, /\.profiles: expected <urn:example:full> among them/]
  ]
  for (const [declared, message] of cases) {
    const app = Fastify()
    t.teardown(() => app.close())
    app.register(produces)
    app.get('/', { config: { produces: { mediaTypes: [JSON_TYPE], ...declared } } }, async () => ({}))
    await t.rejects(Promise.resolve(app.ready()), { code: 'PRODUCES_ERR_ROUTE_OPTION', message })
  }
})

t.test('an API document shows its two fields, and what a 406 says of it', async (t) => {
  const app = await serve(t, { mediaTypes: [JSON_TYPE], profiles: [FULL, BRIEF], languages: ['en', 'de'] })
  await app.ready()
  const document = JSON.parse(JSON.stringify(app.swagger())) as { paths: Record<string, { get: { parameters: object[], responses: Record<string, { headers: object }> } }> }
  const { parameters, responses } = (document.paths['/'] as typeof document.paths[string]).get
  t.match(parameters, [
    { in: 'header', name: 'Accept-Language', examples: { en: { value: 'en' }, de: { value: 'de' } } },
    { in: 'header', name: 'Accept-Profile', description: 'The profiles that the client prefers', examples: { [FULL]: { value: FULL }, [BRIEF]: { value: BRIEF } } }
  ])
  t.match(responses['200']?.headers, {
    'Content-Language': { schema: { enum: ['en', 'de'] } },
    'Content-Profile': { description: 'The profile of the selected representation', schema: { type: 'string', enum: [FULL, BRIEF] } },
    Vary: { schema: { type: 'string' } }
  })
  t.strictSame(Object.keys(NotAcceptable.properties.available.properties), ['mediaType', 'language', 'charset', 'encoding', 'profile'])
})
