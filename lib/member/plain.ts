import { isObject } from '../base/form';

/** Objects within objects: a command, its order, its message, a member of that. */
const deepest = 3;

/** What can travel as JSON of a value: members that cannot, like the response of an HTTP node, stay behind. */
export function plain(value: unknown, depth = 0): unknown {
  if (isJson(value)) return value;
  if (depth > deepest || !isObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member, depth + 1)]));
}

function isJson(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch (error) {
    // A circle, or a number that JSON does not have.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
