import { hash } from 'node:crypto';
import { CoupaError } from '../../base/errors';
import { phrase, type Text } from '../../base/text/phrase';
import { isClosing, isOpening, quoteCode } from './json-characters';
import { endOfString } from './parse-json';

/** Bytes at the beginning of a record in which its id is looked for. */
const lookedAt = 64 * 1024;

/** Characters behind a name in which a value is looked for. */
const longestId = 100;

/**
 * An element of a list that cannot be read, in its place among those that can. It stands for a record of which no more is known
 * than perhaps its id.
 */
export class UnreadableRecord {
  /** Why, and which one. */
  readonly error: CoupaError;

  constructor(
    /** Its member `id`, if that can be told. */
    readonly id: number | string | undefined,
    why: Text,
    /** Tells it from others, and from what it was or will be. */
    readonly digest: string,
  ) {
    this.error = new CoupaError(
      'COUPA_RESPONSE',
      phrase`Record ${id ?? phrase`(without id)`} of the answer cannot be read: ${why} The others on its page can.`,
      { details: { id } },
    );
  }

  toJSON(): object {
    return { id: this.id, unreadable: this.digest };
  }
}

/** What is known of a record that cannot be read. */
export function unreadableRecord(bytes: Buffer, why: Text): UnreadableRecord {
  const id = idIn(bytes.toString('utf8', 0, lookedAt));
  return new UnreadableRecord(id, why, hash('sha256', bytes, 'base64url').slice(0, 16));
}

/** The member `id` of the outermost object, as far as the text can be followed. */
function idIn(json: string): number | string | undefined {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charCodeAt(at);
    if (character === quoteCode) {
      const end = endOfString(json, at);
      if (depth === 1 && json.slice(at + 1, end) === 'id') {
        const value = valueBehindName.exec(json.slice(end + 1, end + 1 + longestId));
        if (value !== null) return value[1] ?? asId(value[2] ?? '');
      }
      at = end;
    } else if (isOpening(character)) depth += 1;
    else if (isClosing(character)) depth -= 1;
  }
  return undefined;
}

/** Behind a name: a text without escapes, or a whole number. */
const valueBehindName = /^\s*:\s*(?:"([^"\\\p{Cc}]+)"|(-?\d+)(?=[\s,}]))/u;

/** Digits that a number cannot hold stay a text, as anywhere else. */
export function asId(digits: string): number | string {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : digits;
}
