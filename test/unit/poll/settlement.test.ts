import assert from 'node:assert/strict';
import { CoupaError, type CoupaErrorCode } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import { AcknowledgedDelivery } from '../../../lib/poll/delivery/acknowledge';
import { SendDelivery } from '../../../lib/poll/delivery/delivery';
import type { HandingOver } from '../../../lib/poll/delivery/settlement';
import type { RecordMessage } from '../../../lib/poll/model/message';
import type { PendingRow } from '../../../lib/poll/model/state';
import { invoiceMessage } from './invoice-message';
import { FakeClock, turns } from './rig';

/** What is left to do with one record, until a test says what comes of it. */
interface Step {
  key: string;
  signal: AbortSignal;
  done(newer?: RecordMessage): void;
  /** Coupa says no. */
  fail(why: string): void;
  /** Coupa says nothing, or that it cannot. */
  miss(code: CoupaErrorCode, why: string): void;
}

/** A delivery with a step between "the flow has it" and "settled", and all that it tells. */
class Bench {
  readonly clock = new FakeClock();
  readonly got: RecordMessage[] = [];
  readonly settled: string[] = [];
  /** The numbers of what was settled. */
  readonly sequences: number[] = [];
  readonly replaced: string[] = [];
  readonly undeliverable: string[] = [];
  readonly waits: string[] = [];
  readonly steps: Step[] = [];
  landed = true;
  onSend: () => void = () => {};
  readonly delivery: AcknowledgedDelivery;

  constructor(by: HandingOver['by'], rows: readonly PendingRow[] = [], withStep = true) {
    const settle = ({ coupa }: RecordMessage, signal: AbortSignal) =>
      new Promise<RecordMessage | undefined>((done, reject) => {
        const miss = (code: CoupaErrorCode, why: string) => reject(new CoupaError(code, phrase`${why}`));
        const fail = (why: string) => miss('COUPA_VALIDATION', why);
        this.steps.push({ key: coupa.key, signal, done, fail, miss });
      });
    this.delivery = new AcknowledgedDelivery(
      {
        send: (message) => {
          this.got.push(structuredClone(message));
          this.onSend();
        },
        giveUp: ({ coupa }, reason) => void this.undeliverable.push(`${coupa.key}: ${reason}`),
        settled: ({ coupa, sequence }) => {
          this.settled.push(`${coupa.key} of ${coupa.poll}`);
          this.sequences.push(sequence);
        },
        waits: (reason) => void this.waits.push(String(reason)),
        replaced: ({ coupa }) => void this.replaced.push(coupa.key),
        landed: () => this.landed,
        changed: () => {},
      },
      { maxInFlight: 3, acknowledgeTimeout: 300_000, maxAttempts: 3 },
      this.clock,
      { by, settlement: withStep ? { settle } : undefined },
    );
    this.delivery.restore(rows);
  }

  deliver(id: number, version = 1): void {
    this.delivery.deliver({ identity: `invoices:${id}`, message: invoiceMessage(id, version), from: 1000 });
  }

  acknowledge(index = -1): boolean {
    return this.delivery.acknowledge(this.got.at(index)?.coupa.delivery ?? '');
  }

  get sent(): string[] {
    return this.got.map(({ coupa }) => `${coupa.key}#${coupa.attempt}`);
  }

  /** What a successor finds. */
  rows(): PendingRow[] {
    return JSON.parse(JSON.stringify(this.delivery.toRows())) as PendingRow[];
  }
}

