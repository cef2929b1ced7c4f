import { phrase } from '../../base/text/phrase';
import type { Notice } from '../model/notices';

/** One answer named a time that others do not agree with. Epoch milliseconds. */
export function ignoredNotice(said: number, others: number): Notice {
  return {
    key: 'clock-ignored',
    text: phrase`An answer of the tenant said that it was ${iso(said)}, another one that it was ${iso(others)}: a machine or a proxy there has a wrong clock. The position does not follow such an answer, and nothing is lost.`,
  };
}

/** Several answers agree that the clock went ahead. Monotonic time stands still while a computer sleeps, so that may be all. Epoch milliseconds. */
export function aheadNotice(said: number, expected: number): Notice {
  return {
    key: 'clock-ahead',
    text: phrase`The tenant's clock went ahead, or this computer stood still (it slept, or its virtual machine was paused): the tenant's answers say that it was ${iso(said)}, and ${iso(expected)} was to be expected by the time that passed here. The position follows. Should later answers say that this was wrong, it goes back again, and nothing is lost.`,
  };
}

/** Answers say that the clock went back. Epoch milliseconds. */
export function backNotice(said: number, before: number, to: number, isCertain: boolean): Notice {
  if (isCertain)
    return {
      key: 'clock-back',
      text: phrase`The tenant's clock went back, or machines there disagree: an answer said that it was ${iso(said)} after others had said ${iso(before)}. Polling goes back to ${to <= 0 ? phrase`the beginning` : iso(to)}, so that nothing is lost; records sent since then may come again.`,
    };
  return {
    key: 'clock-back-unmeasured',
    text: phrase`The tenant's clock went back, or machines there disagree: an answer said that it was ${iso(said)} after others had said ${iso(before)}. Polling goes back to ${to <= 0 ? phrase`the beginning` : iso(to)}; records sent since then may come again. How much time passed in between cannot be measured, for example because the node was restarted. If the clock was set meanwhile, records dated earlier than that may be missing: send the command "backfill" for that time.`,
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
