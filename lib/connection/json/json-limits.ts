import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';

/**
 * Levels of arrays and objects an answer may have. Coupa's have about ten; what is deeper was built to overflow the
 * stack of whoever walks it.
 */
export const deepestLevel = 500;

/**
 * Values of one answer: numbers, texts, objects, lists. A value may take two bytes of an answer, a thousandth of that when
 * compressed, and a hundred bytes of memory. Pages of the largest invoices have a quarter of this.
 */
export const mostValues = 1_000_000;

/** Elements of one list: no API lists more than a few thousand at once. */
export const mostElements = 100_000;

/** Bytes of one element of a list. It is kept as a message, as a text, and in the position's file. */
export const largestElement = 16 * 1024 * 1024;

/** What is thrown of a text that is nested too deeply. */
export function tooDeep(): CoupaError {
  return limit(
    phrase`The JSON has more than ${deepestLevel} levels of arrays and objects. No Coupa answer does: check the site address.`,
  );
}

/** What is thrown of an answer that would fill the memory. */
export function tooManyValues(): CoupaError {
  return limit(phrase`The JSON has more than ${mostValues} values. Ask for fewer records or fields at once.`);
}

/** What is thrown of a list that was not cut into pages. */
export function tooManyElements(): CoupaError {
  return limit(
    phrase`The list has more than ${mostElements} elements. Ask for fewer records at once; if few were asked for, something between here and Coupa drops the limit.`,
  );
}

/** What is thrown of an element that no flow could handle. */
export function elementTooLarge(): CoupaError {
  return limit(phrase`It is larger than ${largestElement} bytes. Ask for fewer of its fields.`);
}

function limit(what: Phrase): CoupaError {
  return new CoupaError('COUPA_RESPONSE', what, { reason: { kind: 'body', fault: 'excessive' } });
}
