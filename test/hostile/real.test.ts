/** Field values that clients, crawlers and attackers were seen to send, each with the answer that the rules give. */
import Fastify from 'fastify'
import t from 'tap'
import produces, { type ProducesObject } from '../../lib/index.js'

const web = ['application/json', 'text/html', 'text/csv', 'text/markdown']
const metrics = ['text/plain;version=0.0.4', 'application/openmetrics-text;version=0.0.1', 'application/openmetrics-text;version=1.0.0']
const protobuf = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited'
const feeds = ['application/rss+xml', 'application/atom+xml', 'application/xml']
const activity = ['text/html', 'application/activity+json', 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"']
const expanded = ['application/json', 'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"']
const kubernetes = ['application/json', 'application/json;as=Table;g=meta.k8s.io;v=v1']
const NOT_ACCEPTABLE = 406

type Case = readonly [accept: string | undefined, available: readonly string[], selected: string | 406]

const accepts: Readonly<Record<string, readonly Case[]>> = {
  'libraries and tools': [
    [undefined, web, 'application/json'],
    ['*/*', web, 'application/json'],
    ['application/json, text/plain, */*', web, 'application/json'],
    ['application/json, text/plain, */*', ['text/html', 'application/json'], 'application/json'],
    ['application/json', web, 'application/json'],
    ['text/html, image/gif, image/jpeg, */*; q=0.2', web, 'text/html'],
    ['text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', web, 'text/html'],
    ['text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', ['application/json', 'text/csv'], 'application/json'],
    ['application/json, text/javascript, */*; q=0.01', ['text/html', 'application/json'], 'application/json'],
    ['application/json, text/javascript, */*; q=0.01', ['text/html', 'text/csv'], 'text/html'],
    ['application/json;as=Table;g=meta.k8s.io;v=v1', kubernetes, 'application/json;as=Table;g=meta.k8s.io;v=v1'],
    ['application/json;as=Table;g=meta.k8s.io;v=v1,application/json', ['application/json'], 'application/json'],
    ['application/json;as=Table;g=meta.k8s.io;v=v1', ['application/json'], NOT_ACCEPTABLE]
  ],
  browsers: [
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8', web, 'text/html'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', web, 'text/html'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,image/apng,*/*;q=0.8', web, 'text/html'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7', web, 'text/html'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', ['application/json', 'application/xml'], 'application/xml'],
    ['text/html, application/xhtml+xml, image/jxr, */*', web, 'text/html'],
    ['image/jpeg, application/x-ms-application, image/gif, application/xaml+xml, image/pjpeg, application/x-ms-xbap, application/x-shockwave-flash, application/msword, */*', web, 'application/json'],
    ['image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', web, 'application/json'],
    ['image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', ['text/html', 'image/jxl', 'image/png'], 'image/png']
  ],
  agents: [
    ['text/markdown, text/html, */*', web, 'text/markdown'],
    ['text/markdown, text/plain;q=0.9, */*;q=0.8', web, 'text/markdown'],
    ['text/html, */*', web, 'text/html'],
    ['text/markdown, text/html;q=0.9, */*;q=0.8', web, 'text/markdown'],
    ['application/json, text/event-stream', ['text/event-stream', 'application/json'], 'application/json'],
    ['text/event-stream', ['application/json', 'text/event-stream'], 'text/event-stream'],
    ['application/json', ['text/event-stream', 'application/json'], 'application/json']
  ],
  scrapers: [
    ['application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1', metrics, 'application/openmetrics-text;version=1.0.0'],
    ['application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1', metrics.slice(0, 2), 'application/openmetrics-text;version=0.0.1'],
    ['application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1', ['text/plain', 'text/plain;version=0.0.4'], 'text/plain;version=0.0.4'],
    [`${protobuf},application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`, [...metrics, protobuf], protobuf],
    [`${protobuf},application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`, metrics, 'application/openmetrics-text;version=1.0.0']
  ],
  'feed readers': [
    ['application/atom+xml,application/xml;q=0.9,text/xml;q=0.8,*/*;q=0.7', feeds, 'application/atom+xml'],
    ['application/atom+xml,application/xml;q=0.9,text/xml;q=0.8,*/*;q=0.7', ['application/rss+xml', 'text/xml'], 'text/xml'],
    ['application/atom+xml,application/rss+xml;q=0.9,application/xml;q=0.8,text/xml;q=0.7,*/*;q=0.6', feeds, 'application/atom+xml'],
    ['application/atom+xml, application/rss+xml, application/xml, text/xml', feeds, 'application/atom+xml'],
    ['application/atom+xml, application/rss+xml, application/xml, text/xml', ['text/html'], NOT_ACCEPTABLE]
  ],
  'linked data': [
    ['application/ld+json; profile="https://www.w3.org/ns/activitystreams"', activity, 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'],
    ['application/activity+json', activity, 'application/activity+json'],
    ['application/ld+json; profile="https://www.w3.org/ns/activitystreams", application/activity+json', activity.slice(0, 2), 'application/activity+json'],
    ['application/ld+json;profile=http://www.w3.org/ns/json-ld#expanded', expanded, 'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"'],
    ['application/ld+json;profile=http://www.w3.org/ns/json-ld#expanded', ['application/ld+json'], NOT_ACCEPTABLE],
    ['text/turtle, application/ld+json, application/rdf+xml, text/xhtml+xml, application/n3, application/rdf+n3, application/turtle, application/x-turtle, text/n3, text/turtle, text/rdf+n3, text/rdf+turtle, application/n-triples',
      ['application/n-triples', 'application/rdf+xml', 'application/ld+json'], 'application/ld+json']
  ],
  'what is broken': [
    ['', web, 'application/json'],
    ['application/json; q=', web, 'application/json'],
    ['application/json; q=', ['text/html', 'application/json'], 'text/html'],
    ['application/json; q=, text/csv;q=0.1', web, 'text/csv'],
    ['text/html,*', web, 'text/html'],
    ['blah', web, 'application/json'],
    ['blah, text/csv', web, 'text/csv'],
    ['html', web, 'application/json'],
    ['*/*/', web, 'application/json'],
    ['../../', web, 'application/json'],
    ['../../../../../../../../../../etc/services{{', web, 'application/json'],
    // eslint-disable-next-line no-template-curly-in-string -- what log4shell probes sent
    ['*/${jndi:ldap://127.0.0.1:1389/a}', web, 'application/json'],
    // eslint-disable-next-line no-template-curly-in-string
    ['${jndi:ldap://127.0.0.1:1389/a}', web, 'application/json'],
    // eslint-disable-next-line no-template-curly-in-string
    ['${jndi:ldap://127.0.0.1:1389/a}, text/csv;q=0.5', web, 'text/csv'],
    ['application/jsonx, text/event-stream-bogus', ['application/json', 'text/event-stream'], NOT_ACCEPTABLE],
    ["text/html' OR 1=1 --", web, 'application/json'],
    ['text/html;q=0.5;q', web, 'application/json'],
    ['text/html; charset', web, 'application/json'],
    ['text/html;q=0.9,,;,text/csv;q=0.8', web, 'text/html'],
    ['text / csv', web, 'application/json'],
    ['"text/csv"', web, 'application/json'],
    ['text/csv;q=1,5', web, 'text/csv'],
    ['application/json;q=abc, */*;q=0.1', ['text/html', 'application/json'], 'text/html'],
    ['text/html;level="1, text/csv', web, 'text/csv']
  ]
}

const languages = ['de', 'en', 'zh-Hans', 'zh-Hant', 'fr', 'es']

const acceptLanguages: readonly (readonly [acceptLanguage: string | undefined, selected: string])[] = [
  [undefined, 'de'],
  ['*', 'de'],
  ['en-US,en;q=0.9', 'en'],
  ['en-US,en;q=0.9,zh-CN;q=0.8,zh;q=0.7', 'en'],
  ['en-GB', 'en'],
  ['en-GB,en;q=0.9,de;q=0.8,fr;q=0.7', 'en'],
  ['en,en-US;q=0.8,en-CA;q=0.6,bn;q=0.4', 'en'],
  ['ca-ES,es;q=0.9,en;q=0.8', 'es'],
  ['zh-Hans-CN;q=0.5', 'zh-Hans'],
  ['zh-TW, zh;q=0.8', 'zh-Hant'],
  ['', 'de'],
  ['en_US', 'en'],
  ['en_US, fr;q=0.1', 'en'],
  ['english', 'de'],
  ['../../etc/passwd', 'de'],
  // eslint-disable-next-line no-template-curly-in-string
  ['${jndi:ldap://127.0.0.1/a}', 'de'],
  ['fr;q=', 'de'],
  ['fr;q=1.5, es;q=0.5', 'es'],
  ['en-US;en;q=0.9', 'de'],
  ['undefined', 'de'],
  ['null', 'de']
]

async function ask (option: ProducesObject, headers: Record<string, string | undefined>) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces)
  app.get('/', { config: { produces: option } }, async () => Buffer.from('content'))
  return app.inject({ url: '/', headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) })
}

for (const [clients, cases] of Object.entries(accepts)) {
  t.test(`Accept of ${clients}`, async (t) => {
    for (const [accept, available, selected] of cases) {
      const mediaTypes = available.map((mediaType) => ({ mediaType: mediaType as 'text/html', serialize: false as const }))
      const response = await ask({ mediaTypes }, { accept })
      const name = `${accept} → ${selected}`
      t.equal(response.statusCode, selected === NOT_ACCEPTABLE ? 406 : 200, name)
      t.equal(String(response.headers['content-type']).replace('; charset=utf-8', ''), selected === NOT_ACCEPTABLE ? 'application/problem+json' : selected, name)
      t.equal(response.headers.vary, 'accept', name)
    }
  })
}

t.test('Accept-Language of browsers, crawlers and what is broken', async (t) => {
  for (const [acceptLanguage, selected] of acceptLanguages) {
    const response = await ask({ mediaTypes: ['text/html'], languages }, { 'accept-language': acceptLanguage })
    t.equal(response.statusCode, 200, `${acceptLanguage}`)
    t.equal(response.headers['content-language'], selected, `${acceptLanguage} → ${selected}`)
    t.equal(response.headers.vary, 'accept, accept-language', `${acceptLanguage}`)
  }
})
