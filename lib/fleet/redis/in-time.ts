import type { Clock } from '../../base/clock';
import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';

/**
 * What an engine answers, or an error once it has taken too long: a connection that is half open answers nothing for a quarter of an
 * hour.
 *
 * @param giveUp called when it has.
 * @throws {CoupaError} `COUPA_STATE`
 */
export async function inTime<Result>(
  work: Promise<Result>,
  { clock, timeoutMs, name }: { clock: Clock; timeoutMs: number; name: string },
  giveUp: () => void,
): Promise<Result> {
  let timer: unknown;
  const late = new Promise<never>((_, reject) => {
    timer = clock.setTimeout(() => {
      giveUp();
      reject(unanswered(name, timeoutMs));
    }, timeoutMs);
  });
  // Given up, it still ends some time.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clock.clearTimeout(timer);
  }
}

/** What is told of an engine that was silent for so long. */
export function unanswered(name: string, milliseconds: number): CoupaError {
  return new CoupaError(
    'COUPA_STATE',
    phrase`The engine ${name} did not answer within ${milliseconds / 1000} seconds. Nothing is lost: the polls go on when it does.`,
  );
}
