import type { Ledger } from '../ledger/ledger';
import type { Memory } from '../ledger/memory';
import { classify, type EventType } from '../model/message';
import type { RecordReader, Version } from '../model/record';
import type { ScanOrder } from '../model/scan-order';
import type { PollSettings } from '../model/settings';
import type { Source } from '../model/source';
import type { PollState } from '../model/state';
import { mayComeAgain, type Window } from '../model/window';
import type { Scan } from '../scan/scan';
import type { Windows } from '../scan/windows';
import type { Known, ScanPolicy } from './scan-policy';

/**
 * What a version is to a scan: not asked for, sent before, to be known without being sent, or to be sent as what `eventType`
 * says.
 */
export type Verdict = 'outside' | 'repeat' | 'silent' | EventType;

/** What a judge goes by, beside the scan. */
export interface JudgeParts {
  readonly settings: PollSettings;
  readonly source: Source;
  readonly reader: RecordReader;
  readonly ledger: Ledger;
  readonly windows: Windows;
  /** Records of one scan that are all remembered. */
  readonly rememberedAtFirst: number;
}

/** Judges the versions that one scan reads, by what was asked for and what was sent before. Sends and remembers nothing. */
export class VersionJudge implements Known {
  readonly memory: Memory;
  readonly source: Source;
  private lowest: number | undefined;
  private window: Window | undefined;

  constructor(
    private readonly parts: JudgeParts,
    private readonly scan: Scan,
    private readonly policy: ScanPolicy,
  ) {
    this.memory = parts.ledger.memory;
    this.source = parts.source;
  }

  get order(): ScanOrder {
    return this.scan.order;
  }

  get state(): Pick<PollState, 'since' | 'position'> {
    return this.parts.ledger.state;
  }

  judge(version: Version): Verdict {
    if (this.isOutside(version)) return 'outside';
    if (this.policy.isRepeat(version, this)) return 'repeat';
    if (this.isSilent(version)) return 'silent';
    return classify(version, {
      from: this.order.from,
      sentBefore: this.memory.sentBefore(version) || this.policy.wasSentUnremembered(version, this),
      tolerance: this.parts.settings.createdCheckTolerance,
      mayBeOld: this.mayBeOld(version),
    });
  }

  /** Whether what is asked for should hold something: what is remembered was returned before, and is asked for again. */
  expectsSome(): boolean {
    const { lower, to = Number.POSITIVE_INFINITY } = this.order;
    const { byOwnDate } = this.source;
    const isAsked = (at: number | undefined) => at === undefined || !byOwnDate || (at >= lower && at <= to);
    return this.memory.count(({ updatedAt }) => isAsked(updatedAt)) > 0;
  }

  /** Whether a coming poll may return it again, or a page that a back-fill has asked for hold it as it was. A long back-fill of old records remembers none of them. */
  isNeeded(version: Version): boolean {
    if (this.policy.movesPosition && this.mayBeEarlierElsewhere(version)) return true;
    return this.scan.counts.records <= this.parts.rememberedAtFirst || this.mayComeAgain(version.updatedAt);
  }

  private mayBeEarlierElsewhere({ updatedAt }: Version): boolean {
    const { overlap } = this.parts.settings;
    return this.memory.expectsEarlier(updatedAt === undefined ? undefined : updatedAt + overlap);
  }

  mayComeAgain = (updatedAt: number | undefined): boolean => {
    if (this.scan.startedAt === undefined) return true;
    this.window ??= this.parts.windows.after(this.scan, this.state.position);
    return mayComeAgain({ updatedAt, seen: true }, this.window);
  };

  /** `filterByUpdatedDate`: a URL without a date returns what was updated long ago again and again. */
  private isOutside({ updatedAt }: Version): boolean {
    const { lower } = this.order;
    if (!this.parts.settings.filterByUpdatedDate || updatedAt === undefined || lower === 0) return false;
    this.lowest ??= this.source.effectiveLower(lower);
    return updatedAt < this.lowest;
  }

  /** Before the first poll. Where the URL filters on something else than the record's own date, that date proves nothing. */
  private isSilent({ updatedAt }: Version): boolean {
    const { silentBefore, silentUndated = false } = this.order;
    if (silentBefore === undefined) return false;
    const isTelling = updatedAt !== undefined && this.source.byOwnDate;
    return isTelling ? updatedAt < this.parts.reader.earliest(silentBefore) : silentUndated;
  }

  /** Where the dates say nothing. What proves that a record is new is a whole list, remembered from a poll before. */
  private mayBeOld(version: Version): boolean {
    const { since, position } = this.state;
    // After a damaged state nothing is remembered; then only a date tells.
    const isForgotten = version.createdAt === undefined && position !== undefined && since === undefined;
    return (this.source.asksSince ?? false) || isForgotten || this.memory.has(version);
  }
}