describe('what is left to do with a record that the flow has', () => {
  it('is counted, also after a restart, until all is forgotten', () => {
    const before = new Bench('flow');
    for (const id of [1, 2]) before.deliver(id);
    before.acknowledge(0);
    assert.deepEqual([before.delivery.pending, before.delivery.settling], [2, 1]);
    const after = new Bench('flow', before.rows());
    assert.deepEqual([after.delivery.pending, after.delivery.settling], [2, 1]);
    after.delivery.clear();
    assert.deepEqual([after.delivery.pending, after.delivery.settling], [0, 0]);
  });

  it('begins with the acknowledgement, and the record is settled and told once it is done', async () => {
    const bench = new Bench('flow');
    bench.deliver(1);
    await turns();
    assert.equal(bench.steps.length, 0);
    assert.equal(bench.acknowledge(), true);
    assert.deepEqual([bench.delivery.pending, bench.delivery.settling, bench.settled], [1, 1, []]);
    bench.steps[0]?.done();
    await turns();
    assert.deepEqual([bench.delivery.pending, bench.delivery.settling], [0, 0]);
    assert.deepEqual(bench.settled, ['invoices:1:1 of p']);
  });

  it('takes an acknowledgement once, and no refusal after it', () => {
    const bench = new Bench('flow');
    bench.deliver(1);
    assert.equal(bench.acknowledge(), true);
    assert.equal(bench.acknowledge(), false);
    assert.equal(bench.delivery.refuse(bench.got[0]?.coupa.delivery ?? '', 'no'), false);
    bench.clock.advance(10_000_000);
    assert.deepEqual([bench.steps.length, bench.sent], [1, ['invoices:1:1#1']]);
  });

  it('keeps later versions of the record, the position and the room waiting until it is done', async () => {
    const bench = new Bench('flow');
    for (const id of [1, 2, 3]) bench.deliver(id);
    bench.deliver(1, 2);
    bench.acknowledge(0);
    assert.deepEqual(bench.delivery.earliest(), { from: 1000 });
    assert.ok(bench.delivery.room(new AbortController().signal));
    assert.equal(bench.got.length, 3);
    bench.steps[0]?.done();
    await turns();
    assert.equal(bench.sent.at(-1), 'invoices:1:2#1');
  });

  it('is tried again after the pauses of a refused delivery, and gives the record up after maxAttempts', async () => {
    const bench = new Bench('flow');
    bench.deliver(1);
    bench.acknowledge();
    for (const pauseMs of [5000, 15_000]) {
      bench.steps.at(-1)?.fail('Coupa says no');
      await turns();
      const tries = bench.steps.length;
      bench.clock.advance(pauseMs - 1);
      assert.equal(bench.steps.length, tries);
      bench.clock.advance(1);
      assert.equal(bench.steps.length, tries + 1);
    }
    bench.steps.at(-1)?.fail('Coupa says no');
    await turns();
    assert.deepEqual(bench.undeliverable, ['invoices:1:1: Coupa says no']);
    assert.deepEqual([bench.settled, bench.delivery.pending], [[], 0]);
    assert.deepEqual(bench.sent, ['invoices:1:1#1'], 'the flow has it and does not get it again');
  });

  for (const code of [
    'COUPA_NETWORK',
    'COUPA_SERVER',
    'COUPA_RATE_LIMIT',
    'COUPA_TIMEOUT',
    'COUPA_AUTH',
  ] as const)
    it(`is tried again without end, each hour at last, where nobody said no: ${code}`, async () => {
      const bench = new Bench('flow');
      bench.deliver(1);
      bench.acknowledge();
      const pauses = [5, 15, 45, 135, 405, 1215, 3600, 3600, 3600];
      for (const seconds of pauses) {
        bench.steps.at(-1)?.miss(code, 'away');
        await turns();
        const tries = bench.steps.length;
        bench.clock.advance(seconds * 1000 - 1);
        assert.equal(bench.steps.length, tries);
        bench.clock.advance(1);
        assert.equal(bench.steps.length, tries + 1);
      }
      assert.deepEqual([bench.undeliverable, bench.delivery.settling], [[], 1]);
      bench.steps.at(-1)?.done();
      await turns();
      assert.deepEqual([bench.settled, bench.waits], [['invoices:1:1 of p'], ['away']]);
    });

  it('counts refusals only, between whatever else fails', async () => {
    const bench = new Bench('flow');
    bench.deliver(1);
    bench.acknowledge();
    for (const refusal of ['first', 'second', 'third']) {
      assert.deepEqual(bench.undeliverable, []);
      for (const miss of ['away', 'still away']) {
        bench.steps.at(-1)?.miss('COUPA_NETWORK', miss);
        await turns();
        bench.clock.advance(15_000);
      }
      bench.steps.at(-1)?.fail(refusal);
      await turns();
      bench.clock.advance(15_000);
    }
    assert.deepEqual(bench.undeliverable, ['invoices:1:1: third']);
  });

  it('tells once why records wait, and once more when all of them have waited and it happens again', async () => {
    const bench = new Bench('flow');
    for (const id of [1, 2]) bench.deliver(id);
    for (const index of [0, 1]) bench.acknowledge(index);
    for (const step of bench.steps) step.miss('COUPA_NETWORK', 'away');
    await turns();
    bench.clock.advance(5000);
    bench.steps[2]?.done();
    bench.steps[3]?.miss('COUPA_NETWORK', 'still away');
    await turns();
    assert.deepEqual(bench.waits, ['away']);
    bench.clock.advance(15_000);
    bench.steps[4]?.done();
    bench.deliver(3);
    bench.acknowledge();
    await turns();
    bench.steps[5]?.miss('COUPA_NETWORK', 'away again');
    await turns();
    assert.deepEqual(bench.waits, ['away', 'away again']);
  });

  it('delivers a newer version in the place of the record, and settles none before that has gone the same way', async () => {
    const bench = new Bench('flow');
    bench.deliver(1);
    bench.acknowledge();
    bench.steps[0]?.done(invoiceMessage(1, 2));
    await turns();
    assert.deepEqual(bench.sent, ['invoices:1:1#1', 'invoices:1:2#1']);
    assert.deepEqual(bench.replaced, ['invoices:1:1']);
    assert.deepEqual([bench.settled, bench.delivery.pending, bench.delivery.settling], [[], 1, 0]);
    bench.acknowledge();
    assert.equal(bench.steps[1]?.key, 'invoices:1:2');
    bench.steps[1]?.done();
    await turns();
    assert.deepEqual(bench.settled, ['invoices:1:2 of p']);
  });

  it('numbers a newer version behind all that was read before it was found', async () => {
    const bench = new Bench('flow');
    for (const id of [1, 2]) bench.deliver(id);
    for (const index of [0, 1]) bench.acknowledge(index);
    bench.steps[0]?.done(invoiceMessage(1, 2));
    bench.steps[1]?.done();
    await turns();
    bench.acknowledge();
    bench.steps[2]?.done();
    await turns();
    assert.deepEqual([bench.settled.at(-1), bench.sequences], ['invoices:1:2 of p', [2, 3]]);
  });

  it('leaves a newer version to the one that waits already', async () => {
    const bench = new Bench('flow');
    bench.deliver(1);
    bench.deliver(1, 3);
    bench.acknowledge();
    bench.steps[0]?.done(invoiceMessage(1, 2));
    await turns();
    assert.deepEqual(bench.sent, ['invoices:1:1#1', 'invoices:1:3#1']);
  });

  it('is done again after a crash, tries counted on, and the record is not sent again', async () => {
    const before = new Bench('flow');
    before.deliver(1);
    before.acknowledge();
    before.steps[0]?.fail('away');
    await turns();
    const after = new Bench('flow', before.rows());
    await turns();
    assert.deepEqual([after.sent, after.steps.map(({ key }) => key)], [[], ['invoices:1:1']]);
    after.steps[0]?.fail('away');
    await turns();
    after.clock.advance(15_000);
    after.steps[1]?.fail('away');
    await turns();
    assert.deepEqual(after.undeliverable, ['invoices:1:1: away']);
  });

  it('is over where a node no longer wants it: the record is settled, not sent', async () => {
    const before = new Bench('flow');
    before.deliver(1);
    before.acknowledge();
    const after = new Bench('flow', before.rows(), false);
    assert.deepEqual([after.sent, after.settled], [[], ['invoices:1:1 of p']]);
    const sent: RecordMessage[] = [];
    const outlet = { send: (one: RecordMessage) => void sent.push(one), giveUp() {}, changed() {} };
    new SendDelivery(outlet).restore(before.rows());
    assert.deepEqual(sent, []);
  });

  for (const end of ['close', 'clear'] as const) {
    it(`is ended by "${end}", and what comes of it then is not heard`, async () => {
      const bench = new Bench('flow');
      bench.deliver(1);
      bench.acknowledge();
      const stored = bench.rows();
      await bench.delivery[end]();
      assert.equal(bench.steps[0]?.signal.aborted, true);
      bench.steps[0]?.fail('the request was aborted');
      await turns();
      bench.clock.advance(10_000_000);
      assert.deepEqual([bench.settled, bench.undeliverable, bench.steps.length], [[], [], 1]);
      assert.deepEqual(bench.rows(), end === 'close' ? stored : []);
    });
  }
});

