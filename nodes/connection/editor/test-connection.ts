import type { Said } from '../../../lib/base/text/said';
import type { Refusal } from '../../admin/answers';
import { type Answer, AskFailed, ask } from '../../editor/ask/ask';
import { lastAnswer, type Outcome } from '../../editor/ask/last-answer';
import type { ConnectionFields } from '../../editor/connection/connection-fields';
import { busyLine, isOccupied, occupy } from '../../editor/page/busy';
import { part, place } from '../../editor/page/part';
import type { Say } from '../../editor/page/say';
import { verdict } from '../../editor/page/verdict';
import { findingsAndFacts, sectionOf } from './report';
import type { NodeUse } from './uses-of-flow';

/** How the connection in a dialog is tested. */
export interface TestOptions {
  say: Say;
  fields: () => ConnectionFields;
  /** What the flow's nodes do. */
  uses: () => NodeUse[];
  /** Gets the report. */
  tested: (report: Answer<'test-connection'>) => void;
}

type Tested = Answer<'test-connection'> | Said<Refusal>;

/** Lets the button try the fields of the dialog and tells the result beside it, in plain words. */
export function testConnection(dialog: HTMLElement, { say, fields, uses, tested }: TestOptions): void {
  const button = part(dialog, '#coupa-config-test', HTMLButtonElement);
  const report = place(dialog, '#coupa-config-report');
  const answered = lastAnswer<Tested>((outcome) => {
    occupy(button, false);
    report.replaceChildren(...describe(outcome, say));
    report.firstElementChild?.scrollIntoView({ block: 'nearest' });
    if (!('answer' in outcome) || outcome.answer.error) return;
    unfold(dialog, outcome.answer);
    tested(outcome.answer);
  });
  // What was found is no longer what the fields say.
  const forget = () => {
    answered.drop();
    occupy(button, false);
    report.replaceChildren();
  };
  dialog.addEventListener('input', forget);
  $(dialog).on('change', forget);
  button.addEventListener('click', () => {
    if (isOccupied(button)) return;
    occupy(button, true);
    report.replaceChildren(busyLine(say('test.busy')));
    const body = { connection: fields(), uses: uses() };
    void answered(() => ask({ path: 'test-connection', body }));
  });
}

function describe(outcome: Outcome<Tested>, say: Say): HTMLElement[] {
  if (!('answer' in outcome)) {
    const isForbidden = outcome.failure instanceof AskFailed && outcome.failure.isForbidden;
    return [verdict('error', say(isForbidden ? 'test.forbidden' : 'test.failed'))];
  }
  const { answer } = outcome;
  if (answer.error) return [verdict('error', say('test.failed'), answer.error.message)];
  return findingsAndFacts(answer, say);
}

/** Opens the folded parts of the dialog that the cures speak of. */
function unfold(dialog: HTMLElement, { findings }: Answer<'test-connection'>): void {
  for (const { kind } of findings) {
    const name = sectionOf(kind);
    const section = name && dialog.querySelector<HTMLDetailsElement>(`[data-coupa-section="${name}"]`);
    if (section) section.open = true;
  }
}
