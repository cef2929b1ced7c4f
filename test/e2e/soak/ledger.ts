import { type Caught, caughtIn, type Receipt, receiptIn } from '../harness/receipts';
import { changeIn } from './churn';

interface Delivered {
  change: number;
  life: number;
  /** Of an event: the last that was told of it. */
  isDeleted: boolean;
}

/** What has come out of the flows so far; each line of the log is read once. */
export class Ledger {
  readonly caught: Caught[] = [];
  /** Lines that Node-RED itself printed as warnings. */
  readonly warnings: string[] = [];
  /** Records of which an older change came after a newer one. */
  readonly disorder: string[] = [];
  received = 0;
  /** Changes that came again. */
  repeats = 0;
  readonly #last = new Map<string, Delivered>();
  #lines = 0;
  #life = 0;

  constructor(private readonly log: readonly string[]) {}

  /** The process was killed: what it had not saved may come again. */
  beginLife(): void {
    this.read();
    this.#life += 1;
  }

  /** Takes in what was printed since. */
  read(): void {
    for (; this.#lines < this.log.length; this.#lines += 1) {
      const line = this.log[this.#lines] ?? '';
      const receipt = receiptIn(line);
      const caught = caughtIn(line);
      if (receipt) this.#take(receipt);
      else if (caught) this.caught.push(caught);
      else if (line.includes('[warn]')) this.warnings.push(line);
    }
  }

  /** What the tenant holds and nobody was told; events that are gone and were not told `DELETED`. */
  missing(last: ReadonlyMap<string, number>): string[] {
    this.read();
    const untold = [...last].filter(([key, change]) => {
      const told = this.#last.get(key);
      return told === undefined || told.isDeleted || told.change < change;
    });
    const undead = [...this.#last].filter(
      ([key, { isDeleted }]) => key.startsWith('events:') && !isDeleted && !last.has(key),
    );
    return [
      ...untold.map(([key, change]) => `${key} at change ${change}, told ${this.#last.get(key)?.change}`),
      ...undead.map(([key]) => `${key} is gone`),
    ];
  }

  #take({ topic, id, note }: Receipt): void {
    this.received += 1;
    const key = `${topic}:${id}`;
    const before = this.#last.get(key);
    const isDeleted = note === 'deleted';
    const change = isDeleted ? (before?.change ?? 0) : changeIn(note);
    if (before?.change === change && before.isDeleted === isDeleted) this.repeats += 1;
    if (before !== undefined && change < before.change && before.life === this.#life)
      this.disorder.push(`${key}: change ${change} after ${before.change}`);
    this.#last.set(key, { change, life: this.#life, isDeleted });
  }
}
