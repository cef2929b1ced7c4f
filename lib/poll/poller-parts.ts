import type { Clock } from '../base/clock';
import type { NodeName } from '../ports/events';
import type { Outbox } from '../ports/outbox';
import type { PageReaders } from '../ports/page-readers';
import type { Requester } from '../ports/requester';
import type { RowStore } from '../ports/row-store';
import type { StateStore } from '../ports/state-store';
import type { Telemetry } from '../ports/telemetry';
import type { Marks } from './compile/marks';
import type { OutputFormat } from './compile/output';
import type { RecordReader } from './model/record';
import type { PollSettings } from './model/settings';
import type { Source } from './model/source';
import type { PollerOutlet } from './tell/outlet';

/** What a poller is made of. */
export interface PollerParts {
  settings: PollSettings;
  requester: Requester;
  source: Source;
  reader: RecordReader;
  /** The form in which the flow gets records. */
  format: OutputFormat;
  /** How its records are marked as exported. Default: they are not. */
  marks?: Marks | undefined;
  store: StateStore;
  /** Where the records are kept that were given up: a document of its own, or rows that are of one history with the position. */
  undeliverableStore: StateStore | RowStore;
  /** Where it is remembered what somebody sent again of them, or dismissed. Default: nowhere. */
  handledStore?: StateStore | undefined;
  /** Where records go, in place of the outlet, if they are sent into flows of several instances. */
  outbox?: Outbox | undefined;
  /** Others who read pages of long lists. Default: there are none. */
  readers?: PageReaders | undefined;
  clock: Clock;
  outlet: PollerOutlet;
  /** Who hears of its polls and records. Default: nobody. */
  telemetry?: Telemetry;
  /** What they call it. Default: nothing. */
  node?: NodeName;
  /** The connection's `maxConcurrency`: ranges of ids read at once in a long scan. */
  concurrency: number;
  /** Records of one scan that are all remembered. Default: `rememberedAtFirst`; tests give less, to get behind them with few records. */
  rememberedAtFirst?: number | undefined;
}
