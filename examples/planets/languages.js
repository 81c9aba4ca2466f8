/**
 * The languages of the example: the words that the views need, and how each language writes a number.
 */
import { MOONS_AS_OF } from './data.js'
import { FIRST_YEAR, LAST_YEAR } from './elements.js'

/** The first is the one for a client that names none of them, or states no wish. */
export const languages = /** @type {const} */ (['en', 'es', 'de'])

/** @typedef {typeof languages[number]} Language */

// Built once: making an Intl.NumberFormat costs far more than using it.
function numberFormats (/** @type {Language} */ language) {
  const plain = new Intl.NumberFormat(language)
  const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1 })
  const threeDigits = new Intl.NumberFormat(language, { minimumSignificantDigits: 3 })
  return {
    mass1e24Kg: threeDigits,
    diameterKm: plain,
    gravityMs2: tenths,
    dayHours: tenths,
    orbitDays: plain,
    distanceMillionKm: tenths,
    temperatureC: plain,
    moons: plain
  }
}

/** @typedef {keyof ReturnType<typeof numberFormats>} Figure a field of a planet that holds a number */

const english = {
  language: 'en',
  ownName: 'English',
  formats: numberFormats('en'),
  title: 'The eight planets',
  introduction: 'Mass, size, climate and company of the planets of the Solar System.',
  caption: 'From the Sun outwards',
  planet: 'Planet',
  figures: {
    mass1e24Kg: { label: 'Mass', unit: '× 10²⁴ kg' },
    diameterKm: { label: 'Diameter', unit: 'km' },
    gravityMs2: { label: 'Gravity', unit: 'm/s²' },
    dayHours: { label: 'Day', unit: 'hours' },
    orbitDays: { label: 'Year', unit: 'days' },
    distanceMillionKm: { label: 'Distance from the Sun', unit: 'million km' },
    temperatureC: { label: 'Temperature', unit: '°C' },
    moons: { label: 'Moons', unit: '' }
  },
  rings: 'Rings',
  yes: 'yes',
  no: 'no',
  source: `NASA Planetary Fact Sheet; moons known in ${MOONS_AS_OF}`,
  skip: 'Skip to the content',
  allPlanets: 'All planets',
  format: 'Format',
  speak: 'Language',
  ask: {
    heading: 'Ask for another format or language',
    explanation: 'This address answers in twelve formats and three languages. The request chooses: its Accept field names the ' +
      'format, Accept-Language the language. A link cannot send them, so the address can say both: /planets/mars.csv?lang=es.',
    json: 'JSON, for programs; also for clients that state no wish',
    csv: 'CSV in Spanish, for a spreadsheet',
    markdown: 'Markdown, for agents',
    xml: 'XML, as the schema shapes it',
    html: 'This page in German'
  },
  orbits: {
    heading: 'The orbits, day by day',
    explanation: `Where each planet is, a row a day: a table as long as the years that the address asks for, from ${FIRST_YEAR} to ` +
      `${LAST_YEAR}, sent while it is computed. Without years it is that of 2000.`,
    stream: '26 years as CSV, of which the first lines are shown; then the server stops computing'
  }
}

/** @typedef {typeof english} Words */

