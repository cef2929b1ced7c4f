/** A stored value is not of the form in which it was written. */
export class Malformed extends Error {
  override readonly name = 'Malformed';

  constructor(
    /** Where it stands: `scan.ranges[0].after`. */
    readonly place: string,
  ) {
    super(place);
  }
}

/** Reads a stored value. @throws {Malformed} */
export type Reader<Value> = (value: unknown, place: string) => Value;

/** What is stored of an object: a reader for each of its members. */
export type Form<Value> = { readonly [Name in keyof Value]-?: Reader<Value[Name]> };

/** Takes a value as it is when it passes. */
export function passing<Value>(is: (value: unknown) => value is Value): Reader<Value> {
  return (value, place) => {
    if (is(value)) return value;
    throw new Malformed(place);
  };
}

export const text = passing((value): value is string => typeof value === 'string');

export const flag = passing((value): value is boolean => typeof value === 'boolean');

export const integer = passing((value): value is number => Number.isSafeInteger(value));

/** A count of something. */
export const count = passing((value): value is number => Number.isSafeInteger(value) && Number(value) >= 0);

/** Epoch milliseconds of a date that can be written. */
export const moment = passing(
  (value): value is number => typeof value === 'number' && Math.abs(value) <= 8.64e15,
);

/** What may be missing. */
export function optional<Value>(read: Reader<Value>): Reader<Value | undefined> {
  return (value, place) => (value === undefined ? undefined : read(value, place));
}

/** What is `null` where it is missing. */
export function orNull<Value>(read: Reader<Value>): Reader<Value | undefined> {
  return (value, place) => (value === null ? undefined : read(value, place));
}

export function listOf<Item>(read: Reader<Item>): Reader<Item[]> {
  return (value, place) => {
    if (!Array.isArray(value)) throw new Malformed(place);
    return value.map((item, index) => read(item, `${place}[${index}]`));
  };
}

/** An object with these members and no other: one that is not known may be one that is misspelt. */
export function objectOf<Value extends object>(form: Form<Value>): Reader<Value> {
  return (value, place) => {
    if (!isObject(value)) throw new Malformed(place);
    const at = (name: string) => (place === '' ? name : `${place}.${name}`);
    for (const name of Object.keys(value)) if (!Object.hasOwn(form, name)) throw new Malformed(at(name));
    const read: Partial<Value> = {};
    for (const name of Object.keys(form) as (keyof Value & string)[]) {
      const member = form[name](value[name], at(name));
      if (member !== undefined) read[name] = member;
    }
    return read as Value;
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
