import { isJsonObject, type JsonObject, ownField } from '../base/json';

/**
 * Names of the asked fields that an object does not have as asked. The API leaves out nulls, may merge objects and
 * writes ids and numbers as texts, so a missing field equals null and empty, an object has to hold what was asked
 * and may hold more, and `10` equals `"10"`.
 */
export function unmetFields(asked: JsonObject, present: JsonObject): string[] {
  return Object.keys(asked).filter((name) => !meets(asked[name], ownField(present, name)));
}

function meets(asked: unknown, present: unknown): boolean {
  if (isBlank(asked)) return isBlank(present);
  if (Array.isArray(asked)) {
    return (
      Array.isArray(present) && asked.length === present.length && asked.every((v, i) => meets(v, present[i]))
    );
  }
  if (isJsonObject(asked)) return isJsonObject(present) && unmetFields(asked, present).length === 0;
  return (
    asked === present ||
    (isTextOrNumber(asked) && isTextOrNumber(present) && String(asked) === String(present))
  );
}

function isTextOrNumber(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
