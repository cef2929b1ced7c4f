import { readFile, rm } from 'node:fs/promises';
import type { Clock } from '../base/clock';
import { TaskQueue } from '../base/task-queue';
import { isWriter, type Writer, writerNow } from './other-writer';
import { removeUnfinished, replaceFile } from './replace-file';
import { isRunning, thisProcess } from './this-process';

/** Milliseconds between two signs of life in the file. */
const beatMs = 60_000;

/** Looks without a sign of life after which whoever wrote the file is taken for dead. */
const patience = 3;

/**
 * A file that says which process uses a folder, by its host and number, so that a second one is noticed. It keeps nobody out: two
 * Node-REDs with different flows may well share a user directory, and whether they write the same position is noticed where it is
 * written.
 *
 * What a killed process left is taken over: at once where it ran on this computer, and on another after three minutes without a sign of
 * life, since clocks of two computers cannot be compared.
 */
export class ProcessLock {
  private readonly looks = new TaskQueue();
  private timer: unknown;
  private isHeld = false;
  /** Who was read last, and in how many looks in a row without a new sign of life. */
  private seen: Writer | undefined;
  private unchanged = 0;
  /** Who was found to be another one. */
  private found: Writer | undefined;
  /** The run that was told of. */
  private told = '';

  constructor(
    /** Absolute path of the file; its folder is made when it is missing. */
    private readonly path: string,
    private readonly clock: Clock,
    /** Called once for each other process. */
    private readonly tell: (other: Writer) => void,
  ) {}

  /** The process that uses the folder, where it is another one. */
  get other(): Writer | undefined {
    return this.found;
  }

  /** Uses the folder from now on. Calling it again changes nothing. */
  hold(): void {
    if (this.isHeld) return;
    this.isHeld = true;
    this.beat();
  }

  /** Uses the folder no more. Resolves when the file says so. */
  async release(): Promise<void> {
    this.isHeld = false;
    this.clock.clearTimeout(this.timer);
    await this.looks.run(async () => {
      if (this.isHeld) return;
      const owner = await this.read();
      if (owner?.run === thisProcess.run) await rm(this.path, { force: true });
    });
  }

  private beat(): void {
    const looked = this.looks.run(() => this.look());
    // A folder that cannot be written is told of by the position, which is written there, too.
    looked
      .catch(() => undefined)
      .finally(() => {
        if (!this.isHeld) return;
        this.clock.clearTimeout(this.timer);
        this.timer = this.clock.setTimeout(() => this.beat(), beatMs);
      });
  }

  private async look(): Promise<void> {
    if (!this.isHeld) return;
    const owner = await this.read();
    const before = this.seen;
    this.seen = owner;
    if (owner === undefined || owner.run === thisProcess.run || this.isOver(owner, before)) {
      this.found = undefined;
      await removeUnfinished(this.path);
      await replaceFile(this.path, `${JSON.stringify(writerNow())}\n`);
    } else if (this.isAlive(owner, before)) this.notice(owner);
  }

  /** Whether the file is left over: its process has ended, or gives no sign of life any more. */
  private isOver({ host, pid, run, at }: Writer, before: Writer | undefined): boolean {
    const isSame = before?.run === run && before.at === at;
    this.unchanged = isSame ? this.unchanged + 1 : 0;
    if (this.unchanged >= patience) return true;
    if (host !== thisProcess.host) return false;
    // In a container, a restarted process often has the same number as the one before.
    if (pid === thisProcess.pid || !isRunning(pid)) return true;
    // The number was given to another process.
    return this.clock.now() - at > patience * beatMs;
  }

  /** Whether it is known to run: on this computer it does, on another one only a new sign of life tells. */
  private isAlive({ host, run, at }: Writer, before: Writer | undefined): boolean {
    return host === thisProcess.host || (before?.run === run && before.at !== at);
  }

  private notice(other: Writer): void {
    this.found = other;
    if (this.told === other.run) return;
    this.told = other.run;
    this.tell(other);
  }

  /** Who says to use the folder; `undefined`: nobody, or it cannot be read as that. */
  private async read(): Promise<Writer | undefined> {
    const text = await readFile(this.path, 'utf8').catch(() => '');
    try {
      const value: unknown = JSON.parse(text);
      return isWriter(value) ? value : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}
