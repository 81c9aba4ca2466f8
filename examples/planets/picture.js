/**
 * `/planets/:name/picture`: a picture as large as the screen can show it, and no larger than the client wants to pay for.
 */
import { crc32, deflateSync } from 'node:zlib'
import { findPlanet } from './data.js'
import { fault } from './problems.js'

/** @import { FastifyInstance } from 'fastify' */

const colours = /** @type {Record<string, [red: number, green: number, blue: number]>} */ ({
  mercury: [150, 140, 132],
  venus: [226, 190, 122],
  earth: [66, 122, 190],
  mars: [196, 92, 58],
  jupiter: [206, 166, 128],
  saturn: [222, 198, 146],
  uranus: [150, 208, 214],
  neptune: [74, 106, 206]
})

const WIDTH = 160
const LIGHT_WIDTH = 64

export async function pictureRoutes (/** @type {FastifyInstance} */ app) {
  const hints = /** @type {const} */ (['Save-Data', 'Sec-CH-DPR', 'Prefer'])
  const mediaTypes = /** @type {const} */ ([{ mediaType: 'image/png', serialize: false }])
  const config = { produces: { mediaTypes, hints } }

  app.get('/planets/:name/picture', { config }, async (request, reply) => {
    const { name } = /** @type {{ name: string }} */ (request.params)
    const { 'Save-Data': isSaving = false, 'Sec-CH-DPR': ratio = 1, Prefer } = request.hints
    const planet = findPlanet(name)
    if (planet === undefined) throw fault(404, 'NO_SUCH_PLANET', { name })
    const isMinimal = Prefer?.return === 'minimal'
    if (isMinimal) reply.applyPreference('return')
    return draw(isMinimal || isSaving ? LIGHT_WIDTH : Math.round(WIDTH * Math.min(Math.max(Number(ratio) || 1, 1), 3)), colours[planet.id] ?? [0, 0, 0])
  })
}

/**
 * A ball with the light from the upper left, on nothing.
 *
 * @param {number} width in pixels
 * @param {number[]} colour
 * @see https://www.w3.org/TR/png-3/
 */
function draw (width, colour) {
  const rows = Array.from({ length: width }, (_, row) => [0, ...Array.from({ length: width }, (_, column) => {
    const [x, y] = [column, row].map((place) => (2 * place + 1) / width - 1)
    const depth = Math.sqrt(1 - x * x - y * y)
    const light = Math.max(0.12, (depth - x - y) / Math.sqrt(3))
    return depth > 0 ? [...colour.map((part) => Math.round(part * light)), 255] : [0, 0, 0, 0]
  }).flat()])
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0])
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(width, 4)
  const chunks = [['IHDR', header], ['IDAT', deflateSync(Buffer.from(rows.flat()))], ['IEND', Buffer.alloc(0)]]
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks.map(([type, data]) => chunk(String(type), Buffer.from(data)))])
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk (type, data) {
  const content = Buffer.concat([Buffer.from(type), data])
  const whole = Buffer.alloc(content.length + 8)
  whole.writeUInt32BE(data.length, 0)
  content.copy(whole, 4)
  whole.writeUInt32BE(crc32(content), content.length + 4)
  return whole
}
