import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RecordMessage } from '../../../lib/poll/message';
import type { Rig } from './rig';
import {
  assertNothingLost,
  change,
  contentOf,
  type Outcome,
  overlapSeconds,
  parameters,
  patience,
  play,
  worldOf,
} from './worlds';

/** What a flow does with a message. */
type Answer = 'acknowledge' | 'refuse' | 'ignore' | 'late' | 'twice';

const answer = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Answer>('acknowledge') },
  fc.constantFrom<Answer>('refuse', 'ignore', 'late', 'twice'),
);

const config = { delivery: 'acknowledge', maxAttempts: 3, acknowledgeTimeout: 10, maxInFlight: 4 };

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
    for (const { message: given } of rig.undeliverable) this.settled(contentOf(given.payload));
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
      flow.answer(current);
      current.clock.advance(700);
    }
  })();
  const outcome = await play(given, {
    crashes,
    rig: { config },
    onCrash: () => flow.forget(),
    beforePoll: async (rig) => {
      current = rig;
      flow.attach(rig);
      await assertPositionBehindUnsettled(rig, flow);
    },
  }).finally(() => {
    running = false;
  });
  await pump;
  await bringToRest(outcome, flow);
  assert.deepEqual(flow.violations, []);
  return { outcome, flow };
}

/** A restart that kept nothing but the reported position would read everything unsettled again. */
async function assertPositionBehindUnsettled(rig: Rig, flow: Flow): Promise<void> {
  const { position, pending } = await rig.poller.report();
  if (position === undefined || pending === 0) return;
  const reach = Date.parse(position) - overlapSeconds * 1000 - 1000;
  for (const { coupa } of flow.outstanding.values()) {
    if (isSettled(rig, coupa.delivery)) continue;
    if (Date.parse(coupa.updatedAt ?? '') < reach)
      flow.violations.push(`the position ${position} passed ${coupa.key}`);
  }
}

function isSettled(rig: Rig, token: string): boolean {
  const rows = JSON.parse(rig.store.text ?? '{"pending":[]}').pending as { id: string }[];
  return !rows.some(({ id }) => token.startsWith(id));
}

async function bringToRest({ rig }: Outcome, flow: Flow): Promise<void> {
  for (let round = 0; round < 400 && (await rig.poller.report()).pending > 0; round += 1) {
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
});
