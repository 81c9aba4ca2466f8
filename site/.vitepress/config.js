/**
 * The README and the pages of docs/ as a site: `npm run docs`. The sidebar is the tables of the README's section "Documentation".
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const [, documentation] = readFileSync(`${root}/README.md`, 'utf8').split(/^## Documentation$/m)

export default {
  title: 'fastify-produces',
  description: 'HTTP content negotiation for Fastify',
  srcDir: root,
  srcExclude: ['**/node_modules/**', '.github/**', 'test/**'],
  rewrites: { 'README.md': 'index.md' },
  // A file, and no page.
  ignoreDeadLinks: [/LICENSE$/],
  markdown: { languageAlias: { mjs: 'js', vcl: 'c' } },
  // Pages outside of this folder are to find the Vue that is in it.
  vite: {
    plugins: [{
      name: 'vue-of-the-site',
      enforce: 'pre',
      resolveId (id, importer, { ssr }) {
        if (!/^vue(?:\/|$)/.test(id)) return
        return ssr ? { id, external: true } : this.resolve(id, import.meta.filename, { skipSelf: true })
      }
    }]
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: documentation.split(/^\| to /m).slice(1).map((table) => ({
      text: `To ${table.split(' |')[0]}`,
      items: [...table.matchAll(/^\| \[(.+?)\]\((.+?)\.md\)/gm)].map(([, text, link]) => ({ text, link: `/${link}` }))
    }))
  }
}
