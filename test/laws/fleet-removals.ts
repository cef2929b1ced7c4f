import fc from 'fast-check';
import type { StoredRemovals } from '../../lib/poll/model/removals-state';
import type { Rig } from '../unit/poll/rig';
import { deliveries, worldOf } from './fleet-play';
import { FleetOf, type FleetWorld, longestSlice, type Mishap } from './fleet-world';
import { KnownToDocuments, silentAbout } from './known-to-documents';
import { type RemovalChange, type RemovalFault, type RemovalReadings, RemovalTenant } from './removal-tenant';
import { looking, readings, removalChange, removalFault } from './removals-world';

/** What happens to the tenant in one moment. */
interface RemovalMoment {
  changes: RemovalChange[];
  /** Before and while the next requests are answered. */
  during: RemovalChange[];
  faults: (RemovalFault | undefined)[];
}

/** Everything that happens to one tenant and a fleet that looks for removals. */
export interface FleetRemovalsWorld {
  fleet: FleetWorld;
  tenant: RemovalMoment[];
  readings: RemovalReadings;
  start: 'now' | 'beginning';
  idField: 'id' | 'number';
}

/** Time passes by itself: what waits longer than a lease would end terms. */
const change = removalChange.filter(({ kind }) => kind !== 'wait');

export function fleetRemovalsWorldOf(mishap: fc.Arbitrary<Mishap>): fc.Arbitrary<FleetRemovalsWorld> {
  return fc.record({
    fleet: worldOf(mishap, ...deliveries),
    tenant: fc.array(
      fc.record({
        changes: fc.array(change, { maxLength: 4 }),
        during: fc.array(change, { maxLength: 3 }),
        faults: fc.array(removalFault, { maxLength: 3 }),
      }),
      { maxLength: 25 },
    ),
    readings,
    start: fc.constantFrom('now' as const, 'beginning' as const),
    idField: fc.constantFrom('id' as const, 'id' as const, 'number' as const),
  });
}

/** One such world as it happens. */
export class FleetRemovals {
  readonly violations: string[] = [];
  private readonly fleet: FleetOf<RemovalTenant>;
  private readonly tenant: RemovalTenant;
  private readonly known: KnownToDocuments;
  /** Of which record the tenant refused to say whether it is there, and how many messages had been sent then. */
  private readonly refusals: { name: string; at: number }[] = [];

  constructor(private readonly given: FleetRemovalsWorld) {
    const { start, idField } = given;
    this.tenant = new RemovalTenant(given.readings);
    this.known = new KnownToDocuments(idField);
    this.fleet = new FleetOf(given.fleet, this.tenant, looking({ start, idField, interval: 0.05 }));
    this.fleet.onSave = (document) => this.known.learn((document as { removals?: StoredRemovals }).removals);
    this.tenant.onRefusal = (id) =>
      this.refusals.push({ name: this.known.named(id), at: this.fleet.sent.length });
    this.fleet.onRecord = ({ coupa }) => {
      if (coupa.eventType !== 'DELETED') return;
      const isGone = this.tenant.rows.some(
        (row) => row.isGone && this.known.named(row.id) === String(coupa.id),
      );
      if (!isGone) this.violations.push(`${coupa.id} is told as DELETED, and is there`);
    };
  }

  /** Lets it happen, and then come to rest. */
  async run(): Promise<void> {
    const { fleet, tenant } = this;
    tenant.fill(3);
    for (let slice = 0; slice < 18; slice += 1) await fleet.pass(longestSlice);
    for (const [index, { ms, mishaps }] of this.given.fleet.moments.entries()) {
      const { changes = [], during = [], faults = [] } = this.given.tenant[index] ?? {};
      for (const change of changes) tenant.apply(change);
      tenant.script.push(...during);
      tenant.faults.push(...faults);
      for (const mishap of mishaps) this.strike(mishap);
      await fleet.pass(ms);
    }
    tenant.rest();
    // A list that is empty proves nothing where the tenant ignores ids.
    tenant.fill(1);
    const before = new Map<Rig | undefined, number>();
    for (const { rig } of fleet.instances) before.set(rig, looksOf(rig));
    const hasLooked = () => looksOf(fleet.leader) - (before.get(fleet.leader) ?? 0) >= 2;
    await fleet.rest(() => hasLooked() && this.silent.length === 0);
    await fleet.end();
  }

  /** See `silentAbout`; what an engine has forgotten nobody knows. */
  get silent(): string[] {
    return silentAbout(
      this.tenant,
      this.known,
      this.fleet.sent.map(({ message }) => message),
    );
  }

  /**
   * Records that were told as gone twice, though no version came in between.
   *
   * @param again what may come again does not count: the same telling, and whatever was told before an engine forgot something. Where the
   * tenant ignores ids, or has refused since to say whether the record is there, that may be by another key: whoever leads next cannot
   * prove again what an empty list proved, or was answered, but by a later look.
   */
  toldTwice({ again }: { again: boolean }): string[] {
    const { ignoresIds } = this.given.readings;
    const last = new Map<unknown, { key: string; generation: unknown; at: number }>();
    const twice: string[] = [];
    for (const [at, { message, generation, isCutShort }] of this.fleet.sent.entries()) {
      const { id, key, eventType } = message.coupa;
      const before = last.get(id);
      // What a flow could not acknowledge before its node was stopped is unsettled, and comes again.
      if (eventType !== 'DELETED') last.delete(id);
      else if (!isCutShort || last.has(id)) {
        const isUnproven = ignoresIds === true || this.refused(id, before?.at);
        const isAgain = isUnproven || before?.key === key || before?.generation !== generation;
        if (before !== undefined && !(again && isAgain)) twice.push(key);
        last.set(id, { key, generation, at: before?.key === key ? before.at : at });
      }
    }
    return twice;
  }

  /** Whether the tenant has refused to say whether a record is there since so many messages had been sent. */
  private refused(id: unknown, since = Number.POSITIVE_INFINITY): boolean {
    return this.refusals.some(({ name, at }) => name === String(id) && at > since);
  }

  private strike(mishap: Mishap): void {
    const { generation } = this.fleet.engine;
    this.fleet.strike(mishap);
    if (this.fleet.engine.generation !== generation) this.known.forget();
  }
}

/** Looks that were read to their end. */
function looksOf(rig: Rig | undefined): number {
  return rig?.removals.filter(({ error }) => error === undefined).length ?? 0;
}
