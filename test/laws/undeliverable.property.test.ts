import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import type { RecordMessage } from '../../lib/poll/model/message';
import type { Rig } from '../unit/poll/rig';
import { type Answer, answer, bringToRest, config, Flow, playWithFlow } from './acknowledging-flow';
import type { Change, ModelOptions } from './model-tenant';
import {
  assertLeftAsTheyAre,
  change,
  changeOrReturn,
  contentOf,
  type Outcome,
  overlapSeconds,
  parameters,
  patience,
  type World,
  worldOf,
} from './worlds';

/** What somebody does with records that were given up, so many turns after the last time. */
interface Act {
  turns: number;
  /** `fill`, `empty`: nothing can be stored from now on, or everything again. `backfill`: everything is read again beside the polls. */
  command: 'redeliver' | 'dismiss' | 'fill' | 'empty' | 'backfill';
  /** Which of them; `undefined`: all. */
  pick?: number;
}

/** What the flow says, and what somebody does about it. */
interface Given {
  answers: readonly Answer[];
  acts: readonly Act[];
}

const act: fc.Arbitrary<Act> = fc.record({
  turns: fc.nat(12),
  command: fc.oneof(
    { weight: 3, arbitrary: fc.constant('redeliver' as const) },
    { weight: 1, arbitrary: fc.constant('dismiss' as const) },
    { weight: 1, arbitrary: fc.constantFrom('fill' as const, 'empty' as const) },
  ),
  pick: fc.option(fc.nat(5), { nil: undefined }),
});

/** What is done with them where none is dismissed. */
const actOrBackfill: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: act.filter(({ command }) => command !== 'dismiss') },
  { weight: 1, arbitrary: fc.record({ turns: fc.nat(12), command: fc.constant('backfill' as const) }) },
);

/** A flow that takes little. */
const answers = fc.array(
  fc.oneof({ weight: 2, arbitrary: answer }, { weight: 3, arbitrary: fc.constant<Answer>('refuse') }),
  { minLength: 1, maxLength: 20 },
);

const isSame = (one: RecordMessage, other: RecordMessage) => one.coupa.id === other.coupa.id;

const isOlder = (one: RecordMessage, other: RecordMessage) =>
  isSame(one, other) && contentOf(one.payload) < contentOf(other.payload);

/** Somebody who lets records that were given up be sent again, or dismisses them, and remembers that. */
class Operator {
  /** Keys that may have been dismissed: what a killed process was told may have been carried out. */
  readonly dismissed = new Set<string>();
  /** How often each key may have been asked for by itself, and how often all. */
  readonly asked = new Map<string, number>();
  askedAll = 0;
  /** What came though something that is not older had been delivered: a killed process may have forgotten that. */
  readonly unasked: string[] = [];
  /** Commands under way that dismiss all; of a killed process they stay. */
  private dismissingAll = 0;
  /** Commands under way, by whom they were asked of; of a killed process they stay. */
  private readonly asking = new Map<Rig['poller'], number>();
  private wait = 0;
  private next = 0;
  private isAtRest = false;

  constructor(private readonly acts: readonly Act[]) {}

  turn(rig: Rig, flow: Flow): void {
    flow.onTake = (message) => this.lookAt(message, rig, flow);
    if (this.dismissingAll > 0) this.noteDismissed(told(rig));
    const next = this.acts[this.next];
    if (next === undefined || this.wait++ < next.turns) return;
    this.next += 1;
    this.wait = 0;
    void this.act(rig, flow, next);
  }

  /** From now on everything can be stored. */
  rest(rig: Rig): void {
    this.isAtRest = true;
    setDisk(rig, false);
  }

  /** Whether a command is under way, or waits behind one. */
  isAsking(poller: Rig['poller']): boolean {
    return (this.asking.get(poller) ?? 0) > 0;
  }

  /** Where nothing is killed, nothing comes again that was acknowledged, nor anything older. */
  private lookAt(message: RecordMessage, rig: Rig, flow: Flow): void {
    const over = rig.messages.find(
      (other) =>
        isSame(other, message) && !isOlder(other, message) && flow.acknowledged.has(contentOf(other.payload)),
    );
    if (over !== undefined)
      this.unasked.push(`${message.coupa.key} came after ${over.coupa.key} was delivered`);
  }