describe('a record that counts as delivered once sent, of which something is left to do', () => {
  it('has its turn on the event loop first', async () => {
    const bench = new Bench('turn');
    const begun: number[] = [];
    // Node-RED hands a message over in a turn of its own, as here.
    bench.onSend = () => setImmediate(() => begun.push(bench.steps.length));
    bench.deliver(1);
    await turns();
    assert.deepEqual([begun, bench.steps.length, bench.delivery.settling], [[0], 1, 1]);
    bench.steps[0]?.done();
    await turns();
    assert.deepEqual([bench.settled, bench.clock.pendingTimers], [['invoices:1:1 of p'], 0]);
  });

  it('is sent again by a successor where the node was closed before its turn and the flow did not get it', async () => {
    const bench = new Bench('turn');
    bench.deliver(1);
    bench.landed = false;
    await bench.delivery.close();
    assert.equal(bench.steps.length, 0);
    const after = new Bench('turn', bench.rows());
    assert.deepEqual(after.sent, ['invoices:1:1#2']);
  });

  it('is not sent again by a successor where the flow got it', async () => {
    const bench = new Bench('turn');
    bench.deliver(1);
    await bench.delivery.close();
    const after = new Bench('turn', bench.rows());
    assert.deepEqual([after.sent, after.steps.length], [[], 1]);
  });
});
