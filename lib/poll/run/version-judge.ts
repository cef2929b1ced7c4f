import type { Memory } from '../ledger/memory';
import { classify, type EventType } from '../model/message';
import type { Version } from '../model/record';
import type { Scan } from '../model/state';
import { mayComeAgain, rememberedAtFirst, type Window } from '../model/window';
import type { RunContext } from './run-context';

/**
 * What a version is to a scan: not asked for, sent before, to be known without being sent, or to be sent as what `eventType`
 * says.
 */
export type Verdict = 'outside' | 'repeat' | 'silent' | EventType;

/** Judges the versions that one scan reads, by what was asked for and what was sent before. Sends and remembers nothing. */
export class VersionJudge {
  private readonly memory: Memory;
  private lowest: number | undefined;
  private window: Window | undefined;

  constructor(
    private readonly context: Pick<RunContext, 'settings' | 'source' | 'reader' | 'stored' | 'plan'>,
    private readonly scan: Scan,
    private readonly kind: 'poll' | 'backfill',
  ) {
    this.memory = context.stored.memory;
  }

  judge(version: Version): Verdict {
    if (this.isOutside(version)) return 'outside';
    if (this.isRepeat(version)) return 'repeat';
    if (this.isSilent(version)) return 'silent';
    return classify(version, {
      from: this.scan.from,
      sentBefore: this.wasSentBefore(version),
      tolerance: this.context.settings.createdCheckTolerance,
      mayBeOld: this.mayBeOld(version),
    });
  }

  /** Whether a coming poll may return it again. A long back-fill of old records remembers none of them. */
  isNeeded(version: Version): boolean {
    return this.scan.records <= rememberedAtFirst || this.mayComeAgain(version.updatedAt);
  }

  /** `filterByUpdatedDate`: a URL without a date returns what was updated long ago again and again. */
  private isOutside({ updatedAt }: Version): boolean {
    const { settings, source } = this.context;
    if (!settings.filterByUpdatedDate || updatedAt === undefined || this.scan.lower === 0) return false;
    this.lowest ??= source.effectiveLower(this.scan.lower);
    return updatedAt < this.lowest;
  }

  /** A back-fill sends what it was asked for again, but never an older version after a newer one. */
  private isRepeat(version: Version): boolean {
    if (this.kind === 'poll') return this.memory.knows(version);
    const { to } = this.scan;
    return (
      (to !== undefined && version.updatedAt !== undefined && version.updatedAt > to) ||
      this.memory.hasLater(version) ||
      // Which of two changes within one second is the later one, only the next poll can tell.
      (this.memory.hasTwin(version) && this.mayComeAgain(version.updatedAt))
    );
  }

  /** Before the first poll. Where the URL filters on something else than the record's own date, that date proves nothing. */
  private isSilent({ updatedAt }: Version): boolean {
    const { silentBefore, silentUndated = false } = this.scan;
    if (silentBefore === undefined) return false;
    const telling = updatedAt !== undefined && this.context.source.byOwnDate;
    return telling ? updatedAt < this.context.reader.earliest(silentBefore) : silentUndated;
  }

  /**
   * A back-fill reads what is no longer remembered: what was created or updated while the node polled was sent by a poll, and so
   * may any have been that shows no date, unless its list is read whole and thus remembered whole.
   */
  private wasSentBefore(version: Version): boolean {
    if (this.memory.sentBefore(version)) return true;
    const { since, position } = this.context.stored.state;
    if (this.kind === 'poll' || since === undefined || position === undefined) return false;
    const date = version.createdAt ?? version.updatedAt;
    if (date === undefined) return this.context.source.asksSince ?? false;
    return date >= since && date < position;
  }

  /** Where the dates say nothing. What proves that a record is new is a whole list, remembered from a poll before. */
  private mayBeOld(version: Version): boolean {
    const { source, stored } = this.context;
    const { since, position } = stored.state;
    // After a damaged state nothing is remembered; then only a date tells.
    const isForgotten = version.createdAt === undefined && position !== undefined && since === undefined;
    return (source.asksSince ?? false) || isForgotten || this.memory.has(version);
  }

  private mayComeAgain(updatedAt: number | undefined): boolean {
    if (this.scan.startedAt === undefined) return true;
    const { plan, stored } = this.context;
    this.window ??= plan.windowAfter(this.scan, stored.state.position);
    return mayComeAgain({ updatedAt, seen: true }, this.window);
  }
}
