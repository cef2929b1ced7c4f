import type { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { toCoupaError } from './interruption';

/** The error of a command that was carried out and could not be stored: it holds, and is stored when that is possible again. */
export function notStored(error: unknown): CoupaError {
  const known = toCoupaError(error);
  return known.with({
    phrase: phrase`${known.phrase} The command is carried out all the same, and stored as soon as that is possible. If Node-RED is restarted before, or another instance of the fleet leads, send it again.`,
  });
}
