import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Change, type Fault, ModelTenant } from './model-tenant';
import { FakeClock, Rig } from './rig';

/** Runs of each property; `npm run test:long` sets more, and a seed to repeat a failure. */
const runs = Number(process.env['COUPA_PROPERTY_RUNS'] ?? 400);
const seed =
  process.env['COUPA_PROPERTY_SEED'] === undefined ? undefined : Number(process.env['COUPA_PROPERTY_SEED']);

const overlapSeconds = 20;

/** How long a change stays hidden; what is hidden longer than the overlap is not promised. */
const late = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  fc.integer({ min: 1, max: (overlapSeconds - 3) * 1000 }),
);
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('create' as const), late }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('update' as const),
      pick: fc.nat(50),
      late,
      times: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 4000 }) }),
  },
);
const fault: fc.Arbitrary<Fault | undefined> = fc.oneof(
  { weight: 12, arbitrary: fc.constant(undefined) },
  fc.constantFrom<Fault>('fails', 'no-date'),
);

interface World {
  before: Change[];
  during: Change[];
  faults: (Fault | undefined)[];
  pageSize: number;
  start: 'now' | 'beginning';
  ids: 'number' | 'text' | 'sparse';
  overlap: 0 | 20;
  clockSkewHours: number;
  polls: number;
  crashes: number[];
}

const world: fc.Arbitrary<World> = fc.record({
  before: fc.array(change, { maxLength: 20 }),
  during: fc.array(change, { maxLength: 60 }),
  faults: fc.array(fault, { maxLength: 30 }),
  pageSize: fc.integer({ min: 1, max: 7 }),
  start: fc.constantFrom('now', 'beginning'),
  ids: fc.constantFrom('number', 'text', 'sparse'),
  overlap: fc.constantFrom(0, 20),
  clockSkewHours: fc.constantFrom(-30, 0, 30),
  polls: fc.integer({ min: 1, max: 6 }),
  crashes: fc.array(fc.nat(5), { maxLength: 2 }),
});

/** Lets one world happen and returns all there is to compare. */
async function play(given: World, options: { crashes: boolean }) {
  const prompt = (one: Change): Change => (given.overlap === 0 && 'late' in one ? { ...one, late: 0 } : one);
  const tenant = new ModelTenant({ ids: given.ids });
  for (const one of given.before) tenant.apply(prompt(one));
  const clock = new FakeClock(tenant.time + given.clockSkewHours * 3_600_000, options.crashes ? 400 : 0);
  const rig = new Rig(tenant, {
    config: { pageSize: given.pageSize, start: given.start, overlap: given.overlap },
    clock,
  });
  if (given.start === 'now') {
    // What was there before stays; what comes late from before is new.
    tenant.time += overlapSeconds * 1000;
    await settle(() => rig.poller.poll());
  }
  const known = new Set(given.start === 'now' ? tenant.lastVersions().map(({ content }) => content) : []);
  tenant.script = given.during.map(prompt);
  tenant.faults = [...given.faults];
  for (let poll = 0; poll < given.polls; poll += 1) {
    const polling = settle(() => rig.poller.poll());
    if (options.crashes && given.crashes.includes(poll)) {
      await steps(3 * poll + 4);
      rig.crash();
    } else {
      await polling;
    }
    tenant.time += 5000;
  }
  for (const one of tenant.script.splice(0)) tenant.apply(one);
  tenant.faults = [];
  for (let poll = 0; poll < 4; poll += 1) {
    tenant.time += (overlapSeconds / 2) * 1000;
    await rig.poller.poll();
  }
  return { tenant, rig, known };
}

/** A poll may fail in bad weather; the laws hold all the same. */
async function settle(poll: () => Promise<unknown>): Promise<void> {
  await poll().catch(() => undefined);
}

async function steps(count: number): Promise<void> {
  for (let step = 0; step < count; step += 1) await new Promise((resolve) => setImmediate(resolve));
}

const contentOf = (payload: unknown) => (payload as { content: number }).content;

function assertNothingLost({ tenant, rig, known }: Awaited<ReturnType<typeof play>>): void {
  const sent = new Set(rig.messages.map(({ payload }) => contentOf(payload)));
  const missed = tenant.lastVersions().filter(({ content }) => !sent.has(content) && !known.has(content));
  assert.deepEqual(missed, [], 'last versions that never arrived');
}

function assertOrder({ rig }: Awaited<ReturnType<typeof play>>): void {
  const last = new Map<unknown, number>();
  for (const { payload, coupa } of rig.messages) {
    const before = last.get(coupa.id) ?? 0;
    assert.ok(
      contentOf(payload) >= before,
      `record ${coupa.id}: version ${contentOf(payload)} after ${before}`,
    );
    last.set(coupa.id, contentOf(payload));
  }
}

describe('the laws of the poll engine', function () {
  this.timeout(120_000);

  it('lose nothing, repeat nothing and keep the order, whatever changes between any two requests', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const outcome = await play(given, { crashes: false });
        assertNothingLost(outcome);
        assertOrder(outcome);
        const contents = outcome.rig.messages.map(({ payload }) => contentOf(payload));
        assert.equal(new Set(contents).size, contents.length, 'a version was sent twice');
        const keys = outcome.rig.messages.map(({ coupa }) => coupa.key);
        assert.equal(new Set(keys).size, keys.length, 'two versions share a key');
      }),
      { numRuns: runs, seed },
    );
  });

  it('lose nothing and keep the order when the process is killed at any moment', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const outcome = await play(given, { crashes: true });
        assertNothingLost(outcome);
      }),
      { numRuns: runs, seed },
    );
  });

  describe('regressions', () => {
    it('takes the beginning of a scan from its first answer only: a later one that has a Date is later', async () => {
      const outcome = await play(
        {
          before: [{ kind: 'create', late: 0 }],
          during: [
            { kind: 'update', pick: 0, late: 0, times: 1 },
            { kind: 'wait', ms: 1 },
            { kind: 'update', pick: 0, late: 0, times: 1 },
            { kind: 'wait', ms: 2693 },
          ],
          faults: ['no-date'],
          pageSize: 1,
          start: 'now',
          ids: 'number',
          overlap: 0,
          clockSkewHours: -30,
          polls: 1,
          crashes: [],
        },
        { crashes: false },
      );
      assertNothingLost(outcome);
    });
  });
});
