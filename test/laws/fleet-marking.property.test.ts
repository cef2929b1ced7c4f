import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pollParts } from '../../lib/poll/compile/parts';
import { readPollSettings } from '../../lib/poll/model/settings';
import { type FlagChange, type FlagFault, type FlagReadings, type FlagRow, FlagTenant } from './flag-tenant';
import { anyMishap, deliveries, forgetfulness, worldOf } from './fleet-play';
import { FleetOf, type FleetWorld, longestSlice, type Mishap } from './fleet-world';
import { contentOf, parameters, patience } from './worlds';

const change: fc.Arbitrary<FlagChange> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'create' } as const) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('update' as const), pick: fc.nat(30) }) },
);

const fault = fc.oneof(
  { weight: 8, arbitrary: fc.constant<FlagFault | undefined>(undefined) },
  fc.constantFrom<FlagFault>('fails', 'lost'),
);

/** What happens to the tenant in one moment: before it, and before and while requests are answered. */
interface FlagMoment {
  changes: FlagChange[];
  during: FlagChange[];
  faults: (FlagFault | undefined)[];
}

interface World {
  fleet: FleetWorld;
  tenant: FlagMoment[];
  readings: FlagReadings;
}

function markingWorldOf(mishap: fc.Arbitrary<Mishap>): fc.Arbitrary<World> {
  return fc.record({
    fleet: worldOf(mishap, ...deliveries),
    tenant: fc.array(
      fc.record({
        changes: fc.array(change, { maxLength: 3 }),
        during: fc.array(change, { maxLength: 3 }),
        faults: fc.array(fault, { maxLength: 3 }),
      }),
      { maxLength: 25 },
    ),
    readings: fc.record({ changeResets: fc.boolean(), markIsNewer: fc.boolean() }),
  });
}

const noValues = {
  env: () => undefined,
  flow: () => undefined,
  global: () => undefined,
  msg: () => undefined,
};

function looks() {
  const properties = { url: '/api/invoices?exported=false', markExported: true, interval: 0.05 };
  const surroundings = { origin: 'https://acme.example', hub: false, values: () => noValues };
  const { settings, source, marks } = pollParts(readPollSettings(properties), surroundings);
  return { config: { ...properties, start: settings.start }, source, marks };
}

/** A fleet that marks what its flows have. */
class FleetMarking {
  readonly violations: string[] = [];
  private readonly tenant: FlagTenant;
  private readonly fleet: FleetOf<FlagTenant>;
  /** Contents that a flow got, by record. */
  private readonly had = new Map<unknown, Set<number>>();
  /** Contents that were changed just before a mark, and that no flow had when the engine forgot that they are to be sent. */
  private readonly excused = new Set<number>();

  constructor(private readonly given: World) {
    this.tenant = new FlagTenant(given.readings);
    this.fleet = new FleetOf({ ...given.fleet, isApart: false }, this.tenant, looks());
    this.fleet.onRecord = ({ coupa, payload }) =>
      this.had.set(coupa.id, (this.had.get(coupa.id) ?? new Set()).add(contentOf(payload)));
    this.tenant.onMark = ({ id }) => {
      if (!this.had.has(id)) this.violations.push(`${id} was marked before a flow had it`);
    };
  }

  /** Lets it happen, and then come to rest. */
  async run(): Promise<void> {
    const { fleet, tenant } = this;
    tenant.apply({ kind: 'create' });
    for (let slice = 0; slice < 18; slice += 1) await fleet.pass(longestSlice);
    for (const [index, { ms, mishaps }] of this.given.fleet.moments.entries()) {
      const { changes = [], during = [], faults = [] } = this.given.tenant[index] ?? {};
      for (const one of changes) tenant.apply(one);
      tenant.script.push(...during);
      tenant.faults.push(...faults);
      for (const mishap of mishaps) this.strike(mishap);
      await fleet.pass(ms);
    }
    tenant.rest();
    await fleet.rest(() => tenant.rows.every(({ exported }) => exported));
    await fleet.end();
    assert.ok(
      tenant.rows.every(({ exported }) => exported),
      'it never came to rest',
    );
  }

  /** Contents that were marked last and that no flow ever had. */
  get missed(): number[] {
    return this.tenant.rows
      .flatMap((row) => this.inDoubt(row))
      .filter((content) => !this.excused.has(content));
  }

  private inDoubt({ id, markedContent }: FlagRow): number[] {
    return markedContent === undefined || this.had.get(id)?.has(markedContent) ? [] : [markedContent];
  }

  private strike(mishap: Mishap): void {
    const { generation } = this.fleet.engine;
    this.fleet.strike(mishap);
    if (this.fleet.engine.generation === generation) return;
    for (const row of this.tenant.rows) for (const content of this.inDoubt(row)) this.excused.add(content);
  }
}

const remembering = anyMishap.filter(({ kind }) => kind !== 'flush' && kind !== 'rewind');

describe('the laws of the exported flag in a fleet', function () {
  this.timeout(patience);

  it('mark nothing that no flow had, in the version that it had, whoever leads is stopped, woken, killed and cut off', async () => {
    await fc.assert(
      fc.asyncProperty(markingWorldOf(remembering), async (given) => {
        const play = new FleetMarking(given);
        await play.run();
        assert.deepEqual([play.violations, play.missed], [[], []]);
      }),
      parameters(40),
    );
  });

  it('hold where the engine forgets, but for what was changed just before its mark, and no flow had by then', async () => {
    const mishap = fc.oneof({ weight: 6, arbitrary: anyMishap }, ...forgetfulness(2));
    await fc.assert(
      fc.asyncProperty(markingWorldOf(mishap), async (given) => {
        const play = new FleetMarking(given);
        await play.run();
        assert.deepEqual([play.violations, play.missed], [[], []]);
      }),
      parameters(40),
    );
  });
});
