import { variableOf } from '../../../lib/base/environment-variable';
import type { Said } from '../../../lib/base/text/said';
import type { Answers, Refusal } from '../../admin/answers';
import { type Answer, AskFailed, ask } from '../ask/ask';
import { lastAnswer, type Outcome } from '../ask/last-answer';
import { offerConnections } from '../connection/offer-connections';
import { busyLine, isOccupied, occupy } from '../page/busy';
import { localTime } from '../page/local-time';
import { make } from '../page/make';
import type { Say } from '../page/say';
import { verdict } from '../page/verdict';
import { showRecord, type TriedAnyhow } from './tried-record';

/** How a dialog tries itself. */
export interface TrialOptions {
  say: Say;
  path: keyof Answers & ('try' | 'try-cso' | 'try-record');
  /** What is asked, of another connection where one is given. */
  body: (connection?: string) => object;
  /** What has to be done first. */
  ready: () => string | undefined;
  /** What the field of the connection says. */
  connection: () => string;
}

type Tried = Answer<'try' | 'try-cso' | 'try-record'> | Said<Refusal>;

/**
 * Lets a button fetch the first records there are, and shows them beside what a message would say of them.
 *
 * @returns puts away what was found, or is being asked for: it does not fit the fields any more
 */
export function tryIt(button: HTMLButtonElement, place: HTMLElement, options: TrialOptions): () => void {
  const { say, path, body, ready, connection } = options;
  const answered = lastAnswer<Tried>((outcome) => {
    occupy(button, false);
    place.replaceChildren(...describe(outcome, say));
    // At 200 % it would come below the edge, and pressing would seem to do nothing.
    place.firstElementChild?.scrollIntoView({ block: 'nearest' });
  });
  const begin = (other?: string) => {
    // The button that was pressed may go away.
    button.focus();
    occupy(button, true);
    place.replaceChildren(busyLine(say('try.busy')));
    void answered(() => ask({ path, body: body(other) }));
  };
  button.addEventListener('click', () => {
    if (isOccupied(button)) return;
    const first = ready();
    if (first !== undefined) {
      place.replaceChildren(verdict('warning', first));
      return;
    }
    const variable = variableOf(connection());
    if (variable === undefined) begin();
    else place.replaceChildren(offerConnections(variable, say, begin));
  });
  return () => {
    answered.drop();
    occupy(button, false);
    place.replaceChildren();
  };
}

function describe(outcome: Outcome<Tried>, say: Say): HTMLElement[] {
  if (!('answer' in outcome)) {
    const isForbidden = outcome.failure instanceof AskFailed && outcome.failure.isForbidden;
    return [verdict('error', say(isForbidden ? 'try.forbidden' : 'try.failed'))];
  }
  const { answer } = outcome;
  if (answer.error) return [verdict('error', say(`errors.${answer.error.code}`), answer.error.message)];
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
