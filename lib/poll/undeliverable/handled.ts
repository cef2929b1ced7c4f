import { type Clock, systemClock } from '../../base/clock';
import { Slices } from '../../base/slices';
import { TaskQueue } from '../../base/task-queue';
import type { StateStore } from '../../ports/state-store';
import type { EditorUser, HandledRecord } from '../model/report';
import type { UndeliverableRow } from '../model/undeliverable';
import { nameOf } from './listed';
import { readHandled } from './read-handled';

/** Records that are remembered, the latest. */
export const mostHandled = 1000;

/** Milliseconds between two writes of what became of records. What somebody asked for is written at once. */
const paceMs = 60_000;

/** One that is remembered, and until somebody needs its name the row that says it. */
interface Entry {
  told: HandledRecord;
  row?: UndeliverableRow;
}

/**
 * The records that somebody has sent again or dismissed: when, who, and what became of them, for whoever looks at it. It is worth little
 * beside the records, so it has a document of its own, and a store that fails it costs this history and nothing else.
 */
export class Handled {
  private readonly entries: Entry[] = [];
  private readonly saves = new TaskQueue();
  private loading: Promise<void> | undefined;
  private savedAt = Number.NEGATIVE_INFINITY;
  private isUnsaved = false;

  constructor(
    /** Absent: it is forgotten when the node is closed. */
    private readonly store: StateStore | undefined,
    private readonly clock: Clock = systemClock,
  ) {}

  /** How many are remembered; those of before a restart once they were read. */
  get count(): number {
    return this.entries.length;
  }

  /** Reads what was kept, once. */
  load(): Promise<void> {
    this.loading ??= this.read();
    return this.loading;
  }

  /** Somebody has sent these again, or dismissed them. @param by absent: a message did. */
  note(
    act: HandledRecord['act'],
    rows: Iterable<UndeliverableRow>,
    by: EditorUser | undefined,
    result?: HandledRecord['result'],
  ): void {
    const at = new Date(this.clock.now()).toISOString();
    for (const row of rows) {
      const { key, id } = row.coupa;
      const told = {
        key,
        ...(id !== undefined && { id }),
        act,
        at,
        ...(by !== undefined && { by }),
        ...(result !== undefined && { result }),
      };
      this.entries.push({ told, row });
      this.isUnsaved = true;
    }
    this.trim();
    this.save();
  }

  /** One that was sent again is on its way no more. */
  ended(key: string, result: NonNullable<HandledRecord['result']>): void {
    const entry = this.entries.findLast(({ told }) => told.key === key && told.act === 'redeliver');
    if (entry === undefined || entry.told.result !== undefined) return;
    entry.told = { ...entry.told, result };
    this.isUnsaved = true;
    if (this.clock.monotonic() - this.savedAt >= paceMs) this.save();
  }

  /** All that are remembered, the latest first. */
  async list(): Promise<HandledRecord[]> {
    await this.load();
    await this.nameAll();
    return this.entries.map(({ told }) => told).reverse();
  }

  /** Writes what was not written yet. */
  async close(): Promise<void> {
    this.save();
    await this.saves.idle();
  }

  private save(): void {
    if (this.store === undefined || !this.isUnsaved) return;
    this.isUnsaved = false;
    this.savedAt = this.clock.monotonic();
    const saved = this.saves.run(async () => {
      const kept = await this.list();
      await this.store?.save(kept.reverse());
    });
    // A full disk is told of by the position, which is written to the same place.
    saved.catch(() => undefined);
  }

  private async read(): Promise<void> {
    // Missing, damaged or out of reach: then it begins anew.
    const stored = await this.store?.load().catch(() => undefined);
    const before = Array.isArray(stored) ? stored.slice(-mostHandled).map(readHandled) : [];
    this.entries.unshift(...before.filter((told) => told !== undefined).map((told) => ({ told })));
    this.trim();
  }

  /** It takes the whole record to find out what it is called, and there may be many. */
  private async nameAll(): Promise<void> {
    const slices = new Slices(this.clock);
    for (const entry of [...this.entries]) {
      const { row } = entry;
      if (row === undefined) continue;
      entry.told = { ...entry.told, ...nameOf(row) };
      delete entry.row;
      if (slices.used) await slices.rest();
    }
  }

  private trim(): void {
    this.entries.splice(0, this.entries.length - mostHandled);
  }
}
