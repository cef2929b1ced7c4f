import type { Clock } from '../../base/clock';
import type { CoupaError } from '../../base/errors';
import type { Phrase } from '../../base/text/phrase';
import type { PageReaders } from '../../ports/page-readers';
import type { Requester } from '../../ports/requester';
import type { TenantClock } from '../clock/tenant-clock';
import type { Delivery } from '../delivery/delivery';
import type { Ledger } from '../ledger/ledger';
import type { StoredLedger } from '../ledger/stored-ledger';
import type { RecordReader } from '../model/record';
import type { PollSettings } from '../model/settings';
import type { Source } from '../model/source';
import type { Scan } from '../scan/scan';
import type { ScanPlan } from '../scan/scan-plan';
import type { ScanTime } from '../scan/scan-time';
import type { Windows } from '../scan/windows';
import type { FollowedPoll } from '../tell/followed-poll';
import type { ScanPolicy } from './scan-policy';

/** What a run needs of the node it runs for. It owns none of it: each part is written by its own verbs. */
export interface RunContext {
  readonly settings: PollSettings;
  readonly requester: Requester;
  readonly source: Source;
  readonly reader: RecordReader;
  readonly ledger: Ledger;
  readonly stored: StoredLedger;
  readonly plan: ScanPlan;
  readonly windows: Windows;
  readonly delivery: Delivery;
  readonly clock: Clock;
  readonly tenantClock: TenantClock;
  readonly scanTime: ScanTime;
  readonly followed: FollowedPoll;
  /** How many ranges of ids may be read at once. */
  readonly concurrency: number;
  /** Records of one scan that are all remembered. */
  readonly rememberedAtFirst: number;
  /** Others who read pages of long lists. Default: there are none. */
  readonly readers?: PageReaders | undefined;
  /** Tells the user something once. */
  notice(key: string, text: Phrase): void;
  /** Reports a record that could not be read. */
  problem(error: CoupaError): void;
  /** Whether what was sent last reached the nodes behind; asked when a poll is stopped. */
  landed(): boolean;
  /** A page was consumed: time to save, to show progress. */
  progressed(scan: Scan, kind: ScanPolicy['kind']): void;
}
