/**
 * Every error this package raises: code, message, status. The constant is the code.
 *
 * A fault of the developer is thrown at boot wherever boot can see it; those that only a request can show have status 500.
 * A fault of the client is never an error: it is skipped, or answered with a 406. That of `reply.without` alone is thrown first.
 */
import createError from '@fastify/error'

const at = 'Route %s: '

// At boot: the plugin's options, the registry, the route option.
export const PRODUCES_ERR_OPTION =
  createError('PRODUCES_ERR_OPTION', 'Plugin option %s: %s', 500)
export const PRODUCES_ERR_ROUTE_OPTION =
  createError('PRODUCES_ERR_ROUTE_OPTION', `${at}config.produces%s: %s`, 500)
export const PRODUCES_ERR_MEDIA_TYPE =
  createError('PRODUCES_ERR_MEDIA_TYPE', "'%s' is not a media type: expected type/subtype, with or without ;name=value, +suffix, or a short name that is known, as json, csv, html, md or xlsx%s", 500)
export const PRODUCES_ERR_SERIALIZER =
  createError('PRODUCES_ERR_SERIALIZER', "Serializer for '%s': %s", 500)
export const PRODUCES_ERR_SERIALIZER_PRESENT =
  createError('PRODUCES_ERR_SERIALIZER_PRESENT', "A serializer for '%s' is there already in this scope: add another one in a child scope, or on the route as serialize", 500)
export const PRODUCES_ERR_NOT_LOADED =
  createError('PRODUCES_ERR_NOT_LOADED', "app.addSerializer('%s', …): fastify-produces has not loaded here. Write 'await app.register(produces)' before, in this scope or above, or give register the serializer: { serializers: { '%s': … } }", 500)
export const PRODUCES_ERR_STARTED =
  createError('PRODUCES_ERR_STARTED', "A serializer for '%s' was added after the application was ready. Add it before", 500)
export const PRODUCES_ERR_SERIALIZER_MISSING =
  createError('PRODUCES_ERR_SERIALIZER_MISSING', `${at}nothing can serialize %s%s, or give the media type serialize: a function, or false where the handler sends finished content`, 500)
export const PRODUCES_ERR_VIEW_MISSING =
  createError('PRODUCES_ERR_VIEW_MISSING', `${at}view() renders %s, and there is no reply.%s. Register @fastify/view in the scope of the route or above`, 500)
export const PRODUCES_ERR_SCHEMA =
  createError<'PRODUCES_ERR_SCHEMA', 500, [string, string, string, string]>('PRODUCES_ERR_SCHEMA', `${at}the schema of %s for status %s cannot be compiled: %s`, 500)
export const PRODUCES_ERR_SCHEMA_MISSING =
  createError('PRODUCES_ERR_SCHEMA_MISSING', `${at}%s has no schema for status %s, though others have: add it under content, or as schema of the media type`, 500)
export const PRODUCES_ERR_ROWS =
  createError<'PRODUCES_ERR_ROWS', 500, [string, string, string, string]>('PRODUCES_ERR_ROWS', `${at}%s cannot take its rows from '%s': %s`, 500)
export const PRODUCES_ERR_REQUEST =
  createError('PRODUCES_ERR_REQUEST', 'app.%s: %s', 500)
export const PRODUCES_ERR_SCOPE =
  createError('PRODUCES_ERR_SCOPE', `${at}declares config.produces outside the scope that fastify-produces is registered in. Register it in that scope or above`, 500)

// At run time: nothing at boot shows what a handler will return.
export const PRODUCES_ERR_NOT_FINISHED =
  createError('PRODUCES_ERR_NOT_FINISHED', `${at}%s takes finished content only (a string, Buffer or stream), not %s. Add a serializer for it to send anything else`, 500)
export const PRODUCES_ERR_STATUS =
  createError('PRODUCES_ERR_STATUS', `${at}status %s has no schema for %s, though another status has one. Declare it in schema.response, for this status or as '2xx'`, 500)
export const PRODUCES_ERR_PAYLOAD =
  createError('PRODUCES_ERR_PAYLOAD', `${at}the payload is not what the schema of %s declares: %s`, 500)
export const PRODUCES_ERR_CONTENT =
  createError('PRODUCES_ERR_CONTENT', `${at}the content for %s cannot be sent: %s`, 500)
export const PRODUCES_ERR_OVERRIDE =
  createError('PRODUCES_ERR_OVERRIDE', `${at}override %s, expected an object with mediaType or language, or undefined`, 500)
export const PRODUCES_ERR_NOT_NEGOTIATED =
  createError('PRODUCES_ERR_NOT_NEGOTIATED', `${at}nothing was negotiated with the given produces`, 500)
export const PRODUCES_ERR_WITHOUT =
  createError('PRODUCES_ERR_WITHOUT', `${at}reply.without: %s`, 500)
export const PRODUCES_ERR_PREFERENCE =
  createError('PRODUCES_ERR_PREFERENCE', `${at}reply.applyPreference: %s`, 500)
export const PRODUCES_ERR_NOT_ACCEPTABLE =
  createError('PRODUCES_ERR_NOT_ACCEPTABLE', `${at}of what this resource is available as, nothing is acceptable`, 406)
export const PRODUCES_ERR_SOURCE =
  createError('PRODUCES_ERR_SOURCE', `${at}nothing can be sent: %s. Return a source that nobody else reads, before it ends`, 500)
