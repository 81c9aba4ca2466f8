/**
 * Why there is no answer, in words that say what to do.
 */

/** There is nothing to inspect: exit code 2. */
export class Unreachable extends Error {}

const CERTIFICATE = 'Trust its issuer with NODE_EXTRA_CA_CERTS=issuer.pem, or take any certificate with --insecure.'

const WORDS: Readonly<Record<string, (host: string) => string>> = {
  ENOTFOUND: (host) => `There is no host ${host}. Check the name.`,
  EAI_AGAIN: (host) => `The name ${host} cannot be looked up now. Check the network.`,
  ECONNREFUSED: (host) => `Nothing listens on ${host}. Start the server, or check the port.`,
  ECONNRESET: (host) => `${host} closed the connection without an answer. Check whether it speaks http or https there.`,
  EPROTO: (host) => `${host} does not speak TLS there. Try http instead of https.`,
  ERR_SSL_WRONG_VERSION_NUMBER: (host) => `${host} does not speak TLS there. Try http instead of https.`,
  ETIMEDOUT: (host) => `${host} did not answer in time. Give it more with --timeout SECONDS.`,
  EHOSTUNREACH: (host) => `There is no way to ${host}. Check the network.`,
  ENETUNREACH: (host) => `There is no way to ${host}. Check the network.`,
  HPE_INVALID_CONSTANT: (host) => `What ${host} sends is no HTTP. Check the port.`,
  CERT_HAS_EXPIRED: (host) => `The certificate of ${host} has expired. Renew it, or take any with --insecure.`,
  ERR_TLS_CERT_ALTNAME_INVALID: (host) => `The certificate of ${host} is for another name. Check the name, or take any with --insecure.`,
  DEPTH_ZERO_SELF_SIGNED_CERT: (host) => `The certificate of ${host} is self-signed. ${CERTIFICATE}`,
  SELF_SIGNED_CERT_IN_CHAIN: (host) => `The certificate of ${host} has a self-signed one in its chain. ${CERTIFICATE}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: (host) => `Nobody that Node.js trusts has issued the certificate of ${host}. ${CERTIFICATE}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: (host) => `Nobody that Node.js trusts has issued the certificate of ${host}. ${CERTIFICATE}`
}

/**
 * The sentence for an error of Node.js.
 *
 * @example
 * whyUnreachable({ code: 'EAI_AGAIN', message: '' }, 'mars') // 'The name mars cannot be looked up now. Check the network.'
 * whyUnreachable({ message: 'odd' }, 'localhost:3000') // 'No answer from localhost:3000: odd'
 */
export function whyUnreachable (error: { readonly code?: string, readonly message: string }, host: string): string {
  return WORDS[error.code ?? '']?.(host) ?? `No answer from ${host}: ${error.message}`
}
