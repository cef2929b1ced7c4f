import {
  colonCode,
  endOfStringIn,
  isClosing,
  isOpening,
  openingBrace,
  quoteCode,
  skipSpace,
} from './json-characters';
import { asId } from './unreadable-record';

/** Bytes behind a name in which its value is looked for. */
const lookedAt = 600;

const comma = 0x2c;

/**
 * The member `id` of a record that is not parsed: a whole number, or a text without escapes. Coupa writes it first; where other members
 * are before it, it is looked for behind them.
 *
 * @param record from its first brace to its last
 * @returns `undefined` where it is something else, or there is none: then the record has to be parsed to know.
 */
export function idInRecord(record: Buffer): number | string | undefined {
  const colon = behindName(record);
  if (colon === undefined) return undefined;
  const [, digits, text] = value.exec(record.toString('latin1', colon, colon + lookedAt)) ?? [];
  return digits === undefined ? text : asId(digits);
}

const value = /^:[ \t\r\n]*(?:(-?(?:0|[1-9]\d{0,39}))|"([ !#-[\]-~]{1,500})")[ \t\r\n]*[,}]/;

/** Where the colon is behind the first name `id` that is the record's own. */
function behindName(record: Buffer): number | undefined {
  let depth = 0;
  let isBeforeName = false;
  for (let at = 0; at < record.length; at += 1) {
    const character = record[at] ?? 0;
    if (character === quoteCode) {
      const end = endOfStringIn(record, at);
      if (isBeforeName && isId(record, at, end)) {
        const colon = skipSpace(record, end + 1);
        return record[colon] === colonCode ? colon : undefined;
      }
      isBeforeName = false;
      at = end;
    } else if (isOpening(character)) {
      depth += 1;
      isBeforeName = depth === 1 && character === openingBrace;
    } else if (isClosing(character)) depth -= 1;
    else if (character === comma) isBeforeName = depth === 1;
  }
  return undefined;
}

/** Whether a text, from its quote to its other quote, is `id`, written as it is. */
function isId(record: Buffer, opening: number, end: number): boolean {
  return end - opening === 3 && record[opening + 1] === 0x69 && record[opening + 2] === 0x64;
}
