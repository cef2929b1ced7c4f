import { isObject } from '../base/form';

/** Objects within objects: a command, its order, its message, a member of that. */
const deepest = 3;

/** What nodes for requests and sockets put at a message: their headers and cookies may say passwords. */
const ofRequests = ['req', 'res', '_session'];

/** What a URL may want of a request. */
const asked = ['query', 'params'];

/** What can travel as JSON of a value: members that cannot stay behind, and so does what came with a request, but for what it asks for. */
export function plain(value: unknown, depth = 0): unknown {
  if (depth > deepest || !isObject(value)) return isJson(value) ? value : undefined;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    plain(ofRequests.includes(name) ? questionOf(member) : member, depth + 1),
  ]);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

function questionOf(request: unknown): unknown {
  if (!isObject(request)) return undefined;
  const members = asked.filter((name) => request[name] !== undefined).map((name) => [name, request[name]]);
  return members.length > 0 ? Object.fromEntries(members) : undefined;
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
