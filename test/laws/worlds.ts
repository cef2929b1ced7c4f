import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rememberedAtFirst } from '../../lib/poll/model/window';
import { FakeClock, Rig, type RigOptions } from '../unit/poll/rig';
import { type Change, type Fault, type ModelOptions, ModelTenant } from './model-tenant';

/** How often a property is run: `npm run test:long` asks for more runs. */
export function parameters(runs: number): { numRuns: number } {
  return { numRuns: Number(process.env['COUPA_PROPERTY_RUNS'] ?? runs) };
}

/** Milliseconds for one property; a long run takes as long as it takes. */
export const patience = process.env['COUPA_PROPERTY_RUNS'] === undefined ? 300_000 : 0;

export const overlapSeconds = 20;

/** How long a change stays hidden; what is hidden longer than the overlap is not promised. */
const late = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  fc.integer({ min: 1, max: (overlapSeconds - 3) * 1000 }),
);

export const change: fc.Arbitrary<Change> = fc.oneof(
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

const returning: fc.Arbitrary<Change> = fc.record({ kind: fc.constant('return' as const), pick: fc.nat(2) });

/** Changes of a tenant whose records also return to what they were, under the same updated date. */
export const changeOrReturn = fc.oneof(change, returning);

const exporting: fc.Arbitrary<Change> = fc.record({ kind: fc.constant('export' as const), pick: fc.nat(50) });

/** Changes of a tenant whose records are also marked exported, by whoever reads them. */
export const changeOrExport = fc.oneof({ weight: 3, arbitrary: change }, exporting);

const fault: fc.Arbitrary<Fault | undefined> = fc.oneof(
  { weight: 12, arbitrary: fc.constant(undefined) },
  fc.constantFrom<Fault>('fails', 'no-date'),
);

/** Clocks that are wrong. */
export interface Clocks {
  /** Answers in a row whose `Date` is wrong, by the number of the first, and by how many milliseconds. */
  wrong: { from: number; answers: number; by: number }[];
  /** Before which poll the tenant's clock is set, for good, and by how many milliseconds. */
  set: { poll: number; by: number }[];
}

const much = fc.constantFrom(10, 60, 1440, 43_200).map((minutes) => minutes * 60_000);

/** By how much a clock may be wrong, milliseconds: more than a world lasts. */
export const wrongByMuch = fc.oneof(
  much,
  much.map((by) => -by),
);

/** By how much a clock may be wrong, milliseconds: more than the overlap covers. */
export const wrongBy = fc.oneof(wrongByMuch, fc.constantFrom(40_000, -40_000));

/**
 * Answers whose clock is wrong, one or many in a row, by more than a world lasts: when a restart has hidden how much time has
 * passed, a smaller step ahead may have been caught up with unseen.
 */
export const wrongAnswers: fc.Arbitrary<Clocks> = fc.record({
  wrong: fc.array(fc.record({ from: fc.nat(30), answers: fc.integer({ min: 1, max: 6 }), by: wrongByMuch }), {
    maxLength: 5,
  }),
  set: fc.constant([]),
});

/** Everything that happens to one tenant and one poller. */
export interface World {
  before: Change[];
  /** What happens a while before each poll: old enough that nothing but the poll itself will find it. */
  between: Change[][];
  /** Taken one by one before and while requests are answered. */
  during: Change[];
  faults: (Fault | undefined)[];
  /** See `ModelTenant.lies`. Default: none. */
  lies?: number[];
  pageSize: number;
  /** See `PollerParts`. Default: as in use. */
  rememberedAtFirst?: number;
  start: 'now' | 'beginning';
  ids: 'number' | 'text' | 'sparse';
  overlap: 0 | 20;
  clockSkewHours: number;
  polls: number;
  /** Milliseconds before each poll, and behind it. Default 5000. */
  gap?: number;
  /** What the tenant's clocks do. Default: they are right, and the node's monotonic clock stands still. */
  clocks?: Clocks;
  /** Kills, by the turns of the event loop between a poll's start and its end. */
  crashes: { poll: number; turns: number }[];
}

/** How many records of a scan are all remembered: so few that a world has scans that are longer, or as many as in use. */
export const fewOrMany = fc.constantFrom(3, 10, rememberedAtFirst);

export function worldOf(changes: fc.Arbitrary<Change>, fixed: Partial<World> = {}): fc.Arbitrary<World> {
  return fc
    .record({
      before: fc.array(changes, { maxLength: 20 }),
      between: fc.array(fc.array(changes, { maxLength: 20 }), { maxLength: 6 }),
      during: fc.array(changes, { maxLength: 60 }),
      faults: fc.array(fault, { maxLength: 30 }),
      lies: fc.array(fc.nat(12), { maxLength: 3 }),
      pageSize: fc.integer({ min: 1, max: 7 }),
      rememberedAtFirst: fewOrMany,
      start: fc.constantFrom('now' as const, 'beginning' as const),
      ids: fc.constantFrom('number' as const, 'text' as const, 'sparse' as const),
      overlap: fc.constantFrom(0 as const, overlapSeconds as 20),
      clockSkewHours: fc.constantFrom(-30, 0, 30),
      polls: fc.integer({ min: 1, max: 6 }),
      crashes: fc.array(fc.record({ poll: fc.nat(5), turns: fc.nat(60) }), { maxLength: 3 }),
    })
    .map((world) => ({ ...world, ...fixed }));
}

export interface PlayOptions {
  /** Whether the world's crashes happen. Default: no. */
  crashes?: boolean;
  /** See `ModelTenant.liesAtFirst`. Default: no. */
  liesAtFirst?: boolean;
  tenant?: ModelOptions;
  rig?: RigOptions;
  /** The tenant's time at the beginning, epoch milliseconds. */
  time?: number;
  /** What happens to a node that starts now in place of a first poll: what was there before has to be sent then, too. */
  begin?(rig: Rig, tenant: ModelTenant): Promise<void>;
  /** Called before each poll of the world, and with `undefined` before each of those at rest. */
  beforePoll?(rig: Rig, poll: number | undefined, tenant: ModelTenant): Promise<void> | void;
  onCrash?(): void;
}

export interface Outcome {
  tenant: ModelTenant;
  rig: Rig;
  /** Contents that were there before a node that starts now; they need not be sent. */
  known: Set<number>;
}

/** Lets one world happen, brings it to rest, and returns all there is to compare. */
export async function play(given: World, options: PlayOptions = {}): Promise<Outcome> {
  // A clock that is set makes what becomes visible then later than it is.
  const isPrompt = given.overlap === 0 || (given.clocks?.set.length ?? 0) > 0;
  const prompt = (one: Change): Change => (isPrompt && 'late' in one ? { ...one, late: 0 } : one);
  const { tenant, rig } = setUp(given, options);
  for (const one of given.before) tenant.apply(prompt(one));
  const beginsNow = given.start === 'now' && options.begin === undefined;
  await options.begin?.(rig, tenant);
  if (beginsNow) {
    // What was there before stays; what comes late from before is new.
    tenant.time += overlapSeconds * 1000;
    await settle(rig.poller.poll());
  }
  const known = new Set(beginsNow ? tenant.lastVersions().map(({ content }) => content) : []);
  tenant.script = given.during.map(prompt);
  tenant.faults = [...given.faults];
  tenant.lies = given.lies ?? [];
  tenant.liesAtFirst = options.liesAtFirst ?? false;
  tenant.skew = skewOf(given.clocks);
  const { gap = 5000 } = given;
  for (let poll = 0; poll < given.polls; poll += 1) {
    for (const one of given.between[poll] ?? []) tenant.apply(prompt(one));
    tenant.time += gap;
    for (const { by } of given.clocks?.set.filter((one) => one.poll === poll) ?? [])
      tenant.apply({ kind: 'set', by });
    await options.beforePoll?.(rig, poll, tenant);
    const crash = options.crashes ? given.crashes.find((one) => one.poll === poll) : undefined;
    await pollOrCrash(rig, crash, options.onCrash);
    tenant.time += gap;
  }
  for (const one of tenant.script.splice(0)) tenant.apply(one);
  tenant.faults = [];
  tenant.lies = [];
  tenant.skew = () => 0;
  for (let poll = 0; poll < 4; poll += 1) {
    tenant.time += (overlapSeconds / 2) * 1000;
    await options.beforePoll?.(rig, undefined, tenant);
    await rig.poller.poll();
  }
  return { tenant, rig, known };
}

function setUp(given: World, options: PlayOptions): { tenant: ModelTenant; rig: Rig } {
  const tenant = new ModelTenant({ ids: given.ids, keepsDate: given.overlap * 1000, ...options.tenant });
  if (options.time !== undefined) tenant.time = options.time;
  const wall = tenant.time + given.clockSkewHours * 3_600_000;
  const { pageSize, start, overlap } = given;
  const rig = new Rig(tenant, {
    rememberedAtFirst: given.rememberedAtFirst,
    ...options.rig,
    config: { pageSize, start, overlap, ...options.rig?.config },
    clock:
      given.clocks === undefined
        ? new FakeClock(wall, options.crashes ? 400 : 0)
        : new FakeClock(wall, 0, tenant),
  });
  return { tenant, rig };
}

/** How far the `Date` of each answer is off, one after the other. */
export function skewOf(clocks: Clocks | undefined): () => number {
  let answers = 0;
  return () => {
    answers += 1;
    const wrong = clocks?.wrong.find((one) => answers > one.from && answers <= one.from + one.answers);
    return wrong?.by ?? 0;
  };
}

async function pollOrCrash(
  rig: Rig,
  crash: { turns: number } | undefined,
  onCrash: () => void = () => {},
): Promise<void> {
  const polling = settle(rig.poller.poll());
  if (crash === undefined) return polling;
  let ended = false;
  void polling.then(() => {
    ended = true;
  });
  for (let turn = 0; turn < crash.turns && !ended; turn += 1) await nextTurn();
  onCrash();
  rig.crash();
}

/** A poll may fail in bad weather; the laws hold all the same. */
async function settle(poll: Promise<unknown>): Promise<void> {
  await poll.catch(() => undefined);
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export const contentOf = (payload: unknown) => (payload as { content: number }).content;

/** Law 1. `isExpected`: which last versions have to have arrived. Default: all that were not there before. */
export function assertNothingLost(
  { tenant, rig, known }: Outcome,
  isExpected: (version: { exported: boolean }) => boolean = () => true,
): void {
  const sent = new Set(rig.messages.map(({ payload }) => contentOf(payload)));
  const missed = tenant
    .lastVersions()
    .filter((version) => isExpected(version) && !sent.has(version.content) && !known.has(version.content));
  assert.deepEqual(missed, [], 'last versions that never arrived');
}

/** Law 1 where records return to what they were: what came last of each is how it is. */
export function assertLeftAsTheyAre({ tenant, rig, known }: Outcome): void {
  const last = new Map(rig.messages.map(({ payload, coupa }) => [coupa.id, contentOf(payload)]));
  const others = tenant
    .lastVersions()
    .filter(({ id, content }) => (last.has(id) ? last.get(id) !== content : !known.has(content)));
  assert.deepEqual(others, [], 'records that are not as the flow got them last');
}

/** Law 2 where records return to what they were, and nothing was killed or refused. */
export function assertNoneTwiceInARow({ rig }: Outcome): void {
  const last = new Map<unknown, number>();
  for (const { payload, coupa } of rig.messages) {
    const content = contentOf(payload);
    assert.notEqual(content, last.get(coupa.id), `record ${coupa.id}: version ${content} twice in a row`);
    last.set(coupa.id, content);
  }
}

/** Law 2, where nothing was killed or refused. */
export function assertNothingTwice({ rig }: Outcome): void {
  const contents = rig.messages.map(({ payload }) => contentOf(payload));
  assert.equal(new Set(contents).size, contents.length, 'a version was sent twice');
  const keys = rig.messages.map(({ coupa }) => coupa.key);
  assert.equal(new Set(keys).size, keys.length, 'two versions share a key');
}

/** Law 3. */
export function assertOrder({ rig }: Outcome): void {
  const last = new Map<unknown, number>();
  for (const { payload, coupa } of rig.messages) {
    const before = last.get(coupa.id) ?? 0;
    const content = contentOf(payload);
    assert.ok(content >= before, `record ${coupa.id}: version ${content} after ${before}`);
    last.set(coupa.id, content);
  }
}
