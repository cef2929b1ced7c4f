import { phrase } from '../base/text/phrase';
import { pieceError } from './template-pieces';

/** Longer than any server takes; keeps the work for a text that was pasted by mistake small. */
const longest = 16_384;

/**
 * Refuses a URL template that no server would take, before anybody takes it apart.
 *
 * @param offset index of `text` in what the user sees
 * @throws {CoupaError} `COUPA_CONFIG` with `details: { position, length }`.
 */
export function checkUrlLength(text: string, offset = 0): void {
  if (text.length > longest) {
    throw pieceError(
      offset,
      text.length,
      phrase`The URL is longer than ${longest} characters, which no server takes.`,
    );
  }
  const blanks = /\s{100}/.exec(text);
  if (blanks === null) return;
  throw pieceError(
    offset + blanks.index,
    blanks[0].length,
    phrase`The URL has a hundred blanks in a row, perhaps from copying. Remove them.`,
  );
}
