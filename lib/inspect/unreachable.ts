/**
 * Why there is no answer, in words that say what to do.
 */

/** There is nothing to inspect: exit code 2. */
export class Unreachable extends Error {}

const CERTIFICATE = 'Trust its issuer with NODE_EXTRA_CA_CERTS=issuer.pem, or take any certificate with --insecure.'

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'There is no host HOST. Check the name.',
  EAI_AGAIN: 'The name HOST cannot be looked up now. Check the network.',
  ECONNREFUSED: 'Nothing listens on HOST. Start the server, or check the port.',
  ECONNRESET: 'HOST closed the connection without an answer. Check whether it speaks http or https there.',
  EPROTO: 'HOST does not speak TLS there. Try http instead of https.',
  ERR_SSL_WRONG_VERSION_NUMBER: 'HOST does not speak TLS there. Try http instead of https.',
  ETIMEDOUT: 'HOST did not answer in time. Give it more with --timeout SECONDS.',
  EHOSTUNREACH: 'There is no way to HOST. Check the network.',
  ENETUNREACH: 'There is no way to HOST. Check the network.',
  HPE_INVALID_CONSTANT: 'What HOST sends is no HTTP. Check the port.',
  CERT_HAS_EXPIRED: 'The certificate of HOST has expired. Renew it, or take any with --insecure.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of HOST is for another name. Check the name, or take any with --insecure.',
  DEPTH_ZERO_SELF_SIGNED_CERT: `The certificate of HOST is self-signed. ${CERTIFICATE}`,
  SELF_SIGNED_CERT_IN_CHAIN: `The certificate of HOST has a self-signed one in its chain. ${CERTIFICATE}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `Nobody that Node.js trusts has issued the certificate of HOST. ${CERTIFICATE}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `Nobody that Node.js trusts has issued the certificate of HOST. ${CERTIFICATE}`
}

/**
 * The sentence for an error of Node.js.
 *
 * @example
 * whyUnreachable({ code: 'EAI_AGAIN', message: '' }, 'mars') // 'The name mars cannot be looked up now. Check the network.'
 * whyUnreachable({ message: 'odd' }, 'localhost:3000') // 'No answer from localhost:3000: odd'
 */
export function whyUnreachable (error: { readonly code?: string, readonly message: string }, host: string): string {
  const words = WORDS[String(error.code)]
  return words === undefined ? `No answer from ${host}: ${error.message}` : words.replace('HOST', () => host)
}
