import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RecordMessage } from '../../lib/poll/model/message';
import type { Rig } from '../unit/poll/rig';
import type { Change } from './model-tenant';
import {
  assertNothingLost,
  change,
  contentOf,
  type Outcome,
  overlapSeconds,
  parameters,
  patience,
  play,
  type World,
  worldOf,
  wrongAnswers,
} from './worlds';

/** What a flow does with a message. */
type Answer = 'acknowledge' | 'refuse' | 'ignore' | 'late' | 'twice';

const answer = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Answer>('acknowledge') },
  fc.constantFrom<Answer>('refuse', 'ignore', 'late', 'twice'),
);

const config = { delivery: 'acknowledge', maxAttempts: 3, acknowledgeTimeout: 10, maxInFlight: 4 };

/** What a check reads of a stored document. */
interface Written {
  proven: number | null;
  position: number | null;
  pending: { message: string; beside?: boolean }[];
}

/** A flow that acknowledges, refuses, forgets and is late, and remembers what it did. */
class Flow {
  readonly acknowledged = new Set<number>();
  /** Sent and neither acknowledged nor given up, by token. */
  readonly outstanding = new Map<string, RecordMessage>();
  readonly sendings = new Map<string, number>();
  /** Broken laws, found where nothing may be thrown. */
  readonly violations: string[] = [];
  most = 0;
  private waiting: { token: string; content: number; answer: Answer; at: number }[] = [];
  private turn = 0;

  constructor(private readonly answers: readonly Answer[]) {}

  attach(rig: Rig): void {
    rig.onRecord = (message) => this.take(rig, message);
    rig.onUndeliverable = ({ payload }) => this.settled(contentOf(payload));
    rig.onSave = (document) => this.lookAt(document as Written);
  }

  /** At every turn: a poll that begins at the reported position reads again whatever is not settled. */
  async lookAtReport(rig: Rig): Promise<void> {
    const { position } = await rig.poller.report();
    if (position !== undefined) this.expectRead(Date.parse(position), this.outstanding.values(), 'reported');
  }

  /** The same for a restart that reads nothing of a document but its head. */
  private lookAt({ proven, position, pending }: Written): void {
    const messages = pending
      .filter(({ beside }) => !beside)
      .map(({ message }) => JSON.parse(message) as RecordMessage);
    if (position !== null && (proven ?? 0) > position)
      this.violations.push('a document proves more than its position');
    if (proven === null && messages.length > 0)
      this.violations.push('a document with unsettled records proves nothing');
    this.expectRead(proven ?? 0, messages, 'proven');
  }

  private expectRead(position: number, unsettled: Iterable<RecordMessage>, what: string): void {
    const reach = Math.floor((position - (overlapSeconds + 1) * 1000) / 1000) * 1000;
    for (const { coupa } of unsettled) {
      if (Date.parse(coupa.updatedAt ?? '') < reach)
        this.violations.push(`the ${what} position ${new Date(position).toISOString()} passed ${coupa.key}`);
    }
  }

  /** Answers what it has taken, as the answers say. */
  answer(rig: Rig): void {
    for (const one of this.waiting.splice(0)) this.giveBack(rig, one);
  }

  /** Whatever the flow had is gone with the process. */
  forget(): void {
    this.waiting = [];
    this.outstanding.clear();
  }

  private take(rig: Rig, message: RecordMessage): void {
    const { coupa, payload } = message;
    const others = [...this.outstanding.values()].filter((one) => one.coupa.id === coupa.id);
    for (const other of others) {
      if (contentOf(other.payload) !== contentOf(payload))
        this.violations.push(`${coupa.key} was sent before ${other.coupa.key} was settled`);
      this.outstanding.delete(other.coupa.delivery);
    }
    this.outstanding.set(coupa.delivery, message);
    this.most = Math.max(this.most, this.outstanding.size);
    this.sendings.set(coupa.key, (this.sendings.get(coupa.key) ?? 0) + 1);
    const answer = this.answers[this.turn % this.answers.length] ?? 'acknowledge';
    this.turn += 1;
    this.waiting.push({
      token: coupa.delivery,
      content: contentOf(payload),
      answer,
      at: rig.clock.monotonic(),
    });
  }

  private giveBack(rig: Rig, { token, content, answer, at }: Flow['waiting'][number]): void {
    if (answer === 'ignore') return;
    if (answer === 'late' && rig.clock.monotonic() < at + 12_000) {
      this.waiting.push({ token, content, answer, at });
      return;
    }
    if (answer === 'refuse') {
      rig.poller.refuse(token, 'the flow says no');
      return;
    }
    // Before it is acknowledged: the next version of the record is sent within the call.
    this.settled(content);
    if (rig.poller.acknowledge(token)) this.acknowledged.add(content);
    if (answer === 'twice' && rig.poller.acknowledge(token))
      this.violations.push('an acknowledgement counted twice');
  }

  private settled(content: number): void {
    for (const [token, message] of this.outstanding)
      if (contentOf(message.payload) === content) this.outstanding.delete(token);
  }
}

