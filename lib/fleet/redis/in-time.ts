import type { Clock } from '../../base/clock';
import { unanswered } from '../engine/unanswered';

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
