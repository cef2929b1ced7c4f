import type { Said } from '../../../lib/base/text/said';
import type { Refusal } from '../../admin/answers';
import { type Answer, AskFailed, ask } from '../ask/ask';
import { type Asking, lastAnswer, type Outcome } from '../ask/last-answer';
import { busyLine } from '../page/busy';
import type { Say } from '../page/say';
import { unhurried } from '../page/unhurried';
import { verdict } from '../page/verdict';
import type { JQuery } from '../red';
import { type Choice, Choices } from './choices';
import { findingLists } from './findings';
import { buildForm, type Form, rowsOf } from './form';
import { summaryOf } from './import-summary';
import { addFlow, isHub, leaveDialogs, siteOf } from './import-target';

/** What the runtime read of a pasted configuration. */
export type Read = Answer<'import'>;

/**
 * Opens the dialog that makes a flow of a configuration of SAP Open Connectors or Rossum.
 *
 * @param options `connection`: id of the connection to propose
 */
export function openImport({ say, connection = '' }: { say: Say; connection?: string }): void {
  new ImportDialog(say, connection).open();
}

class ImportDialog {
  private readonly say: Say;
  private readonly form: Form;
  private readonly choices: Choices;
  private readonly answered: Asking<Read | Said<Refusal>>;
  /** Id of the connection that is proposed until one was chosen; `""`: a new one. */
  private proposed: string;
  private dialog: JQuery | undefined;
  /** The last answer of the runtime. */
  private read: Read | undefined;

  constructor(say: Say, proposed: string) {
    this.say = say;
    this.proposed = proposed;
    this.form = buildForm(say);
    this.choices = new Choices(this.form.result, say, {
      read: () => this.ask(),
      ticked: () => this.enable(),
    });
    this.answered = lastAnswer((outcome) => this.take(outcome));
    const read = unhurried(() => {
      this.choices.tickAll();
      this.ask();
    }, 300);
    this.form.text.addEventListener('input', read);
  }

  open(): void {
    const { text, whole } = this.form;
    const say = this.say;
    const dialog = $(whole).dialog({
      modal: true,
      width: Math.min(760, window.innerWidth - 40),
      height: Math.min(800, window.innerHeight - 40),
      resizable: false,
      title: say('import.title'),
      classes: { 'ui-dialog': 'red-ui-editor-dialog coupa-import-dialog' },
      buttons: [
        { id: 'coupa-import-cancel', text: say('import.cancel'), click: () => this.close() },
        {
          id: 'coupa-import-ok',
          text: say('import.ok'),
          class: 'primary',
          click: () => void this.import(),
        },
      ],
      open: () => {
        RED.keyboard.disable();
        text.focus();
      },
      close: () => {
        RED.keyboard.enable();
        $(whole).dialog('destroy').remove();
      },
    });
    this.dialog = dialog;
    this.enable();
  }

  private close(): void {
    this.dialog?.dialog('close');
  }

  private ask(): void {
    const { text, status } = this.form;
    if (text.value.trim() === '') {
      this.answered.drop();
      this.show(undefined);
      return;
    }
    status.replaceChildren(busyLine(this.say('import.busy')));
    void this.answered(() => ask({ path: 'import', body: this.question() }));
  }

  /** What the runtime is asked, as the dialog is now. */
  private question(): Choice & { text: string; siteAddress: string } {
    const { connection = this.proposed, target, callbackUrl } = this.choices.made();
    const ofConnection = isHub(connection) ? 'hub' : 'direct';
    return {
      text: this.form.text.value,
      target: connection === '' ? target : ofConnection,
      connection,
      siteAddress: siteOf(connection),
      callbackUrl,
    };
  }

  private take(outcome: Outcome<Read | Said<Refusal>>): void {
    if (!('answer' in outcome)) {
      const isForbidden = outcome.failure instanceof AskFailed && outcome.failure.isForbidden;
      this.fail(isForbidden ? 'import.forbidden' : 'import.failed');
      return;
    }
    const { answer } = outcome;
    if (answer.error) {
      this.fail('import.failed', answer.error.message);
      return;
    }
    if (answer.canBeDirect || answer.target === 'hub') {
      this.show(answer);
      return;
    }
    // What only a hub has was asked for without one: the proposed connection, or the choice for an earlier text, does not fit.
    this.proposed = '';
    this.form.result.replaceChildren();
    this.ask();
  }

  private fail(key: string, detail?: string): void {
    this.show(undefined);
    this.form.status.replaceChildren(verdict('error', this.say(key), detail));
  }

  private show(read: Read | undefined): void {
    this.read = read;
    const { text, status, result } = this.form;
    const focused = document.activeElement?.id;
    status.replaceChildren(...(read ? [summaryOf(read, this.say)] : []));
    text.rows = rowsOf(read ? 'read' : 'empty');
    const isUseful = read !== undefined && read.resources.length > 0;
    result.replaceChildren(
      ...(isUseful
        ? [...this.choices.rows(read, this.question()), ...findingLists(read.findings, this.say)]
        : []),
    );
    if (focused) document.getElementById(focused)?.focus();
    this.enable();
  }

  private ticked(): string[] {
    return this.choices.tickedOf(this.read?.resources ?? []);
  }

  private enable(): void {
    $('#coupa-import-ok').button(this.ticked().length === 0 ? 'disable' : 'enable');
  }

  private async import(): Promise<void> {
    $('#coupa-import-ok').button('disable');
    const body = { ...this.question(), select: this.ticked() };
    const outcome = await ask({ path: 'import', body }).then(
      (answer): Outcome<Read | Said<Refusal>> => ({ answer }),
      (failure: unknown) => ({ failure }),
    );
    if (!('answer' in outcome) || outcome.answer.error) {
      this.take(outcome);
      return;
    }
    this.close();
    await leaveDialogs();
    addFlow(outcome.answer.flow);
  }
}
