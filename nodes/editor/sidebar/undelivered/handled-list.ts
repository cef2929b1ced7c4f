import type { Said } from '../../../../lib/base/text/said';
import type { HandledRecord } from '../../../../lib/poll/model/report';
import { ask } from '../../ask/ask';
import { answerOr } from '../../ask/catalogue';
import { make, smallButton } from '../../page/make';
import type { Say } from '../../page/say';
import { showing } from '../../page/showing';
import { dateOf, numberOf } from '../parts/amounts';
import { write } from '../parts/view';
import { nameOf, ownName } from './undeliverable-row';

type Handled = Said<HandledRecord>;

/** Records that are listed at once, the latest first. */
const most = 100;

/** What the list needs of what is around it. */
interface HandledParts {
  say: Say;
  /** Id of the node. */
  node: () => string;
  /** What the records are. */
  resource: () => string;
  /** Whether a record is looked for that has these texts. */
  wants: (texts: readonly string[]) => boolean;
}

/** The records that somebody has sent again or dismissed: asked for and listed when somebody wants to see them. */
export class HandledList {
  readonly element = make('div', { hidden: true });
  private readonly toggle = smallButton({ 'aria-expanded': 'false' });
  private readonly more = make('p', { class: 'coupa-row-line', role: 'status' });
  private readonly list = make('ul', { class: 'coupa-handled' });
  private readonly place = make('div', { hidden: true }, this.more, this.list);
  private readonly showLines: (lines: string[]) => void;
  private latest: readonly Handled[] = [];

  constructor(private readonly parts: HandledParts) {
    this.toggle.addEventListener('click', () => {
      this.place.hidden = !this.place.hidden;
      this.toggle.setAttribute('aria-expanded', String(!this.place.hidden));
      void this.refresh();
    });
    this.showLines = showing<string[]>(this.list, (lines) => lines.map((line) => make('li', {}, line)));
    this.element.append(make('p', { class: 'coupa-row-buttons' }, this.toggle), this.place);
  }

  /** How many are remembered. */
  show(count: number): void {
    this.element.hidden = count === 0;
    write(this.toggle, this.parts.say('sidebar.undelivered.handled.title', { count: numberOf(count) }));
  }

  /** Asks again, while it is open. */
  async refresh(): Promise<void> {
    if (this.place.hidden) return;
    const question = { path: 'handled', more: `/${encodeURIComponent(this.parts.node())}` } as const;
    const answer = await answerOr(ask(question), undefined);
    if (answer === undefined || answer.error) return;
    this.latest = answer.handled;
    this.draw();
  }

  /** Something else is looked for. */
  draw(): void {
    const { say, wants } = this.parts;
    const found = this.latest.filter(({ key, id, name = '', supplier = '', by }) =>
      wants([key, String(id ?? ''), name, supplier, by?.user ?? '']),
    );
    this.showLines(found.slice(0, most).map((one) => this.lineOf(one)));
    const counts = { found: numberOf(found.length), shown: numberOf(most) };
    write(this.more, found.length > most ? say('sidebar.undelivered.handled.more', counts) : '');
  }

  /** `29 Nov, 10:12 · INV-2 · Acme Supplies · sent again by anna · accepted by the flow` */
  private lineOf(one: Handled): string {
    const { say, resource } = this.parts;
    const { act, at, by, result } = one;
    const who = by === undefined ? 'Message' : by.user === undefined ? '' : 'User';
    const done = say(`sidebar.undelivered.handled.${act}${who}`, { user: by?.user ?? '' });
    const end = result && say(`sidebar.undelivered.handled.result.${result}`);
    return [dateOf(at), nameOf(one) || ownName(one, resource()), done, end].filter(Boolean).join(' · ');
  }
}
