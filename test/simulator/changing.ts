import type { Collection } from './collection';
import type { Fields } from './json';
import { Random } from './random';
import { exportable } from './records/resources';

export interface ChangingOptions {
  /** Changes a second, over all resources together. */
  perSecond: number;
  /** Names of the resources that change. */
  resources: readonly string[];
  /** Of how many changes one removes a record. Default: none does. */
  removing?: number;
  /** Of how many changes one takes a record out of a filter on this status. Default: none does. */
  leaving?: { every: number; status: string };
}

/** Keeps creating, updating and, where it is to, removing records, as the people of a company do. */
export class Changing {
  private readonly timer: NodeJS.Timeout;
  private readonly random: Random;
  private made = 0;

  constructor(
    collections: readonly Collection[],
    private readonly options: Omit<ChangingOptions, 'resources'>,
    seed: number,
  ) {
    this.random = new Random(seed + 1);
    this.timer = setInterval(() => this.change(collections), 1000 / options.perSecond);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private change(collections: readonly Collection[]): void {
    const [first, ...others] = collections;
    if (!first) return;
    const collection = this.random.pick([first, ...others]);
    const row = collection.at(this.random.integer(0, Math.max(0, collection.length - 1)));
    this.made += 1;
    const { removing, leaving } = this.options;
    if (row && this.isTurnOf(removing)) collection.delete(row.id);
    else if (row && leaving && this.isTurnOf(leaving.every))
      collection.update(row.id, { status: leaving.status });
    else if (!row || this.random.integer(1, 3) === 1) collection.create();
    else collection.update(row.id, this.patch(collection));
  }

  private isTurnOf(every: number | undefined): boolean {
    return every !== undefined && this.made % every === 0;
  }

  /** A new version of an order has to be exported again. */
  private patch(collection: Collection): Fields {
    const patch: Fields = { [noteOf(collection.name)]: `change ${this.made}: ${this.random.words(20)}` };
    return exportable.has(collection.name) ? { ...patch, exported: false } : patch;
  }
}

/** An attribute of that resource in which a change can be seen. */
export function noteOf(resource: string): string {
  const notes: Readonly<Record<string, string>> = {
    contracts: 'description',
    inventory_transactions: 'notes',
    invoices: 'internal-note',
    items: 'description',
    purchase_orders: 'ship-to-attention',
    users: 'mention-name',
  };
  return notes[resource] ?? 'name';
}
