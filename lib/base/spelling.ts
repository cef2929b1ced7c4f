import { isJsonObject } from './json';

/** A member's name as Coupa's JSON has it; underscores are taken as well. */
export function plainMember(key: string): string {
  return key.replaceAll('_', '-');
}

/** A member under either spelling; `undefined` where the object has none of that name. */
export function memberOf(object: object, key: string): { value: unknown } | undefined {
  for (const name of [key, plainMember(key), key.replaceAll('-', '_')])
    if (Object.hasOwn(object, name)) return { value: Reflect.get(object, name) };
  return undefined;
}

/** The value at a path of members, `supplier.number`, under either spelling; `undefined` where there is none. Lists have no members. */
export function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const name of path.split('.')) {
    if (!isJsonObject(value)) return undefined;
    value = memberOf(value, name)?.value;
  }
  return value;
}
