import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parkedMs } from '../../lib/fleet/pages/page-worker';
import {
  worldOf as anyWorldOf,
  assertLeftWithLatest,
  deliveries,
  deploy,
  engineTroubles,
  forgetfulness,
  leftWithEarlier,
  one,
} from './fleet-play';
import { Fleet, type FleetWorld, longestSlice, type Mishap, pollName } from './fleet-world';
import type { Change } from './model-tenant';
import { contentOf, parameters, patience } from './worlds';

/** Records that are there when all are to be sent again. */
const records = 24;

const expiry: fc.Arbitrary<Mishap> = fc.record({ kind: fc.constant('expire' as const) });

/** What a back-fill survives that was accepted. */
const withMemory: fc.Arbitrary<Mishap> = fc.oneof(
  { weight: 3, arbitrary: one('stop') },
  { weight: 3, arbitrary: one('continue') },
  { weight: 3, arbitrary: one('kill') },
  { weight: 1, arbitrary: deploy },
  { weight: 2, arbitrary: one('swallow') },
  { weight: 2, arbitrary: one('partition') },
  { weight: 2, arbitrary: one('heal') },
  { weight: 3, arbitrary: expiry },
  ...engineTroubles,
);

const forgetting: fc.Arbitrary<Mishap> = fc.oneof({ weight: 4, arbitrary: withMemory }, ...forgetfulness(3));

function worldOf(mishap: fc.Arbitrary<Mishap>): fc.Arbitrary<FleetWorld> {
  return anyWorldOf(mishap, ...deliveries).map((world) => ({
    ...world,
    moments: world.moments.slice(0, 15),
    elsewhere: [],
  }));
}

interface Outcome {
  fleet: Fleet;
  /** How many sendings there were before everything was to be sent again. */
  before: number;
  /** Contents that were there before the node. */
  known: Set<number>;
}

/**
 * Has everything sent again in the middle of a world, and brings it to rest.
 *
 * @param hasPolled not before the first poll has ended: one that is under way begins where the back-fill does, and sends the same
 */
async function play(world: FleetWorld, { hasPolled = false } = {}): Promise<Outcome> {
  const fleet = new Fleet(world);
  let isPositioned = false;
  fleet.onSave = (document) => {
    isPositioned ||= ((document as { position?: unknown }).position ?? null) !== null;
  };
  for (let count = 0; count < records; count += 1) fleet.tenant.apply({ kind: 'create' });
  for (let slice = 0; slice < 18 || (hasPolled && !isPositioned); slice += 1) await fleet.pass(longestSlice);
  const known = new Set(fleet.tenant.lastVersions().map(({ content }) => content));
  const before = fleet.sent.length;
  assert.ok(await fleet.backfill(), 'it is accepted');
  for (const { ms, changes, mishaps } of world.moments) {
    for (const each of changes) fleet.tenant.apply(each);
    for (const mishap of mishaps) fleet.strike(mishap);
    await fleet.pass(ms);
  }
  return { fleet, known, before };
}

/** @param atRest what is still done before all are closed. */
async function settle(
  outcome: Outcome,
  isExpected: (content: number) => boolean,
  atRest = async (_: Fleet) => {},
): Promise<void> {
  const { fleet } = outcome;
  const isDone = () => missed(outcome, isExpected).length === 0 && leftWithEarlier({ fleet }).length === 0;
  await fleet.rest(isDone);
  await atRest(fleet);
  await fleet.end();
  assert.deepEqual(missed(outcome, isExpected), [], 'last versions that never arrived');
}

/** Until nothing is read any more, and then as long as a page stays that nobody uses: one that is in use stays longer. */
async function letPagesGo(fleet: Fleet): Promise<void> {
  let isPaused = false;
  const paused = fleet.ask(0, { kind: 'pause' }).then(() => {
    isPaused = true;
  });
  while (!isPaused) await fleet.pass(longestSlice);
  await paused;
  await fleet.pass(2 * parkedMs);
}

function missed({ fleet }: Outcome, isExpected: (content: number) => boolean): unknown[] {
  const sent = new Set(fleet.sent.map(({ message }) => contentOf(message.payload)));
  return fleet.tenant.lastVersions().filter(({ content }) => isExpected(content) && !sent.has(content));
}

/**
 * Law 3, over the whole fleet; what the engine has forgotten begins anew. A poll may send what it read before behind a later version of a
 * back-fill, if that page was on its way when the poll began, or both are of one second: then the later version comes again.
 */
function assertOrder({ fleet }: Outcome): void {
  const last = new Map<string, { content: number; poll: string }>();
  for (const { message, generation } of fleet.sent) {
    const record = `${generation} ${message.coupa.id}`;
    const content = contentOf(message.payload);
    const { poll } = message.coupa;
    const before = last.get(record);
    assert.ok(
      before === undefined || before.poll !== poll || content >= before.content,
      `record ${record}: version ${content} after a later one`,
    );
    last.set(record, { content, poll });
  }
  assertLeftWithLatest({ fleet });
}