/** @type {Words} */
const spanish = {
  language: 'es',
  ownName: 'español',
  formats: numberFormats('es'),
  title: 'Los ocho planetas',
  introduction: 'Masa, tamaño, clima y compañía de los planetas del sistema solar.',
  caption: 'Del Sol hacia fuera',
  planet: 'Planeta',
  figures: {
    mass1e24Kg: { label: 'Masa', unit: '× 10²⁴ kg' },
    diameterKm: { label: 'Diámetro', unit: 'km' },
    gravityMs2: { label: 'Gravedad', unit: 'm/s²' },
    dayHours: { label: 'Día', unit: 'horas' },
    orbitDays: { label: 'Año', unit: 'días' },
    distanceMillionKm: { label: 'Distancia al Sol', unit: 'millones de km' },
    temperatureC: { label: 'Temperatura', unit: '°C' },
    moons: { label: 'Lunas', unit: '' }
  },
  rings: 'Anillos',
  yes: 'sí',
  no: 'no',
  source: `NASA Planetary Fact Sheet; lunas conocidas en ${MOONS_AS_OF}`,
  skip: 'Ir al contenido',
  allPlanets: 'Todos los planetas',
  format: 'Formato',
  speak: 'Idioma',
  ask: {
    heading: 'Pedir otro formato o idioma',
    explanation: 'Esta dirección responde en doce formatos y tres idiomas. Elige la petición: su campo Accept nombra el ' +
      'formato y Accept-Language el idioma. Un enlace no puede enviarlos; por eso lo puede decir la dirección: /planets/mars.csv?lang=es.',
    json: 'JSON, para programas; también para clientes que no piden nada',
    csv: 'CSV en español, para una hoja de cálculo',
    markdown: 'Markdown, para agentes',
    xml: 'XML, con la forma que le da el esquema',
    html: 'Esta página en alemán'
  },
  orbits: {
    heading: 'Las órbitas, día a día',
    explanation: `Dónde está cada planeta, una fila por día: una tabla tan larga como los años que pida la dirección, de ${FIRST_YEAR} a ` +
      `${LAST_YEAR}, enviada mientras se calcula. Sin años, es la de 2000.`,
    stream: '26 años en CSV, de los que se muestran las primeras líneas; después, el servidor deja de calcular'
  }
}

/** @type {Words} */
const german = {
  language: 'de',
  ownName: 'Deutsch',
  formats: numberFormats('de'),
  title: 'Die acht Planeten',
  introduction: 'Masse, Größe, Klima und Begleiter der Planeten des Sonnensystems.',
  caption: 'Von der Sonne nach außen',
  planet: 'Planet',
  figures: {
    mass1e24Kg: { label: 'Masse', unit: '× 10²⁴ kg' },
    diameterKm: { label: 'Durchmesser', unit: 'km' },
    gravityMs2: { label: 'Schwerkraft', unit: 'm/s²' },
    dayHours: { label: 'Tag', unit: 'Stunden' },
    orbitDays: { label: 'Jahr', unit: 'Tage' },
    distanceMillionKm: { label: 'Abstand zur Sonne', unit: 'Mio. km' },
    temperatureC: { label: 'Temperatur', unit: '°C' },
    moons: { label: 'Monde', unit: '' }
  },
  rings: 'Ringe',
  yes: 'ja',
  no: 'nein',
  source: `NASA Planetary Fact Sheet; bekannte Monde im Jahr ${MOONS_AS_OF}`,
  skip: 'Zum Inhalt springen',
  allPlanets: 'Alle Planeten',
  format: 'Format',
  speak: 'Sprache',
  ask: {
    heading: 'Ein anderes Format, eine andere Sprache',
    explanation: 'Diese Adresse antwortet in zwölf Formaten und drei Sprachen. Die Anfrage wählt: Ihr Feld Accept nennt das ' +
      'Format, Accept-Language die Sprache. Ein Link kann sie nicht senden; darum sagt es auch die Adresse: /planets/mars.csv?lang=es.',
    json: 'JSON, für Programme; auch für Clients, die keinen Wunsch äußern',
    csv: 'CSV auf Spanisch, für eine Tabellenkalkulation',
    markdown: 'Markdown, für Agenten',
    xml: 'XML, in der Form, die das Schema gibt',
    html: 'Diese Seite auf Deutsch'
  },
  orbits: {
    heading: 'Die Bahnen, Tag für Tag',
    explanation: `Wo jeder Planet steht, eine Zeile je Tag: eine Tabelle, so lang wie die Jahre, nach denen die Adresse fragt, von ${FIRST_YEAR} ` +
      `bis ${LAST_YEAR}, gesendet, während sie berechnet wird. Ohne Jahre ist es die von 2000.`,
    stream: '26 Jahre als CSV, von denen die ersten Zeilen erscheinen; dann hört der Server auf zu rechnen'
  }
}

/** @type {Readonly<Record<Language, Words>>} */
const wordsByLanguage = { en: english, es: spanish, de: german }

/**
 * Gives the words of the negotiated language.
 *
 * @param {string | undefined} language as it stands in `negotiated`; the routes declare no other than `languages`
 */
export function wordsOf (language) {
  return wordsByLanguage[/** @type {Language} */ (language)]
}

/** The fields that hold a number, in the order of the columns. */
export const figures = /** @type {Figure[]} */ (Object.keys(english.figures))
