import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FleetCommander, type Wish, wish } from './fleet-commands';
import { engineTroubles } from './fleet-play';
import { Fleet, type FleetWorld, longestSlice, type Mishap } from './fleet-world';
import type { Change } from './model-tenant';
import { change, parameters, patience } from './worlds';

interface Moment {
  ms: number;
  changes: Change[];
  mishaps: Mishap[];
  wishes: Wish[];
}

const one = (...kinds: Extract<Mishap, { instance: number }>['kind'][]): fc.Arbitrary<Mishap> =>
  fc.record({ kind: fc.constantFrom(...kinds), instance: fc.nat(2) });

const forgets: fc.Arbitrary<Mishap> = fc.oneof(
  fc.record({ kind: fc.constant('rewind' as const), writes: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ kind: fc.constant('flush' as const) }),
);

const anyMishap = fc.oneof(
  {
    weight: 8,
    arbitrary: one('stop', 'continue', 'continue', 'kill', 'close', 'swallow', 'partition', 'heal'),
  },
  ...engineTroubles,
);

function worldOf(mishap: fc.Arbitrary<Mishap>) {
  const moment: fc.Arbitrary<Moment> = fc.record({
    ms: fc.constantFrom(50, 300, 1000, 3500),
    changes: fc.array(
      change.filter(({ kind }) => kind !== 'wait'),
      { maxLength: 3 },
    ),
    mishaps: fc.array(mishap, { maxLength: 1 }),
    wishes: fc.array(wish, { maxLength: 1 }),
  });
  return fc.record({
    delivery: fc.constantFrom('send' as const, 'acknowledge' as const),
    pageSize: fc.integer({ min: 1, max: 5 }),
    moments: fc.array(moment, { maxLength: 15 }),
    maxInFlight: fc.constantFrom(1, 2, 500),
  });
}

type World = Pick<FleetWorld, 'delivery' | 'pageSize' | 'maxInFlight' | 'slow'> & { moments: Moment[] };

/** Lets one world happen, and brings it to rest. @returns what the last answers say, and is not so. */
async function play(
  world: World,
): Promise<{ fleet: Fleet; commander: FleetCommander; paused: string | undefined }> {
  const fleet = new Fleet({ ...world, ignored: [], refused: [], elsewhere: [] });
  const commander = new FleetCommander(fleet);
  fleet.tenant.apply({ kind: 'create' });
  for (let slice = 0; slice < 18; slice += 1) await fleet.pass(longestSlice);
  commander.excuseAll();
  for (const { ms, changes, mishaps, wishes } of world.moments) {
    for (const each of changes) fleet.tenant.apply(each);
    for (const each of wishes) commander.ask(each);
    for (const mishap of mishaps) {
      commander.strike(mishap);
      fleet.strike(mishap);
    }
    await fleet.pass(ms);
    commander.lookAround();
  }
  fleet.mend();
  // Longer than anybody waits for an answer.
  await fleet.pass(12_000);
  commander.lookAround();
  const paused = await commander.pausedOtherwise();
  await commander.resume();
  await fleet.rest(() => commander.missed.length === 0);
  for (let tries = 0; tries < 60 && (await commander.report())?.backfill !== undefined; tries += 1)
    await fleet.pass(3500);
  await fleet.rest(() => true);
  await fleet.end();
  return { fleet, commander, paused };
}

async function repeatsNothing(world: World): Promise<void> {
  const { commander, paused } = await play(world);
  assert.deepEqual(commander.missed, [], 'last versions that never arrived');
  assert.deepEqual(commander.notSentAgain, [], 'asked for again, and never sent');
  assert.deepEqual(commander.unasked, [], 'sent again unasked');
  assert.equal(paused, undefined);
}

async function holdsWhereSteered(world: World): Promise<void> {
  const { commander, paused } = await play(world);
  assert.deepEqual(commander.missed, [], 'last versions that never arrived');
  assert.deepEqual(commander.notSentAgain, [], 'asked for again, and never sent');
  assert.equal(paused, undefined);
}

