/**
 * RFC 9110 §12.5.1, Accept: media ranges, their precedence, and the section's own examples and table.
 *
 *     Accept      = #( media-range [ weight ] )
 *     media-range = ( "*" "/" "*" / ( type "/" "*" ) / ( type "/" subtype ) ) parameters
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
import t, { type Test } from 'tap'
import type { MediaTypeString } from '../../lib/index.js'
import { ask, mediaTypeOf, type Resource, type Selected } from '../fixtures/app.js'

type Cases = readonly (readonly [accept: string, available: readonly MediaTypeString[], selected: Selected])[]

async function check (t: Test, cases: Cases): Promise<void> {
  for (const [accept, available, selected] of cases) {
    t.equal(mediaTypeOf(await ask(t, available, { accept })), selected, `${accept} on ${available.join(' | ')} → ${selected}`)
  }
}

/**
 * The quality that a field value gives a media type, measured from outside: next to a probe of a higher quality the probe is
 * selected, next to one of a lower quality the media type is.
 */
async function hasQuality (t: Test, accept: string, mediaType: MediaTypeString, thousandths: number): Promise<void> {
  const resource: Resource = ['application/x-probe', mediaType]
  const above = { accept: `${accept}, application/x-probe;q=${(thousandths + 1) / 1000}` }
  const below = { accept: `${accept}, application/x-probe;q=${(thousandths - 1) / 1000}` }
  if (thousandths < 1000) t.equal(mediaTypeOf(await ask(t, resource, above)), 'application/x-probe', `${mediaType} is not above ${thousandths / 1000}`)
  t.equal(mediaTypeOf(await ask(t, resource, below)), mediaType, `${mediaType} is not below ${thousandths / 1000}`)
}

t.test('"*/*" indicates all media types and "type/*" all subtypes of that type (RFC 9110 §12.5.1)', async (t) => {
  await check(t, [
    ['*/*', ['text/html'], 'text/html'],
    ['*/*', ['image/png', 'text/html'], 'image/png'],
    ['text/*', ['image/png', 'text/html'], 'text/html'],
    ['text/*', ['text/vnd.example+xml'], 'text/vnd.example+xml'],
    ['image/*', ['image/svg+xml', 'image/png'], 'image/svg+xml'],
    ['text/*', ['application/json'], 406],
    ['text/*', ['textual/html' as MediaTypeString], 406],
    ['text/html', ['text/html-sandboxed'], 406],
    ['text/html', ['application/xhtml+xml'], 406],
    ['application/json', ['application/hal+json'], 406],
    ['application/hal+json', ['application/json'], 406]
  ])
})

t.test('Types, subtypes and parameter names are case-insensitive (RFC 9110 §8.3.1)', async (t) => {
  await check(t, [
    ['TEXT/HTML', ['application/json', 'text/html'], 'text/html'],
    ['Text/*', ['application/json', 'text/html'], 'text/html'],
    ['text/html', ['application/json', 'Text/HTML'], 'Text/HTML'],
    ['text/html;LEVEL=1', ['text/html', 'text/html;level=1'], 'text/html;level=1'],
    ['text/html;level=1', ['text/html', 'text/html;Level=1'], 'text/html;Level=1']
  ])
})

t.test('"Accept: audio/*; q=0.2, audio/basic" prefers audio/basic, but takes any audio type after an 80% markdown in quality (RFC 9110 §12.5.1)', async (t) => {
  const accept = 'audio/*; q=0.2, audio/basic'
  await check(t, [
    [accept, ['audio/mpeg', 'audio/ogg', 'audio/basic'], 'audio/basic'],
    [accept, ['audio/mpeg', 'audio/ogg'], 'audio/mpeg'],
    [accept, ['audio/ogg', 'text/html'], 'audio/ogg'],
    [accept, ['video/mpeg'], 406]
  ])
  await hasQuality(t, accept, 'audio/basic', 1000)
  await hasQuality(t, accept, 'audio/mpeg', 200)
})

