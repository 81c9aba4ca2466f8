/**
 * The eight planets: what the example knows, in every language, and more than it tells.
 *
 * Figures: NASA Planetary Fact Sheet (metric), https://nssdc.gsfc.nasa.gov/planetary/factsheet/. The unit stands in the key.
 * Diameters are equatorial, a day is noon to noon, distances and temperatures are means; for the giants, gravity and temperature
 * are those at the level of one bar.
 * Moons: those announced by the end of 2025 (Saturn's 128 of March and the one Webb saw at Uranus in August are among them).
 */

/** The year that the moons were counted. A new moon of Jupiter or Saturn is announced about every year. */
export const MOONS_AS_OF = 2025

export const planets = [
  {
    id: 'mercury',
    names: { en: 'Mercury', es: 'Mercurio', de: 'Merkur' },
    descriptions: {
      en: 'The smallest planet and the closest to the Sun: one day there, noon to noon, lasts two of its years.',
      es: 'El planeta más pequeño y el más cercano al Sol: un día, de mediodía a mediodía, dura allí dos de sus años.',
      de: 'Der kleinste Planet und der sonnennächste: Ein Tag von Mittag zu Mittag dauert dort zwei seiner Jahre.'
    },
    mass1e24Kg: 0.33,
    diameterKm: 4879,
    gravityMs2: 3.7,
    dayHours: 4222.6,
    orbitDays: 88,
    distanceMillionKm: 57.9,
    temperatureC: 167,
    moons: 0,
    rings: false,
    note: 'Editor: explain the resonance, three turns in two orbits.'
  },
  {
    id: 'venus',
    names: { en: 'Venus', es: 'Venus', de: 'Venus' },
    descriptions: {
      en: 'The hottest planet: its dense atmosphere of carbon dioxide holds the heat, and it turns backwards.',
      es: 'El planeta más caliente: su densa atmósfera de dióxido de carbono retiene el calor, y gira al revés.',
      de: 'Der heißeste Planet: Seine dichte Atmosphäre aus Kohlendioxid hält die Wärme, und er dreht sich rückwärts.'
    },
    mass1e24Kg: 4.87,
    diameterKm: 12104,
    gravityMs2: 8.9,
    dayHours: 2802,
    orbitDays: 224.7,
    distanceMillionKm: 108.2,
    temperatureC: 464,
    moons: 0,
    rings: false,
    note: 'Editor: ask for the pressure at the surface.'
  },
  {
    id: 'earth',
    names: { en: 'Earth', es: 'Tierra', de: 'Erde' },
    descriptions: {
      en: 'The only place where life is known, and the only planet with oceans of liquid water on its surface.',
      es: 'El único lugar donde se conoce la vida, y el único planeta con océanos de agua líquida en su superficie.',
      de: 'Der einzige Ort, an dem Leben bekannt ist, und der einzige Planet mit Meeren aus flüssigem Wasser.'
    },
    mass1e24Kg: 5.97,
    diameterKm: 12756,
    gravityMs2: 9.8,
    dayHours: 24,
    orbitDays: 365.2,
    distanceMillionKm: 149.6,
    temperatureC: 15,
    moons: 1,
    rings: false,
    note: 'Editor: home.'
  },
  {
    id: 'mars',
    names: { en: 'Mars', es: 'Marte', de: 'Mars' },
    descriptions: {
      en: 'A cold desert, red with iron oxide, with the highest known volcano of the planets, Olympus Mons.',
      es: 'Un desierto frío, rojo por el óxido de hierro, con el volcán más alto conocido de los planetas, el Monte Olimpo.',
      de: 'Eine kalte Wüste, rot von Eisenoxid, mit dem höchsten bekannten Vulkan der Planeten, dem Olympus Mons.'
    },
    mass1e24Kg: 0.642,
    diameterKm: 6792,
    gravityMs2: 3.7,
    dayHours: 24.7,
    orbitDays: 687,
    distanceMillionKm: 228,
    temperatureC: -65,
    moons: 2,
    rings: false,
    note: 'Editor: name Phobos and Deimos.'
  },
  {
    id: 'jupiter',
    names: { en: 'Jupiter', es: 'Júpiter', de: 'Jupiter' },
    descriptions: {
      en: 'The largest planet, with more than twice the mass of all the others together, and the shortest day.',
      es: 'El planeta más grande, con más del doble de la masa de todos los demás juntos, y el día más corto.',
      de: 'Der größte Planet, mit mehr als der doppelten Masse aller anderen zusammen und dem kürzesten Tag.'
    },
    mass1e24Kg: 1898,
    diameterKm: 142984,
    gravityMs2: 23.1,
    dayHours: 9.9,
    orbitDays: 4331,
    distanceMillionKm: 778.5,
    temperatureC: -110,
    moons: 97,
    rings: true,
    note: 'Editor: its rings are faint, say so.'
  },
  {
    id: 'saturn',
    names: { en: 'Saturn', es: 'Saturno', de: 'Saturn' },
    descriptions: {
      en: 'The planet of the bright rings of ice, with the most known moons, and on average lighter than water.',
      es: 'El planeta de los brillantes anillos de hielo, con más lunas conocidas que ningún otro y menos denso que el agua.',
      de: 'Der Planet der hellen Ringe aus Eis, mit den meisten bekannten Monden und im Mittel leichter als Wasser.'
    },
    mass1e24Kg: 568,
    diameterKm: 120536,
    gravityMs2: 9,
    dayHours: 10.7,
    orbitDays: 10747,
    distanceMillionKm: 1432,
    temperatureC: -140,
    moons: 274,
    rings: true,
    note: 'Editor: count the moons again next year.'
  },
  {
    id: 'uranus',
    names: { en: 'Uranus', es: 'Urano', de: 'Uranus' },
    descriptions: {
      en: 'An ice giant that lies on its side, so that each pole has about 42 years of sunlight and 42 of night.',
      es: 'Un gigante de hielo tumbado de lado, de modo que cada polo tiene unos 42 años de luz y 42 de noche.',
      de: 'Ein Eisriese, der auf der Seite liegt: Jeder Pol hat rund 42 Jahre Tag und 42 Jahre Nacht.'
    },
    mass1e24Kg: 86.8,
    diameterKm: 51118,
    gravityMs2: 8.7,
    dayHours: 17.2,
    orbitDays: 30589,
    distanceMillionKm: 2867,
    temperatureC: -195,
    moons: 29,
    rings: true,
    note: 'Editor: S/2025 U 1 has no name yet.'
  },
  {
    id: 'neptune',
    names: { en: 'Neptune', es: 'Neptuno', de: 'Neptun' },
    descriptions: {
      en: 'The farthest planet, found by calculation in 1846, with the fastest winds measured on any of the eight.',
      es: 'El planeta más lejano, hallado mediante cálculos en 1846, con los vientos más rápidos medidos en los ocho.',
      de: 'Der fernste Planet, 1846 durch Rechnung gefunden, mit den schnellsten Winden, die auf den acht gemessen wurden.'
    },
    mass1e24Kg: 102,
    diameterKm: 49528,
    gravityMs2: 11,
    dayHours: 16.1,
    orbitDays: 59800,
    distanceMillionKm: 4515,
    temperatureC: -200,
    moons: 16,
    rings: true,
    note: 'Editor: name Le Verrier, Adams and Galle.'
  }
]

// The same letter can arrive as one code point or as two: `ú`, or `u` with an accent that follows.
const fold = (/** @type {string} */ name) => name.normalize('NFC').toLowerCase()

const planetsByName = new Map(planets.flatMap((planet) => Object.values(planet.names).map((name) => [fold(name), planet])))

/**
 * Finds a planet by its name in any of the languages, in any case: `Merkur`, `mercurio`, `MERCURY`.
 *
 * @param {string} name
 * @returns {typeof planets[number] | undefined} `undefined` if no planet has the name
 */
export function findPlanet (name) {
  return planetsByName.get(fold(name))
}
