import assert from 'node:assert/strict';
import fc from 'fast-check';
import { act } from './fleet-operator';
import {
  Fleet,
  type FleetWorld,
  leaseMs,
  longestSlice,
  type Mishap,
  type Moment,
  pollName,
  type Sent,
} from './fleet-world';
import { change, contentOf } from './worlds';

const instance = fc.nat(2);
/** What befalls one instance. */
export const one = (kind: Extract<Mishap, { instance: number }>['kind']): fc.Arbitrary<Mishap> =>
  fc.record({ kind: fc.constant(kind), instance });

/** What befalls the engine: it forgets the last writes, or everything. */
export const forgetfulness = (weight: number) => [
  {
    weight,
    arbitrary: fc.record({ kind: fc.constant('rewind' as const), writes: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('flush' as const) }) },
];

/** What befalls the engine that forgets nothing: its memory is full, its clock is set, it gets what was given up long ago. */
export const engineTroubles = [
  { weight: 2, arbitrary: one('delay') },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('fill' as const, 'drain' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      by: fc.constantFrom(-60_000, -4000, 4000, 60_000),
    }),
  },
];

/** What nothing is lost and nothing repeated by. */
export const deploy = one('close');

export const anyMishap: fc.Arbitrary<Mishap> = fc.oneof(
  { weight: 4, arbitrary: one('stop') },
  { weight: 4, arbitrary: one('continue') },
  { weight: 2, arbitrary: one('kill') },
  { weight: 1, arbitrary: deploy },
  { weight: 2, arbitrary: one('swallow') },
  { weight: 2, arbitrary: one('partition') },
  { weight: 2, arbitrary: one('heal') },
  ...forgetfulness(2),
  ...engineTroubles,
);

/** Of a fleet that is now of one instance, now of several. */
export const comings = (mishap: fc.Arbitrary<Mishap>): fc.Arbitrary<Mishap> =>
  fc.oneof(
    { weight: 3, arbitrary: mishap },
    { weight: 2, arbitrary: one('off') },
    { weight: 1, arbitrary: one('return') },
  );

/** Worlds that begin with one instance. The others have been there: what they know is not lost with the engine. */
export function lonely(worlds: fc.Arbitrary<FleetWorld>): fc.Arbitrary<FleetWorld> {
  return worlds.map((world) => ({ ...world, isLonely: true }));
}

/** Sendings, by their number. */
const numbers = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 });

export const deliveries = ['send', 'acknowledge'] as const;

export function worldOf(
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
    maxInFlight: fc.constantFrom(1, 2, 5, 500),
    ignored: numbers,
    refused: numbers,
    elsewhere: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }),
    slow: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }),
  });
}

export interface Outcome {
  fleet: Fleet;
  /** Contents that were there before the node that starts now. */
  known: Set<number>;
  /** Keys of what is in the list of undeliverable records in the end. */
  undeliverable: Set<string>;
}

/** Flows that take little, and somebody who looks after what they do not take. */
export function refusingWorldOf(mishap: fc.Arbitrary<Mishap>): fc.Arbitrary<FleetWorld> {
  const number = fc.integer({ min: 1, max: 90 });
  const more = fc.record({
    refused: fc.array(number, { minLength: 10, maxLength: 60 }),
    maxAttempts: fc.constantFrom(1, 2),
    acts: fc.array(fc.array(act, { maxLength: 2 }), { maxLength: 25 }),
  });
  return fc.tuple(worldOf(mishap, 'acknowledge'), more).map(([world, { acts, ...others }]) => ({
    ...world,
    ...others,
    moments: world.moments.map((moment, index) => ({ ...moment, acts: acts[index] ?? [] })),
  }));
}

/** Lets one world happen, and brings it to rest. */
export async function play(world: FleetWorld): Promise<Outcome> {
  const fleet = new Fleet(world);
  fleet.tenant.apply({ kind: 'create' });
  fleet.tenant.apply({ kind: 'create' });
  for (let slice = 0; slice < 18; slice += 1) await fleet.pass(longestSlice);
  const known = new Set(fleet.tenant.lastVersions().map(({ content }) => content));
  if (world.isLonely === true) {
    await fleet.thin();
    await fleet.pass(3 * leaseMs);
  }
  for (const { ms, changes, mishaps, acts = [], moves } of world.moments) {
    for (const each of changes) fleet.tenant.apply(each);
    for (const one of acts) fleet.act(one);
    // What is asked for is under way when something happens.
    if (acts.length > 0) await fleet.pass(300);
    for (const mishap of mishaps) fleet.strike(mishap);
    if (moves !== undefined) await fleet.move(moves);
    await fleet.pass(ms);
  }
  const outcome: Outcome = { fleet, known, undeliverable: new Set() };
  await fleet.rest(() => missed(outcome).length === 0);
  outcome.undeliverable = await fleet.undeliverable();
  await fleet.end();
  return outcome;
}

