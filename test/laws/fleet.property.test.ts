import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Fleet, type FleetWorld, longestSlice, type Mishap, type Moment } from './fleet-world';
import { change, contentOf, parameters, patience } from './worlds';

const instance = fc.nat(2);
const one = (kind: Exclude<Mishap['kind'], 'rewind' | 'flush'>): fc.Arbitrary<Mishap> =>
  fc.record({ kind: fc.constant(kind), instance });

/** What nothing is lost and nothing repeated by. */
const deploy = one('close');

const anyMishap: fc.Arbitrary<Mishap> = fc.oneof(
  { weight: 4, arbitrary: one('stop') },
  { weight: 4, arbitrary: one('continue') },
  { weight: 2, arbitrary: one('kill') },
  { weight: 1, arbitrary: deploy },
  { weight: 2, arbitrary: one('swallow') },
  { weight: 2, arbitrary: one('partition') },
  { weight: 2, arbitrary: one('heal') },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('rewind' as const), writes: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('flush' as const) }) },
);

const deliveries = ['send', 'acknowledge'] as const;

function worldOf(
  mishap: fc.Arbitrary<Mishap>,
  ...delivery: FleetWorld['delivery'][]
): fc.Arbitrary<FleetWorld> {
  const moment: fc.Arbitrary<Moment> = fc.record({
    ms: fc.constantFrom(50, 300, 1000, 3500),
    changes: fc.array(
      change.filter(({ kind }) => kind !== 'wait'),
      { maxLength: 4 },
    ),
    mishaps: fc.array(mishap, { maxLength: 2 }),
  });
  return fc.record({
    delivery: fc.constantFrom(...delivery),
    pageSize: fc.integer({ min: 1, max: 5 }),
    moments: fc.array(moment, { maxLength: 25 }),
    ignored: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }),
  });
}

interface Outcome {
  fleet: Fleet;
  /** Contents that were there before the node that starts now. */
  known: Set<number>;
}

/** Lets one world happen, and brings it to rest. */
async function play(world: FleetWorld): Promise<Outcome> {
  const fleet = new Fleet(world);
  fleet.tenant.apply({ kind: 'create' });
  fleet.tenant.apply({ kind: 'create' });
  for (let slice = 0; slice < 18; slice += 1) await fleet.pass(longestSlice);
  const known = new Set(fleet.tenant.lastVersions().map(({ content }) => content));
  for (const { ms, changes, mishaps } of world.moments) {
    for (const each of changes) fleet.tenant.apply(each);
    for (const mishap of mishaps) fleet.strike(mishap);
    await fleet.pass(ms);
  }
  await fleet.rest();
  await fleet.end();
  return { fleet, known };
}

/** Law 1. */
function assertNothingLost({ fleet, known }: Outcome): void {
  const sent = new Set(fleet.sent.map(({ message }) => contentOf(message.payload)));
  const missed = fleet.tenant
    .lastVersions()
    .filter(({ content }) => !sent.has(content) && !known.has(content));
  assert.deepEqual(missed, [], 'last versions that never arrived');
}

/** Law 2, where nothing but deploys happened. */
function assertNothingTwice({ fleet }: Outcome): void {
  const keys = fleet.sent.map(({ message }) => `${message.coupa.key} ${contentOf(message.payload)}`);
  assert.equal(new Set(keys).size, keys.length, 'a version was sent twice');
}

/** Law 3: over the fleet for what is sent once; within a term for what may be sent again. */
function assertOrder({ fleet }: Outcome): void {
  const last = new Map<unknown, number>();
  for (const { message, term } of fleet.sent) {
    if ((message.coupa.attempt ?? 1) > 1) continue;
    const whose = fleet.world.delivery === 'send' ? '' : term;
    const record = `${whose} ${message.coupa.id}`;
    const content = contentOf(message.payload);
    assert.ok(content >= (last.get(record) ?? 0), `record ${record}: version ${content} after a later one`);
    last.set(record, content);
  }
}

/** Nobody sends anything once a later term has. */
function assertFence({ fleet }: Outcome): void {
  const terms: string[] = [];
  for (const { term } of fleet.sent) {
    if (terms.at(-1) === term) continue;
    assert.ok(!terms.includes(term), `the term ${term} sent after ${terms.at(-1)}`);
    terms.push(term);
  }
}

describe('the laws of a fleet', function () {
  this.timeout(patience);

  for (const delivery of deliveries)
    it(`hold under "${delivery}" when instances are stopped, woken, killed and cut off, replies are lost, and the engine forgets`, async () => {
      await fc.assert(
        fc.asyncProperty(worldOf(anyMishap, delivery), async (world) => {
          const outcome = await play(world);
          assertNothingLost(outcome);
          assertOrder(outcome);
          assertFence(outcome);
        }),
        parameters(430),
      );
    });

  it('hold, and nothing comes twice, when instances are deployed one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(deploy, ...deliveries), async (given) => {
        const outcome = await play({ ...given, ignored: [] });
        assertNothingLost(outcome);
        assertOrder(outcome);
        assertNothingTwice(outcome);
      }),
      parameters(140),
    );
  });
});
