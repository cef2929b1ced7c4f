import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../base/clock';
import type { StateStore } from '../ports/state-store';

/** Milliseconds between two saves while records are sent. */
const pace = 1000;

/** For large documents and slow disks: the pause is this many times what the last save took, if that is longer than `pace`. */
const share = 10;

/** The longest pause that slow saves lead to, in milliseconds: what was sent in that time may come again after a kill. */
const slowestPace = 10_000;

/** Milliseconds between two saves while nothing changes that must not be lost. */
const seldomPace = 300_000;

/** Milliseconds between two tries at most, while saving fails. */
const longestPause = 60_000;

/**
 * Saves the state: at most once a second while it changes, less often where saving takes long, and at once when asked to.
 *
 * A saved document never counts a message as sent that the flow has not got. So the document is taken first, then the messages
 * that were sent get their turn on the event loop, and only then the document is written.
 */
export class Saver {
  private dirty = false;
  private saving: Promise<void> | undefined;
  private timer: unknown;
  private savedAt: number;
  private hasSaved = false;
  /** When the store was last given a document, and how long it took; milliseconds. */
  private beganAt = 0;
  private took = 0;
  /** Saves that failed in a row. */
  private failures = 0;
  private flushes = 0;
  /** Who waits for the next document that is taken to be on disk. */
  private readonly waiting: (() => void)[] = [];
  private closing = false;
  private closed = false;

  constructor(
    private readonly store: StateStore,
    /** A copy: what changes afterwards must not show in it. */
    private readonly snapshot: () => object,
    private readonly clock: Clock,
    /** Called when a save that nobody waits for fails; only for the first failure in a row. It is tried again, after growing pauses. */
    private readonly failed: (error: unknown) => void,
  ) {
    this.savedAt = clock.monotonic();
  }

  /** The state has changed. */
  touch(): void {
    this.dirty = true;
    if (this.closing || this.timer !== undefined || this.saving !== undefined) return;
    const due = this.savedAt + this.pause() - this.clock.monotonic();
    if (due <= 0) this.saveQuietly();
    else this.timer = this.clock.setTimeout(() => this.saveQuietly(), due);
  }

  /**
   * Resolves when everything up to now is on disk, at the pace of the saves; later, where these fail at first. Never once it is
   * closed.
   */
  saved(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.touch();
    });
  }

  /** Resolves when everything up to now is on disk. Rejects with the store's error. */
  async flush(): Promise<void> {
    this.clock.clearTimeout(this.timer);
    this.timer = undefined;
    this.flushes += 1;
    try {
      while (this.saving !== undefined) await this.saving.catch(() => undefined);
      if (this.dirty && !this.closed) await this.save();
    } finally {
      this.flushes -= 1;
    }
  }

  /**
   * The state has changed, but nothing would be lost with that: a document that was saved before would do as well after a kill. It is
   * saved where something else is to be, too, or the last save is five minutes ago; what is on disk is older by no more than that as long
   * as somebody asks. Rejects with the store's error.
   */
  flushSeldom(): Promise<void> {
    const isRecent = this.hasSaved && this.clock.monotonic() - this.savedAt < seldomPace;
    if (isRecent && !this.dirty) return Promise.resolve();
    this.touch();
    return this.flush();
  }

  /** Saves for the last time: from then on the document may be a successor's. Rejects with the store's error. */
  async close(): Promise<void> {
    this.closing = true;
    try {
      await this.flush();
    } finally {
      this.closed = true;
    }
  }

  private pause(): number {
    const pause = Math.min(Math.max(pace, share * this.took), slowestPace);
    return Math.min(pause * 2 ** this.failures, longestPause);
  }

  private saveQuietly(): void {
    this.timer = undefined;
    this.save().catch((error: unknown) => {
      // Whoever waits in `flush` gets the error and reports it. A disk that stays full is reported once.
      if (this.flushes === 0 && this.failures === 1) this.failed(error);
    });
  }

  private save(): Promise<void> {
    this.dirty = false;
    const document = this.snapshot();
    const waiting = this.waiting.splice(0);
    this.saving = this.write(document, waiting).finally(() => {
      this.saving = undefined;
      this.savedAt = this.clock.monotonic();
      this.took = this.savedAt - this.beganAt;
      if (this.dirty) this.touch();
    });
    return this.saving;
  }

  private async write(document: object, waiting: readonly (() => void)[]): Promise<void> {
    await setImmediate();
    await setImmediate();
    this.beganAt = this.clock.monotonic();
    try {
      await this.store.save(document);
      this.hasSaved = true;
      this.failures = 0;
      for (const resolve of waiting) resolve();
    } catch (error) {
      this.waiting.unshift(...waiting);
      this.dirty = true;
      this.failures += 1;
      throw error;
    }
  }
}
