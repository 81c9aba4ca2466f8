/**
 * The members of a problem as a schema, with what a page calls them (RFC 9457 §3.1): `type` and `title` are not among its fields.
 */

/** A label in English, and in the languages that the default page has words in too: de, es, fr, it, nl, pt. */
function labelled (title: string, others: string): object {
  const [de, es, fr, it, nl, pt] = others.split(', ')
  return { title, 'x-titles': { de, es, fr, it, nl, pt } }
}

const TEXT = { type: 'string' }
// Arrays are lists of `i` in XML (RFC 9457 appendix B).
const LIST = { type: 'array', items: { type: 'string', xml: { name: 'i' } }, xml: { wrapped: true } }

export const MEMBERS = {
  type: TEXT,
  title: TEXT,
  status: { ...labelled('Status', 'Status, Estado, Statut, Stato, Status, Estado'), type: 'integer' },
  detail: { ...labelled('Detail', 'Näheres, Detalle, Détail, Dettaglio, Details, Detalhe'), ...TEXT },
  instance: { ...labelled('Address', 'Adresse, Dirección, Adresse, Indirizzo, Adres, Endereço'), ...TEXT },
  code: { ...labelled('Code', 'Code, Código, Code, Codice, Code, Código'), ...TEXT },
  errors: {
    ...labelled('Errors', 'Fehler, Errores, Erreurs, Errori, Fouten, Erros'),
    type: 'array',
    xml: { wrapped: true },
    items: { type: 'object', properties: { location: TEXT, pointer: TEXT, detail: TEXT }, xml: { name: 'i' } }
  },
  requested: {
    ...labelled('Requested', 'Verlangt, Pedido, Demandé, Richiesto, Gevraagd, Pedido'),
    type: 'object',
    additionalProperties: TEXT
  },
  available: {
    ...labelled('Available', 'Zu haben, Disponible, Disponible, Disponibile, Beschikbaar, Disponível'),
    type: 'object',
    additionalProperties: LIST
  },
  unacceptable: {
    ...LIST,
    ...labelled('Not acceptable', 'Nicht annehmbar, No aceptable, Non acceptable, Non accettabile, Niet aanvaardbaar, Não aceitável')
  }
}