/** Lets the flow answer and time pass while the poller polls: a poll waits for the flow. */
async function playWithFlow(given: Parameters<typeof play>[0], answers: readonly Answer[], crashes: boolean) {
  const flow = new Flow(answers);
  let running = true;
  let current: Rig | undefined;
  const pump = (async () => {
    while (running) {
      await new Promise((resolve) => setImmediate(resolve));
      if (current === undefined) continue;
      await flow.lookAtReport(current);
      flow.answer(current);
      current.clock.advance(700);
    }
  })();
  const outcome = await play(given, {
    crashes,
    rig: { config },
    onCrash: () => flow.forget(),
    beforePoll: (rig) => {
      current = rig;
      flow.attach(rig);
    },
  }).finally(() => {
    running = false;
  });
  await pump;
  await bringToRest(outcome, flow);
  assert.deepEqual(flow.violations, []);
  return { outcome, flow };
}

async function bringToRest({ rig }: Outcome, flow: Flow): Promise<void> {
  for (let round = 0; round < 400 && (await rig.poller.report()).pending > 0; round += 1) {
    await flow.lookAtReport(rig);
    flow.answer(rig);
    rig.clock.advance(2000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal((await rig.poller.report()).pending, 0, 'something is unsettled for ever');
}

function assertAllSettled({ tenant, rig, known }: Outcome, flow: Flow): void {
  const givenUp = new Set(rig.undeliverable.map(({ message }) => contentOf(message.payload)));
  const missed = tenant
    .lastVersions()
    .filter(({ content }) => !known.has(content) && !flow.acknowledged.has(content) && !givenUp.has(content));
  assert.deepEqual(missed, [], 'last versions neither acknowledged nor given up');
}

describe('the laws under acknowledgement', function () {
  this.timeout(patience);

  const world = worldOf(change, { overlap: overlapSeconds });

  it('settle every last version, in order, within maxInFlight and maxAttempts, whatever the flow does', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(answer, { minLength: 1, maxLength: 20 }), async (given, answers) => {
        const { outcome, flow } = await playWithFlow(given, answers, false);
        assertNothingLost(outcome);
        assertAllSettled(outcome, flow);
        assert.ok(flow.most <= config.maxInFlight, `${flow.most} in flight`);
        for (const [key, count] of flow.sendings)
          assert.ok(count <= config.maxAttempts, `${key} was sent ${count} times`);
      }),
      parameters(150),
    );
  });

  it('settle every last version when the process is killed at any moment, too', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.array(answer, { minLength: 1, maxLength: 20 }), async (given, answers) => {
        const { outcome, flow } = await playWithFlow(given, answers, true);
        assertNothingLost(outcome);
        assertAllSettled(outcome, flow);
      }),
      parameters(150),
    );
  });

  it('settle every last version whatever the clocks of the tenant say, also when the process is killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        wrongAnswers,
        fc.array(answer, { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        async (given, clocks, answers, crashes) => {
          const { outcome, flow } = await playWithFlow({ ...given, clocks }, answers, crashes);
          // Where a restart hid how much time had passed, what may be missing was told.
          if (outcome.rig.notices.some((text) => /may be missing/.test(text))) return;
          assertNothingLost(outcome);
          assertAllSettled(outcome, flow);
        },
      ),
      parameters(100),
    );
  });

  describe('regressions', () => {
    const nothing = { before: [], between: [], during: [], faults: [], crashes: [] };

    it('a record that was given up does not hold the reported position, also while the file still lists it', async () => {
      const create = (late = 0): Change => ({ kind: 'create', late });
      const update = (pick: number, times: number, late = 0): Change => ({
        kind: 'update',
        pick,
        late,
        times,
      });
      const wait = (ms: number): Change => ({ kind: 'wait', ms });
      const given: World = {
        ...nothing,
        before: [update(5, 1, 4137), create(), create(), create(), update(48, 2)],
        between: [
          [
            create(),
            update(22, 2, 12_812),
            update(30, 2),
            update(12, 2),
            update(33, 2),
            create(4544),
            update(15, 2, 4256),
            create(7605),
          ],
          [update(41, 2), wait(3414), update(26, 2), update(8, 2), create(), update(42, 2, 16_511)],
          [create(), create(), create(10_762), wait(1477), create(2205), update(18, 1)],
        ],
        during: [
          update(46, 2),
          create(),
          wait(2937),
          wait(2983),
          wait(2980),
          wait(2837),
          create(),
          wait(2190),
          create(),
          create(),
        ],
        pageSize: 6,
        start: 'beginning',
        ids: 'sparse',
        overlap: overlapSeconds,
        clockSkewHours: 0,
        polls: 5,
      };
      const { outcome, flow } = await playWithFlow(given, ['ignore', 'acknowledge'], false);
      assertNothingLost(outcome);
      assertAllSettled(outcome, flow);
      assert.ok(outcome.rig.undeliverable.length > 0, 'nothing was given up');
    });

    it('a document proves nothing behind a record that the flow refuses', async () => {
      const given: World = {
        ...nothing,
        during: [{ kind: 'create', late: 0 }],
        pageSize: 1,
        start: 'now',
        ids: 'number',
        overlap: overlapSeconds,
        clockSkewHours: -30,
        polls: 1,
      };
      const { outcome, flow } = await playWithFlow(given, ['refuse'], false);
      assertAllSettled(outcome, flow);
    });
  });
});
