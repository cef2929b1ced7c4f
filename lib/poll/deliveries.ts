import type { Delivery } from './delivery/delivery';
import { deliveryFor } from './delivery/delivery-for';
import { SendingOrder } from './delivery/sending-order';
import { givingUp, toOutbox } from './delivery/to-outbox';
import { IntegrationReports } from './integration/integration-reports';
import type { Ledger } from './ledger/ledger';
import type { StoredLedger } from './ledger/stored-ledger';
import { Marking } from './mark/marking';
import { waitingMarks } from './mark/waiting-marks';
import type { PollerParts } from './poller-parts';
import type { FollowedPoll } from './tell/followed-poll';
import type { PollerOutlet } from './tell/outlet';
import { Undeliverables } from './undeliverable/undeliverables';

/** What surrounds the deliveries of a poller. */
export interface DeliveriesContext {
  followed: FollowedPoll;
  outlet: PollerOutlet;
  ledger: Ledger;
  /** Made after them, since it stores them. */
  stored(): StoredLedger;
  isClosed(): boolean;
  /** What is unsettled has changed: the status may, too. */
  changed(): void;
}

/** How the records of a node are delivered, and who listens: what is reported of them, and what is kept of those that were given up. */
export class Deliveries {
  readonly reports: IntegrationReports;
  readonly undeliverables: Undeliverables;
  readonly delivery: Delivery;
  private readonly order = new SendingOrder();

  constructor(
    private readonly parts: PollerParts,
    private readonly context: DeliveriesContext,
  ) {
    this.reports = this.createReports();
    this.undeliverables = this.createUndeliverables();
    this.delivery = this.createDelivery();
  }

  private createReports(): IntegrationReports {
    const { settings, source, requester, clock, concurrency, undeliverableStore } = this.parts;
    const { ledger, outlet, stored } = this.context;
    return new IntegrationReports({
      code: settings.integration,
      concurrency,
      path: source.path,
      requester,
      clock,
      notes: 'notes' in undeliverableStore ? undeliverableStore.notes : undefined,
      ledger,
      isUnsettled: (poll) => this.delivery.holds(poll),
      changed: () => stored().touch(),
      // Whoever saves next tells why it could not.
      store: () =>
        stored()
          .save()
          .catch(() => undefined),
      refused: (error) => outlet.error(error),
      notice: (text) => outlet.notice(text),
    });
  }

  private createUndeliverables(): Undeliverables {
    const { undeliverableStore: store, handledStore, source, clock, settings } = this.parts;
    const { outlet, stored, isClosed } = this.context;
    return new Undeliverables({
      store,
      handledStore,
      identity: { tenant: source.tenant, path: source.path, resource: settings.resource },
      clock,
      order: this.order,
      outlet,
      isClosed,
      delivery: () => this.delivery,
      landed: () => this.hasLanded(),
      givenUpBefore: (message, reason) => this.reports.givenUp(message, reason),
      load: () => stored().load(),
      changed: () => stored().touch(),
      save: () => stored().save(),
    });
  }

  private createDelivery(): Delivery {
    const { settings, clock, format, marks, outbox } = this.parts;
    const { followed, outlet, ledger, stored, changed } = this.context;
    const told = this.undeliverables.listening({
      send: (message) => followed.send(format(message), (sent) => outlet.record(sent)),
      ...(outbox !== undefined && followed.noting(toOutbox(outbox))),
      giveUp: (message, reason) => outlet.undeliverable(message, reason),
      waits: (reason) => outlet.notice(waitingMarks(reason)),
      landed: () => this.hasLanded(),
      changed: () => {
        stored().touch();
        changed();
      },
    });
    const settlement = marks && new Marking({ ...this.parts, marks, ledger, saved: () => stored().saved() });
    const heard = followed.listening(this.reports.listening(told));
    const outermost = outbox === undefined ? heard : givingUp(heard, outbox);
    return deliveryFor(settings, outermost, clock, settlement, this.order, outbox !== undefined);
  }

  private hasLanded(): boolean {
    return this.parts.outlet.landed?.() ?? true;
  }
}
