/**
 * What real clients send: the fields that select, and how they call themselves. With the version that was seen, and where.
 *
 * `run`: printed by a server of ours that the client was pointed at. Anything else is what was reported of it, and then only the fields
 * stand here that the source names: few of them say what the client calls itself, or which languages its user reads.
 */

/** A client and its fields; what it does not send, or is not known to send, is absent. */
export interface Client {
  /** In `--as`. */
  readonly name: string
  /** The one that was seen, as far as the source tells. */
  readonly version: string
  readonly source: string
  /** Names in lower case. */
  readonly fields: Readonly<Record<string, string>>
}

const CHROMIUM = {
  // It was run without a window, and then says `HeadlessChrome`.
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
  'accept-language': 'en-US,en;q=0.9',
  'accept-encoding': 'gzip, deflate, br, zstd'
}

export const clients: readonly Client[] = [
  {
    name: 'chrome',
    version: 'Chromium 150',
    source: 'run',
    fields: {
      ...CHROMIUM,
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7'
    }
  },
  {
    name: 'firefox',
    version: '132 and later',
    source: 'MDN, List of default Accept values; locustio/locust PR 3048',
    fields: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'accept-encoding': 'gzip, deflate, br, zstd' }
  },
  {
    name: 'safari',
    version: '13.1 to 18.1',
    source: 'MDN, List of default Accept values; locustio/locust PR 3048',
    fields: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'accept-encoding': 'gzip, deflate, br' }
  },
  { name: 'curl', version: '7.88.1', source: 'run', fields: { 'user-agent': 'curl/7.88.1', accept: '*/*' } },
  { name: 'curl-json', version: '7.88.1, --json', source: 'run', fields: { 'user-agent': 'curl/7.88.1', accept: 'application/json' } },
  {
    name: 'fetch',
    version: 'Node.js 20.20.2',
    source: 'run',
    fields: { 'user-agent': 'node', accept: '*/*', 'accept-language': '*', 'accept-encoding': 'gzip, deflate' }
  },
  {
    name: 'axios',
    version: '1.21.1',
    source: 'run',
    fields: { 'user-agent': 'axios/1.21.1', accept: 'application/json, text/plain, */*', 'accept-encoding': 'gzip, compress, deflate, br' }
  },
  {
    name: 'jquery',
    version: '4.0.0, getJSON, in Chromium 150',
    source: 'run',
    fields: { ...CHROMIUM, accept: 'application/json, text/javascript, */*; q=0.01' }
  },
  { name: 'java', version: '17.0.15, HttpClient', source: 'run', fields: { 'user-agent': 'Java-http-client/17.0.15' } },
  {
    name: 'java-url',
    version: '17.0.15, HttpURLConnection',
    source: 'run',
    fields: { 'user-agent': 'Java/17.0.15', accept: 'text/html, image/gif, image/jpeg, */*; q=0.2' }
  },
  {
    name: 'java-old',
    version: 'before JDK-8163921, HttpURLConnection',
    source: 'softwaremill/sttp-model #81',
    fields: { accept: 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2' }
  },
  {
    name: 'requests',
    version: 'Python requests 2.34.2',
    source: 'run',
    fields: { 'user-agent': 'python-requests/2.34.2', accept: '*/*', 'accept-encoding': 'gzip, deflate' }
  },
  { name: 'urllib', version: 'Python 3.11', source: 'run', fields: { 'user-agent': 'Python-urllib/3.11', 'accept-encoding': 'identity' } },
  {
    name: 'liferea',
    version: 'of 2020, a feed reader',
    source: 'skeeto/elfeed PR 386',
    fields: { accept: 'application/atom+xml,application/xml;q=0.9,text/xml;q=0.8,*/*;q=0.7' }
  },
  {
    name: 'quiterss',
    version: 'of 2020, a feed reader',
    source: 'skeeto/elfeed PR 386',
    fields: { accept: 'application/atom+xml,application/rss+xml;q=0.9,application/xml;q=0.8,text/xml;q=0.7,*/*;q=0.6' }
  },
  {
    name: 'prometheus',
    version: 'of 2023, before its scrape protocols could be set',
    source: 'prometheus/prometheus PR 12738, scrape/scrape.go',
    fields: {
      accept: 'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'accept-encoding': 'gzip'
    }
  },
  {
    name: 'claude-code',
    version: 'of November 2025, an agent',
    source: 'acceptmarkdown.com/status',
    fields: { accept: 'text/markdown, text/html, */*' }
  },
  {
    name: 'cursor',
    version: 'of April 2026, an agent',
    source: 'acceptmarkdown.com/status',
    fields: { accept: 'text/markdown, text/plain;q=0.9, */*;q=0.8' }
  },
  { name: 'codex', version: 'of 2026, an agent', source: 'mdream.dev/tools/accept-header', fields: { accept: 'text/html, */*' } },
  {
    name: 'mcp',
    version: 'Model Context Protocol, Python SDK 2.2.0',
    source: 'modelcontextprotocol/python-sdk #3503',
    fields: { accept: 'application/json, text/event-stream' }
  },
  {
    name: 'mastodon',
    version: 'ActivityPub, as it looks up an address',
    source: 'mastodon/mastodon, app/services/fetch_resource_service.rb',
    fields: { accept: 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams", text/html;q=0.1' }
  }
]

/** Those that nobody would mean: what a server must survive. */
export const malformed: readonly (readonly [field: string, value: string])[] = [
  ['accept', 'application/json; q='],
  ['accept', 'text/html;q=high, */*;q=1.5'],
  ['accept', 'text/html,*'],
  ['accept', 'blah'],
  ['accept', '*/*/'],
  ['accept', ', ,;=,"'],
  ['accept', '../../../../etc/passwd{{'],
  ['accept-language', '-, x y, en_;q=a'],
  ['accept-language', 'en-US-'],
  ['accept-encoding', 'gzip;q=, br;q=2'],
  ['accept-charset', ';;q=']
]
