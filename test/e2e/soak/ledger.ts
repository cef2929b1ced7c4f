import { type Caught, caughtIn, type Receipt, receiptIn } from '../harness/receipts';
import { changeIn } from './churn';

interface Delivered {
  change: number;
  life: number;
  /** Of an event: the last that was told of it. */
  isDeleted: boolean;
  /** When it was told first. */
  first: { life: number; at: number };
}

/**
 * Milliseconds before a kill within which what was told of an event may not have been kept: an event that is deleted before the
 * next start was then never there, for all the node knows, and nobody can tell that it is gone.
 */
const unsaved = 3000;

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
  private readonly last = new Map<string, Delivered>();
  private lines = 0;
  private life = 0;
  /** When each life ended. Epoch milliseconds. */
  private readonly deaths: number[] = [];

  constructor(private readonly log: readonly string[]) {}

  /** The process was killed: what it had not saved may come again. */
  beginLife(): void {
    this.read();
    this.deaths.push(Date.now());
    this.life += 1;
  }

  /** Takes in what was printed since. */
  read(): void {
    for (; this.lines < this.log.length; this.lines += 1) {
      const line = this.log[this.lines] ?? '';
      const receipt = receiptIn(line);
      const caught = caughtIn(line);
      if (receipt) this.take(receipt);
      else if (caught) this.caught.push(caught);
      else if (line.includes('[warn]')) this.warnings.push(line);
    }
  }

  /** What the tenant holds and nobody was told; events that are gone and were not told `DELETED`. */
  missing(last: ReadonlyMap<string, number>): string[] {
    this.read();
    const untold = [...last].filter(([key, change]) => {
      const told = this.last.get(key);
      return told === undefined || told.isDeleted || told.change < change;
    });
    const undead = [...this.last].filter(
      ([key, told]) => key.startsWith('events:') && !told.isDeleted && !last.has(key) && this.isKept(told),
    );
    return [
      ...untold.map(([key, change]) => `${key} at change ${change}, told ${this.last.get(key)?.change}`),
      ...undead.map(([key]) => `${key} is gone`),
    ];
  }

  private isKept({ first }: Delivered): boolean {
    return first.at < (this.deaths[first.life] ?? Number.POSITIVE_INFINITY) - unsaved;
  }

  private take({ topic, id, note, at }: Receipt): void {
    this.received += 1;
    const key = `${topic}:${id}`;
    const before = this.last.get(key);
    const isDeleted = note === 'deleted';
    const change = isDeleted ? (before?.change ?? 0) : changeIn(note);
    if (before?.change === change && before.isDeleted === isDeleted) this.repeats += 1;
    if (before !== undefined && change < before.change && before.life === this.life)
      this.disorder.push(`${key}: change ${change} after ${before.change}`);
    const first = before?.first ?? { life: this.life, at };
    this.last.set(key, { change, life: this.life, isDeleted, first });
  }
}
