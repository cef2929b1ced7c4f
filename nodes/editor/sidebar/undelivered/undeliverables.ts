import type { Said } from '../../../../lib/base/text/said';
import type {
  Undeliverable,
  UndeliverableList,
  UndeliverablesReport,
} from '../../../../lib/poll/model/report';
import { ask } from '../../ask/ask';
import { answerOr } from '../../ask/catalogue';
import { icon, make, smallButton } from '../../page/make';
import type { Say } from '../../page/say';
import { momentOf, numberOf } from '../parts/amounts';
import { order } from '../parts/command';
import { askFor } from '../parts/form';
import { keepStill } from '../parts/keep-still';
import { keyedList } from '../parts/keyed-list';
import { type View, write } from '../parts/view';
import { Downloads } from './downloads';
import { HandledList } from './handled-list';
import { othersOf, SentAgain } from './sent-again';
import { type Act, type Listed, shortName, undeliverableRow } from './undeliverable-row';
import { UndeliveredFilter } from './undelivered-filter';

/** Records that are listed at once, the oldest first; what else is looked for is counted. */
const most = 100;

/** Records that are named of those that were sent again; the others are counted. */
const mostNamed = 5;

type GivenUp = Said<Undeliverable>;

/** How many records are kept, and how many that were sent again or dismissed are remembered. */
interface Counts {
  undeliverable: number;
  handled: number;
}

/** What the list needs of what is around it. */
interface ListParts {
  say: Say;
  /** Id of the node. */
  node: () => string;
  /** What the records are. */
  resource: () => string;
  /** Something was changed: what is shown is to be asked for again. */
  changed: () => void;
}

/**
 * The records that a poll has given up: listed when somebody wants to see them, all or those of a day or with some words; sent again or
 * dismissed one by one, or all that are looked for.
 */
export class Undeliverables implements View<Counts> {
  readonly element = make('div', { hidden: true });
  private readonly toggle = smallButton({ 'aria-expanded': 'false' });
  private readonly count = make('span');
  private readonly place = make('div', { class: 'coupa-panel', hidden: true });
  private readonly all = make('p', { class: 'coupa-row-buttons' });
  private readonly asked = make('div');
  private readonly bar = make('progress', { max: 1, value: 0, hidden: true });
  private readonly failed = make('p', { class: 'coupa-outcome', role: 'status' });
  private readonly words = make('p', { class: 'coupa-outcome', role: 'status' });
  private readonly others = make('p', { class: 'coupa-outcome', role: 'status' });
  private readonly dropped = make('p', { class: 'coupa-outcome', role: 'status' });
  private readonly found = make('p', { class: 'coupa-row-line', role: 'status' });
  private readonly list = make('ul', { class: 'coupa-rows' });
  private readonly filter: UndeliveredFilter;
  private readonly downloads: Downloads;
  private readonly handled: HandledList;
  private readonly sendAll: HTMLButtonElement;
  private readonly dismissAll: HTMLButtonElement;
  private readonly showRows: (records: readonly Listed[]) => void;
  /** How many are being sent again, as far as this list knows: the whole of the progress. */
  private whole = 0;
  private asking: Promise<void> | undefined;
  private readonly sentAgain = new SentAgain();
  /** When the last of those was. */
  private sentAt = 0;
  private latest: Said<UndeliverableList> = { records: [], redelivering: 0 };

