import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RecordMessage } from '../../lib/poll/model/message';
import type { Rig } from '../unit/poll/rig';
import { contentOf } from './worlds';

/** What somebody does with undeliverable records, wherever the fleet is led. */
export interface Act {
  command: 'redeliver' | 'dismiss';
  /** Which of those that were told; `undefined`: all. */
  pick?: number | undefined;
}

export const act: fc.Arbitrary<Act> = fc.record({
  command: fc.oneof(
    { weight: 3, arbitrary: fc.constant('redeliver' as const) },
    { weight: 1, arbitrary: fc.constant('dismiss' as const) },
  ),
  pick: fc.option(fc.nat(5), { nil: undefined }),
});

const stopped = 'the instance of the fleet that had it stopped without a word';

const isSame = (one: RecordMessage, other: RecordMessage) => one.coupa.id === other.coupa.id;

const isOlder = (one: RecordMessage, other: RecordMessage) =>
  isSame(one, other) && contentOf(one.payload) < contentOf(other.payload);

/** Somebody who lets undeliverable records of a fleet be sent again, or dismisses them, and remembers what became of them. */
export class FleetOperator {
  /** Told as given up, by whichever instance led. */
  private told: RecordMessage[] = [];
  /** How many of those the engine may have forgotten: what is given up then comes again, in the version that the tenant has by then. */
  private mayBeForgotten = 0;
  /** Keys of all that were told, whatever the engine has lost since: copies may have them. */
  private readonly everTold = new Set<string>();
  /** What the flows have taken. */
  private readonly taken: RecordMessage[] = [];
  /** Keys that may have been dismissed: a command may have been carried out though nobody lives who would say so. */
  private readonly dismissed = new Set<string>();
  /** Keys that were given up, and that nobody has asked for since. */
  private readonly unasked = new Set<string>();
  /** What commands ask for that may still be carried out: keys, or all that there are when that happens. */
  private readonly asking = new Set<{ command: Act['command']; keys: readonly string[] | 'all' }>();
  /**
   * Contents that were given up since each instance that took them stopped without a word. Nobody knows whether one of their flows had them:
   * that is how a record which ends the process has an end.
   */
  readonly neverBack = new Set<number>();
  /** What came though nobody had asked for it, or something newer had been taken. */
  readonly repeats: string[] = [];

  /** An instance told of a record on output 2. */
  tells(message: RecordMessage, reason: string): void {
    const { key } = message.coupa;
    this.told.push(message);
    this.everTold.add(key);
    if (!this.isAsked('redeliver', key)) this.unasked.add(key);
    if (this.isAsked('dismiss', key)) this.dismissed.add(key);
    if (reason === stopped) this.neverBack.add(contentOf(message.payload));
  }

  /** A flow got a record. */
  gets(message: RecordMessage): void {
    const { key } = message.coupa;
    if (this.unasked.has(key)) this.repeats.push(`${key} was given up, and came again unasked`);
    const over = this.taken.find((other) => isSame(other, message) && !isOlder(other, message));
    if (over !== undefined) this.repeats.push(`${key} came after ${over.coupa.key} had been taken`);
  }

  /** A flow acknowledges a record. */
  takes(message: RecordMessage): void {
    this.taken.push(message);
  }

  /** The engine has lost everything: what was kept there is gone, but for copies. */
  forgets(): void {
    this.told = [];
    this.mayBeForgotten = 0;
  }

  /** The engine has lost its latest writes. */
  forgetsLatest(): void {
    this.mayBeForgotten = this.told.length;
  }

  async act(rig: Rig, { command, pick }: Act): Promise<void> {
    const known = this.told.map(({ coupa }) => coupa.key);
    const keys = pick === undefined ? undefined : [known[pick % Math.max(1, known.length)] ?? 'none'];
    if (command === 'dismiss') await this.dismiss(rig, keys);
    else await this.redeliver(rig, keys);
  }

  /** Carried out or not: nobody knows of a command whose leader ends. What it asks for may come before it is answered. */
  private async redeliver(rig: Rig, keys: readonly string[] | undefined): Promise<void> {
    for (const key of keys ?? this.everTold) this.unasked.delete(key);
    await this.during('redeliver', keys, () => rig.poller.undeliverables.redeliver(keys));
  }

  private async dismiss(rig: Rig, keys: readonly string[] | undefined): Promise<void> {
    for (const key of keys ?? this.everTold) this.dismissed.add(key);
    await this.during('dismiss', keys, () => rig.poller.undeliverables.dismiss(keys));
  }

  private async during(
    command: Act['command'],
    keys: readonly string[] | undefined,
    carryOut: () => Promise<unknown>,
  ): Promise<void> {
    const asked = { command, keys: keys ?? ('all' as const) };
    this.asking.add(asked);
    await carryOut().catch(() => undefined);
    this.asking.delete(asked);
  }

  /** Whether that may still come of a command: of all there are, too. */
  private isAsked(command: Act['command'], key: string): boolean {
    return [...this.asking].some(
      ({ command: asked, keys }) => asked === command && (keys === 'all' || keys.includes(key)),
    );
  }

  /** What was told as given up is listed, was dismissed, or it or a newer version was taken, or given up where the engine had forgotten. */
  assertNoneLost(listed: ReadonlySet<string>): void {
    const lost = this.told.filter(
      (message, at) =>
        !listed.has(message.coupa.key) &&
        !(
          at < this.mayBeForgotten &&
          this.told.some((other, behind) => behind > at && isOlder(message, other))
        ) &&
        !this.dismissed.has(message.coupa.key) &&
        !this.taken.some((other) => isSame(other, message) && !isOlder(other, message)),
    );
    assert.deepEqual(
      lost.map(({ coupa }) => coupa.key),
      [],
      'given up, and nobody can find it',
    );
  }

  /** Nothing is listed that was taken, or a newer version of it, or that was dismissed after it was given up last. */
  assertNoneTwice(listed: ReadonlySet<string>): void {
    const taken = this.taken.map(({ coupa }) => coupa.key).filter((key) => listed.has(key));
    assert.deepEqual(taken, [], 'taken, and listed');
  }
}
