import { variableOf } from '../../../lib/base/environment-variable';
import type { Said } from '../../../lib/base/text/said';
import type { Refusal } from '../../admin/answers';
import { type Answer, AskFailed, ask } from '../../editor/ask/ask';
import { lastAnswer, type Outcome } from '../../editor/ask/last-answer';
import { offerConnections } from '../../editor/connection/offer-connections';
import { busyLine, isOccupied, occupy } from '../../editor/page/busy';
import { make } from '../../editor/page/make';
import type { Say } from '../../editor/page/say';
import { verdict } from '../../editor/page/verdict';

/** How a dialog shows what would be written. */
export interface RehearsalOptions {
  say: Say;
  /** What is asked, of another connection where one is given. */
  body: (connection?: string) => object;
  /** What has to be done first. */
  ready: () => string | undefined;
  /** What the field of the connection says. */
  connection: () => string;
}

type Rehearsed = Answer<'dry-run'> | Said<Refusal>;
type RehearsedObject = Answer<'dry-run'>['objects'][number];

/**
 * Lets a button show the requests that some objects would lead to, with what is to be said of each.
 *
 * @returns puts away what was found: it does not fit the fields any more
 */
export function rehearseIt(
  button: HTMLButtonElement,
  place: HTMLElement,
  options: RehearsalOptions,
): () => void {
  const { say, body, ready, connection } = options;
  const answered = lastAnswer<Rehearsed>((outcome) => {
    occupy(button, false);
    place.replaceChildren(...describe(outcome, say));
    place.firstElementChild?.scrollIntoView({ block: 'nearest' });
  });
  const begin = (other?: string) => {
    button.focus();
    occupy(button, true);
    place.replaceChildren(busyLine(say('try.busy')));
    void answered(() => ask({ path: 'dry-run', body: body(other) }));
  };
  button.addEventListener('click', () => {
    if (isOccupied(button)) return;
    const first = ready();
    const variable = variableOf(connection());
    if (first !== undefined) place.replaceChildren(verdict('warning', first));
    else if (variable === undefined) begin();
    else place.replaceChildren(offerConnections(variable, say, begin));
  });
  return () => {
    answered.drop();
    occupy(button, false);
    place.replaceChildren();
  };
}

function describe(outcome: Outcome<Rehearsed>, say: Say): HTMLElement[] {
  if (!('answer' in outcome)) {
    const isForbidden = outcome.failure instanceof AskFailed && outcome.failure.isForbidden;
    return [verdict('error', say(isForbidden ? 'try.forbidden' : 'try.failed'))];
  }
  const { answer } = outcome;
  if (answer.error) return [verdict('error', say(`errors.${answer.error.code}`), answer.error.message)];
  const { objects, left } = answer;
  return [
    make('p', {}, say('dryRun.nothingSent')),
    make('div', { 'aria-live': 'off' }, ...objects.map((one, index) => describeObject(one, index, say))),
    ...(left > 0 ? [make('p', {}, say('dryRun.left', { count: left }))] : []),
  ];
}

function describeObject(object: RehearsedObject, index: number, say: Say): HTMLElement {
  const { request, found, refused, warnings } = object;
  const findings = warnings.map(({ path, message }) => verdict('warning', message, path));
  const shown = request?.body ?? request?.form ?? found;
  return make(
    'details',
    { class: 'coupa-record', open: index === 0 || refused !== undefined || findings.length > 0 },
    make(
      'summary',
      {},
      request && make('span', { class: 'coupa-badge' }, request.method),
      make('strong', {}, request?.path ?? say(refused === undefined ? 'dryRun.unchanged' : 'dryRun.refused')),
    ),
    ...(refused === undefined ? [] : [verdict('error', refused)]),
    ...findings,
    ...(shown === undefined
      ? []
      : [
          make(
            'pre',
            { tabindex: '0', 'aria-label': say('dryRun.body') },
            JSON.stringify(shown, undefined, 2),
          ),
        ]),
  );
}
