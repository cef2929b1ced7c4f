import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';

/** What is told of an engine that was silent for so long. */
export function unanswered(name: string, milliseconds: number): CoupaError {
  return new CoupaError(
    'COUPA_STATE',
    phrase`The engine ${name} did not answer within ${milliseconds / 1000} seconds. Nothing is lost: the polls go on when it does.`,
  );
}
