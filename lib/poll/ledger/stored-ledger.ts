import type { Clock } from '../../base/clock';
import { Saver } from '../../local/saver';
import type { StateStore } from '../../ports/state-store';
import type { Delivery } from '../delivery/delivery';
import { messageOf } from '../delivery/in-flight';
import type { IntegrationReports } from '../integration/integration-reports';
import { identifiedAs } from '../model/record-identity';
import { provenBy, type StateIdentity } from '../model/state';
import type { Undeliverables } from '../undeliverable/undeliverables';
import type { Ledger } from './ledger';
import { type LoadedState, loadState } from './load-state';
import { writeState } from './state-document';

/** What a stored ledger is made of. */
export interface StoredLedgerParts {
  ledger: Ledger;
  store: StateStore;
  /** Whose ledger it is. */
  identity: StateIdentity;
  /** What its records are called now. */
  resource: string;
  clock: Clock;
  /** Unsettled records belong to the document. */
  delivery: Delivery;
  /** So does what is still to be reported. */
  reports: Pick<IntegrationReports, 'toMember' | 'restore' | 'watch'>;
  /** What was given up has a document of its own, which goes before this one. */
  undeliverables: Pick<Undeliverables, 'before' | 'unlessGivenUp'>;
}

/** What a stored ledger tells. */
export interface StoredLedgerEvents {
  /** The document was read and is about to be taken; what this throws keeps it from being taken. */
  read(found: LoadedState): void;
  /** It was taken. */
  taken(found: LoadedState): void;
  /** A save on the way failed; it is tried again. */
  failed(error: unknown): void;
}

/** A ledger as a document in its store: when it is read, and when it is written. */
export class StoredLedger {
  private readonly store: StateStore;
  private readonly saver: Saver;
  private loading: Promise<void> | undefined;

  constructor(
    private readonly parts: StoredLedgerParts,
    private readonly events: StoredLedgerEvents,
  ) {
    const { store, reports, undeliverables } = parts;
    this.store = undeliverables.before(reports.watch(store));
    this.saver = new Saver(
      this.store,
      () => this.document(),
      parts.clock,
      (error) => events.failed(error),
    );
  }

  /**
   * Reads the document, once; after a failure, again.
   *
   * @throws {CoupaError} `COUPA_STATE` if the store cannot be reached.
   */
  load(): Promise<void> {
    this.loading ??= this.read().catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  /** Whether reading it has begun, and has not failed: else the ledger in memory is not to be written. */
  get isLoading(): boolean {
    return this.loading !== undefined;
  }

  /** It has changed: it is saved at the pace of the law. */
  touch(): void {
    this.saver.touch();
  }

  /** Resolves when it is on disk as it is now, at the pace of the law; never once it is closed. */
  saved(): Promise<void> {
    return this.saver.saved();
  }

  /** Resolves when it is on disk as it is now. @throws {CoupaError} `COUPA_STATE` */
  save(): Promise<void> {
    this.saver.touch();
    return this.saver.flush();
  }

  /** The same for a change that nothing is lost with: see `Saver.flushSeldom`. */
  saveSeldom(): Promise<void> {
    return this.saver.flushSeldom();
  }

  /** Saves for the last time, unless it was never read: what was not read must not be overwritten. */
  async close(): Promise<void> {
    const isRead = this.loading?.then(
      () => true,
      () => false,
    );
    if (!(await isRead)) return;
    this.saver.touch();
    await this.saver.close();
  }

  private async read(): Promise<void> {
    const { identity, resource, ledger, delivery, reports, undeliverables } = this.parts;
    const found = await loadState(this.store, identity);
    this.events.read(found);
    ledger.take(found.state);
    reports.restore(found.state.integration);
    const pending = found.state.pending.map((row) =>
      identifiedAs(resource, row, (one) => messageOf(one).coupa),
    );
    delivery.restore(undeliverables.unlessGivenUp(pending));
    this.events.taken(found);
  }

  /** A copy: ranges that shrink while it is written would run ahead of what it holds of deliveries. */
  private document(): object {
    const { ledger, delivery, reports } = this.parts;
    const state = { ...ledger.toState(delivery.toRows()), ...reports.toMember() };
    return writeState(state, provenBy(state, delivery.earliest()));
  }
}
