import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Rig } from '../unit/poll/rig';
import { type Damage, DamagedStore, damage, toldIn } from './damage';
import * as hub from './hub-worlds';
import type { ModelTenant } from './model-tenant';
import {
  assertNothingLost,
  change,
  contentOf,
  nextTurn,
  type Outcome,
  overlapSeconds,
  parameters,
  patience,
  play,
  type World,
  worldOf,
} from './worlds';

/** The process is killed and its file damaged; `again`: how often it is killed again as soon as it has read the file. */
interface Accident {
  poll: number;
  damage: Damage;
  again: number;
}

const accidents = fc.array(fc.record({ poll: fc.nat(9), damage, again: fc.nat(2) }), {
  minLength: 1,
  maxLength: 4,
});

/** What a start told of the file that it found. */
interface Told {
  message: string;
  /** Records that were shown at the moment up to which everything is said to have been delivered, and what was by then. */
  claimed: { id: unknown; content: number }[];
  delivered: ReadonlySet<number>;
}

/** Watches what is told of damaged files, and what was true when it was told. */
class Witness {
  readonly told: Told[] = [];
  private looked = 0;

  constructor(private readonly delivered: () => ReadonlySet<number>) {}

  /** To be called after each start. */
  look(rig: Rig, tenant: ModelTenant): void {
    for (const { code, message } of rig.errors.slice(this.looked)) {
      if (code !== 'COUPA_STATE') continue;
      const moment = /everything up to (\S+) was delivered/.exec(message)?.[1];
      const claimed = moment === undefined ? [] : tenant.shownAt(Date.parse(moment));
      this.told.push({ message, claimed, delivered: new Set(this.delivered()) });
    }
    this.looked = rig.errors.length;
  }
}

/** Acknowledges what it has taken some turns later, unless it was killed before. */
class SlowFlow {
  readonly settled = new Set<number>();
  private taken: { token: string; content: number; turns: number }[] = [];
  private count = 0;

  constructor(private readonly delays: readonly number[]) {}

  attach(rig: Rig): void {
    rig.onRecord = ({ coupa, payload }) => {
      const turns = this.delays[this.count % this.delays.length] ?? 0;
      this.count += 1;
      this.taken.push({ token: coupa.delivery, content: contentOf(payload), turns });
    };
    rig.onUndeliverable = ({ payload }) => this.settled.add(contentOf(payload));
  }

  turn(rig: Rig): void {
    for (const one of this.taken.splice(0)) {
      if (one.turns > 0) this.taken.push({ ...one, turns: one.turns - 1 });
      else if (rig.poller.acknowledge(one.token)) this.settled.add(one.content);
    }
  }

  forget(): void {
    this.taken = [];
  }
}

interface Scene {
  outcome: Outcome;
  store: DamagedStore;
  witness: Witness;
  flow: SlowFlow;
}

async function playWithAccidents(
  given: World,
  happening: readonly Accident[],
  delays: readonly number[] | undefined,
): Promise<Scene> {
  const store = new DamagedStore();
  const flow = new SlowFlow(delays ?? [0]);
  const sent = new Set<number>();
  const witness = new Witness(() => (delays === undefined ? sent : flow.settled));
  let current: { rig: Rig; tenant: ModelTenant } | undefined;
  let running = true;
  let poll = 0;
  const pump = (async () => {
    while (running) {
      await nextTurn();
      if (current === undefined) continue;
      flow.turn(current.rig);
      if (delays !== undefined) current.rig.clock.advance(700);
    }
  })();
  const outcome = await play(given, {
    crashes: true,
    rig: {
      store,
      config: delays && {
        delivery: 'acknowledge',
        maxAttempts: 3,
        acknowledgeTimeout: 10,
        maxInFlight: 4,
      },
    },
    onCrash: () => flow.forget(),
    beforePoll: async (rig, _, tenant) => {
      current = { rig, tenant };
      flow.attach(rig);
      const take = rig.onRecord;
      rig.onRecord = (message) => {
        sent.add(contentOf(message.payload));
        take(message);
      };
      await start(rig, tenant);
      for (const accident of happening) if (accident.poll === poll) await happen(accident, rig, tenant);
      poll += 1;
    },
  })
    .then(takeUpTheRest)
    .finally(() => {
      running = false;
    });
  await pump;
  const { rig, tenant } = outcome;
  for (let round = 0; round < 400 && (await rig.poller.report()).pending > 0; round += 1) {
    flow.turn(rig);
    rig.clock.advance(2000);
    await nextTurn();
  }
  witness.look(rig, tenant);
  return { outcome, store, witness, flow };

  /** A poll that finds a scan in an older file only ends that scan; what is newer comes with the next one. */
  async function takeUpTheRest(outcome: Outcome): Promise<Outcome> {
    outcome.tenant.time += (overlapSeconds / 2) * 1000;
    await outcome.rig.poller.poll();
    return outcome;
  }

  async function start(rig: Rig, tenant: ModelTenant): Promise<void> {
    await rig.poller.report();
    witness.look(rig, tenant);
  }

  async function happen({ damage, again }: Accident, rig: Rig, tenant: ModelTenant): Promise<void> {
    flow.forget();
    rig.crash();
    store.damage(damage);
    for (let count = 0; count <= again; count += 1) {
      await start(rig, tenant);
      if (count < again) rig.crash();
    }
  }
}