t.test('"text/html and text/x-c are the equally preferred media types, but if they do not exist, then send the text/x-dvi representation, and if that does not exist, send the text/plain representation" (RFC 9110 §12.5.1)', async (t) => {
  const accept = 'text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c'
  await check(t, [
    [accept, ['text/plain', 'text/x-dvi', 'text/html'], 'text/html'],
    [accept, ['text/plain', 'text/x-dvi', 'text/x-c'], 'text/x-c'],
    [accept, ['text/plain', 'text/x-dvi'], 'text/x-dvi'],
    [accept, ['text/plain'], 'text/plain'],
    [accept, ['text/csv'], 406]
  ])
  // Of two that are equally preferred the server's order decides, where it is asked to.
  const byServer = { preference: 'server' } as const
  t.equal(mediaTypeOf(await ask(t, ['text/plain', 'text/x-dvi', 'text/html', 'text/x-c'], { accept }, byServer)), 'text/html')
  t.equal(mediaTypeOf(await ask(t, ['text/plain', 'text/x-dvi', 'text/x-c', 'text/html'], { accept }, byServer)), 'text/x-c')
})

t.test('The most specific reference has precedence: text/plain;format=flowed, text/plain, text/*, */* (RFC 9110 §12.5.1)', async (t) => {
  const accept = 'text/*, text/plain, text/plain;format=flowed, */*'
  // Every one of them has quality 1, so that of the representations the precedence of their ranges decides.
  await check(t, [
    [accept, ['image/png', 'text/html', 'text/plain', 'text/plain;format=flowed'], 'text/plain;format=flowed'],
    [accept, ['image/png', 'text/html', 'text/plain'], 'text/plain'],
    [accept, ['image/png', 'text/html'], 'text/html'],
    [accept, ['image/png'], 'image/png']
  ])
  // Whichever weight is given to a range, it is that of the types of which no other range says more, wherever it stands.
  const weights = [
    ['text/*;q=0.2, text/plain;q=0.3, text/plain;format=flowed;q=0.4, */*;q=0.1', [400, 300, 200, 100]],
    ['text/*;q=0.3, text/plain;q=0.2, text/plain;format=flowed;q=0.1, */*;q=0.4', [100, 200, 300, 400]],
    ['*/*;q=0.4, text/plain;format=flowed;q=0.1, text/*;q=0.3, text/plain;q=0.2', [100, 200, 300, 400]],
    ['text/plain;format=flowed;q=0.9, text/plain;q=0.1, text/*;q=0.8, */*;q=0.2', [900, 100, 800, 200]]
  ] as const
  const mediaTypes = ['text/plain;format=flowed', 'text/plain', 'text/html', 'image/png'] as const
  for (const [ranges, qualities] of weights) {
    for (const [index, mediaType] of mediaTypes.entries()) await hasQuality(t, ranges, mediaType, qualities[index] as number)
  }
})

t.test('The quality of a type is that of the range with the highest precedence that matches it (RFC 9110 §12.5.1, Table 5 with erratum 7138)', async (t) => {
  const accept = 'text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5'
  const table = [
    ['text/plain;format=flowed', 1000],
    ['text/plain', 700],
    ['text/html', 300],
    ['image/jpeg', 500],
    ['text/plain;format=fixed', 400],
    ['text/html;level=3', 300]
  ] as const
  for (const [mediaType, thousandths] of table) await hasQuality(t, accept, mediaType, thousandths)
  await check(t, [
    [accept, ['text/html', 'text/plain;format=fixed', 'image/jpeg', 'text/plain', 'text/plain;format=flowed'], 'text/plain;format=flowed'],
    [accept, ['text/html', 'text/plain;format=fixed', 'image/jpeg', 'text/plain'], 'text/plain'],
    [accept, ['text/html', 'text/plain;format=fixed', 'image/jpeg'], 'image/jpeg'],
    [accept, ['text/html', 'text/html;level=3', 'text/plain;format=fixed'], 'text/plain;format=fixed'],
    [accept, ['text/html', 'text/html;level=3'], 'text/html']
  ])
})

t.test('A media range overrides a wider one also to refuse (RFC 9110 §12.5.1)', async (t) => {
  await check(t, [
    ['text/*, text/html;q=0', ['text/html', 'text/csv'], 'text/csv'],
    ['*/*, text/*;q=0', ['text/html', 'image/png'], 'image/png'],
    ['text/html, text/html;level=1;q=0', ['text/html;level=1', 'text/html'], 'text/html'],
    ['text/html;q=0, text/html;level=1', ['text/html', 'text/html;level=1'], 'text/html;level=1'],
    ['text/*;q=0, text/html;q=0.1', ['text/csv', 'text/html'], 'text/html']
  ])
})

