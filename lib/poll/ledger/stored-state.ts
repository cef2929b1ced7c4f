import type { Clock } from '../../base/clock';
import { Saver } from '../../local/saver';
import type { StateStore } from '../../ports/state-store';
import type { Delivery } from '../delivery/delivery';
import { storedClock } from '../model/clock-state';
import type { Source } from '../model/source';
import { newState, type PollState, provenBy } from '../model/state';
import { type LoadedState, loadState } from './load-state';
import { Memory } from './memory';
import { writeState } from './state-document';

/** What a stored state is made of. */
export interface StoredStateParts {
  store: StateStore;
  source: Source;
  clock: Clock;
  /** Unsettled records belong to the document. */
  delivery: Delivery;
}

/** What a stored state tells. */
export interface StoredStateEvents {
  /** The document was read and is about to be taken; what this throws keeps it from being taken. */
  read(found: LoadedState): void;
  /** It was taken. */
  taken(): void;
  /** A save on the way failed; it is tried again. */
  failed(error: unknown): void;
}

/** All that a node has to know after a crash: in memory, and as a document in its store. */
export class StoredState {
  state: PollState;
  memory = new Memory();
  private readonly saver: Saver;
  private loading: Promise<void> | undefined;

  constructor(
    private readonly parts: StoredStateParts,
    private readonly events: StoredStateEvents,
  ) {
    this.state = newState(parts.source);
    this.saver = new Saver(
      parts.store,
      () => this.document(),
      parts.clock,
      (error) => events.failed(error),
    );
  }

  /**
   * Reads the document, once; after a failure, again.
   *
   * @throws {CoupaError} `COUPA_STATE` if the store cannot be reached.
   */
  load(): Promise<void> {
    this.loading ??= this.read().catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  /** Whether reading it has begun, and has not failed. */
  get isWanted(): boolean {
    return this.loading !== undefined;
  }

  /** It has changed: it is saved at the pace of the law. */
  touch(): void {
    this.saver.touch();
  }

  /** Resolves when it is on disk as it is now. @throws {CoupaError} `COUPA_STATE` */
  save(): Promise<void> {
    this.saver.touch();
    return this.saver.flush();
  }

  /** Saves for the last time, unless it was never read: what was not read must not be overwritten. */
  async close(): Promise<void> {
    const isRead = this.loading?.then(
      () => true,
      () => false,
    );
    if (!(await isRead)) return;
    this.saver.touch();
    await this.saver.close();
  }

  /** Forgets everything but what a person was told and whether polling is paused. */
  beginAnew(restart: PollState['restart'], restartAt: number | undefined): void {
    const { paused, notices } = this.state;
    this.state = { ...newState(this.parts.source), paused, notices, restart, restartAt };
    this.memory = new Memory();
  }

  /** Whether the user was not told this yet; from now on it counts as told. */
  isNews(key: string): boolean {
    if (this.state.notices.includes(key)) return false;
    this.state.notices.push(key);
    return true;
  }

  private async read(): Promise<void> {
    const found = await loadState(this.parts.store, this.parts.source);
    this.events.read(found);
    this.state = found.state;
    this.memory = new Memory(found.state.memory);
    this.parts.delivery.restore(found.state.pending);
    this.events.taken();
  }

  /** A copy: ranges that shrink while it is written would run ahead of what it holds of deliveries. */
  private document(): object {
    const { delivery } = this.parts;
    const { scan, backfill, notices, clock } = this.state;
    const document = {
      ...this.state,
      scan: structuredClone(scan),
      backfill: structuredClone(backfill),
      ...(clock && { clock: storedClock(clock) }),
      notices: [...notices],
      memory: this.memory.toRows(),
      pending: delivery.toRows(),
    };
    return writeState(document, provenBy(this.state, delivery.earliest()));
  }
}