/** Each start tells what it has to of the file that it found, in the order of the starts, and nothing else. */
function assertToldRightly(scene: Scene): void {
  const { outcome, store, witness } = scene;
  const due = store.expected.filter(({ kind }) => kind !== 'nothing');
  assert.deepEqual(
    witness.told.map(({ message }) => toldIn(message)),
    due,
  );
  for (const { message, claimed, delivered } of witness.told) {
    // From here on the node is a new one, and so is what it says of itself.
    if (isForgiven(scene) && toldIn(message).kind === 'lost') return;
    const versions = new Map<unknown, number[]>();
    for (const { id, content } of everyVersion(outcome.tenant, delivered, outcome.known))
      versions.set(id, [...(versions.get(id) ?? []), content]);
    const missing = claimed.filter(
      ({ id, content }) => !(versions.get(id) ?? []).some((one) => one >= content),
    );
    assert.deepEqual(missing, [], `not delivered, although it was told: ${message}`);
  }
}

/** Versions by record, of those that were delivered or there before. */
function everyVersion(tenant: ModelTenant, ...sets: readonly ReadonlySet<number>[]) {
  return tenant.everyVersion().filter(({ content }) => sets.some((set) => set.has(content)));
}

/** A node that starts now and of whose file nothing is left begins anew, and what came in between is lost: that is told. */
function isForgiven({ outcome, store }: Scene): boolean {
  return outcome.rig.settings.start === 'now' && store.isLost;
}

describe('the laws of a poll whose file is damaged between any two saves', function () {
  this.timeout(patience);

  it('lose nothing that is not told, and tell nothing that is not so', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(change), accidents, async (given, happening) => {
        const scene = await playWithAccidents(given, happening, undefined);
        assertToldRightly(scene);
        if (!isForgiven(scene)) assertNothingLost(scene.outcome);
      }),
      parameters(150),
    );
  });

  it('hold under acknowledgement: every last version is settled, or it is told that the file is lost', async () => {
    const world = worldOf(change, { overlap: overlapSeconds });
    const delays = fc.array(fc.nat(40), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(world, accidents, delays, async (given, happening, slow) => {
        const scene = await playWithAccidents(given, happening, slow);
        assertToldRightly(scene);
        if (isForgiven(scene)) return;
        assertNothingLost(scene.outcome);
        const { tenant, known } = scene.outcome;
        const missed = tenant
          .lastVersions()
          .filter(({ content }) => !known.has(content) && !scene.flow.settled.has(content));
        assert.deepEqual(missed, [], 'last versions that were never settled');
      }),
      parameters(60),
    );
  });

  it('hold on a hub, whose lists are remembered as a whole', async () => {
    const world = hub.world.filter(({ restarts }) => restarts.length > 0);
    await fc.assert(
      fc.asyncProperty(world, fc.array(damage, { minLength: 1, maxLength: 2 }), async (given, damages) => {
        const store = new DamagedStore();
        let restarts = 0;
        const onRestart = () => {
          const [first] = damages;
          const next = damages[restarts] ?? first;
          restarts += 1;
          if (next !== undefined) store.damage(next);
        };
        const { sent, list, known, errors } = await hub.play(given, { store, onRestart });
        assert.deepEqual(
          errors.filter(({ code }) => code === 'COUPA_STATE').map(({ message }) => toldIn(message)),
          store.expected.filter(({ kind }) => kind !== 'nothing'),
        );
        if (given.start === 'now' && store.isLost) return;
        const contents = new Set(sent.map(({ content }) => content));
        const missed = list.contents().filter((content) => !contents.has(content) && !known.has(content));
        assert.deepEqual(missed, [], 'last versions that never arrived');
      }),
      { numRuns: hub.runs },
    );
  });
});
