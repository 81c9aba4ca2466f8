/**
 * What real clients send: the fields that select, and how they call themselves. With the version that was seen, and where.
 *
 * `run`: printed by a server of ours that the client was pointed at. Anything else is what was reported of it.
 */

/** A client and its fields; what it does not send is absent. */
export interface Client {
  /** In `--as`. */
  readonly name: string
  readonly version: string
  readonly source: string
  /** Names in lower case. */
  readonly fields: Readonly<Record<string, string>>
}

const BROWSER_LANGUAGE = 'en-US,en;q=0.9'

export const clients: readonly Client[] = [
  {
    name: 'chrome',
    version: '128 and later',
    source: 'MDN, List of default Accept values',
    fields: {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36',
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
      'accept-language': BROWSER_LANGUAGE,
      'accept-encoding': 'gzip, deflate, br, zstd'
    }
  },
  {
    name: 'firefox',
    version: '128',
    source: 'apache/shardingsphere #31203',
    fields: {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8',
      'accept-language': 'en-US,en;q=0.5',
      'accept-encoding': 'gzip, deflate, br, zstd'
    }
  },
  {
    name: 'safari',
    version: '17',
    source: 'MDN, List of default Accept values',
    fields: {
      'user-agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15',
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      'accept-language': 'en-GB',
      'accept-encoding': 'gzip, deflate, br'
    }
  },
  { name: 'curl', version: '7 and 8', source: 'run', fields: { 'user-agent': 'curl/8.5.0', accept: '*/*' } },
  { name: 'curl-json', version: '7.82 and later, --json', source: 'run', fields: { 'user-agent': 'curl/8.5.0', accept: 'application/json' } },
  {
    name: 'fetch',
    version: 'Node.js 20',
    source: 'run',
    fields: { 'user-agent': 'node', accept: '*/*', 'accept-language': '*', 'accept-encoding': 'gzip, deflate' }
  },
  {
    name: 'axios',
    version: '1',
    source: 'run',
    fields: { 'user-agent': 'axios/1.7.0', accept: 'application/json, text/plain, */*', 'accept-encoding': 'gzip, compress, deflate, br' }
  },
  {
    name: 'jquery',
    version: '3, getJSON',
    source: 'expressjs/express PR 3195',
    fields: { 'user-agent': 'Mozilla/5.0', accept: 'application/json, text/javascript, */*; q=0.01', 'accept-language': BROWSER_LANGUAGE }
  },
  { name: 'java', version: '17, HttpClient', source: 'run', fields: { 'user-agent': 'Java-http-client/17' } },
  {
    name: 'java-url',
    version: '17, HttpURLConnection',
    source: 'run',
    fields: { 'user-agent': 'Java/17', accept: 'text/html, image/gif, image/jpeg, */*; q=0.2' }
  },
  {
    name: 'java-old',
    version: '8, HttpURLConnection',
    source: 'aspnet/Mvc #5150',
    fields: { 'user-agent': 'Java/1.8.0', accept: 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2' }
  },
  {
    name: 'requests',
    version: 'Python requests 2',
    source: 'run',
    fields: { 'user-agent': 'python-requests/2.31.0', accept: '*/*', 'accept-encoding': 'gzip, deflate' }
  },
  { name: 'urllib', version: 'Python 3', source: 'run', fields: { 'user-agent': 'Python-urllib/3.11', 'accept-encoding': 'identity' } },
  {
    name: 'liferea',
    version: '1.15, a feed reader',
    source: 'skeeto/elfeed PR 386',
    fields: { 'user-agent': 'Liferea/1.15', accept: 'application/atom+xml,application/xml;q=0.9,text/xml;q=0.8,*/*;q=0.7' }
  },
  {
    name: 'quiterss',
    version: '0.19, a feed reader',
    source: 'skeeto/elfeed PR 386',
    fields: { 'user-agent': 'QuiteRSS/0.19', accept: 'application/atom+xml,application/rss+xml;q=0.9,application/xml;q=0.8,text/xml;q=0.7,*/*;q=0.6' }
  },
  {
    name: 'prometheus',
    version: '2.47 and later',
    source: 'prometheus/prometheus PR 12738',
    fields: {
      'user-agent': 'Prometheus/2.47.0',
      accept: 'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'accept-encoding': 'gzip'
    }
  },
  {
    name: 'claude-code',
    version: '2026, an agent',
    source: 'acceptmarkdown.com',
    fields: { 'user-agent': 'Claude-User', accept: 'text/markdown, text/html, */*' }
  },
  {
    name: 'cursor',
    version: '2026, an agent',
    source: 'acceptmarkdown.com',
    fields: { 'user-agent': 'Cursor', accept: 'text/markdown, text/plain;q=0.9, */*;q=0.8' }
  },
  { name: 'codex', version: '2026, an agent', source: 'acceptmarkdown.com', fields: { 'user-agent': 'Codex', accept: 'text/html, */*' } },
  {
    name: 'mcp',
    version: 'Model Context Protocol, streamable HTTP',
    source: 'modelcontextprotocol/python-sdk #2349',
    fields: { 'user-agent': 'mcp-client', accept: 'application/json, text/event-stream' }
  },
  {
    name: 'mastodon',
    version: '4, ActivityPub',
    source: 'mastodon/mastodon #22720',
    fields: { 'user-agent': 'Mastodon/4', accept: 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"' }
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