/** Lets one world happen, and then the fleet be left by its leader in the midst of it, and come to rest. @returns how it stood before that. */
export async function playLeaving(world: FleetWorld): Promise<{ outcome: Outcome; before: Sent[] }> {
  const fleet = new Fleet(world);
  fleet.tenant.apply({ kind: 'create' });
  for (let slice = 0; slice < 18; slice += 1) await fleet.pass(longestSlice);
  const known = new Set(fleet.tenant.lastVersions().map(({ content }) => content));
  for (const { ms, changes, mishaps } of world.moments) {
    for (const each of changes) fleet.tenant.apply(each);
    for (const mishap of mishaps) fleet.strike(mishap);
    await fleet.pass(ms);
  }
  await fleet.move('out', { rests: false });
  for (let slice = 0; slice < 18; slice += 1) await fleet.pass(longestSlice);
  const outcome: Outcome = { fleet, known, undeliverable: new Set() };
  const before = [...fleet.sent];
  await fleet.rest(() => missed(outcome).length === 0);
  await fleet.end();
  return { outcome, before };
}

/** Last versions that nobody got, and that nobody was told of on output 2 since all who might have got them stopped. */
function missed({ fleet, known }: Outcome): unknown[] {
  const sent = new Set(fleet.sent.map(({ message }) => contentOf(message.payload)));
  const isKnown = (content: number) =>
    sent.has(content) || known.has(content) || fleet.operator.neverBack.has(content);
  return fleet.tenant.lastVersions().filter(({ content }) => !isKnown(content));
}

/** Law 1. */
export function assertNothingLost(outcome: Outcome): void {
  assert.deepEqual(missed(outcome), [], 'last versions that never arrived');
}

/** Law 2, where nothing but deploys happened: what a flow could not acknowledge before its node was stopped is unsettled, and comes again. */
export function assertNothingTwice({ fleet }: { fleet: Pick<Fleet, 'sent'> }): void {
  const had = new Set<string>();
  for (const { message, isCutShort } of fleet.sent) {
    const version = `${message.coupa.key} ${contentOf(message.payload)}`;
    assert.ok(!had.has(version), `${version} was sent twice`);
    if (!isCutShort) had.add(version);
  }
}

/**
 * Law 2, where instances are killed: what was sent at once and saved is not sent again. What a document says that was saved is as old as the one before
 * at most.
 */
export function assertRepeatsUnsaved({
  fleet: { sent, saves },
}: {
  fleet: Pick<Fleet, 'sent' | 'saves'>;
}): void {
  const had = new Map<string, { index: number; by: string }>();
  for (const [index, { message, atOnceBy }] of sent.entries()) {
    const version = `${message.coupa.key} ${contentOf(message.payload)}`;
    const before = had.get(version);
    const between = saves.filter(
      (save) => save.by === before?.by && save.sent > before.index && save.sent <= index,
    );
    assert.ok(between.length <= 1, `${version} was sent again after ${between.length} saves`);
    if (atOnceBy !== undefined) had.set(version, { index, by: atOnceBy });
  }
}

/** Law 3, where nothing but deploys happened: over the fleet and whoever polled by itself. */
export function assertOneOrder({ fleet }: Outcome): void {
  const last = new Map<unknown, number>();
  for (const { message } of fleet.sent) {
    const content = contentOf(message.payload);
    assert.ok(content >= (last.get(message.coupa.id) ?? 0), `version ${content} after a later one`);
    last.set(message.coupa.id, content);
  }
}

/** Law 3, over the whole fleet; what the engine has forgotten begins anew. */
export function assertOrder({ fleet }: Outcome): void {
  const last = new Map<string, number>();
  for (const { message, generation } of fleet.sent) {
    const record = `${generation} ${message.coupa.id}`;
    const content = contentOf(message.payload);
    assert.ok(content >= (last.get(record) ?? 0), `record ${record}: version ${content} after a later one`);
    last.set(record, content);
  }
}

/** Law 3, whatever the engine has forgotten: what comes again of a record comes with all that is newer behind it. */
export function assertLeftWithLatest(outcome: Pick<Outcome, 'fleet'>): void {
  assert.deepEqual(leftWithEarlier(outcome), [], 'flows were left with earlier versions');
}

/** Records of which an earlier version came last. */
export function leftWithEarlier({ fleet }: Pick<Outcome, 'fleet'>): string[] {
  const last = new Map(fleet.sent.map(({ message }) => [message.coupa.id, contentOf(message.payload)]));
  const sent = new Set(fleet.sent.map(({ message }) => contentOf(message.payload)));
  return fleet.tenant
    .lastVersions()
    .filter(({ id, content }) => sent.has(content) && last.get(id) !== content)
    .map(({ id, content }) => `record ${id} was left at ${last.get(id)}, not at ${content}`);
}

/** Law 5. */
export function assertBounds({ fleet }: Outcome): void {
  const { engine, world } = fleet;
  assert.ok(engine.mostKept <= world.maxInFlight, `${engine.mostKept} were kept at once`);
  assert.equal(engine.kept(pollName), 0, 'records stay unsettled');
}

/** The same worlds, in which a fleet is given up and taken up again. */
export function movesIn(worlds: fc.Arbitrary<FleetWorld>): fc.Arbitrary<FleetWorld> {
  const moves = fc.array(fc.constantFrom('out' as const, 'back' as const, undefined, undefined), {
    maxLength: 25,
  });
  return fc.tuple(worlds, moves).map(([world, ways]) => ({
    ...world,
    moments: world.moments.map((moment, index) => ({ ...moment, moves: ways[index] })),
  }));
}