  constructor(private readonly parts: ListParts) {
    const { say, node, resource } = parts;
    const mayAct = RED.user.hasPermission('coupa-poll.write');
    const act = (what: Act, key: string) => void this.act(what, [key]);
    this.showRows = keyedList(this.list, () => undeliverableRow({ say, node, resource, mayAct, act }));
    this.toggle.append(icon('inbox'), ' ', this.count);
    this.toggle.addEventListener('click', () => this.openOrClose());
    this.bar.setAttribute('aria-label', say('sidebar.undelivered.progress'));
    this.filter = new UndeliveredFilter(say, () => {
      this.forgetOfRows();
      this.draw();
    });
    this.sendAll = smallButton({});
    this.sendAll.addEventListener(
      'click',
      () => void this.act('redeliver', this.chosenKeys(this.sendable())),
    );
    this.dismissAll = smallButton({});
    this.dismissAll.addEventListener('click', () => this.askDismiss());
    if (mayAct) this.all.append(this.sendAll, this.dismissAll);
    const wants = (texts: readonly string[]) => this.filter.hasWordsOf(texts);
    this.handled = new HandledList({ say, node, resource, wants });
    this.downloads = new Downloads({ say, node, resource, records: () => this.lookedFor() });
    this.place.append(
      this.filter.element,
      this.found,
      this.all,
      this.asked,
      this.bar,
      this.failed,
      this.words,
      this.others,
      this.dropped,
      this.downloads.element,
      this.list,
      this.handled.element,
    );
    this.element.append(make('p', {}, this.toggle), this.place);
  }

  /** What is open is brought up to date, and stays until it is closed. */
  show({ undeliverable, handled }: Counts): void {
    const isOpen = !this.place.hidden;
    this.element.hidden = undeliverable + handled === 0 && !isOpen;
    write(this.count, this.parts.say('sidebar.undelivered.title', { count: numberOf(undeliverable) }));
    this.handled.show(handled);
    if (isOpen) void this.refresh();
  }

  private openOrClose(): void {
    this.place.hidden = !this.place.hidden;
    this.toggle.setAttribute('aria-expanded', String(!this.place.hidden));
    if (this.place.hidden) this.forgetOutcome();
    else void this.refresh();
  }

  private askDismiss(): void {
    const { say } = this.parts;
    const keys = this.chosenKeys(this.idle());
    const some = keys === undefined ? 'All' : 'These';
    const asked = keys ?? this.latest.records.map(({ key }) => key);
    const count = { number: numberOf(asked.length) };
    askFor(
      this.asked,
      {
        name: say(`sidebar.undelivered.dismiss${some}`, count),
        content: [make('p', {}, say(`sidebar.undelivered.dismiss${some}Hint`, count))],
        act: say(`sidebar.undelivered.dismiss${some}Now`, count),
        done: () => void this.act('dismiss', asked),
      },
      say,
    );
  }

  /** Of these that are looked for; `undefined`: all there are, also those that come meanwhile. */
  private chosenKeys(records: readonly GivenUp[]): string[] | undefined {
    return this.filter.isNarrow ? records.map(({ key }) => key) : undefined;
  }

  /** Those that are looked for and were not delivered since. */
  private sendable(): GivenUp[] {
    return this.idle().filter(({ superseded }) => !superseded);
  }

  private idle(): GivenUp[] {
    return this.lookedFor().filter(({ redelivering }) => !redelivering);
  }

  private lookedFor(): GivenUp[] {
    return this.latest.records.filter((record) => this.filter.wants(record));
  }

  /** Sends again, or dismisses, what these keys name; without any, all. */
  private async act(what: Act, keys?: string[]): Promise<void> {
    const { say, node, changed } = this.parts;
    const body = keys === undefined ? {} : { keys };
    const more = `/${encodeURIComponent(node())}`;
    const before = this.latest;
    const outcome = await order({ path: what, more, body }, say);
    // A list that was asked for before knows nothing of this.
    await this.asking;
    write(this.failed, outcome.failure ?? '');
    if (outcome.failure === undefined) this.noteOutcome(what, outcome.answer, { keys, before });
    await this.refresh();
    changed();
  }

