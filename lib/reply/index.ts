/**
 * A request's outcome, and the answer that it gets.
 *
 * - `marks.ts`: what is known of a reply on its way
 * - `hints.ts`: client hints and preferences that a route reads
 * - `advice.ts`: what is legal, but surely not meant
 * - `outcome.ts`: what a request comes to
 * - `channels.ts`: what came of a request, for whoever listens
 * - `outcome-cache.ts`: the outcomes of a route that are kept
 * - `route-outcomes.ts`: boot: the outcomes of a route
 * - `override.ts`: what a URL decides in place of a field
 * - `addresses.ts`: what a URL says of each representation
 * - `response-fields.ts`: the fields of the answer, right on every way out
 * - `offered-types.ts`: what a route takes content in, said with a 415
 * - `kept-vary.ts`: `Vary` on the ways out that pass by every hook
 * - `without.ts`: a handler does without a representation
 * - `other-payloads.ts`: objects that are not the selected representation
 * - `context.ts`: what a serializer is told besides the payload
 * - `render.ts`: from what a handler returns to what Fastify sends
 * - `late-fields.ts`: what a generator says of its reply too late
 * - `web-response.ts`: a web `Response`, unpacked
 * - `sent-source.ts`: a source that was sent: opened, begun and answered with
 * - `send.ts`: the first step: what a handler returns is taken over
 * - `complete-fields.ts`: the last step: fields completed
 * - `last-word.ts`: who has the last word on an error
 * - `problems/error-problem.ts`: from an error to a problem
 * - `problems/bare-problem.ts`: a problem past every hook
 * - `problems/problem-option.ts`: the application's last word on a problem
 * - `problems/problem-members.ts`: what a problem has, as a schema
 * - `problems/problem-text.ts`: a problem as plain text
 * - `problems/representations.ts`: what a problem is available as, and what a client gets
 * - `problems/send-problem.ts`: a problem, sent
 * - `availability.ts`: `Avail-Format` and its like
 * - `url-fields.ts`: `Content-Location`, `Link` and `Avail-*`
 * - `not-acceptable-schema.ts`: the schema of the 406's content
 * - `not-acceptable-log.ts`: a 406 in the log
 * - `not-acceptable.ts`: the 406
 * - `problems/watch-errors.ts`: errors that become problems
 */
export { addHints, applyPreference, compileHints, faultOfHints, type Hints, hintsOf } from './hints.js'
export { Advice, ADVICE_CODES, isHeard } from './advice.js'
export {
  type Alternate, type ByUrl, kOutcome, type NegotiatedRoute, type Outcome, outcomeOf, type RouteUrls, setOutcome
} from './outcome.js'
export { publishSelected } from './channels.js'
export { compileRoute, type RouteParts } from './route-outcomes.js'
export { canonicalOf, compileAddresses } from './addresses.js'
export { addUrlFields } from './url-fields.js'
export { compileOverride, EXTENSION, kTwinOf, type Names, type OverrideFunction } from './override.js'
export { selectWithout } from './without.js'
export { kMarks } from './marks.js'
export { addVary, withdrawFields } from './response-fields.js'
export { offerTypes } from './offered-types.js'
export { keepVary } from './kept-vary.js'
export { renderPayload, serializePayload } from './render.js'
export { compileSend } from './send.js'
export { completeFields } from './complete-fields.js'
export { compileErrors, type ErrorSettings } from './problems/representations.js'
export { compileErrorAnswer } from './problems/watch-errors.js'
export { NotAcceptable } from './not-acceptable-schema.js'
export { faultOfLogLevel } from './not-acceptable-log.js'
export { type NotAcceptableSettings, sendNotAcceptable, sendUnknownNames } from './not-acceptable.js'
