/**
 * The inspector: a page in the application that shows who gets what, and why. Exported as `fastify-produces/inspector`.
 *
 * What the browser is given stands in `page/`, as it is sent. It holds no more than what is shown: everything else is decided here.
 *
 * - `addresses.ts`: from a route's URL and its parameters to an address
 * - `asked.ts`: what the page asks
 * - `curl.ts`: the same request as a line for a shell
 * - `answer.ts`: what the route answers, no more of it than a page can show
 * - `files.ts`: what the browser is given
 * - `inspector.ts`: the plugin
 */
export { default as inspector, type InspectorOptions } from './inspector.js'