  /** `before`: the list in which it was asked for; records that are delivered at once are in no later one. */
  private noteOutcome(
    what: Act,
    { redelivered, dismissed, superseded }: UndeliverablesReport,
    { keys, before }: { keys: string[] | undefined; before: Said<UndeliverableList> },
  ): void {
    const { say } = this.parts;
    this.whole += redelivered;
    if (redelivered > 0) {
      this.sentAgain.add(keys, redelivered, before);
      this.sentAt = Date.now();
    } else if (what === 'dismiss') {
      this.forgetOutcome();
      write(this.words, say('sidebar.undelivered.dismissed', { count: numberOf(dismissed) }));
    }
    const dropped = say('sidebar.undelivered.dropped', { count: numberOf(superseded) });
    write(this.dropped, superseded === 0 ? '' : dropped);
  }

  /** Others are shown now: what was sent again is named and stays, the rest would seem to be of these. */
  private forgetOfRows(): void {
    if (this.sentAgain.size === 0) this.forgetOutcome();
    else write(this.failed, '');
  }

  /** It is told of something newer, or nobody looks any more. */
  private forgetOutcome(): void {
    this.sentAgain.forget();
    for (const line of [this.failed, this.words, this.others, this.dropped]) write(line, '');
  }

  /** The list may be long: one question at a time. */
  private refresh(): Promise<void> {
    this.asking ??= this.askAgain().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async askAgain(): Promise<void> {
    await this.handled.refresh();
    const answer = await answerOr(
      ask({ path: 'undeliverables', more: `/${encodeURIComponent(this.parts.node())}` }),
      undefined,
    );
    if (answer === undefined || answer.error) return;
    this.latest = answer;
    keepStill(this.element, () => {
      this.draw();
      this.showProgress(answer.redelivering);
      this.showFate();
    });
  }

  private showFate(): void {
    const { say } = this.parts;
    const fate = this.sentAgain.fate(this.latest);
    if (fate === undefined) return;
    const line = {
      time: momentOf(this.sentAt),
      names: this.namesSent(),
      accepted: numberOf(fate.accepted),
      again: numberOf(fate.again),
      underWay: numberOf(fate.underWay),
    };
    write(this.words, say('sidebar.undelivered.sent', line));
    write(this.others, othersOf(fate, say));
  }

  /** Some of those that were sent again, and how many others. */
  private namesSent(): string {
    const { say, resource } = this.parts;
    const { records, size } = this.sentAgain;
    const named = records.slice(0, mostNamed).map((record) => shortName(record, resource()));
    const more = size - named.length;
    if (named.length === 0 || more <= 0) return named.join(', ') || numberOf(size);
    return say('sidebar.undelivered.andMore', { names: named.join(', '), number: numberOf(more) });
  }

  /** What is looked for, and what the buttons would do with it. */
  private draw(): void {
    const { say } = this.parts;
    const wanted = this.lookedFor();
    const some = this.filter.isNarrow ? 'These' : 'All';
    const [idle, sendable] = [this.idle().length, this.sendable().length];
    this.showRows(wanted.slice(0, most).map(listed));
    this.all.hidden = idle === 0;
    this.sendAll.hidden = sendable === 0;
    write(this.sendAll, say(`sidebar.undelivered.redeliver${some}`, { number: numberOf(sendable) }));
    write(this.dismissAll, say(`sidebar.undelivered.dismiss${some}`, { number: numberOf(idle) }));
    write(this.found, this.foundOf(wanted.length));
    this.downloads.show(wanted.length);
    this.handled.draw();
  }

  private foundOf(count: number): string {
    const { say } = this.parts;
    const counts = { found: numberOf(count), all: numberOf(this.latest.records.length) };
    if (count > most) return say('sidebar.undelivered.foundMore', { ...counts, shown: numberOf(most) });
    if (count === 0 && this.filter.hasWords) return say('sidebar.undelivered.foundNone', counts);
    return this.filter.isNarrow ? say('sidebar.undelivered.found', counts) : '';
  }

  private showProgress(left: number): void {
    this.whole = left === 0 ? 0 : Math.max(this.whole, left);
    this.bar.hidden = left === 0;
    this.bar.max = Math.max(1, this.whole);
    this.bar.value = this.whole - left;
  }
}

function listed(record: GivenUp): Listed {
  return { id: record.key, record };
}
