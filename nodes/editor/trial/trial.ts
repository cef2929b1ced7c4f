import type { Answer } from '../ask/ask';
import { AskingButton } from '../ask/asking-button';
import { localTime } from '../page/local-time';
import { make } from '../page/make';
import type { Say } from '../page/say';
import { verdict } from '../page/verdict';
import { askThroughConnection, type ThroughConnection } from './through-connection';
import { showRecord, type TriedAnyhow } from './tried-record';

type TrialPath = 'try' | 'try-cso' | 'try-record';

/**
 * Lets a button fetch the first records there are, and shows them beside what a message would say of them.
 *
 * @returns puts away what was found, or is being asked for: it does not fit the fields any more
 */
export function tryIt(
  button: HTMLButtonElement,
  place: HTMLElement,
  options: ThroughConnection & { path: TrialPath },
): () => void {
  const { say, path } = options;
  const asking = new AskingButton<TrialPath>(button, place, {
    path,
    texts: { busy: say('try.busy'), forbidden: say('try.forbidden'), failed: say('try.failed') },
    refused: (code) => say(`errors.${code}`),
    describe: (answer) => describe(answer, say),
  });
  askThroughConnection(asking, options);
  return asking.forget;
}

function describe(answer: Answer<TrialPath>, say: Say): HTMLElement[] {
  const records: readonly TriedAnyhow[] = answer.records;
  if (records.length === 0) return [verdict('warning', say('try.none'), say('try.noneCure'))];
  const emptySince = 'emptySince' in answer ? answer.emptySince : undefined;
  const lead =
    emptySince === undefined
      ? say('try.found', { time: answer.milliseconds })
      : say('try.older', { time: localTime(emptySince) });
  // A screen reader announces that they came, and does not read out whole records.
  const shown = records.map((record, index) => showRecord(record, index, say));
  return [make('p', {}, lead), make('div', { 'aria-live': 'off' }, ...shown)];
}
