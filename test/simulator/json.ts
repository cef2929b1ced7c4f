/** Attributes of a record by Coupa's hyphenated names. */
export interface Fields {
  [name: string]: unknown;
}

/** A number while it is exact, a bigint beyond 2^53. */
export type Id = number | bigint;

/** A record as the tenant holds it: hyphenated names, dates written with the tenant's offset. */
export interface TenantRecord extends Fields {
  id: Id;
}

/** Reads an id from anything that spells one. @throws {RangeError} */
export function toId(value: Id | string): Id {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  try {
    return BigInt(value);
  } catch (error) {
    throw new RangeError(`Not an id: ${String(value)}`, { cause: error });
  }
}

/** `JSON.stringify`, except that a bigint is written as the bare number it stands for. */
export function stringify(value: unknown): string {
  let large = false;
  const text = JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part !== 'bigint') return part;
    large = true;
    return `#bigint#${part}`;
  });
  return large ? text.replace(/"#bigint#(-?\d+)"/g, '$1') : text;
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The one spelling under which `updated-at` and `updated_at` are the same attribute. */
export function canonical(name: string): string {
  return name.replaceAll('_', '-');
}

/** Reads an attribute under either spelling. */
export function attribute(fields: Fields, name: string): unknown {
  return name in fields ? fields[name] : fields[canonical(name)];
}
