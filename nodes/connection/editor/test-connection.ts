import type { Answer } from '../../editor/ask/ask';
import { AskingButton } from '../../editor/ask/asking-button';
import type { ConnectionFields } from '../../editor/connection/connection-fields';
import { part, place } from '../../editor/page/part';
import type { Say } from '../../editor/page/say';
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

/** Lets the button try the fields of the dialog and tells the result beside it, in plain words. */
export function testConnection(dialog: HTMLElement, { say, fields, uses, tested }: TestOptions): void {
  const button = part(dialog, '#coupa-config-test', HTMLButtonElement);
  const asking = new AskingButton(button, place(dialog, '#coupa-config-report'), {
    path: 'test-connection',
    texts: { busy: say('test.busy'), forbidden: say('test.forbidden'), failed: say('test.failed') },
    refused: () => say('test.failed'),
    describe: (report) => {
      unfold(dialog, report);
      tested(report);
      return findingsAndFacts(report, say);
    },
  });
  // What was found is no longer what the fields say.
  dialog.addEventListener('input', asking.forget);
  $(dialog).on('change', asking.forget);
  asking.onPress(() => asking.ask({ connection: fields(), uses: uses() }));
}

/** Opens the folded parts of the dialog that the cures speak of. */
function unfold(dialog: HTMLElement, { findings }: Answer<'test-connection'>): void {
  for (const { kind } of findings) {
    const name = sectionOf(kind);
    const section = name && dialog.querySelector<HTMLDetailsElement>(`[data-coupa-section="${name}"]`);
    if (section) section.open = true;
  }
}
