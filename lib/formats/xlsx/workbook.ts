/**
 * A workbook as it grows: sheets one after another, rows one by one, in the parts of a package. ECMA-376, part 1, §18; part 2.
 *
 * In: sheets and data of their rows. Out: bytes. The same rows give the same bytes, whether they come together or one by one.
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-376/
 */
import { SheetNames } from './names.js'
import type { Sheet } from './sheets.js'
import { escapeText } from './text.js'
import { ZipWriter } from './zip.js'

/** How much there may be, for tests that cannot make so much. */
export interface Limits {
  /** Of a sheet, with its header. */
  readonly rows: number
  /** In bytes: how long the XML of a sheet grows. */
  readonly sheet: number
  /** In bytes. */
  readonly archive?: number
}

// As Excel has it; and half of what an entry of the archive may have, since a row may be as long as a string of JavaScript, 1.5 GB.
const LIMITS: Limits = { rows: 1_048_576, sheet: 2 ** 31 }

/** In characters: how long text grows before it is compressed. choice: twice what the window of the compression holds. */
const PIECE = 65_536

const NOTHING = new Uint8Array(0)

/** Writes a workbook. `take` gives the bytes that have been written since it was last called. */
export class WorkbookWriter {
  readonly #zip: ZipWriter
  readonly #limits: Limits
  readonly #names = new SheetNames()
  /** The names of the sheets so far. */
  readonly #sheets: string[] = []
  #text = ''
  #bytes: Uint8Array[] = []
  #sheet: Sheet | undefined
  /** Of the sheet that is open. */
  #rows = 0

  constructor (limits: Limits = LIMITS) {
    this.#limits = limits
    this.#zip = new ZipWriter(limits.archive)
    for (const [name, xml] of PARTS) this.#bytes.push(this.#zip.add(name, xml))
  }

  /** Begins a sheet; one that is open ends. */
  begin (sheet: Sheet): void {
    this.#endSheet()
    this.#sheet = sheet
    this.#rows = 1
    this.#sheets.push(this.#names.take(sheet.name))
    this.#bytes.push(this.#zip.begin(`xl/${partOf(this.#sheets.length)}`))
    this.#text = sheetStart(this.#sheets.length === 1) + sheet.head
  }

  /**
   * Adds a row to the sheet that is open. Where the sheet is full, another one begins with the same header.
   *
   * @param index that of the row in the payload
   */
  add (row: unknown, index: number): void {
    const sheet = this.#sheet as Sheet
    if (this.#rows >= this.#limits.rows || this.#zip.size >= this.#limits.sheet) this.begin(sheet)
    this.#rows++
    this.#text += sheet.formatRow(row, this.#rows, index)
    if (this.#text.length >= PIECE) this.#compress()
  }

  /** Ends the workbook. Without its end no program opens it. */
  end (): void {
    this.#endSheet()
    this.#bytes.push(this.#zip.add('xl/workbook.xml', workbookXml(this.#sheets)))
    this.#bytes.push(this.#zip.add('xl/_rels/workbook.xml.rels', relationshipsXml(this.#sheets.length)), this.#zip.finish())
  }

  take (): Uint8Array {
    if (this.#bytes.length === 0) return NOTHING
    const bytes = Buffer.concat(this.#bytes)
    this.#bytes = []
    return bytes
  }

  #endSheet (): void {
    if (this.#sheet === undefined) return
    this.#text += '</sheetData></worksheet>'
    this.#compress()
    this.#bytes.push(this.#zip.end())
  }

  #compress (): void {
    this.#bytes.push(this.#zip.write(this.#text))
    this.#text = ''
  }
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** The formats of cells, in the order of STYLES in cells.ts: number format and font of each. */
const CELL_FORMATS = [[0, 0], [0, 1], [164, 0], [165, 0], [0, 0, ' quotePrefix="1"']].map(([format, font, more = '']) => {
  return `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"${more}/>`
})

const STYLES_XML = `<styleSheet ${MAIN}>` +
  '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>' +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  `<cellXfs count="${CELL_FORMATS.length}">${CELL_FORMATS.join('')}</cellXfs>` +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'

// The sheets are of the default type: how many there will be is not known yet. Programs that look at the first bytes of a file know a
// workbook by the part that comes first.
const PARTS: ReadonlyArray<readonly [name: string, xml: string]> = [
  ['[Content_Types].xml', `${XML}<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Default Extension="xml" ContentType="${TYPE}.worksheet+xml"/>` +
    `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`],
  ['_rels/.rels', `${XML}<Relationships xmlns="${PACKAGE}/relationships">` +
    `<Relationship Id="rId1" Type="${DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
  ['xl/styles.xml', XML + STYLES_XML]
]

function partOf (number: number): string {
  return `worksheets/sheet${number}.xml`
}

/** The first row stays where it is while the others are scrolled. */
function sheetStart (isFirst: boolean): string {
  return `${XML}<worksheet ${MAIN}><sheetViews><sheetView${isFirst ? ' tabSelected="1"' : ''} workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
}

function workbookXml (names: readonly string[]): string {
  const sheets = names.map((name, index) => `<sheet name="${escapeText(name).replaceAll('"', '&quot;')}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
  return `${XML}<workbook ${MAIN} xmlns:r="${DOCUMENT}"><bookViews><workbookView/></bookViews><sheets>${sheets.join('')}</sheets></workbook>`
}

function relationshipsXml (count: number): string {
  const sheets = Array.from({ length: count }, (_, index) => {
    return `<Relationship Id="rId${index + 1}" Type="${DOCUMENT}/worksheet" Target="${partOf(index + 1)}"/>`
  })
  const styles = `<Relationship Id="rId${count + 1}" Type="${DOCUMENT}/styles" Target="styles.xml"/>`
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${sheets.join('')}${styles}</Relationships>`
}
