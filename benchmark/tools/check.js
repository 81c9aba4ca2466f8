/**
 * Before anything is measured: every server gives the same answer to the same request.
 */
import http from 'node:http'

const SAME = ['content-type', 'content-language', 'vary', 'content-length']

/**
 * Compares a server's answers with the reference's.
 *
 * @param requests the headers of each
 * @returns { faults, notes }: where the answers differ, and what else the server sends
 */
export async function compareAnswers (server, reference, requests) {
  const faults = []
  const notes = new Set()
  for (const headers of requests) {
    const answer = await get(server.url, headers)
    const expected = await get(reference.url, headers)
    for (const [name, value] of differences(answer, expected)) faults.push(`${server.name}, ${JSON.stringify(headers)}: ${name} is ${value}`)
    for (const name of Object.keys(answer.headers)) if (!(name in expected.headers)) notes.add(name)
  }
  return { faults, notes: [...notes] }
}

function differences (answer, expected) {
  const compared = [['status', answer.status, expected.status], ['content', answer.content, expected.content]]
  for (const name of SAME) compared.push([name, lower(answer.headers[name]), lower(expected.headers[name])])
  return compared
    .filter(([, value, other]) => value !== other)
    .map(([name, value, other]) => [name, `${JSON.stringify(value)}, not ${JSON.stringify(other)}`])
}

// Accept and accept are the same field.
function lower (value) {
  return value?.toLowerCase()
}

function get (url, headers) {
  return new Promise(function (resolve, reject) {
    http.get(url, { headers, agent: false }, async function (response) {
      const chunks = await response.toArray()
      resolve({ status: response.statusCode, headers: response.headers, content: Buffer.concat(chunks).toString() })
    }).on('error', reject)
  })
}