/** Law 5. */
function assertBounds({ fleet }: Outcome): void {
  const { engine, world } = fleet;
  assert.ok(engine.mostKept <= world.maxInFlight, `${engine.mostKept} were kept at once`);
  assert.equal(engine.kept(pollName), 0, 'records stay unsettled');
}

/** Each record goes out as what it is, and whole, whoever read it. */
function assertPayloads({ fleet }: Outcome): void {
  for (const { message } of fleet.sent) {
    const { id, content } = message.payload as Record<string, unknown>;
    assert.equal(id, message.coupa.id);
    assert.equal(typeof content, 'number', `record ${message.coupa.id} was sent without what is in it`);
  }
}

describe('the laws of a fleet whose pages are read by all', function () {
  this.timeout(patience);

  it('hold, and a back-fill sends everything, when readers and leaders are stopped, woken, killed and cut off, and what they put aside is gone', async () => {
    let elsewhere = 0;
    await fc.assert(
      fc.asyncProperty(worldOf(withMemory), async (world) => {
        const outcome = await play(world);
        await settle(outcome, () => true);
        assertPayloads(outcome);
        assertOrder(outcome);
        assertBounds(outcome);
        elsewhere += outcome.fleet.readElsewhere;
      }),
      parameters(40),
    );
    assert.ok(elsewhere > 0, 'others read pages');
  });

  it('hold when the engine forgets, too', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(forgetting), async (world) => {
        const outcome = await play(world);
        const { known } = outcome;
        await settle(outcome, (content) => !known.has(content));
        assertPayloads(outcome);
        assertOrder(outcome);
        assertBounds(outcome);
      }),
      parameters(40),
    );
  });

  it('hold, and nothing comes twice, where nothing happens', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(expiry), async (given) => {
        const world = { ...given, moments: [], ignored: [], refused: [] };
        const outcome = await play(world, { hasPolled: true });
        await settle(outcome, () => true, letPagesGo);
        const { fleet } = outcome;
        const contents = fleet.sent.map(({ message }) => contentOf(message.payload));
        assert.equal(new Set(contents).size, contents.length, 'a version was sent twice');
        assert.ok(fleet.readElsewhere > 0, 'others read pages');
        assert.equal(fleet.engine.parked(pollName), 0, 'nothing stays aside');
      }),
      parameters(40),
    );
  });

  it('end with the later of two versions within one second, though a page with the earlier one waited: a world that was found', async () => {
    const update = (pick: number, late = 0): Change => ({ kind: 'update', pick, late, times: 1 });
    const moments = [
      { ms: 50, changes: [update(15, 1)], mishaps: [] },
      { ms: 300, changes: [update(5)], mishaps: [] },
      { ms: 3500, changes: [update(15, 4810)], mishaps: [] },
      { ms: 50, changes: [], mishaps: [{ kind: 'expire' as const }] },
    ];
    const given = { ignored: [], refused: [], elsewhere: [], slow: [] };
    const outcome = await play({ delivery: 'send', pageSize: 3, maxInFlight: 2, moments, ...given });
    await settle(outcome, () => true);
    assertOrder(outcome);
  });

  it('send no version of a page that waits behind a later one that a back-fill sent: a world that was found', async () => {
    const updates: Change[] = [
      { kind: 'update', pick: 20, late: 11_417, times: 1 },
      { kind: 'update', pick: 15, late: 0, times: 1 },
    ];
    const moments = [
      { ms: 50, changes: updates, mishaps: [] },
      { ms: 50, changes: [], mishaps: [{ kind: 'expire' as const }] },
      { ms: 300, changes: [], mishaps: [] },
    ];
    const given = { ignored: [], refused: [], elsewhere: [], slow: [] };
    const outcome = await play({ delivery: 'send', pageSize: 4, maxInFlight: 1, moments, ...given });
    await settle(outcome, () => true);
    const versions = outcome.fleet.sent.filter(({ message }) => message.coupa.id === 21);
    const contents = versions.map(({ message }) => contentOf(message.payload));
    assert.deepEqual(
      contents,
      [...contents].sort((one, other) => one - other),
    );
    assertOrder(outcome);
  });

  it('send the whole record that had to wait for another version when it was read, and need not any more: a world that was found', async () => {
    const moment = (ms: number, mishaps: Mishap[] = [], changes: Change[] = []) => ({ ms, changes, mishaps });
    const moments = [
      moment(300),
      moment(1000),
      moment(3500, [], [{ kind: 'update', pick: 14, late: 0, times: 1 }]),
      moment(50),
      moment(50, [
        { kind: 'close', instance: 0 },
        { kind: 'partition', instance: 0 },
      ]),
      moment(50, [{ kind: 'rewind', writes: 3 }]),
    ];
    const given = { ignored: [], refused: [9, 15], elsewhere: [], slow: [] };
    const outcome = await play({ delivery: 'acknowledge', pageSize: 2, maxInFlight: 2, moments, ...given });
    const { known } = outcome;
    await settle(outcome, (content) => !known.has(content));
    assertPayloads(outcome);
    assertOrder(outcome);
  });
});