t.test('A range with parameters matches only a media type that has them all', async (t) => {
  await check(t, [
    ['text/html;level=1', ['text/html'], 406],
    ['text/html;level=1', ['text/html;level=2'], 406],
    ['text/html;level=1', ['text/html;level=10'], 406],
    ['text/html;level=1', ['text/html', 'text/html;level=1'], 'text/html;level=1'],
    ['text/html;level=1', ['text/html;level=1;charset=utf-8'], 'text/html;level=1;charset=utf-8'],
    ['text/html;level=1;version=2', ['text/html;level=1'], 406],
    ['text/html', ['text/html;level=1'], 'text/html;level=1'],
    ['text/*;level=1', ['text/csv', 'text/html;level=1'], 'text/html;level=1'],
    ['*/*;level=1', ['text/csv', 'text/html;level=1'], 'text/html;level=1'],
    ['text/html;level=1, text/html;q=0.5', ['text/html'], 'text/html'],
    // kubernetes and Prometheus (users.md).
    ['application/json;as=Table;g=meta.k8s.io;v=v1', ['application/json'], 406],
    ['application/openmetrics-text;version=1.0.0, text/plain;version=0.0.4;q=0.5', ['text/plain;version=0.0.4', 'application/openmetrics-text;version=0.0.1'], 'text/plain;version=0.0.4']
  ])
})

t.test('The order of parameters makes no difference (RFC 9110 §5.6.6)', async (t) => {
  await check(t, [
    ['application/json;as=Table;g=meta.k8s.io;v=v1', ['application/json;v=v1;g=meta.k8s.io;as=Table'], 'application/json;v=v1;g=meta.k8s.io;as=Table'],
    ['application/json;v=v1;g=meta.k8s.io;as=Table', ['application/json;as=Table;g=meta.k8s.io;v=v1'], 'application/json;as=Table;g=meta.k8s.io;v=v1']
  ])
})

t.test('A parameter value is the same quoted and unquoted (RFC 9110 §5.6.6)', async (t) => {
  const profile = 'application/ld+json;profile="https://www.w3.org/ns/activitystreams"'
  await check(t, [
    ['text/html;level="1"', ['text/html;level=1'], 'text/html;level=1'],
    ['text/html;level=1', ['text/html;level="1"'], 'text/html;level="1"'],
    ['text/html;level="\\1"', ['text/html;level=1'], 'text/html;level=1'],
    ['application/ld+json; profile="https://www.w3.org/ns/activitystreams"', ['text/html', profile], profile],
    // JSON-LD clients send it without quotes (negotiator #62).
    ['application/ld+json;profile=https://www.w3.org/ns/activitystreams', ['text/html', profile], profile]
  ])
})

t.test('The four spellings of "text/html;charset=utf-8" are equivalent (RFC 9110 §8.3.1)', async (t) => {
  const spellings = ['text/html;charset=utf-8', 'Text/HTML;Charset="utf-8"', 'text/html; charset="utf-8"', 'text/html;charset=UTF-8'] as const
  for (const accept of spellings) {
    for (const declared of spellings) {
      t.equal((await ask(t, ['image/png', declared], { accept })).headers['content-type'], declared, `${accept} → ${declared}`)
    }
  }
})

t.test('charset=utf-8 on a range matches what is sent as UTF-8, whether or not the resource says so', async (t) => {
  await check(t, [
    ['text/html;charset=utf-8', ['image/png', 'text/html'], 'text/html'],
    ['text/html;charset="UTF-8"', ['image/png', 'text/html'], 'text/html'],
    ['application/json; charset=utf-8', ['text/html', 'application/json'], 'application/json'],
    ['application/json;charset=utf-8, */*;q=0.1', ['text/html', 'application/json'], 'application/json'],
    ['text/*;charset=utf-8', ['image/png', 'text/csv'], 'text/csv'],
    ['text/html;charset=iso-8859-1', ['text/html'], 406],
    ['text/html;charset=iso-8859-1', ['text/html;charset=utf-8'], 406],
    ['image/png;charset=utf-8', ['image/png'], 406]
  ])
})

