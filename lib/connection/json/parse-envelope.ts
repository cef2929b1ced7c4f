import { isUtf8 } from 'node:buffer';
import { CoupaError } from '../../base/errors';
import { endOfStringIn, isClosing, isOpening, openingBracket, quoteCode } from './json-characters';
import { mostElements, tooManyElements } from './json-limits';
import { AnswerBytes } from './list-elements';
import { readElements } from './read-elements';
import { tolerantParse } from './tolerant-parse';

/**
 * Parses an object that may have lists among its members, in which elements that cannot be read become `UnreadableRecord`s.
 *
 * @param bytes UTF-8, from its brace on.
 * @throws what the whole throws where no list is to blame.
 */
export function parseEnvelope(bytes: Buffer): unknown {
  try {
    if (isUtf8(bytes)) return tolerantParse(bytes.toString(), true);
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof CoupaError)) throw error;
  }
  const { rest, lists } = withoutLists(bytes);
  const envelope = tolerantParse(rest.toString(), true);
  for (const { name, elements } of lists) {
    const key: unknown = JSON.parse(name);
    if (typeof envelope !== 'object' || envelope === null || typeof key !== 'string') break;
    // Equal keys: the last one counts.
    if (!Array.isArray(Object.getOwnPropertyDescriptor(envelope, key)?.value)) continue;
    // Not by assignment: a key may be named `__proto__`.
    Object.defineProperty(envelope, key, {
      value: elements,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return envelope;
}

interface MemberList {
  /** Its key, as JSON. */
  name: string;
  elements: unknown[];
}

/** The lists that are members of the outermost object, and the object with empty ones in their places. */
function withoutLists(bytes: Buffer): { rest: Buffer; lists: MemberList[] } {
  const parts: Buffer[] = [];
  const lists: MemberList[] = [];
  const answer = new AnswerBytes(bytes, true);
  let from = 0;
  let depth = 0;
  let name = '""';
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quoteCode) {
      const end = endOfStringIn(bytes, at);
      if (depth === 1) name = bytes.toString('utf8', at, Math.min(end, at + longestName) + 1);
      at = end;
    } else if (byte === openingBracket && depth === 1) {
      const { elements, end } = readElements(answer, at);
      lists.push({ name, elements });
      answer.elements += 1;
      if (answer.elements > mostElements) throw tooManyElements();
      parts.push(bytes.subarray(from, at + 1));
      from = end - 1;
      at = from;
    } else if (isOpening(byte)) depth += 1;
    else if (isClosing(byte)) depth -= 1;
  }
  parts.push(bytes.subarray(from));
  return { rest: Buffer.concat(parts), lists };
}

/** Bytes of a name of a list; what is longer is a text, and no JSON when it is cut. */
const longestName = 1000;
