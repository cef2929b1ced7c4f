import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RecordMessage } from '../../lib/poll/model/message';
import type { Rig, RigOptions } from '../unit/poll/rig';
import type { ModelOptions } from './model-tenant';
import { contentOf, type Outcome, overlapSeconds, play } from './worlds';

/** What a flow does with a message. */
export type Answer = 'acknowledge' | 'refuse' | 'ignore' | 'late' | 'twice';

export const answer = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Answer>('acknowledge') },
  fc.constantFrom<Answer>('refuse', 'ignore', 'late', 'twice'),
);

export const config = { delivery: 'acknowledge', maxAttempts: 3, acknowledgeTimeout: 10, maxInFlight: 4 };

/** What a check reads of a stored document. */
interface Written {
  proven: number | null;
  position: number | null;
  pending: { message: string; beside?: boolean }[];
}

/** A flow that acknowledges, refuses, forgets and is late, and remembers what it did. */
export class Flow {
  /** What it does with the messages that come, one after the other, and then from the first again. */
  answers: readonly Answer[];
  readonly acknowledged = new Set<number>();
  /** Sent and neither acknowledged nor given up, by token. */
  readonly outstanding = new Map<string, RecordMessage>();
  /** How often each version was sent, by its key; and each delivery of one, whose attempts count up to `maxAttempts`. */
  readonly sendings = new Map<string, number>();
  readonly deliveries = new Map<string, number>();
  /** Broken laws, found where nothing may be thrown. */
  readonly violations: string[] = [];
  most = 0;
  /** Whether a back-fill may have sent what is unsettled: it holds no position, or that of the poll that has read a later version of it. */
  isBackfilled = false;
  /** Keys of what was given up: sent again, it holds no position. */
  readonly givenUp = new Set<string>();
  /** Called for each message before it is answered. */
  onTake: (message: RecordMessage) => void = () => {};
  /** Called for each message whose acknowledgement counted. */
  onAcknowledged: (message: RecordMessage) => void = () => {};
  private waiting: { message: RecordMessage; answer: Answer; at: number }[] = [];
  private turn = 0;

  constructor(answers: readonly Answer[]) {
    this.answers = answers;
  }

  attach(rig: Rig): void {
    for (const { message } of rig.undeliverable) this.givenUp.add(message.coupa.key);
    rig.onRecord = (message) => this.take(rig, message);
    rig.onUndeliverable = ({ payload, coupa }) => {
      this.givenUp.add(coupa.key);
      this.settled(contentOf(payload));
    };
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
    if (this.isBackfilled) return;
    const reach = Math.floor((position - (overlapSeconds + 1) * 1000) / 1000) * 1000;
    for (const { coupa } of unsettled) {
      if (!this.givenUp.has(coupa.key) && Date.parse(coupa.updatedAt ?? '') < reach)
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
    this.onTake(message);
    const others = [...this.outstanding.values()].filter((one) => one.coupa.id === coupa.id);
    for (const other of others) {
      if (contentOf(other.payload) !== contentOf(payload))
        this.violations.push(`${coupa.key} was sent before ${other.coupa.key} was settled`);
      this.outstanding.delete(other.coupa.delivery);
    }
    this.outstanding.set(coupa.delivery, message);
    this.most = Math.max(this.most, this.outstanding.size);
    countOne(this.sendings, coupa.key);
    countOne(this.deliveries, `${coupa.key} as ${coupa.delivery.split('.')[0]}`);
    const answer = this.answers[this.turn % this.answers.length] ?? 'acknowledge';
    this.turn += 1;
    this.waiting.push({ message, answer, at: rig.clock.monotonic() });
  }

  private giveBack(rig: Rig, { message, answer, at }: Flow['waiting'][number]): void {
    const token = message.coupa.delivery;
    const content = contentOf(message.payload);
    if (answer === 'ignore') return;
    if (answer === 'late' && rig.clock.monotonic() < at + 12_000) {
      this.waiting.push({ message, answer, at });
      return;
    }
    if (answer === 'refuse') {
      rig.poller.refuse(token, 'the flow says no');
      return;
    }
    // Before it is acknowledged: the next version of the record is sent within the call.
    this.settled(content);
    if (rig.poller.acknowledge(token)) {
      this.acknowledged.add(content);
      this.onAcknowledged(message);
    }
    if (answer === 'twice' && rig.poller.acknowledge(token))
      this.violations.push('an acknowledgement counted twice');
  }

  private settled(content: number): void {
    for (const [token, message] of this.outstanding)
      if (contentOf(message.payload) === content) this.outstanding.delete(token);
  }
}

function countOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** What a test adds to a play. */
export interface FlowPlay {
  rig?: RigOptions;
  tenant?: ModelOptions;
  /** Called in every turn in which time passes, before the flow answers. */
  everyTurn?(rig: Rig, flow: Flow): void;
  /** Whether something that `everyTurn` asked of this poller is still to be carried out. Default: nothing is. */
  isAsking?(poller: Rig['poller']): boolean;
  /** Called before each poll with which the world comes to rest. */
  atRest?(rig: Rig): void;
}

/** Lets the flow answer and time pass while the poller polls: a poll waits for the flow. */
export async function playWithFlow(
  given: Parameters<typeof play>[0],
  answers: readonly Answer[],
  crashes: boolean,
  {
    rig: options = {},
    tenant = {},
    everyTurn = () => {},
    isAsking = () => false,
    atRest = () => {},
  }: FlowPlay = {},
): Promise<{ outcome: Outcome; flow: Flow }> {
  const flow = new Flow(answers);
  let running = true;
  let current: Rig | undefined;
  const pump = (async () => {
    while (running) {
      await new Promise((resolve) => setImmediate(resolve));
      if (current === undefined) continue;
      await flow.lookAtReport(current);
      everyTurn(current, flow);
      flow.answer(current);
      current.clock.advance(700);
    }
  })();
  const outcome = await play(given, {
    crashes,
    rig: { config, ...options },
    tenant,
    onCrash: () => flow.forget(),
    beforePoll: (rig, poll) => {
      current = rig;
      if (poll === undefined) atRest(rig);
      flow.attach(rig);
    },
  }).finally(() => {
    running = false;
  });
  await pump;
  await bringToRest(outcome, flow, isAsking);
  assert.deepEqual(flow.violations, []);
  return { outcome, flow };
}

/**
 * Lets the flow answer until nothing is unsettled.
 *
 * @param isAsking see `FlowPlay`: a command that is carried out afterwards would change what is looked at then.
 */
export async function bringToRest(
  { rig }: Pick<Outcome, 'rig'>,
  flow: Flow,
  isAsking: FlowPlay['isAsking'] = () => false,
): Promise<void> {
  const isRestless = async () => isAsking(rig.poller) || (await isBusy(rig));
  for (let round = 0; round < 400 && (await isRestless()); round += 1) {
    await flow.lookAtReport(rig);
    flow.answer(rig);
    rig.clock.advance(2000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(await isRestless(), false, 'something is unsettled for ever');
}

/** Whether something is unsettled, or still to be sent again, or read beside the polls. */
async function isBusy({ poller }: Rig): Promise<boolean> {
  const { redelivering } = await poller.undeliverables.list();
  const { pending, backfill } = await poller.report();
  return pending > 0 || redelivering > 0 || backfill !== undefined;
}
