/**
 * A number as `String` writes it, where there are very many: V8 keeps the last thousands of texts that `String` made of numbers, long
 * enough for each to outlive the collections of young objects, so that they pile up until a full one. The writer of JSON keeps none.
 *
 * @param value finite
 */
export function numberText(value: number): string {
  return JSON.stringify(value);
}
