import type { Answer } from '../../editor/ask/ask';
import { AskingButton } from '../../editor/ask/asking-button';
import { make } from '../../editor/page/make';
import type { Say } from '../../editor/page/say';
import { verdict } from '../../editor/page/verdict';
import { askThroughConnection, type ThroughConnection } from '../../editor/trial/through-connection';

type RehearsedObject = Answer<'dry-run'>['objects'][number];

/**
 * Lets a button show the requests that some objects would lead to, with what is to be said of each.
 *
 * @returns puts away what was found: it does not fit the fields any more
 */
export function rehearseIt(
  button: HTMLButtonElement,
  place: HTMLElement,
  options: ThroughConnection,
): () => void {
  const { say } = options;
  const asking = new AskingButton(button, place, {
    path: 'dry-run',
    texts: { busy: say('try.busy'), forbidden: say('try.forbidden'), failed: say('try.failed') },
    refused: (code) => say(`errors.${code}`),
    describe: (answer) => describe(answer, say),
  });
  askThroughConnection(asking, options);
  return asking.forget;
}

function describe({ objects, left }: Answer<'dry-run'>, say: Say): HTMLElement[] {
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
