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
  const { request, reply, problem, error, name, settings: { problem: option, errors } } = answer
  // Before the option `problem`, which may change it.
  const { status } = problem
  const chosen = errors && chooseFor(request, errors)
  const json = lastWord(problem, option, { request, error, language: chosen?.negotiated.language }, name)
  if (reply.sent) {
    request.log.error(new PRODUCES_ERR_OPTION('problem', `answered ${name} itself, which cannot be taken back`))
    return
  }
  addFields()
  reply.code(status)
  if (chosen === undefined) sendContent(reply, 'application/problem+json', json)
  else sendChosen(answer, chosen, json)
}

/** What a client gets of a problem. */
interface Chosen {
  readonly representations: ErrorRepresentations
  readonly negotiated: SelectedRepresentation
  /** Whether the application has words in the language, and not only the route. */
  readonly isInLanguage: boolean
}

// choice: the language of the route's content is that of its errors, if the application has words in it.
function chooseFor (request: FastifyRequest, errors: ErrorSettings): Chosen {
  const { languages } = errors
  const representations = errors.representations()
  const selected = representations.select(request.headers)
  const ofRoute = outcomeOf(request)?.negotiated?.language
  const isInLanguage = languages.length > 0
  const language = isInLanguage ? languages.find((language) => language === ofRoute) ?? selected.language : ofRoute
  return { representations, negotiated: { ...selected, language }, isInLanguage }
}

function sendChosen (
  { request, reply, name }: ProblemAnswer, { representations, negotiated, isInLanguage }: Chosen, json: string
): void {
  const { headers } = request
  reply.header('vary', addToVary(reply.getHeader('vary'), representations.vary))
  if (isInLanguage) reply.header('content-language', negotiated.language)
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
