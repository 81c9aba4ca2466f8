/**
 * A problem, sent: in a representation that was negotiated for errors where the scope says so, else as JSON.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from '../../../types/index.js'
import { PRODUCES_ERR_OPTION } from '../../errors.js'
import { addToVary, type SelectedRepresentation } from '../../negotiation/index.js'
import { type Content, isPromise } from '../../serializers/index.js'
import { isGone } from '../../streams/index.js'
import { RenderContext } from '../context.js'
import { outcomeOf } from '../outcome.js'
import { lastWord, type ProblemOption } from './problem-option.js'
import type { ErrorRepresentations, ErrorSettings } from './representations.js'

/** The part of the plugin's settings that shapes a problem. */
export interface ProblemSettings {
  readonly problem: ProblemOption | undefined
  /** `undefined` where only the 406 is a problem, as JSON. */
  readonly errors: ErrorSettings | undefined
}

/** A problem on its way. */
export interface ProblemAnswer {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly problem: Problem
  /** What was thrown. */
  readonly error: unknown
  /** Method and URL of the route, for the log. */
  readonly name: string
  readonly settings: ProblemSettings
}

/** @param addFields called where the problem is sent after all */
export function sendProblem (answer: ProblemAnswer, addFields: () => void = () => {}): void {
  const { request, reply, problem, error, name, settings } = answer
  const { errors } = settings
  // Before the option `problem`, which may change it.
  const { status } = problem
  const representations = errors?.representations()
  const selected = representations?.select(request.headers)
  const language = languageFor(request, errors, selected)
  const json = lastWord(problem, settings.problem, { request, error, language }, name)
  if (reply.sent) {
    request.log.error(new PRODUCES_ERR_OPTION('problem', `answered ${name} itself, which cannot be taken back`))
    return
  }
  addFields()
  reply.code(status)
  if (representations === undefined || selected === undefined) return sendContent(reply, 'application/problem+json', json)
  reply.header('vary', addToVary(reply.getHeader('vary'), representations.vary))
  if (errors?.languages.length) reply.header('content-language', language)
  sendSelected(answer, representations, { ...selected, language }, json)
}

// choice: the language of the route's content is that of its errors, if the application has words in it.
function languageFor (
  request: FastifyRequest, errors: ErrorSettings | undefined, selected: SelectedRepresentation | undefined
): string | undefined {
  const ofRoute = outcomeOf(request)?.negotiated?.language
  const languages = errors?.languages ?? []
  return ofRoute !== undefined && (languages.length === 0 || languages.includes(ofRoute)) ? ofRoute : selected?.language
}

function sendSelected (
  { request, reply, name }: ProblemAnswer, representations: ErrorRepresentations, negotiated: SelectedRepresentation, json: string
): void {
  const { headers } = request
  const write = representations.writerFor(negotiated)
  if (write === undefined) return sendContent(reply, representations.typeOf(negotiated, headers), json)
  function send (content: Content): void {
    if (reply.sent || isGone(reply)) return
    sendContent(reply, representations.typeOf(negotiated, headers), content)
  }
  // A serializer that was written for something else, say. The error is still told.
  function sendJson (cause: unknown): void {
    request.log.error(new PRODUCES_ERR_OPTION('errors', `the serializer for ${negotiated.mediaType} cannot write the problem of ${name}, which is sent as JSON`, { cause }))
    if (!reply.sent) sendContent(reply, 'application/problem+json', json)
  }
  try {
    const content = write(JSON.parse(json) as Problem, new RenderContext(negotiated, request, reply))
    if (isPromise(content)) content.then(send, sendJson)
    else send(content)
  } catch (error) {
    sendJson(error)
  }
}

// Bytes: Fastify would add a charset to a string's type, which application/problem+json does not have.
function sendContent (reply: FastifyReply, type: string, content: Content): void {
  reply.removeHeader('content-length').header('content-type', type).send(typeof content === 'string' ? Buffer.from(content) : content)
}
