import type { Clock } from '../../base/clock';
import { unanswered } from '../engine/unanswered';

/**
 * What an engine answers, or an error once it has taken too long: a connection that is half open answers nothing for a quarter of an
 * hour. Where this process itself stood still when the time was up (a flow that computes, a machine without a core to spare), the
 * answer may be there without having been read: it has as long again as that took, and no longer than the whole time once more.
 *
 * @param giveUp called when it has.
 * @throws {CoupaError} `COUPA_STATE`
 */
export async function inTime<Result>(
  work: Promise<Result>,
  { clock, timeoutMs, name }: { clock: Clock; timeoutMs: number; name: string },
  giveUp: () => void,
): Promise<Result> {
  const due = clock.monotonic() + timeoutMs;
  let timer: unknown;
  const late = new Promise<never>((_, reject) => {
    const end = () => {
      giveUp();
      reject(unanswered(name, timeoutMs));
    };
    timer = clock.setTimeout(() => {
      const stoodStillMs = clock.monotonic() - due;
      if (stoodStillMs < 1) end();
      else timer = clock.setTimeout(end, Math.min(stoodStillMs, timeoutMs));
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