describe('the laws of a fleet that is steered through any instance', function () {
  this.timeout(patience);

  it('lose nothing and do what was answered as done, when instances are stopped, woken, killed and cut off, and replies are lost', async () => {
    await fc.assert(fc.asyncProperty(worldOf(anyMishap), holdsWhereSteered), parameters(50));
  });

  it('lose nothing when the engine forgets, too', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(fc.oneof({ weight: 3, arbitrary: anyMishap }, forgets)), async (world) => {
        const { commander } = await play(world);
        assert.deepEqual(commander.missed, [], 'last versions that never arrived');
      }),
      parameters(25),
    );
  });

  it('repeat nothing unasked when instances are deployed one after the other', async () => {
    await fc.assert(fc.asyncProperty(worldOf(one('close')), repeatsNothing), parameters(25));
  });

  const asked = (instance: number, kind: Wish['kind']): Wish => ({
    instance,
    kind,
    from: 'now',
    to: undefined,
  });

  const moment = (given: Partial<Moment>): Moment => ({
    ms: 50,
    changes: [],
    mishaps: [],
    wishes: [],
    ...given,
  });

  it('send again what a flow could not hand back before its node was stopped: a world that was found', async () => {
    const create: Change = { kind: 'create', late: 0 };
    const mishaps: Mishap[] = [{ kind: 'close', instance: 0 }];
    const resume: Wish = { instance: 0, kind: 'resume', from: 'now', to: undefined };
    const moments = [
      moment({ ms: 1000, changes: [create, create], wishes: [resume] }),
      moment({ ms: 300, mishaps }),
      moment({ mishaps }),
    ];
    await repeatsNothing({ delivery: 'acknowledge', pageSize: 2, maxInFlight: 1, moments });
  });

  it('read the page again on which a back-fill was interrupted: a world that was found', async () => {
    const asked = (kind: Wish['kind']): Wish => ({ instance: 0, kind, from: 'beginning', to: undefined });
    const moments = [
      moment({ ms: 300, changes: [{ kind: 'update', pick: 0, late: 0, times: 1 }] }),
      moment({ ms: 300 }),
      moment({ ms: 300 }),
      moment({ changes: [{ kind: 'create', late: 0 }], wishes: [asked('backfill')] }),
      moment({ wishes: [asked('pause')] }),
    ];
    await repeatsNothing({ delivery: 'send', pageSize: 2, maxInFlight: 1, moments });
  });

  it('send nothing twice that is on its way when everything is asked for: a world that was found', async () => {
    const backfill: Wish = { instance: 0, kind: 'backfill', from: 'beginning', to: undefined };
    const moments = [
      moment({ ms: 1000 }),
      moment({ ms: 3500, changes: [{ kind: 'create', late: 0 }] }),
      moment({ wishes: [backfill] }),
    ];
    await holdsWhereSteered({ delivery: 'send', pageSize: 2, maxInFlight: 500, moments });
  });

  it('send again what came within the second in which everything is asked for: a world that was found', async () => {
    const asked = (kind: Wish['kind']): Wish => ({ instance: 0, kind, from: 'beginning', to: undefined });
    const moments = [
      moment({ changes: [{ kind: 'create', late: 0 }], wishes: [asked('resume')] }),
      moment({}),
      moment({ wishes: [asked('backfill')] }),
    ];
    await holdsWhereSteered({ delivery: 'send', pageSize: 1, maxInFlight: 1, moments });
  });

  it('go on with a reset whose engine is emptied meanwhile, not where a node was when it was deployed before: a world that was found', async () => {
    const create: Change = { kind: 'create', late: 0 };
    const close = (instance: number) => moment({ ms: 3500, mishaps: [{ kind: 'close', instance }] });
    const moments = [
      moment({ ms: 3500, changes: Array.from({ length: 8 }, () => create) }),
      moment({ ms: 30_000 }),
      ...[0, 1, 2, 0, 1, 2].map(close),
      moment({ ms: 3500, wishes: [{ instance: 0, kind: 'reset', from: 'beginning', to: undefined }] }),
      moment({ mishaps: [{ kind: 'flush' }] }),
    ];
    const slow = Array.from({ length: 60 }, (_, index) => index + 1);
    const { commander } = await play({ delivery: 'acknowledge', pageSize: 1, maxInFlight: 1, moments, slow });
    assert.deepEqual(commander.missed, []);
    assert.deepEqual(commander.notSentAgain, [], 'asked for again, and never sent');
  });

  it('carry out what the leading one is asked, though an engine that is silent does not say what others were: a world that was found', async () => {
    const moments = [
      moment({ wishes: [asked(1, 'resume')] }),
      moment({ wishes: [asked(0, 'pause')], mishaps: [{ kind: 'stop', instance: 0 }] }),
      moment({ ms: 300 }),
    ];
    await holdsWhereSteered({ delivery: 'send', pageSize: 1, maxInFlight: 1, moments });
  });

  it('carry out what another instance was asked before what the leading one is asked then: a world that was found', async () => {
    const moments = [moment({ wishes: [asked(1, 'resume')] }), moment({ wishes: [asked(0, 'pause')] })];
    await holdsWhereSteered({ delivery: 'send', pageSize: 1, maxInFlight: 1, moments });
  });

  it('carry out what the leading one is asked, though its question what others were is lost on the way: a world that was found', async () => {
    const moments = [
      moment({ wishes: [asked(1, 'resume')] }),
      moment({ wishes: [asked(0, 'pause')], mishaps: [{ kind: 'delay', instance: 0 }] }),
    ];
    await holdsWhereSteered({ delivery: 'send', pageSize: 1, maxInFlight: 1, moments });
  });
});
