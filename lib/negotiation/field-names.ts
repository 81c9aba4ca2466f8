/**
 * Names of fields as people write them.
 */

/**
 * A field name in lower case, as it stands in documents.
 *
 * @example
 * fieldName('accept-language') // 'Accept-Language'
 */
export function fieldName (field: string): string {
  return field.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase())
}