t.test('Among ranges with parameters, the one of which more match has precedence', async (t) => {
  await hasQuality(t, 'text/html;a=1;b=2;q=0.1, text/html;a=1;q=0.9', 'text/html;a=1;b=2', 100)
  await hasQuality(t, 'text/html;a=1;q=0.9, text/html;a=1;b=2;q=0.1', 'text/html;a=1;b=2', 100)
  await hasQuality(t, 'text/html;a=1;b=2;q=0.1, text/html;a=1;q=0.9', 'text/html;a=1', 900)
  await hasQuality(t, 'text/html;q=0.2, text/html;a=1;q=0.3, text/html;b=2;a=1;q=0.4', 'text/html;a=1;b=2;c=3', 400)
  await hasQuality(t, 'text/html;a=1;q=0.2, text/html;b=2;q=0.4', 'text/html;a=1;b=2', 400)
})

t.test('Any parameter named "q" is the weight, regardless of the order of parameters (RFC 9110 §12.5.1)', async (t) => {
  await hasQuality(t, 'text/html;q=0.3;level=1', 'text/html;level=1', 300)
  await hasQuality(t, 'text/html;level=1;q=0.3', 'text/html;level=1', 300)
  await hasQuality(t, 'text/html;a=1;Q=0.3;b=2', 'text/html;a=1;b=2', 300)
  await check(t, [
    ['text/html;q=0;level=1', ['text/html;level=1'], 406],
    ['text/html;q=0;level=1, text/html', ['text/html;level=1', 'text/html'], 'text/html']
  ])
})

t.test('What stands after the weight is a parameter like those before: there are no accept extensions (RFC 9110 §12.5.1)', async (t) => {
  await check(t, [
    ['text/html;q=0.5;level=1', ['text/html'], 406],
    ['text/html;q=0.5;level=1, application/json;q=0.1', ['text/html', 'application/json'], 'application/json']
  ])
})

t.test('A recipient ignores empty list members and empty parameters (RFC 9110 §5.6.1.2, §5.6.6)', async (t) => {
  await check(t, [
    [',, text/html ,,application/json;q=0.5,', ['application/json', 'text/html'], 'text/html'],
    ['text/html;;level=1;', ['text/html', 'text/html;level=1'], 'text/html;level=1'],
    ['text/html; ;q=0.1; , application/json;q=0.2', ['text/html', 'application/json'], 'application/json']
  ])
})

t.test('A comma, a semicolon or a quote within a quoted-string ends nothing (RFC 9110 §5.6.4)', async (t) => {
  const odd = 'text/html;note="a, b;c=\\"d\\""'
  await check(t, [
    ['text/html;note="a, b;c=\\"d\\"", application/json;q=0.5', ['application/json', odd], odd],
    ['text/html;note="a, application/json", image/png;q=0.1', ['application/json', 'image/png'], 'image/png'],
    ['text/html;note=";q=1";q=0.1, application/json;q=0.5', ['application/json', 'text/html'], 'application/json']
  ])
})

t.test('What looks like a weight within a quoted-string is none (RFC 9110 §5.6.4)', async (t) => {
  const odd = 'text/html;note="x;q=0"'
  await check(t, [
    ['text/html;note="x;q=0", application/json;q=0.5', ['application/json', odd], odd],
    ['text/html;note="x;q=0";q=0.1, application/json;q=0.5', ['application/json', odd], 'application/json']
  ])
})

t.test('A malformed member is skipped, and the rest counts', async (t) => {
  for (const malformed of ['blah', 'text', 'text/', '/html', '*/html', '*/*/', 'text/html/5', 'te xt/html', 'text/ht ml', 'text/html;level', 'text/html;level=', 'text/html;=1', 'text/html;level="1', 'text/html;level=1 2', 'text/html charset=utf-8']) {
    await check(t, [
      [`application/json;q=0.1, ${malformed}`, ['text/html', 'application/json'], 'application/json'],
      [`image/png, ${malformed}`, ['text/html'], 406]
    ])
  }
  await check(t, [
    ['text/html/5, application/json;q=0.1', ['text/html', 'application/json'], 'application/json'],
    ['text/html;level, application/json;q=0.1', ['text/html', 'application/json'], 'application/json'],
    ['blah, */*;q=0.1', ['text/html'], 'text/html'],
    ['text/html,*', ['application/json', 'text/html'], 'text/html'],
    ['application/jsonx, text/event-stream-bogus', ['application/json', 'text/event-stream'], 406]
  ])
})
