import type { Clock } from '../../base/clock';
import type { CoupaError } from '../../base/errors';
import type { Phrase } from '../../base/text/phrase';
import type { Requester } from '../../ports/requester';
import type { TenantClock } from '../clock/tenant-clock';
import type { Delivery } from '../delivery/delivery';
import type { StoredState } from '../ledger/stored-state';
import type { RecordReader } from '../model/record';
import type { PollSettings } from '../model/settings';
import type { Source } from '../model/source';
import type { Scan } from '../model/state';
import type { ScanPlan } from '../scan/scan-plan';
import type { ScanTime } from '../scan/scan-time';

/** What a run needs of the node it runs for. */
export interface RunContext {
  settings: PollSettings;
  requester: Requester;
  source: Source;
  reader: RecordReader;
  stored: StoredState;
  plan: ScanPlan;
  delivery: Delivery;
  clock: Clock;
  tenantClock: TenantClock;
  scanTime: ScanTime;
  /** How many ranges of ids may be read at once. */
  concurrency: number;
  /** Tells the user something once. */
  notice(key: string, text: Phrase): void;
  /** Reports a record that could not be read. */
  problem(error: CoupaError): void;
  /** Whether what was sent last reached the nodes behind; asked when a poll is stopped. */
  landed(): boolean;
  /** A page was consumed: time to save, to show progress. */
  progressed(scan: Scan, kind: 'poll' | 'backfill'): void;
}
