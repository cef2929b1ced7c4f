import type { CoupaError } from '../../base/errors';
import type { Scrubber } from '../../base/secrets/scrub';
import type { Phrase, Text } from '../../base/text/phrase';
import type { RecordMessage } from '../model/message';
import type { RemovalsSummary } from '../model/removals-state';
import type { PollSummary, Progress } from '../model/summary';

/** What a node shows of itself. */
export type PollerStatus =
  /** `onDemand`: it does not poll by itself. */
  | { kind: 'new'; onDemand: boolean }
  | { kind: 'paused' }
  | { kind: 'polling'; count: number; progress?: Progress }
  /** `backfill`: what ended last was a back-fill. */
  | { kind: 'rest'; at: number; count: number; backfill?: boolean }
  /** `pending`: for their acknowledgement; `unmarked`: for their mark as exported. */
  | { kind: 'waiting'; pending: number; unmarked: number }
  | { kind: 'limited'; until: number }
  | { kind: 'error'; error: CoupaError; next?: number | undefined };

/** Where a poller's results go. All are called synchronously and must not throw. */
export interface PollerOutlet {
  record(message: RecordMessage): void;
  /**
   * Whether what was sent in the last turn of the event loop reached the nodes behind, asked once this one is stopped: Node-RED
   * drops messages on their way to a node that it stops. Default: it did.
   */
  landed?(): boolean;
  /** A record was given up; the message is as it was sent last. */
  undeliverable(message: RecordMessage, reason: Text): void;
  /** A poll has ended, well or not. */
  summary(summary: PollSummary): void;
  /** A look for removals has ended, or failed. */
  removals(summary: RemovalsSummary): void;
  /** A long scan has got further. */
  progress(progress: Progress): void;
  status(status: PollerStatus): void;
  /** Something failed that no command asked for. */
  error(error: CoupaError): void;
  /** Something the user should know once. */
  notice(text: Phrase): void;
}

/** An outlet that tells nobody a secret which a tenant's answer mirrored. Records are data, and stay as they are. */
export function scrubbed(outlet: PollerOutlet, scrubber: Scrubber | undefined): PollerOutlet {
  if (scrubber === undefined) return outlet;
  return {
    record: (message) => outlet.record(message),
    undeliverable: (message, reason) => outlet.undeliverable(message, reason),
    progress: (progress) => outlet.progress(progress),
    status: (status) => outlet.status(status),
    summary: (summary) => outlet.summary(scrubber.phrases(summary)),
    removals: (summary) => outlet.removals(scrubber.phrases(summary)),
    error: (error) => outlet.error(scrubber.error(error)),
    notice: (text) => outlet.notice(scrubber.phrases(text)),
  };
}

/** An outlet that a deploy can shut: whatever still runs behind it is not heard any more. */
export function shuttable(outlet: PollerOutlet): PollerOutlet & { shut(): void } {
  let open = true;
  const guard =
    <Arguments extends unknown[]>(pass: (...values: Arguments) => void) =>
    (...values: Arguments) => {
      if (open) pass(...values);
    };
  return {
    record: guard((message) => outlet.record(message)),
    undeliverable: guard((message, reason) => outlet.undeliverable(message, reason)),
    summary: guard((summary) => outlet.summary(summary)),
    removals: guard((summary) => outlet.removals(summary)),
    progress: guard((progress) => outlet.progress(progress)),
    status: guard((status) => outlet.status(status)),
    error: guard((error) => outlet.error(error)),
    notice: guard((text) => outlet.notice(text)),
    shut: () => {
      open = false;
    },
  };
}
