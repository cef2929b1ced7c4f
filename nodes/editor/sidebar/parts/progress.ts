import type { Said } from '../../../../lib/base/text/said';
import type { Progress } from '../../../../lib/poll/model/report';
import type { Say } from '../../page/say';
import { momentOf, numberOf } from './amounts';

/** How far a reading is: what it has sent, its share and its end as far as they are known. */
export function progressOf({ sent, share, estimatedEnd }: Said<Progress>, say: Say): string {
  const count = numberOf(sent);
  if (share === undefined) return say('sidebar.progress.count', { count });
  const percent = Math.floor(share * 100);
  if (estimatedEnd === undefined) return say('sidebar.progress.share', { count, percent });
  return say('sidebar.progress.end', { count, percent, time: momentOf(estimatedEnd) });
}