  private async act(rig: Rig, flow: Flow, { command, pick }: Act): Promise<void> {
    if (command === 'fill' || command === 'empty') {
      setDisk(rig, command === 'fill' && !this.isAtRest);
      return;
    }
    const { poller } = rig;
    if (command === 'backfill') {
      flow.isBackfilled = true;
      this.noteAsking(poller, 1);
      // One at a time; what cannot be stored holds all the same.
      await poller.backfill({ from: 'beginning', to: undefined }).catch(() => undefined);
      this.noteAsking(poller, -1);
      return;
    }
    const keys = pick === undefined ? undefined : [told(rig)[pick % Math.max(1, told(rig).length)] ?? 'none'];
    const dismissesAll = command === 'dismiss' && keys === undefined;
    if (dismissesAll) this.dismissingAll += 1;
    if (command === 'dismiss') this.noteDismissed(keys ?? told(rig));
    else if (keys === undefined) this.askedAll += 1;
    else for (const key of keys) this.asked.set(key, (this.asked.get(key) ?? 0) + 1);
    // What cannot be stored is told, and holds until a kill.
    this.noteAsking(poller, 1);
    await poller.undeliverables[command](keys).catch(() => undefined);
    this.noteAsking(poller, -1);
    if (!dismissesAll) return;
    this.noteDismissed(told(rig));
    this.dismissingAll -= 1;
  }

  private noteAsking(poller: Rig['poller'], change: 1 | -1): void {
    this.asking.set(poller, (this.asking.get(poller) ?? 0) + change);
  }

  private noteDismissed(keys: readonly string[]): void {
    for (const key of keys) this.dismissed.add(key);
  }
}

function setDisk(rig: Rig, isFull: boolean): void {
  const broken = isFull ? new CoupaError('COUPA_STATE', phrase`The disk is full.`) : undefined;
  rig.store.broken = broken;
  rig.undeliverableStore.broken = broken;
}

const told = (rig: Rig) => rig.undeliverable.map(({ message }) => message.coupa.key);

async function playAsOperator(
  world: World,
  given: Given,
  crashes: boolean,
  tenant: ModelOptions = {},
  maxInFlight: number = config.maxInFlight,
): Promise<{ outcome: Outcome; flow: Flow; operator: Operator }> {
  const operator = new Operator(given.acts);
  const { outcome, flow } = await playWithFlow(world, given.answers, crashes, {
    rig: { config: { ...config, maxAttempts: 2, maxInFlight }, isSlow: true },
    tenant,
    everyTurn: (rig, flow) => operator.turn(rig, flow),
    isAsking: (poller) => operator.isAsking(poller),
    atRest: (rig) => operator.rest(rig),
  });
  return { outcome, flow, operator };
}

/**
 * What was told as given up is in the list, or was dismissed; or it, or a newer version, was delivered.
 *
 * @param isKilled whether a newer one that is listed or was dismissed will do, or this one by another key: the process was killed before it
 * was stored, and read what there was then, without knowing that another version of the same second had been sent.
 */
async function assertNoneLost(
  { rig }: Outcome,
  flow: Flow,
  { dismissed }: Operator,
  isKilled: boolean,
): Promise<void> {
  const { records } = await rig.poller.undeliverables.list();
  const listed = new Set(records.map(({ key }) => key));
  const had = rig.messages.filter(
    ({ payload, coupa }) =>
      flow.acknowledged.has(contentOf(payload)) ||
      (isKilled && (listed.has(coupa.key) || dismissed.has(coupa.key))),
  );
  const lost = rig.undeliverable
    .map(({ message }) => message)
    .filter(
      (message) =>
        !listed.has(message.coupa.key) &&
        !dismissed.has(message.coupa.key) &&
        !flow.acknowledged.has(contentOf(message.payload)) &&
        !had.some((other) => isSame(message, other) && !isOlder(other, message)),
    );
  assert.deepEqual(
    lost.map(({ coupa }) => coupa.key),
    [],
    'given up, and nobody can find it',
  );
}

/** Where the node told that the tenant's clock went back, records may come again. The flow takes time here that does not pass for the tenant. */
function assertNothingUnasked({ rig }: Outcome, flow: Flow, { asked, askedAll, unasked }: Operator): void {
  if (rig.notices.some((text) => /clock/.test(text))) return;
  assert.deepEqual(unasked, []);
  for (const [key, count] of flow.sendings) {
    const most = 2 * (1 + askedAll + (asked.get(key) ?? 0));
    assert.ok(count <= most, `${key} was sent ${count} times, and might be ${most} times`);
  }
}

/** With a flow that takes everything, all that is left is delivered, and nothing is left. */
async function deliverAllThatIsLeft({ rig }: Outcome): Promise<Flow> {
  const flow = new Flow(['acknowledge']);
  flow.attach(rig);
  const { left } = await rig.poller.undeliverables.redeliver();
  assert.equal(left, 0);
  await bringToRest({ rig }, flow);
  assert.deepEqual((await rig.poller.undeliverables.list()).records, []);
  assert.deepEqual(flow.violations, []);
  return flow;
}

