import type { Said } from '../../../../lib/base/text/said';
import type { Undeliverable } from '../../../../lib/poll/model/report';
import { isOccupied, occupy } from '../../page/busy';
import { make, smallButton } from '../../page/make';
import type { Say } from '../../page/say';
import { numberOf } from '../parts/amounts';
import { order } from '../parts/command';
import { downloadJson } from '../parts/download';
import { dayFrom, dayIn } from '../parts/form';
import { write } from '../parts/view';

type GivenUp = Said<Undeliverable>;

/** Records that one question asks for: each answer is in memory as a whole, and the question is an address, which is not to get long. */
const askedAtOnce = 25;

/** What saving needs of what is around it. */
interface DownloadParts {
  say: Say;
  /** Id of the node. */
  node: () => string;
  /** What the records are. */
  resource: () => string;
  /** What is to be saved. */
  records: () => readonly GivenUp[];
}

/** Saves what is listed as a file of JSON: what is known of each record, alone or with the record itself. */
export class Downloads {
  private readonly list = smallButton({});
  private readonly whole = smallButton({});
  private readonly failed = make('p', { class: 'coupa-outcome', role: 'status' });
  private readonly buttons = make('p', { class: 'coupa-row-buttons' }, this.list, this.whole);
  readonly element = make('div', {}, this.buttons, this.failed);

  constructor(private readonly parts: DownloadParts) {
    this.list.addEventListener('click', () => this.save('undeliverable', this.parts.records()));
    this.whole.addEventListener('click', () => void this.saveWhole());
  }

  /** How many there are to be saved. */
  show(count: number): void {
    const { say } = this.parts;
    this.buttons.hidden = count === 0;
    write(this.list, say('sidebar.undelivered.download', { number: numberOf(count) }));
    if (!isOccupied(this.whole))
      write(this.whole, say('sidebar.undelivered.downloadWhole', { number: numberOf(count) }));
  }

  /** A part of the records would seem to be all of them: where one question fails nothing is saved. */
  private async saveWhole(): Promise<void> {
    const { say, node } = this.parts;
    if (isOccupied(this.whole)) return;
    const all = this.parts.records();
    const saved: object[] = [];
    occupy(this.whole, true);
    write(this.failed, '');
    while (saved.length < all.length) {
      write(this.whole, say('sidebar.undelivered.downloading', counts(saved.length, all.length)));
      const some = all.slice(saved.length, saved.length + askedAtOnce);
      const keys = JSON.stringify(some.map(({ key }) => key));
      const more = `/${encodeURIComponent(node())}?keys=${encodeURIComponent(keys)}`;
      const { answer, failure } = await order({ path: 'undeliverable-records', more }, say);
      if (failure !== undefined) {
        write(this.failed, say('sidebar.undelivered.notDownloaded', { why: failure }));
        break;
      }
      const records = new Map(answer.records.map(({ key, record }) => [key, record]));
      // One that is kept no more has none.
      saved.push(...some.map((one) => ({ ...one, record: records.get(one.key) })));
    }
    occupy(this.whole, false);
    if (saved.length === all.length) this.save('undeliverable-records', saved);
    this.show(this.parts.records().length);
  }

  /** The file's name has the day on which it was saved, by this browser's clock. */
  private save(what: string, records: readonly object[]): void {
    const resource = this.parts.resource().replace(/\W+/g, '-');
    downloadJson(`${what}-${resource}-${dayIn(dayFrom(0))}.json`, records);
  }
}

function counts(done: number, all: number): Record<string, string> {
  return { done: numberOf(done), all: numberOf(all) };
}
