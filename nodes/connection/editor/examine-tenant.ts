import type { Said } from '../../../lib/base/text/said';
import type { Refusal } from '../../admin/answers';
import { type Answer, AskFailed, ask } from '../../editor/ask/ask';
import { lastAnswer, type Outcome } from '../../editor/ask/last-answer';
import type { ConnectionFields } from '../../editor/connection/connection-fields';
import { isOccupied, occupy } from '../../editor/page/busy';
import { make } from '../../editor/page/make';
import { part, place } from '../../editor/page/part';
import type { Say } from '../../editor/page/say';
import { verdict } from '../../editor/page/verdict';
import { examinationView } from './examination-view';

type Examined = Answer<'examination'> | Said<Refusal>;

/** Lets the button examine the tenant of the dialog, shows how far that is, and at last the report. */
export function examineTenant(
  dialog: HTMLElement,
  { say, fields }: { say: Say; fields: () => ConnectionFields },
): void {
  const button = part(dialog, '#coupa-config-examine', HTMLButtonElement);
  const view = place(dialog, '#coupa-config-examination');
  const show = (...shown: HTMLElement[]) => {
    view.replaceChildren(...shown);
    view.firstElementChild?.scrollIntoView({ block: 'nearest' });
  };
  const progress = progressLine(say);
  const answered = lastAnswer<Examined>((outcome) => {
    occupy(button, false);
    show(...describe(outcome, say));
  });
  const forget = () => {
    answered.drop();
    occupy(button, false);
    view.replaceChildren();
  };
  dialog.addEventListener('input', forget);
  $(dialog).on('change', forget);
  button.addEventListener('click', () => {
    if (isOccupied(button)) return;
    occupy(button, true);
    progress.show(0, 1);
    show(progress.line);
    void answered(() =>
      follow(
        fields(),
        (asked, of) => progress.show(asked, of),
        () => progress.line.isConnected,
      ),
    );
  });
}

/** Begins an examination and asks for news until it is over, or nobody looks any more. */
async function follow(
  connection: ConnectionFields,
  heard: (asked: number, of: number) => void,
  isLookedAt: () => boolean,
): Promise<Examined> {
  const begun = await ask({ path: 'examine', body: { connection } });
  if (begun.error) return begun;
  let asked = 0;
  for (;;) {
    const news = await ask({ path: 'examination', body: { examination: begun.examination, asked } });
    if (news.error || news.report || !isLookedAt()) return news;
    asked = news.asked;
    heard(asked, news.of);
  }
}

function progressLine(say: Say) {
  const bar = make('progress', { max: 1, value: 0, 'aria-label': say('examine.progress') });
  const words = make('span', { role: 'status' });
  const line = make('p', { class: 'coupa-examining' }, bar, ' ', words);
  return {
    line,
    show(asked: number, of: number): void {
      bar.max = of;
      bar.value = asked;
      words.textContent = say('examine.busy', { asked, of: of === 1 ? '…' : of });
    },
  };
}

function describe(outcome: Outcome<Examined>, say: Say): HTMLElement[] {
  if (!('answer' in outcome)) {
    const isForbidden = outcome.failure instanceof AskFailed && outcome.failure.isForbidden;
    return [verdict('error', say(isForbidden ? 'test.forbidden' : 'examine.failed'))];
  }
  const { answer } = outcome;
  if (answer.error) return [verdict('error', say('examine.failed'), answer.error.message)];
  const { report, json } = answer;
  return report === undefined || json === undefined ? [] : examinationView(report, json, say);
}
