/**
 * What other libraries write of the same rows, by format: each as its documentation has it for rows whose columns are known, and with
 * the options that are fastest for such rows.
 *
 * In: a set of inputs/rows.js. Out: the content, of the kind that the library makes. No library knows the schema.
 */
import { Parser } from '@json2csv/plainjs'
import { Encoder } from 'cbor-x'
import { json2csv } from 'csv42'
import { stringify } from 'csv-stringify/sync'
import { csvFormat } from 'd3-dsv'
import ExcelJS from 'exceljs'
import { XMLBuilder } from 'fast-xml-parser'
import { writeXlsx } from 'hucre/xlsx'
import { dump } from 'js-yaml'
import { Packr } from 'msgpackr'
import Papa from 'papaparse'
import writeExcelFile from 'write-excel-file/node'
import YAML from 'yaml'

const CRLF = '\r\n'

/** Rows of CSV: their cells, and the columns. */
function cellsOf ({ rows, schema, toCells }) {
  if (toCells === undefined) return { cells: () => rows, columns: Object.keys(schema.items.properties) }
  return { cells: () => rows.map(toCells), columns: Object.keys(toCells(rows[0])) }
}

function csvPeer (make) {
  return (set) => {
    const { cells, columns } = cellsOf(set)
    const write = make(columns)
    return () => write(cells())
  }
}

/** Rows of a workbook, with dates as dates, which no library makes of text. */
function sheetPeer (make) {
  return (set) => {
    const { cells, columns } = cellsOf(set)
    const dates = columns.filter((name) => set.schema.items.properties[name]?.format === 'date-time')
    function typed (row) {
      const copy = { ...row }
      for (const name of dates) copy[name] = new Date(row[name])
      return copy
    }
    const write = make(columns)
    return () => write(cells().map(typed))
  }
}

function cellOf (value) {
  if (value === null) return null
  return { value, type: value.constructor, ...(value instanceof Date && { format: 'yyyy-mm-dd hh:mm:ss' }) }
}

/** By format and library: given a set, what writes its rows. */
export const peers = {
  csv: {
    'd3-dsv': csvPeer((columns) => (rows) => csvFormat(rows, columns)),
    csv42: csvPeer((columns) => {
      const fields = columns.map((name) => ({ name, getValue: (row) => row[name] }))
      return (rows) => json2csv(rows, { fields, eol: CRLF })
    }),
    '@json2csv/plainjs': csvPeer((fields) => {
      const parser = new Parser({ fields: fields.map((name) => ({ label: name, value: (row) => row[name] })), eol: CRLF })
      return (rows) => parser.parse(rows)
    }),
    // By place: faster than by name, and it takes a name with a dot for a path.
    'csv-stringify': csvPeer((columns) => {
      const options = { header: true, columns, record_delimiter: CRLF, cast: { boolean: String } }
      return (rows) => stringify(rows.map((row) => columns.map((name) => row[name])), options)
    }),
    papaparse: csvPeer((columns) => (rows) => Papa.unparse(rows, { columns, newline: CRLF }))
  },
  ndjson: {
    'JSON.stringify': ({ rows }) => () => {
      let lines = ''
      for (const row of rows) lines += JSON.stringify(row) + '\n'
      return lines
    }
  },
  sse: {
    'JSON.stringify': ({ rows }) => () => {
      let events = ''
      for (const row of rows) events += `data: ${JSON.stringify(row)}\n\n`
      return events
    }
  },
  xlsx: {
    hucre: sheetPeer((columns) => async (rows) => {
      const data = rows.map((row) => columns.map((name) => row[name]))
      return Buffer.from(await writeXlsx({ sheets: [{ name: 'Sheet1', rows: [columns, ...data] }] }))
    }),
    exceljs: sheetPeer((columns) => async (rows) => {
      const workbook = new ExcelJS.Workbook()
      const sheet = workbook.addWorksheet('Sheet1')
      sheet.columns = columns.map((name) => ({ header: name, key: name }))
      sheet.addRows(rows)
      return Buffer.from(await workbook.xlsx.writeBuffer())
    }),
    'write-excel-file': sheetPeer((columns) => async (rows) => {
      const header = columns.map((value) => ({ value, type: String }))
      const data = rows.map((row) => columns.map((name) => cellOf(row[name])))
      return await writeExcelFile([header, ...data]).toBuffer()
    })
  },
  xml: {
    'fast-xml-parser': ({ rows }) => {
      const builder = new XMLBuilder({})
      return () => builder.build({ root: { item: rows } })
    }
  },
  cbor: {
    'cbor-x': ({ rows }) => {
      const encoder = new Encoder({ useRecords: false })
      return () => encoder.encode(rows)
    },
    // Its own tags: what no other reader understands is no peer, and shows what the standard costs.
    'cbor-x, records': ({ rows }) => {
      const encoder = new Encoder()
      return () => encoder.encode(rows)
    }
  },
  msgpack: {
    msgpackr: ({ rows }) => {
      const packr = new Packr({ useRecords: false })
      return () => packr.pack(rows)
    },
    'msgpackr, records': ({ rows }) => {
      const packr = new Packr()
      return () => packr.pack(rows)
    }
  },
  yaml: {
    'js-yaml': ({ rows }) => () => dump(rows, { noRefs: true, lineWidth: -1 }),
    yaml: ({ rows }) => () => YAML.stringify(rows, { aliasDuplicateObjects: false, lineWidth: 0 })
  }
}
