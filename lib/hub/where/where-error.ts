import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';

/**
 * An error that shows its place in a `where` text; `details` is `{ text, position, length }`.
 *
 * @param problem what is wrong there, as the rest of a sentence
 */
export function whereError(text: string, position: number, length: number, problem: Phrase): CoupaError {
  const place = text.slice(position, position + Math.max(length, 1));
  const shown = place.length > 60 ? `${place.slice(0, 59)}…` : place;
  const where = shown === '' ? phrase`at its end` : phrase`at character ${position + 1}, ${shown}`;
  return new CoupaError('COUPA_CONFIG', phrase`Reading the "where" of the URL failed ${where}: ${problem}.`, {
    reason: { kind: 'setting', position, length },
    details: { text },
  });
}
