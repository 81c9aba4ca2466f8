/**
 * Dates as spreadsheets count them: days since 1899-12-30, the time of day as a fraction. ECMA-376, part 1, §18.17.4.
 *
 * In: text of a date or of a date and a time, or milliseconds since 1970. Out: the number; `undefined` for what has none.
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */

const DAY = 86_400_000
/** The number of 1970-01-01. */
const EPOCH = 25_569

// choice: what was before 1900-03-01 is text. Excel counts a 29th of February 1900 that was none, so programs do not agree.
const FIRST = 61
// 10000-01-01, which there is not any more.
const END = 2_958_466

/** A point in time. */
export function serialOf (time: number): number | undefined {
  const serial = time / DAY + EPOCH
  return serial >= FIRST && serial < END ? serial : undefined
}

/*
 * full-date    = date-fullyear "-" date-month "-" date-mday               (RFC 3339 §5.6)
 * partial-time = time-hour ":" time-minute ":" time-second [time-secfrac]
 * time-offset  = "Z" / time-numoffset
 * date-time    = full-date "T" partial-time time-offset
 *
 * choice: a space for T, and no offset, are read as well: databases write so.
 */
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))?)?$/i

export const DATE_LENGTH = '2024-02-29'.length

/**
 * The text of a date, or of a date and a time.
 *
 * choice: a time is that of UTC, as spreadsheets know no offsets, and to the millisecond, as they know nothing shorter.
 *
 * @example
 * serialOfText('2024-02-29') // 45351
 * serialOfText('2024-02-29T14:00:00+02:00') // 45351.5
 * serialOfText('2024-02-30') // undefined
 */
export function serialOfText (text: string): number | undefined {
  const [match, year, month, day, ...time] = DATE.exec(text) ?? []
  if (match === undefined) return undefined
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day))
  // Of a day that its month does not have, JavaScript makes one of the next; of the year 50, 1950.
  if (!text.startsWith(new Date(midnight).toISOString().slice(0, DATE_LENGTH))) return undefined
  const since = time[0] === undefined ? 0 : timeOfDay(time)
  return since === undefined ? undefined : serialOf(midnight + since)
}

/** In milliseconds. A leap second has no number. */
function timeOfDay ([hour, minute, second, fraction = '', sign, hours = '0', minutes = '0']: ReadonlyArray<string | undefined>): number | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'))
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000
  return ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + milliseconds - (sign === '-' ? -offset : offset)
}
