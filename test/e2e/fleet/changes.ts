import { noteOf } from '../../simulator/changing';
import { Random } from '../../simulator/random';
import type { Collection, Tenant } from '../../simulator/tenant';
import { type PollName, pollNames, polls } from './chaos-flows';

/** A version of a record. */
export interface Version {
  poll: PollName;
  id: string;
  /** Counts all changes; the later version of a record has the higher one. */
  change: number;
  /** Epoch milliseconds. */
  at: number;
}

/** Records that are changed again and again, of each list. */
const busy = 12;

/** People who change a tenant: most of the time the same few records, so that a version is there before the one before it is dealt with. */
export class Changes {
  /** All versions by their numbers. */
  readonly versions = new Map<number, Version>();
  private readonly random: Random;
  private readonly last = new Map<string, Version>();
  private timer: NodeJS.Timeout | undefined;
  private made = 0;

  constructor(
    private readonly tenant: Tenant,
    seed: number,
  ) {
    this.random = new Random(seed + 1);
  }

  start(perSecond: number): void {
    this.timer = setInterval(() => this.change(), 1000 / perSecond);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** The last version of each record. */
  lastVersions(): Version[] {
    return [...this.last.values()];
  }

  /** How many changes there were. */
  get count(): number {
    return this.made;
  }

  private change(): void {
    const poll = pollNames[this.made % pollNames.length] ?? 'sent';
    const collection = this.tenant.resource(polls[poll]);
    this.made += 1;
    const patch = { [noteOf(collection.name)]: String(this.made) };
    const id = this.chosen(collection);
    const record = id === undefined ? collection.create(patch) : collection.update(id, patch);
    const version = { poll, id: String(record['id']), change: this.made, at: Date.now() };
    this.versions.set(version.change, version);
    this.last.set(`${poll} ${version.id}`, version);
  }

  /** `undefined`: a new one. */
  private chosen(collection: Collection): string | undefined {
    const { length } = collection;
    if (length < busy) return undefined;
    const dice = this.random.next();
    if (dice < 0.2) return undefined;
    const most = dice < 0.7 ? busy : length;
    return String(collection.at(this.random.integer(0, most - 1))?.id);
  }
}
