import type { Said } from '../../../lib/base/text/said';
import type { Leftover } from '../../../lib/operations/shown';
import { ask } from '../ask/ask';
import { answerOr } from '../ask/catalogue';
import { make, smallButton } from '../page/make';
import type { Say } from '../page/say';
import { showing } from '../page/showing';
import { momentOf, numberOf, sizeOf } from './parts/amounts';
import { order } from './parts/command';
import { askFor } from './parts/form';
import { write } from './parts/view';

type Left = Said<Leftover>;

/** What nodes left behind that are in the flow no more: told, and removed only when somebody says so. */
export class Leftovers {
  readonly element = make('section', { hidden: true });
  private readonly list = make('ul', { class: 'coupa-leftovers' });
  private readonly asked = make('div');
  private readonly outcome = make('p', { class: 'coupa-outcome', role: 'status' });
  private readonly showList: (list: Left[]) => void;
  private found: Left[] = [];

  constructor(private readonly say: Say) {
    this.showList = showing<Left[]>(this.list, (list) => list.map((one) => this.item(one)));
    const all = smallButton({}, say('sidebar.left.removeAll'));
    all.addEventListener('click', () => this.askToRemove(this.found));
    const mayRemove = RED.user.hasPermission('coupa-poll.write');
    this.element.append(
      make('h3', {}, say('sidebar.left.title')),
      make('p', {}, say('sidebar.left.hint')),
      this.list,
      ...(mayRemove ? [make('p', {}, all)] : []),
      this.asked,
      this.outcome,
    );
  }

  /** Looks anew. */
  async look(): Promise<void> {
    const answer = await answerOr(ask({ path: 'leftovers' }), undefined);
    this.found = answer === undefined || answer.error ? [] : answer.leftovers;
    this.showList(this.found);
    this.element.hidden = this.found.length === 0 && this.outcome.textContent === '';
  }

  private item(one: Left): HTMLElement {
    const { say } = this;
    const { id, list = id, files, bytes, writtenAt } = one;
    const facts = say('sidebar.left.facts', { files, size: sizeOf(bytes), time: momentOf(writtenAt) });
    const button = smallButton(
      { 'aria-label': say('sidebar.left.removeOne', { list }) },
      say('sidebar.left.remove'),
    );
    button.addEventListener('click', () => this.askToRemove([one]));
    const mayRemove = RED.user.hasPermission('coupa-poll.write');
    return make(
      'li',
      {},
      make('span', { class: 'coupa-left-words' }, make('strong', {}, list), ` ${facts}`),
      ...(mayRemove ? [button] : []),
    );
  }

  private askToRemove(wanted: readonly Left[]): void {
    const { say } = this;
    const number = numberOf(wanted.reduce((sum, { files }) => sum + files, 0));
    askFor(
      this.asked,
      {
        name: say('sidebar.left.remove'),
        content: [make('p', {}, say('sidebar.left.question', { number }))],
        act: say('sidebar.left.removeNow'),
        done: () => void this.remove(wanted.map(({ id }) => id)),
      },
      say,
    );
  }

  private async remove(ids: string[]): Promise<void> {
    const { say } = this;
    const { answer, failure } = await withAnswer(order({ path: 'remove-leftovers', body: { ids } }, say));
    write(this.outcome, failure ?? say('sidebar.left.removed', { number: answer?.removed ?? 0 }));
    await this.look();
  }
}

/** Both members, one of them absent. */
async function withAnswer<Answer>(
  outcome: Promise<{ answer: Answer; failure?: undefined } | { failure: string }>,
): Promise<{ answer?: Answer; failure?: string | undefined }> {
  return outcome;
}
