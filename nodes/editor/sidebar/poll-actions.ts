import type { Said } from '../../../lib/base/text/said';
import type { ShownPoll } from '../../../lib/operations/shown';
import type { StatusReport } from '../../../lib/poll/model/report';
import { isOccupied, occupy } from '../page/busy';
import { icon, make, smallButton } from '../page/make';
import type { Say } from '../page/say';
import { doneBackfill, rangeFields } from './backfill';
import { order } from './parts/command';
import { askFor, dayFrom, momentField, momentIn } from './parts/form';
import { write } from './parts/view';

/** What the buttons of a poll need. */
export interface ActionParts {
  say: Say;
  /** Id of the node. */
  node: () => string;
  /** Something was changed: what is shown is to be asked for again. */
  changed: () => void;
}

/** The buttons that steer a poll, for who may. */
export class PollActions {
  readonly element = make('div');
  private readonly asked = make('div');
  private readonly outcome = make('p', { class: 'coupa-outcome', role: 'status' });
  private readonly pausing = smallButton({});
  private readonly buttons: readonly HTMLButtonElement[];
  private isPaused: boolean | undefined;
  /** Id of the last back-fill that has ended. */
  private lastBackfill: string | undefined;
  /** A back-fill was begun here, and its end is to be told: which one had ended before. */
  private awaitsAfter: { before: string | undefined } | undefined;

  constructor(private readonly parts: ActionParts) {
    const { say } = parts;
    this.buttons = [
      this.button('refresh', say('sidebar.poll'), () => this.poll()),
      this.pausing,
      this.button('calendar', say('sidebar.backfill'), () => this.askBackfill()),
      this.button('eraser', say('sidebar.reset'), () => this.askReset()),
    ];
    this.pausing.addEventListener('click', () => this.pauseOrResume());
    if (!RED.user.hasPermission('coupa-poll.write')) return;
    this.element.append(make('p', { class: 'coupa-row-buttons' }, ...this.buttons), this.asked, this.outcome);
  }

  show({ status, problem }: Said<ShownPoll>): void {
    for (const button of this.buttons) button.hidden = problem !== undefined;
    this.showBackfill(status);
    const isPaused = status?.paused === true;
    if (isPaused === this.isPaused) return;
    this.isPaused = isPaused;
    const [sign, text, hint] = isPaused
      ? ['play', 'sidebar.resume', 'sidebar.resumeHint']
      : ['pause', 'sidebar.pause', 'sidebar.pauseHint'];
    this.pausing.replaceChildren(icon(sign), ` ${this.parts.say(text)}`);
    this.pausing.title = this.parts.say(hint);
  }

  private button(sign: string, text: string, act: () => void): HTMLButtonElement {
    const button = smallButton({}, icon(sign), ` ${text}`);
    button.addEventListener('click', act);
    return button;
  }

  private poll(): void {
    void this.send({ command: 'poll' }, 'sidebar.did.poll');
  }

  private pauseOrResume(): void {
    if (this.isPaused) void this.send({ command: 'resume' }, 'sidebar.did.resume');
    else void this.send({ command: 'pause' }, 'sidebar.did.pause');
  }

  private askBackfill(): void {
    const { say } = this.parts;
    const { content, range } = rangeFields(say);
    askFor(
      this.asked,
      {
        name: say('sidebar.backfill'),
        content,
        act: say('sidebar.backfillNow'),
        done: () => void this.backfill(range()),
      },
      say,
    );
  }

  /** It takes a while: its end is told where its beginning was. */
  private async backfill(range: object): Promise<void> {
    const before = this.lastBackfill;
    if (await this.send({ command: 'backfill', ...range }, 'sidebar.did.backfill'))
      this.awaitsAfter = { before };
  }

  private showBackfill(status: Said<StatusReport> | undefined): void {
    const last = status?.lastBackfill;
    if (this.awaitsAfter !== undefined && last !== undefined && last.poll !== this.awaitsAfter.before) {
      const { say } = this.parts;
      write(this.outcome, say('sidebar.backfilled', { what: doneBackfill(last, say) }));
      this.awaitsAfter = undefined;
    }
    this.lastBackfill = last?.poll;
  }

  private askReset(): void {
    const { say } = this.parts;
    const choice = (value: string) => {
      const input = make('input', { type: 'radio', name: 'coupa-reset', value, checked: value === 'now' });
      return make(
        'label',
        { class: 'coupa-choice' },
        input,
        make('span', {}, say(`sidebar.resetTo.${value}`)),
      );
    };
    const date = momentField(say('sidebar.from'), dayFrom(-1));
    const choices = make(
      'div',
      { role: 'radiogroup' },
      choice('now'),
      choice('date'),
      date.element,
      choice('beginning'),
    );
    askFor(
      this.asked,
      {
        name: say('sidebar.reset'),
        content: [make('p', {}, say('sidebar.resetHint')), choices],
        act: say('sidebar.resetNow'),
        done: () => {
          const chosen = choices.querySelector<HTMLInputElement>('input[type="radio"]:checked')?.value;
          const from = chosen === 'date' ? momentIn(date.input) : chosen;
          void this.send({ command: 'reset', from }, 'sidebar.did.reset');
        },
      },
      say,
    );
  }

  /**
   * One command at a time: pressing again while one is carried out means nothing.
   *
   * @returns whether it was carried out.
   */
  private async send(body: object, done: string): Promise<boolean> {
    const { say, node, changed } = this.parts;
    if (this.buttons.some(isOccupied)) return false;
    this.awaitsAfter = undefined;
    for (const button of this.buttons) occupy(button, true);
    write(this.outcome, say('sidebar.busy'));
    const { failure } = await order({ path: 'command', more: `/${encodeURIComponent(node())}`, body }, say);
    for (const button of this.buttons) occupy(button, false);
    write(this.outcome, failure ?? say(done));
    this.outcome.classList.toggle('coupa-failure', failure !== undefined);
    changed();
    return failure === undefined;
  }
}
