import type { Said } from '../../../lib/base/text/said';
import type { Undeliverable } from '../../../lib/poll/model/report';
import { ask } from '../ask/ask';
import { answerOr } from '../ask/catalogue';
import { icon, make, smallButton } from '../page/make';
import type { Say } from '../page/say';
import { order } from './command';
import { numberOf } from './parts/amounts';
import { askFor } from './parts/form';
import { keyedList } from './parts/keyed-list';
import { type View, write } from './parts/view';
import { type Act, type Listed, undeliverableRow } from './undeliverable-row';

/** Records that are listed at once, the oldest first; what else there is, is counted. */
const most = 100;

/** What the list needs of what is around it. */
interface ListParts {
  say: Say;
  /** Id of the node. */
  node: () => string;
  /** Something was changed: what is shown is to be asked for again. */
  changed: () => void;
}

/** The records that a poll has given up: listed when somebody wants to see them, sent again or dismissed one by one or all. */
export class Undeliverables implements View<number> {
  readonly element = make('div', { hidden: true });
  private readonly toggle = smallButton({ 'aria-expanded': 'false' });
  private readonly count = make('span');
  private readonly place = make('div', { class: 'coupa-panel', hidden: true });
  private readonly all = make('p', { class: 'coupa-row-buttons' });
  private readonly asked = make('div');
  private readonly bar = make('progress', { max: 1, value: 0, hidden: true });
  private readonly words = make('p', { class: 'coupa-outcome', role: 'status' });
  private readonly list = make('ul', { class: 'coupa-rows' });
  private readonly showRows: (records: readonly Listed[]) => void;
  /** How many are being sent again, as far as this list knows: the whole of the progress. */
  private whole = 0;
  private isAsking = false;

  constructor(private readonly parts: ListParts) {
    const { say, node } = parts;
    const mayAct = RED.user.hasPermission('coupa-poll.write');
    const act = (what: Act, key: string) => void this.act(what, [key]);
    this.showRows = keyedList(this.list, () => undeliverableRow({ say, node, mayAct, act }));
    this.toggle.append(icon('inbox'), ' ', this.count);
    this.toggle.addEventListener('click', () => this.openOrClose());
    this.bar.setAttribute('aria-label', say('sidebar.undelivered.progress'));
    if (mayAct) this.all.append(this.allButton('redeliver'), this.allButton('dismiss'));
    this.place.append(this.all, this.asked, this.bar, this.words, this.list);
    this.element.append(make('p', {}, this.toggle), this.place);
  }

  /** `count`: how many are kept. What is open is brought up to date, and stays until it is closed. */
  show(count: number): void {
    const isOpen = !this.place.hidden;
    this.element.hidden = count === 0 && !isOpen;
    write(this.count, this.parts.say('sidebar.undelivered.title', { count: numberOf(count) }));
    if (isOpen) void this.refresh();
  }

  private openOrClose(): void {
    this.place.hidden = !this.place.hidden;
    this.toggle.setAttribute('aria-expanded', String(!this.place.hidden));
    if (!this.place.hidden) void this.refresh();
  }

  private allButton(what: Act): HTMLButtonElement {
    const { say } = this.parts;
    const button = smallButton({}, say(`sidebar.undelivered.${what}All`));
    button.addEventListener('click', () => {
      if (what === 'redeliver') void this.act('redeliver');
      else
        askFor(
          this.asked,
          {
            name: say('sidebar.undelivered.dismissAll'),
            content: [make('p', {}, say('sidebar.undelivered.dismissHint'))],
            act: say('sidebar.undelivered.dismissNow'),
            done: () => void this.act('dismiss'),
          },
          say,
        );
    });
    return button;
  }

  /** Sends again, or dismisses, what these keys name; without any, all. */
  private async act(what: Act, keys?: string[]): Promise<void> {
    const { say, node, changed } = this.parts;
    const body = keys === undefined ? {} : { keys };
    const more = `/${encodeURIComponent(node())}`;
    const outcome = await order({ path: what, more, body }, say);
    if (outcome.failure !== undefined) write(this.words, outcome.failure);
    else {
      const { redelivered, dismissed, superseded } = outcome.answer;
      this.whole += redelivered;
      write(this.words, say('sidebar.undelivered.did', { redelivered, dismissed: dismissed + superseded }));
    }
    await this.refresh();
    changed();
  }

  private async refresh(): Promise<void> {
    // The list may be long: one question at a time.
    if (this.isAsking) return;
    this.isAsking = true;
    const answer = await answerOr(
      ask({ path: 'undeliverables', more: `/${encodeURIComponent(this.parts.node())}` }),
      undefined,
    );
    this.isAsking = false;
    if (answer === undefined || answer.error) return;
    this.showRows(answer.records.slice(0, most).map(listed));
    this.all.hidden = answer.records.every(({ redelivering }) => redelivering);
    this.showProgress(answer.redelivering);
  }

  private showProgress(left: number): void {
    this.whole = left === 0 ? 0 : Math.max(this.whole, left);
    this.bar.hidden = left === 0;
    this.bar.max = Math.max(1, this.whole);
    this.bar.value = this.whole - left;
  }
}

function listed(record: Said<Undeliverable>): Listed {
  return { id: record.key, record };
}
