import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../connection/clock';
import type { StateStore } from './store';

/** Milliseconds between two saves while records are sent. */
const pace = 1000;

/**
 * Saves the state at the pace of the law: at most once a second while it changes, and at once when asked to.
 *
 * What is saved never runs ahead of what the flow has got: the document is taken first, then messages that were sent get
 * their turn on the event loop, then it is written.
 */
export class Saver {
  private dirty = false;
  private saving: Promise<void> | undefined;
  private timer: unknown;
  private savedAt: number;

  constructor(
    private readonly store: StateStore,
    private readonly snapshot: () => object,
    private readonly clock: Clock,
    /** A save on the way failed. It is tried again with the next change. */
    private readonly failed: (error: unknown) => void,
  ) {
    this.savedAt = clock.monotonic();
  }

  /** The state has changed. */
  touch(): void {
    this.dirty = true;
    if (this.timer !== undefined || this.saving !== undefined) return;
    const due = this.savedAt + pace - this.clock.monotonic();
    if (due <= 0) this.saveQuietly();
    else this.timer = this.clock.setTimeout(() => this.saveQuietly(), due);
  }

  /** Resolves when everything up to now is on disk. Rejects with the store's error. */
  async flush(): Promise<void> {
    this.clock.clearTimeout(this.timer);
    this.timer = undefined;
    while (this.saving !== undefined) await this.saving.catch(() => undefined);
    if (this.dirty) await this.save();
  }

  private saveQuietly(): void {
    this.timer = undefined;
    this.save().catch(this.failed);
  }

  private save(): Promise<void> {
    this.dirty = false;
    const document = this.snapshot();
    this.saving = this.write(document).finally(() => {
      this.saving = undefined;
      this.savedAt = this.clock.monotonic();
      if (this.dirty && this.timer === undefined) this.touch();
    });
    return this.saving;
  }

  private async write(document: object): Promise<void> {
    await setImmediate();
    await setImmediate();
    try {
      await this.store.save(document);
    } catch (error) {
      this.dirty = true;
      this.savedAt = this.clock.monotonic();
      throw error;
    }
  }
}
