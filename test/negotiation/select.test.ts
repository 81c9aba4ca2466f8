import fc from 'fast-check'
import t from 'tap'
import { compileAvailable, type AvailableOptions, type DeclaredMediaType } from '../../lib/negotiation/available.js'
import { dimensions } from '../../lib/negotiation/dimensions.js'
import { DEFAULT_LIMITS } from '../../lib/negotiation/member-reader.js'
import { compileNegotiation, type Headers, type NegotiationOptions } from '../../lib/negotiation/negotiation.js'
import { Selector } from '../../lib/negotiation/select.js'
import { matchOf } from './match.js'
import { runs } from '../fixtures/generated.js'

type Declared = NegotiationOptions['mediaTypes']

const html = 'text/html'
const json = 'application/json'
const csv = 'text/csv'
const markdown = 'text/markdown'

function select (accept: string | undefined, mediaTypes: Declared, options: Partial<NegotiationOptions> = {}): string | undefined {
  return compileNegotiation({ mediaTypes, ...options }).select({ accept })?.mediaType
}

const written = (mediaTypes: Declared) => mediaTypes.map((entry) => typeof entry === 'string' ? entry : `${entry.mediaType} at ${entry.quality}`).join(', ')

t.test('real clients get what they ask for', async (t) => {
  const cases: [client: string, accept: string | undefined, fromHtmlJson: unknown, fromJsonHtml: unknown, fromHtmlMarkdown: unknown, fromJsonCsv: unknown][] = [
    ['Java HttpClient, Python urllib', undefined, html, json, html, json],
    ['curl, wget, fetch', '*/*', html, json, html, json],
    ['curl --json', 'application/json', json, json, undefined, json],
    ['axios, Angular', 'application/json, text/plain, */*', json, json, html, json],
    ['jQuery getJSON', 'application/json, text/javascript, */*; q=0.01', json, json, html, json],
    ['Chrome', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7', html, html, html, json],
    ['Firefox', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8', html, html, html, json],
    ['Firefox for an image', 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', html, json, html, json],
    ['old Edge', 'text/html, application/xhtml+xml, image/jxr, */*', html, html, html, json],
    ['Internet Explorer 8', 'image/jpeg, application/x-ms-application, image/gif, application/xaml+xml, image/pjpeg, application/x-ms-xbap, application/x-shockwave-flash, application/msword, */*', html, json, html, json],
    ['Java HttpURLConnection', 'text/html, image/gif, image/jpeg, */*; q=0.2', html, html, html, json],
    ['old Java', 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', html, html, html, json],
    ['Claude Code', 'text/markdown, text/html, */*', html, html, markdown, json],
    ['Cursor', 'text/markdown, text/plain;q=0.9, */*;q=0.8', html, json, markdown, json],
    ['Codex CLI', 'text/html, */*', html, html, html, json],
    ['Kiro, openclaw', 'text/markdown, text/html;q=0.9, */*;q=0.8', html, html, markdown, json],
    ['MCP', 'application/json, text/event-stream', json, json, undefined, json],
    ['Prometheus', 'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1', html, json, html, json],
    ['Liferea', 'application/atom+xml,application/xml;q=0.9,text/xml;q=0.8,*/*;q=0.7', html, json, html, json],
    ['QuiteRSS', 'application/atom+xml,application/rss+xml;q=0.9,application/xml;q=0.8,text/xml;q=0.7,*/*;q=0.6', html, json, html, json],
    ['rss-forwarder', 'application/atom+xml, application/rss+xml, application/xml, text/xml', undefined, undefined, undefined, undefined],
    ['ActivityPub', 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"', undefined, undefined, undefined, undefined],
    ['kubectl', 'application/json;as=Table;g=meta.k8s.io;v=v1', undefined, undefined, undefined, undefined],
    ['kubectl with a fallback', 'application/json;as=Table;g=meta.k8s.io;v=v1,application/json', json, json, undefined, json],
    ['a broken weight', 'application/json; q=', html, json, html, json],
    ['a bare *', 'text/html,*', html, html, html, json],
    ['a word', 'blah', html, json, html, json],
    ['one slash too many', '*/*/', html, json, html, json],
    ['a scanner', '../../', html, json, html, json],
    ['a scanner', '../../../../../../../../../../etc/services{{', html, json, html, json],
    ['a scanner', '*/$' + '{jndi:ldap://example.com/a}', html, json, html, json],
    ['a liar', 'application/jsonx, text/event-stream-bogus', undefined, undefined, undefined, undefined]
  ]
  for (const [client, accept, ...winners] of cases) {
    for (const [index, mediaTypes] of [[html, json], [json, html], [html, markdown], [json, csv]].entries()) {
      t.equal(select(accept, mediaTypes), winners[index], `${client}: ${accept} on ${mediaTypes.join(', ')}`)
    }
  }
})

t.test('feed readers, scrapers and fediverse servers get theirs', async (t) => {
  const cases: [accept: string, mediaTypes: Declared, selected: string | undefined][] = [
    ['application/atom+xml,application/rss+xml;q=0.9,application/xml;q=0.8,text/xml;q=0.7,*/*;q=0.6', ['application/rss+xml', 'application/atom+xml'], 'application/atom+xml'],
    ['application/atom+xml,application/xml;q=0.9,text/xml;q=0.8,*/*;q=0.7', ['application/rss+xml', 'application/xml'], 'application/xml'],
    ['application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      [json, 'text/plain;version=0.0.4', 'application/openmetrics-text;version=1.0.0'], 'application/openmetrics-text;version=1.0.0'],
    ['application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      [json, 'text/plain; version=0.0.4'], 'text/plain; version=0.0.4'],
    ['application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      ['text/plain;version=0.0.4', 'application/vnd.google.protobuf; encoding=delimited; proto=io.prometheus.client.MetricFamily'],
      'application/vnd.google.protobuf; encoding=delimited; proto=io.prometheus.client.MetricFamily'],
    ['application/ld+json; profile="https://www.w3.org/ns/activitystreams"', [html, 'application/ld+json;profile="https://www.w3.org/ns/activitystreams"'],
      'application/ld+json;profile="https://www.w3.org/ns/activitystreams"'],
    ['application/activity+json', [html, 'application/activity+json'], 'application/activity+json'],
    ['application/ld+json;profile=http://www.w3.org/ns/json-ld#expanded', ['application/ld+json', 'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"'],
      'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"'],
    ['text/turtle, application/ld+json, application/rdf+xml, text/xhtml+xml, application/n3, text/turtle, application/n-triples', [html, 'application/rdf+xml', 'text/turtle'], 'text/turtle']
  ]
  for (const [accept, mediaTypes, selected] of cases) t.equal(select(accept, mediaTypes), selected, `${accept} on ${written(mediaTypes)}`)
})

t.test('the order is quality, then precedence, then the client\'s list, then the declaration', async (t) => {
  const cases: [accept: string, mediaTypes: Declared, client: string | undefined, server: string | undefined][] = [
    // quality
    ['text/html;q=0.9, application/json', [html, json], json, json],
    ['text/html;q=0.5, */*;q=0.9', [html, json], json, json],
    ['text/*;q=0.9, text/html;q=0.1', [html, csv], csv, csv],
    ['application/json;q=0.001, text/html;q=0.002', [json, html], html, html],
    ['text/html;q=0.0001, application/json;q=0.0002', [html, json], json, json],
    ['text/html;q=0.0000000000001', [html, json], html, html],
    // precedence
    ['*/*, application/json', [html, json], json, json],
    ['text/*, application/json', [html, json], json, json],
    ['*/*, text/*', [json, html], html, html],
    ['text/html, text/html;level=1', [html, 'text/html;level=1'], 'text/html;level=1', 'text/html;level=1'],
    ['text/html;level=1, text/html;version=2;level=1', ['text/html;level=1', 'text/html;level=1;version=2'], 'text/html;level=1;version=2', 'text/html;level=1;version=2'],
    // the client's list
    ['application/json, text/html', [html, json], json, html],
    ['application/json;q=0.5, text/html;q=0.5', [html, json], json, html],
    ['application/*, text/*', [html, json], json, html],
    ['text/csv, application/json, text/html', [html, json, csv], csv, html],
    ['text/csv;q=0.1, application/json, text/csv, text/html', [html, json, csv], json, html],
    // the declaration
    ['*/*', [html, json], html, html],
    ['*/*', [json, html], json, json],
    ['text/*', [json, csv, html], csv, csv],
    ['*/*;q=0.1', [csv, json], csv, csv],
    // none
    ['image/png', [html, json], undefined, undefined],
    ['text/html;q=0', [html], undefined, undefined],
    ['text/html;q=0, */*', [html, json], json, json],
    ['text/*;q=0, */*', [html, json], json, json],
    ['text/*;q=0, */*', [html, csv], undefined, undefined],
    ['*/*;q=0', [html, json], undefined, undefined],
    ['application/json;version=1', [json], undefined, undefined],
    ['application/json;charset=utf-8', [html, json], json, json]
  ]
  for (const [accept, mediaTypes, client, server] of cases) {
    t.equal(select(accept, mediaTypes), client, `${accept} on ${written(mediaTypes)} → ${client}`)
    t.equal(select(accept, mediaTypes, { preference: 'client' }), client, `${accept} on ${written(mediaTypes)} → ${client}, where the client decides between equals`)
    t.equal(select(accept, mediaTypes, { preference: 'server' }), server, `${accept} on ${written(mediaTypes)} → ${server}, where the server decides between equals`)
  }
})

t.test('the server\'s quality is multiplied with the client\'s', async (t) => {
  const at = (mediaType: string, quality: number): DeclaredMediaType => ({ mediaType, quality })
  const cases: [accept: string | undefined, mediaTypes: Declared, selected: string | undefined][] = [
    [undefined, [at(html, 0.5), json], json],
    ['*/*', [at(html, 0.5), json], json],
    ['', [at(html, 0.5), at(json, 0.6)], json],
    ['text/html', [at(html, 0.5), json], html],
    ['text/*, application/json;q=0.9', [json, at(csv, 0.8)], json],
    ['text/*, application/json;q=0.7', [json, at(csv, 0.8)], csv],
    ['text/html;q=0.4, application/json;q=0.5', [html, at(json, 0.9)], json],
    ['text/html;q=0.4, application/json;q=0.5', [html, at(json, 0.7)], html],
    // equal products: precedence, then the client's list
    ['text/*;q=0.5, application/json', [at(json, 0.5), html], json],
    ['text/html;q=0.5, application/json', [html, at(json, 0.5)], html],
    ['application/json, text/html;q=0.5', [html, at(json, 0.5)], json],
    // quality 0 of either
    ['text/html', [at(html, 0), json], undefined],
    ['text/html, */*;q=0.1', [at(html, 0), json], json],
    [undefined, [at(html, 0), json], json],
    ['application/json;q=0, */*;q=0.1', [at(html, 0.1), json], html]
  ]
  for (const [accept, mediaTypes, selected] of cases) t.equal(select(accept, mediaTypes), selected, `${accept} on ${written(mediaTypes)} → ${selected}`)
  t.equal(select('image/png', [at(html, 0), json], { strict: false }), json, 'image/png on text/html at 0, application/json, where nobody insists')
  const refused = 'text/html, application/json;q=0'
  t.equal(select(refused, [json, at(html, 0)], { strict: false }), json, `${refused} on application/json, text/html at 0, where nobody insists`)
})

t.test('products that are equal in decimals are equal', async (t) => {
  const at = (mediaType: string, quality: number): DeclaredMediaType => ({ mediaType, quality })
  const cases: [accept: string, mediaTypes: Declared, selected: string][] = [
    ['text/markdown;q=0.3, text/csv;q=0.2', [at(markdown, 0.6), at(csv, 0.9)], markdown], // 0.18 each
    ['text/csv;q=0.7, text/html;q=0.49', [html, at(csv, 0.7)], csv], // 0.49 each
    ['text/html;q=0.08, text/csv;q=0.8', [at(csv, 0.1), html], html] // 0.08 each
  ]
  for (const [accept, mediaTypes, selected] of cases) t.equal(select(accept, mediaTypes), selected, `${accept} on ${written(mediaTypes)} → ${selected}`)
})

t.test('no preference where the field is absent, empty, or holds nothing readable', async (t) => {
  const nothing = [
    undefined, '', ' ', '\t', ',', ' , ,, ', ';', ';q=0', 'q=0', 'blah', 'text', '/', '*/json', 'text/html;q=abc', 'text/html;q=2', 'text/html;q=-1', 'text/html;q=',
    'text/html;q=abc, application/json;q=', 'text/html;level', 'text/html;level="', '"text/html"', '\0', '\xff\xfe', '%00', 'text/html;q=0;level'
  ]
  for (const accept of nothing) {
    t.equal(select(accept, [json, html]), json, JSON.stringify(accept))
    t.equal(select(accept, [html, json], { strict: true }), html, JSON.stringify(accept))
    if (accept !== undefined) t.equal(select(`${accept}\t, text/html;q=0.1`, [json, html]), html, `${JSON.stringify(accept)} and a readable one`)
  }
  const { select: selectAny } = compileNegotiation({ mediaTypes: [html], languages: ['en'], charsets: ['utf-8'], encodings: ['gzip'], strict: true })
  for (const nothing of ['', ',', ';;', 'a b', '/']) {
    t.equal(selectAny({ accept: nothing, 'accept-language': nothing, 'accept-charset': nothing, 'accept-encoding': nothing })?.mediaType, html, `${JSON.stringify(nothing)} in every field`)
  }
})

t.test('a malformed member is skipped and the rest counts', async (t) => {
  const cases: [accept: string, selected: string | undefined][] = [
    ['text/html;q=abc, application/json', json],
    ['text/html;q=2, application/json;q=0.1', json],
    ['blah, application/json', json],
    ['application/json;q=abc, text/html;q=0.5', html],
    ['text/html;level="x, application/json', json],
    ['text/html;q=abc, image/png', undefined]
  ]
  for (const [accept, selected] of cases) t.equal(select(accept, [html, json]), selected, `${accept} → ${selected}`)
})

t.test('repeated field lines are one list (RFC 9110 §5.3)', async (t) => {
  const { select } = compileNegotiation({ mediaTypes: [html, json], languages: ['en', 'de'] })
  t.equal(select({ accept: ['text/html;q=0.5', 'application/json'] })?.mediaType, json)
  t.equal(select({ accept: ['', 'application/json'] })?.mediaType, json)
  t.equal(select({ accept: [] })?.mediaType, html)
  t.equal(select({ 'accept-language': ['en;q=0.5', 'de'] })?.language, 'de')
})

t.test('where nobody insists, the first declared is served; what is refused comes last', async (t) => {
  const cases: [accept: string, mediaTypes: Declared, selected: string][] = [
    ['image/png', [html, json], html],
    ['image/png', [{ mediaType: html, quality: 0.5 }, json], html],
    ['image/png, application/json;q=0.1', [html, json], json],
    ['text/html;q=0', [html, json], json],
    ['*/*;q=0', [html, json], html],
    ['text/*;q=0', [html, json, csv], json]
  ]
  for (const [accept, mediaTypes, selected] of cases) {
    t.equal(select(accept, mediaTypes, { strict: false }), selected, `${accept} on ${written(mediaTypes)} → ${selected}`)
    t.equal(select(accept, mediaTypes, { strict: { mediaType: false } }), selected, `${accept} on ${written(mediaTypes)} → ${selected}`)
  }
})

t.test('a combination that fails a strict dimension is out', async (t) => {
  const narrowed: AvailableOptions = { mediaTypes: [{ mediaType: html, languages: ['en'] }, { mediaType: json, languages: ['de', 'fr'] }, csv], languages: ['en', 'de', 'fr'] }
  const text: AvailableOptions = { mediaTypes: [json, html, 'text/plain;charset=iso-8859-1'], charsets: ['utf-8', 'iso-8859-1'] }
  const both: AvailableOptions = { mediaTypes: [{ mediaType: html, languages: ['en'] }, json], languages: ['en', 'de'], charsets: ['utf-8', 'iso-8859-1'] }
  const coded: AvailableOptions = { mediaTypes: [html, json], encodings: ['gzip'] }
  const strict = { strict: true }
  const cases: [available: AvailableOptions, headers: Headers, selected: (string | undefined)[] | undefined][] = [
    // a worse media type in an acceptable language beats a 406
    [{ ...narrowed, ...strict }, { accept: 'text/html, application/json;q=0.5, text/csv;q=0.1', 'accept-language': 'de' }, [json, 'de']],
    [{ ...narrowed, ...strict }, { accept: 'text/html, text/csv;q=0.1', 'accept-language': 'de' }, [csv, 'de']],
    [{ ...narrowed, ...strict }, { accept: 'text/html', 'accept-language': 'de' }, undefined],
    [{ ...narrowed, ...strict }, { accept: 'text/html', 'accept-language': 'de, en;q=0.1' }, [html, 'en']],
    [{ ...narrowed, ...strict }, { accept: 'application/json', 'accept-language': 'en, fr;q=0.5' }, [json, 'fr']],
    [{ ...narrowed, ...strict }, { accept: '*/*', 'accept-language': 'fr' }, [json, 'fr']],
    [{ ...narrowed, ...strict }, { 'accept-language': 'it' }, undefined],
    [{ ...narrowed, ...strict }, { 'accept-language': '*;q=0' }, undefined],
    // the media type is decided first
    [{ ...narrowed, ...strict }, { accept: 'text/html, application/json;q=0.9', 'accept-language': 'de, en;q=0.1' }, [html, 'en']],
    [narrowed, { accept: 'text/html, application/json;q=0.5', 'accept-language': 'de' }, [html, 'en']],
    [narrowed, { accept: 'application/json', 'accept-language': 'en, fr;q=0.5' }, [json, 'fr']],
    [narrowed, { accept: 'text/csv', 'accept-language': 'fr' }, [csv, 'fr']],
    [narrowed, { accept: 'image/png', 'accept-language': 'de' }, undefined],
    [{ ...narrowed, strict: { mediaType: false } }, { accept: 'image/png', 'accept-language': 'de' }, [html, 'en']],
    [{ ...narrowed, strict: { mediaType: false, language: true } }, { accept: 'image/png', 'accept-language': 'de' }, [json, 'de']],
    // charsets
    [text, { accept: '*/*', 'accept-charset': 'iso-8859-1' }, [json, undefined, 'utf-8']],
    [text, { accept: 'text/html', 'accept-charset': 'iso-8859-1' }, [html, undefined, 'iso-8859-1']],
    [text, { accept: 'text/plain', 'accept-charset': 'utf-8' }, ['text/plain;charset=iso-8859-1', undefined, 'iso-8859-1']],
    [{ ...text, ...strict }, { accept: '*/*', 'accept-charset': 'iso-8859-1' }, [html, undefined, 'iso-8859-1']],
    [{ ...text, ...strict }, { accept: 'application/json', 'accept-charset': 'iso-8859-1' }, undefined],
    [{ ...text, ...strict }, { accept: 'text/plain', 'accept-charset': 'utf-8' }, undefined],
    [{ ...text, ...strict }, { accept: 'application/json, text/plain;q=0.1', 'accept-charset': 'iso-8859-1' }, ['text/plain;charset=iso-8859-1', undefined, 'iso-8859-1']],
    // a language and a charset
    [{ ...both, ...strict }, { 'accept-language': 'de', 'accept-charset': 'iso-8859-1' }, undefined],
    [{ ...both, ...strict }, { 'accept-language': 'en', 'accept-charset': 'iso-8859-1' }, [html, 'en', 'iso-8859-1']],
    [{ ...both, ...strict }, { 'accept-language': 'de', 'accept-charset': 'iso-8859-1;q=0.9, utf-8;q=0.1' }, [json, 'de', 'utf-8']],
    [both, { 'accept-language': 'de', 'accept-charset': 'iso-8859-1' }, [html, 'en', 'iso-8859-1']],
    // codings
    [coded, { accept: 'application/json', 'accept-encoding': 'gzip' }, [json, undefined, undefined, 'gzip']],
    [coded, { accept: 'application/json', 'accept-encoding': 'identity;q=0' }, undefined],
    [{ ...coded, strict: { encoding: false } }, { accept: 'application/json', 'accept-encoding': 'identity;q=0' }, [json, undefined, undefined, 'gzip']],
    [{ ...coded, strict: { mediaType: false } }, { accept: 'image/png', 'accept-encoding': '*;q=0' }, undefined]
  ]
  for (const [options, headers, selected] of cases) {
    const result = compileNegotiation(options).select(headers)
    t.strictSame(result && [result.mediaType, result.language, result.charset, result.encoding], selected && [...selected, undefined, undefined, undefined].slice(0, 4), JSON.stringify(headers))
  }
})

t.test('a range may name any charset that text is available in', async (t) => {
  const declared = { mediaTypes: [html, json, 'text/csv;charset=utf-8'], charsets: ['utf-8', 'ISO-8859-1'] }
  const cases: [accept: string, options: NegotiationOptions, selected: string | undefined][] = [
    ['text/html;charset=utf-8', declared, html],
    ['text/html;charset=Iso-8859-1', declared, html],
    ['text/html;charset=koi8-r', declared, undefined],
    ['application/json;charset=utf-8', declared, json],
    ['application/json;charset=iso-8859-1', declared, undefined],
    ['text/csv;charset=iso-8859-1', declared, undefined],
    ['text/html;charset=utf-8', { mediaTypes: [html], charsets: ['iso-8859-1'] }, undefined],
    ['image/png;charset=utf-8', { mediaTypes: ['image/png'], charsets: ['utf-8'] }, undefined]
  ]
  for (const [accept, options, selected] of cases) t.equal(compileNegotiation(options).select({ accept })?.mediaType, selected, `${accept} on ${written(options.mediaTypes)} in ${options.charsets?.join(', ')}`)
})

t.test('the charset that a range names is sent, unless Accept-Charset rules it out', async (t) => {
  const accept = 'text/html;charset=iso-8859-1'
  const cases: [accept: string, acceptCharset: string | undefined, insisted: string | undefined, otherwise: string][] = [
    [accept, undefined, 'iso-8859-1', 'iso-8859-1'],
    ['text/html;charset=utf-8', undefined, 'utf-8', 'utf-8'],
    ['text/html;q=0.5, text/html;charset=utf-8', undefined, 'utf-8', 'utf-8'],
    [accept, 'utf-8, iso-8859-1;q=0.1', 'iso-8859-1', 'iso-8859-1'],
    [accept, 'utf-8', 'utf-8', 'iso-8859-1'],
    [accept, 'iso-8859-1;q=0', undefined, 'utf-8'],
    [accept, 'iso-8859-1;q=0, *', 'utf-8', 'utf-8']
  ]
  for (const charsets of [['iso-8859-1', 'utf-8'], ['utf-8', 'iso-8859-1']]) {
    for (const [accept, acceptCharset, ...expected] of cases) {
      const selected = [true, false].map((charset) => {
        return compileNegotiation({ mediaTypes: [html], charsets, strict: { charset } }).select({ accept, 'accept-charset': acceptCharset })?.charset
      })
      t.strictSame(selected, expected, `${accept} with Accept-Charset: ${acceptCharset} in ${charsets.join(', ')}`)
    }
  }
})

t.test('a selection is an index among the combinations of all representations', async (t) => {
  const available = compileAvailable({ mediaTypes: [html, { mediaType: json, languages: ['de'] }], languages: ['en', 'de'] })
  const selector = new Selector(available, 'client', DEFAULT_LIMITS)
  t.equal(selector.select({}), 0)
  t.equal(selector.select({ 'accept-language': 'de' }), 1)
  t.equal(selector.select({ accept: json, 'accept-language': 'en' }), 2)
  t.equal(selector.select({ accept: 'image/png' }), -1)
})

t.test('a field asks for something where one of its members is a range, whatever that names', async (t) => {
  const mediaTypes = compileNegotiation({ mediaTypes: [json, html] })
  const languages = compileNegotiation({ mediaTypes: [html], languages: ['en'], strict: { language: true } })
  // Without a range the first declared value is as good as any other.
  const asks = (headers: Headers, { select, selectable } = mediaTypes) => select(headers) !== selectable[0]
  for (const accept of ['text/html', 'image/png', 'text/html;level=9', '*/*;q=0', '*/json, image/png', 'text/html;q=abc, image/png', 'image/png, text/html;q=abc']) {
    t.equal(asks({ accept }), true, accept)
  }
  for (const accept of [undefined, '', ',', '*/json, blah, */*;q=abc, text/', 'text/html;q=2', 'text/html;level', 'image/png;level']) {
    t.equal(asks({ accept }), false, String(accept))
  }
  t.equal(asks({ accept: ['blah', 'text/plain'] }), true)
  t.equal(asks({ accept: 'text/html', 'accept-language': 'und, de' }, languages), true)
  t.equal(asks({ accept: 'text/html', 'accept-language': 'und, en-, en;q=x, *;q=x, en-abcdefghi' }, languages), false)
})

// A second implementation of the rules for one media type, as slow and as plain as they are written, which parses nothing: the
// field is written from the ranges that it is given. Qualities are whole thousandths, so that products are exact.

type Parameters = Readonly<Record<string, string>>
interface Range { type: string, subtype: string, parameters: Parameters, quality: number }
interface Offer { type: string, subtype: string, parameters: Parameters, quality: number }

function judge (ranges: readonly Range[], offer: Offer) {
  const has = (name: string, value: string) => offer.parameters[name] === value ||
    (name === 'charset' && value === 'utf-8' && offer.parameters['charset'] === undefined && (offer.type === 'text' || offer.subtype === 'json'))
  const matching = ranges
    .map((range, position) => ({ ...range, position, named: Number(range.type !== '*') + Number(range.subtype !== '*'), count: Object.keys(range.parameters).length }))
    .filter((range) => range.type === '*' || range.type === offer.type)
    .filter((range) => range.subtype === '*' || range.subtype === offer.subtype)
    .filter((range) => Object.entries(range.parameters).every(([name, value]) => has(name, value)))
    .sort((a, b) => b.named - a.named || b.count - a.count || b.quality - a.quality || a.position - b.position)
  return matching[0]
}

function oracle (ranges: readonly Range[], offers: readonly Offer[], preference: 'client' | 'server', strict: boolean): Offer | undefined {
  const offered = offers.filter(({ quality }) => quality > 0)
  const judged = offered.map((offer) => ({ offer, range: judge(ranges, offer) }))
  if (ranges.length === 0) return [...offered].sort((a, b) => b.quality - a.quality)[0]
  const acceptable = judged.flatMap(({ offer, range }) => range !== undefined && range.quality > 0 ? [{ offer, range }] : [])
  if (acceptable.length > 0) {
    return acceptable.sort((a, b) =>
      b.range.quality * b.offer.quality - a.range.quality * a.offer.quality ||
      b.range.named - a.range.named ||
      b.range.count - a.range.count ||
      (preference === 'client' ? a.range.position - b.range.position : 0))[0]?.offer
  }
  if (strict) return undefined
  return (judged.find(({ range }) => range === undefined) ?? judged[0])?.offer
}

const oneOf = <T>(...values: T[]) => fc.constantFrom(...values)
const parameters = fc.record({ level: oneOf('1', '2'), version: oneOf('1', 'A b'), charset: oneOf('utf-8', 'iso-8859-1') }, { requiredKeys: [] })
const fewParameters = fc.oneof({ weight: 3, arbitrary: fc.constant<Parameters>({}) }, { weight: 2, arbitrary: parameters as fc.Arbitrary<Parameters> })
// Few, so that products are often equal: 0.3 × 0.6 = 0.2 × 0.9, 0.7 × 0.7 = 0.49.
const quality = fc.oneof({ weight: 5, arbitrary: oneOf(0, 100, 200, 300, 490, 600, 700, 900, 1000) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 1000 }) })
const named = fc.tuple(oneOf('text', 'application', 'image'), oneOf('plain', 'html', 'json'))
const ranged = fc.oneof({ weight: 4, arbitrary: named }, { weight: 1, arbitrary: oneOf('text', 'application').map((type) => [type, '*'] as [string, string]) }, { weight: 1, arbitrary: fc.constant<[string, string]>(['*', '*']) })
const range = fc.record({ name: ranged, parameters: fewParameters, quality: fc.oneof(fc.constant(1000), quality) })
  .map(({ name: [type, subtype], parameters, quality }): Range => ({ type, subtype, parameters, quality }))
const offer = fc.record({ name: named, parameters: fewParameters, quality: fc.oneof(fc.constant(1000), quality) })
  .map(({ name: [type, subtype], parameters, quality }): Offer => ({ type, subtype, parameters, quality }))
const offers = fc.uniqueArray(offer, { minLength: 1, maxLength: 6, selector: ({ type, subtype, parameters: { level, version, charset } }) => [type, subtype, level, version, charset].join() })
  .filter((offers) => offers.some(({ quality }) => quality > 0))
const junk = oneOf('', ' ', 'blah', '*/html', 'text/', 'text/html;q=abc', 'text/html;q=1.1', '*/*;q', 'text/html;level', '*/*;level="1"2', 'text/html;q="x, y"', ';q=1', 'text/html;level=1 2')
// How a range is spelled: its case, quotes, blanks and the place of its weight make no difference.
const spelling = fc.record({ upper: fc.boolean(), quotes: fc.boolean(), blank: oneOf('', ' ', '\t'), weightAt: fc.nat(3), decimals: fc.boolean(), reversed: fc.boolean() })
const spelled = fc.array(fc.tuple(range, spelling), { maxLength: 8 })
type Spelled = typeof spelled extends fc.Arbitrary<infer T> ? T : never

function write (ranges: Spelled): string[] {
  return ranges.map(([{ type, subtype, parameters, quality }, { upper, quotes, blank, weightAt, decimals, reversed }]) => {
    const parts = Object.entries(parameters).map(([name, value]) => `${name}=${quotes || value.includes(' ') ? `"${value.replace(/^./, '\\$&')}"` : value}`)
    if (reversed) parts.reverse()
    if (quality < 1000 || decimals) parts.splice(weightAt, 0, `q=${decimals ? (quality / 1000).toFixed(3) : quality / 1000}`)
    const text = [`${type}/${subtype}`, ...parts].join(`${blank};${blank}`)
    return `${blank}${upper ? text.toUpperCase() : text}${blank}`
  })
}

t.test('the selection is that of a second, plain implementation of the rules', async () => {
  const preferences = oneOf<'client' | 'server'>('client', 'server')
  fc.assert(fc.property(spelled, offers, preferences, fc.boolean(), fc.array(fc.tuple(fc.nat(8), junk), { maxLength: 3 }), (ranges, offers, preference, strict, junks) => {
    const mediaTypes = offers.map(({ type, subtype, parameters, quality }) => ({
      mediaType: [`${type}/${subtype}`, ...Object.entries(parameters).map(([name, value]) => `${name}="${value}"`)].join(';'),
      quality: quality / 1000
    }))
    const expected = oracle(ranges.map(([range]) => range), offers, preference, strict)
    const members = write(ranges)
    for (const [at, junk] of junks) members.splice(at, 0, junk)
    const selected = select(members.join(','), mediaTypes, { preference, strict })
    return selected === (expected && mediaTypes[offers.indexOf(expected)]?.mediaType)
  }), runs(3000))
})

t.test('case, empty members and repeated lines make no difference', async () => {
  const options = { mediaTypes: [html, json, 'text/plain', 'text/html;level=1'] }
  const { select } = compileNegotiation(options)
  fc.assert(fc.property(spelled, (ranges) => {
    const lines = write(ranges)
    const selected = select({ accept: lines.join(',') })
    return selected === select({ accept: lines }) && selected === select({ accept: lines.join(', ,,').toUpperCase() })
  }), runs(1000))
})

t.test('no combination is acceptable where none is selected, and the selected one is', async () => {
  const some = <T>(...values: T[]) => fc.subarray(values, { minLength: 1 })
  const fields = {
    accept: ['text/html', 'application/json;q=0.5', 'text/csv;q=0.2', 'text/*', 'text/html;q=0', '*/*;q=0.1', '*/*;q=0', 'image/png'],
    'accept-language': ['en', 'de;q=0.5', 'fr-CA', 'en;q=0', '*;q=0.1', '*;q=0', 'it'],
    'accept-charset': ['utf-8', 'iso-8859-1;q=0.5', 'utf-8;q=0', '*;q=0.1', 'koi8-r'],
    'accept-encoding': ['gzip', 'br;q=0.5', 'identity;q=0', '*;q=0', 'gzip;q=0']
  }
  const field = (members: string[]) => fc.option(fc.shuffledSubarray(members, { maxLength: 3 }).map((members) => members.join(', ')), { nil: undefined, freq: 4 })
  const headers = fc.record({
    accept: field(fields.accept),
    'accept-language': field(fields['accept-language']),
    'accept-charset': field(fields['accept-charset']),
    'accept-encoding': field(fields['accept-encoding'])
  })
  const options = fc.record({ html: some('en', 'de', 'fr'), json: some('en', 'de', 'fr'), charsets: oneOf(['utf-8'], ['iso-8859-1', 'utf-8']), encodings: some('gzip', 'br', 'identity') })
  const strict = fc.record({ mediaType: fc.boolean(), language: fc.boolean(), charset: fc.boolean(), encoding: fc.boolean() })
  fc.assert(fc.property(headers, options, strict, (headers, { html: first, json: second, charsets, encodings }, strict) => {
    const mediaTypes = [{ mediaType: html, languages: first }, { mediaType: json, languages: second }, csv]
    const { select, selectable } = compileNegotiation({ mediaTypes, languages: ['en', 'de', 'fr'], charsets, encodings, strict })
    const acceptable = selectable.filter((representation) => dimensions.every((dimension) => {
      const name = dimension.name as keyof typeof strict
      return !strict[name] || matchOf(dimension, headers[dimension.field as keyof typeof headers] ?? '', representation[name] as string).quality > 0
    }))
    const selected = select(headers)
    // The media type is decided first, among those that have an acceptable combination.
    const best = acceptable.length === 0
      ? undefined
      : compileNegotiation({ mediaTypes: [...new Set(acceptable.map(({ mediaType }) => mediaType))], strict }).select(headers)
    return selected === undefined ? acceptable.length === 0 : acceptable.includes(selected) && selected.mediaType === best?.mediaType
  }), runs(1000))
})

t.test('no request makes a difference to the next one', async (t) => {
  const declared: AvailableOptions = {
    mediaTypes: [html, { mediaType: json, quality: 0.5 }, { mediaType: csv, languages: ['de'] }], languages: ['en', 'de', 'en-GB'], charsets: ['utf-8', 'iso-8859-1'], encodings: ['gzip'], strict: true
  }
  const headers = fc.record({
    accept: oneOf(undefined, html, json, 'text/csv, application/json;q=0.9', 'text/html;q=0, */*', 'image/png', 'text/html;level="', 'blah', '*;q=0.1'),
    'accept-language': oneOf(undefined, 'de', 'en-US', 'en-GB;q=0.5, *;q=0.1', 'en;q=0, *', 'fr', 'en_US'),
    'accept-charset': oneOf(undefined, 'iso-8859-1', 'utf-8;q=0, *', 'koi8-r', 'a/b'),
    'accept-encoding': oneOf(undefined, 'gzip', 'br', '*;q=0', 'identity;q=0, gzip;q=0.1')
  })
  const selector = new Selector(compileAvailable(declared), 'client', DEFAULT_LIMITS)
  fc.assert(fc.property(headers, (headers) =>
    selector.select(headers) === new Selector(compileAvailable(declared), 'client', DEFAULT_LIMITS).select(headers)
  ), runs(500))
})