async function holdsWherePlayed(world: World, given: Given): Promise<void> {
  const { outcome, flow, operator } = await playAsOperator(world, given, false);
  await assertNoneLost(outcome, flow, operator, false);
  assertNothingUnasked(outcome, flow, operator);
  assert.ok(flow.most <= config.maxInFlight, `${flow.most} in flight`);
  await deliverAllThatIsLeft(outcome);
}

async function holdsWhereKilled(world: World, given: Given): Promise<void> {
  const { outcome, flow, operator } = await playAsOperator(world, given, true);
  await assertNoneLost(outcome, flow, operator, true);
  outcome.rig.crash();
  await bringToRest(outcome, flow);
  await assertNoneLost(outcome, flow, operator, true);
  await deliverAllThatIsLeft(outcome);
}

describe('the laws of undeliverable records', function () {
  this.timeout(patience);

  const world = worldOf(change, { overlap: overlapSeconds });
  const given = fc.record({ answers, acts: fc.array(act, { maxLength: 15 }) });

  it('lose none that was told, send none unasked, and keep the order, whenever they are redelivered or dismissed', async () => {
    await fc.assert(fc.asyncProperty(world, given, holdsWherePlayed), parameters(80));
  });

  it('lose none that was told when the process is killed at any moment, between two writes too', async () => {
    await fc.assert(fc.asyncProperty(world, given, holdsWhereKilled), parameters(80));
  });

  for (const [what, tenant, overlap, maxInFlight] of [
    ['', {}, overlapSeconds, config.maxInFlight],
    [' and carry no date', { hides: ['updated-at' as const] }, overlapSeconds, config.maxInFlight],
    [', and back-fills wait for a flow that takes one at a time', {}, 0, 1],
  ] as const)
    it(`leave every record as it is in the end, though records return to what they were${what}`, async () => {
      const asking = fc.record({
        answers,
        acts: fc.array(actOrBackfill, { maxLength: 15 }),
      });
      const returning = worldOf(changeOrReturn, { overlap, gap: overlap === 0 ? 5000 : 1000 });
      await fc.assert(
        fc.asyncProperty(returning, asking, async (world, given) => {
          const { outcome } = await playAsOperator(world, given, false, tenant, maxInFlight);
          await deliverAllThatIsLeft(outcome);
          assertLeftAsTheyAre(outcome);
        }),
        parameters(80),
      );
    });

  describe('regressions', () => {
    const small: World = {
      before: [],
      between: [],
      during: [],
      faults: [],
      pageSize: 1,
      start: 'now',
      ids: 'number',
      overlap: overlapSeconds,
      clockSkewHours: -30,
      polls: 1,
      crashes: [],
    };
    const create: Change = { kind: 'create', late: 0 };
    const update = (late: number): Change => ({ kind: 'update', pick: 0, late, times: 1 });

    it('a world is at rest once the last of several commands is carried out, not between two of them', async () => {
      const again: Act = { turns: 0, command: 'redeliver', pick: undefined };
      const acts: Act[] = [{ turns: 10, command: 'fill', pick: undefined }, again, again, again];
      await holdsWhereKilled({ ...small, during: [create, update(1)] }, { answers: ['refuse'], acts });
    });

    it('a newer version that was dismissed stands for one that was told and not stored before a kill', async () => {
      const now = (pick: number): Change => ({ kind: 'update', pick, late: 0, times: 1 });
      const wait = (ms: number): Change => ({ kind: 'wait', ms });
      const killed: World = {
        ...small,
        before: [create, create, create, create],
        between: [[{ kind: 'create', late: 1 }]],
        during: [update(2), wait(1), now(0), now(13), wait(604), now(6), now(8)],
        pageSize: 3,
        crashes: [{ poll: 0, turns: 13 }],
      };
      const acts: Act[] = [
        { turns: 6, command: 'redeliver', pick: undefined },
        { turns: 3, command: 'fill', pick: undefined },
        { turns: 2, command: 'fill', pick: undefined },
        { turns: 10, command: 'dismiss', pick: 5 },
      ];
      await holdsWhereKilled(killed, { answers: ['refuse', 'acknowledge', 'refuse'], acts });
    });

    it('what is given up while all are being dismissed is not dismissed with them, and stays in the list', async () => {
      const acts: Act[] = [{ turns: 9, command: 'dismiss', pick: undefined }];
      const twins: World = { ...small, between: [[create, update(5001)]], faults: [undefined, 'fails'] };
      await holdsWherePlayed(twins, { answers: ['refuse'], acts });
    });
  });
});
