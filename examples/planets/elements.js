/**
 * Where the planets are: heliocentric positions, computed from JPL's approximate Keplerian elements.
 *
 * In: a point in time. Out: longitude and latitude in the ecliptic of J2000, and the distance from the Sun. Good to some arcminutes
 * from 1800 to 2050. Of the Earth it is the barycentre with the Moon.
 *
 * E. M. Standish, "Keplerian Elements for Approximate Positions of the Major Planets", table 1.
 * @see https://ssd.jpl.nasa.gov/planets/approx_pos.html
 */

/** The years for which the elements hold. */
export const FIRST_YEAR = 1800
export const LAST_YEAR = 2050

/**
 * At J2000, and below that the change in a Julian century: semi-major axis (au), eccentricity, and in degrees inclination, mean
 * longitude, longitude of the perihelion, longitude of the ascending node.
 */
const elements = Object.entries(/** @type {Record<string, [epoch: number[], rates: number[]]>} */ ({
  mercury: [
    [0.38709927, 0.20563593, 7.00497902, 252.25032350, 77.45779628, 48.33076593],
    [0.00000037, 0.00001906, -0.00594749, 149472.67411175, 0.16047689, -0.12534081]
  ],
  venus: [
    [0.72333566, 0.00677672, 3.39467605, 181.97909950, 131.60246718, 76.67984255],
    [0.00000390, -0.00004107, -0.00078890, 58517.81538729, 0.00268329, -0.27769418]
  ],
  earth: [
    [1.00000261, 0.01671123, -0.00001531, 100.46457166, 102.93768193, 0],
    [0.00000562, -0.00004392, -0.01294668, 35999.37244981, 0.32327364, 0]
  ],
  mars: [
    [1.52371034, 0.09339410, 1.84969142, -4.55343205, -23.94362959, 49.55953891],
    [0.00001847, 0.00007882, -0.00813131, 19140.30268499, 0.44441088, -0.29257343]
  ],
  jupiter: [
    [5.20288700, 0.04838624, 1.30439695, 34.39644051, 14.72847983, 100.47390909],
    [-0.00011607, -0.00013253, -0.00183714, 3034.74612775, 0.21252668, 0.20469106]
  ],
  saturn: [
    [9.53667594, 0.05386179, 2.48599187, 49.95424423, 92.59887831, 113.66242448],
    [-0.00125060, -0.00050991, 0.00193609, 1222.49362201, -0.41897216, -0.28867794]
  ],
  uranus: [
    [19.18916464, 0.04725744, 0.77263783, 313.23810451, 170.95427630, 74.01692503],
    [-0.00196176, -0.00004397, -0.00242939, 428.48202785, 0.40805281, 0.04240589]
  ],
  neptune: [
    [30.06992276, 0.00859048, 1.77004347, -55.12002969, 44.96476227, 131.78422574],
    [0.00026291, 0.00005105, 0.00035372, 218.45945325, -0.32241464, -0.00508664]
  ]
}))

const J2000 = Date.UTC(2000, 0, 1, 12)
const CENTURY_MS = 36_525 * 86_400_000
const DEGREE = Math.PI / 180

/**
 * Computes where the planets are, by the `id` that each has in `data.js`.
 *
 * @param {number} time in milliseconds since 1970. UTC: the minute by which the elements' own time differs is below their accuracy
 */
export function positionsAt (time) {
  const centuries = (time - J2000) / CENTURY_MS
  return Object.fromEntries(elements.map(([id, [epoch, rates]]) =>
    [id, positionOf(epoch.map((value, index) => value + Number(rates[index]) * centuries))]))
}

function positionOf (/** @type {number[]} */ [axis = 0, eccentricity = 0, inclination = 0, meanLongitude = 0, perihelion = 0, node = 0]) {
  const anomaly = eccentricAnomaly((meanLongitude - perihelion) % 360 * DEGREE, eccentricity)
  // In the plane of the orbit; x points to the perihelion.
  const x = axis * (Math.cos(anomaly) - eccentricity)
  const y = axis * Math.sqrt(1 - eccentricity ** 2) * Math.sin(anomaly)
  // From the node to the planet; the inclination then leads from the orbit to the ecliptic.
  const argument = Math.atan2(y, x) + (perihelion - node) * DEGREE
  const tilt = inclination * DEGREE
  const longitude = Math.atan2(Math.sin(argument) * Math.cos(tilt), Math.cos(argument)) / DEGREE + node
  return {
    longitudeDeg: round((longitude + 360) % 360, 1e3) % 360,
    latitudeDeg: round(Math.asin(Math.sin(argument) * Math.sin(tilt)) / DEGREE, 1e3),
    distanceAu: round(Math.hypot(x, y), 1e5)
  }
}

/** Solves Kepler's equation, M = E - e sin E, by Newton's method. */
function eccentricAnomaly (/** @type {number} */ meanAnomaly, /** @type {number} */ eccentricity) {
  let anomaly = meanAnomaly + eccentricity * Math.sin(meanAnomaly)
  let correction
  do {
    correction = (meanAnomaly - anomaly + eccentricity * Math.sin(anomaly)) / (1 - eccentricity * Math.cos(anomaly))
    anomaly += correction
  } while (Math.abs(correction) > 1e-9)
  return anomaly
}

// What is added makes 0 of -0.
const round = (/** @type {number} */ value, /** @type {number} */ scale) => Math.round(value * scale) / scale + 0
