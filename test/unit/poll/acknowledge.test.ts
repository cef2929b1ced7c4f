import assert from 'node:assert/strict';
import { AcknowledgedDelivery } from '../../../lib/poll/delivery/acknowledge';
import type { Parcel, SettledRecord } from '../../../lib/poll/delivery/delivery';
import { type Patience, pauseAfter } from '../../../lib/poll/delivery/patience';
import type { RecordMessage } from '../../../lib/poll/model/message';
import type { PendingRow } from '../../../lib/poll/model/state';
import { invoiceMessage } from './invoice-message';
import { FakeClock } from './rig';

const patience: Patience = { maxInFlight: 3, acknowledgeTimeout: 300_000, maxAttempts: 5 };

/** A record to deliver; versions differ in their content. */
function parcel(id: number, version = 1, more: Partial<Parcel> = {}): Parcel {
  return { identity: `invoices:${id}`, message: invoiceMessage(id, version), from: 1000, ...more };
}

/** A flow that keeps what it is sent, and a delivery that sends to it. */
class Flow {
  readonly clock = new FakeClock();
  readonly got: RecordMessage[] = [];
  readonly settled: SettledRecord[] = [];
  readonly undeliverable: { message: RecordMessage; reason: string }[] = [];
  changes = 0;
  onSend: (message: RecordMessage) => void = () => {};
  readonly delivery: AcknowledgedDelivery;

  constructor(changed: Partial<Patience> = {}) {
    this.delivery = new AcknowledgedDelivery(
      {
        send: (message) => {
          this.got.push(structuredClone(message));
          this.onSend(message);
        },
        giveUp: (message, reason) => void this.undeliverable.push({ message, reason: String(reason) }),
        settled: (record) => void this.settled.push(record),
        changed: () => {
          this.changes += 1;
        },
      },
      { ...patience, ...changed },
      this.clock,
    );
  }

  get versions(): string[] {
    return this.got.map(({ coupa }) => `${coupa.key}#${coupa.attempt}`);
  }

  token(index: number): string {
    return this.got.at(index)?.coupa.delivery ?? 'nothing was sent';
  }
}

function rowsThroughJson(delivery: AcknowledgedDelivery): PendingRow[] {
  return JSON.parse(JSON.stringify(delivery.toRows()));
}

describe('acknowledged delivery', () => {
  it('knows of which polls it has records, whatever is written in them, also after a restart', () => {
    const flow = new Flow();
    const message = invoiceMessage(1);
    message.payload = { id: 1, note: '"q"', poll: 'q' };
    flow.delivery.deliver(parcel(1, 1, { message }));
    flow.delivery.deliver(parcel(2));
    assert.deepEqual([flow.delivery.holds('p'), flow.delivery.holds('q')], [true, false]);
    flow.delivery.acknowledge(flow.token(0));
    const next = new Flow();
    next.delivery.restore(rowsThroughJson(flow.delivery));
    assert.deepEqual(
      [flow, next].map(({ delivery }) => [delivery.holds('p'), delivery.holds('q')]),
      [
        [true, false],
        [true, false],
      ],
    );
    flow.delivery.acknowledge(flow.token(1));
    next.delivery.acknowledge(next.token(0));
    assert.deepEqual(
      [flow, next].map(({ delivery }) => delivery.holds('p')),
      [false, false],
    );
  });

  it('sends a record at once, with a token and as the first attempt', () => {
    const flow = new Flow();
    flow.delivery.deliver(parcel(1));
    assert.equal(flow.got.length, 1);
    assert.equal(flow.got[0]?.coupa.attempt, 1);
    assert.match(flow.token(0), /^.{20,}\.1$/);
    assert.equal(flow.delivery.pending, 1);
  });

  it('sends a record whose payload was fetched from elsewhere with all of it, though it need not wait any more', () => {
    const flow = new Flow();
    const elsewhere = { page: 'page', index: 0, digest: 'digest' };
    const message = { ...invoiceMessage(1), payload: { id: 1 } };
    const payload = JSON.stringify({ id: 1, total: '12.50' });
    flow.delivery.deliver(parcel(1, 1, { message, payload, elsewhere }));
    assert.deepEqual(
      flow.got.map((sent) => sent.payload),
      [{ id: 1, total: '12.50' }],
    );
    assert.equal(flow.delivery.acknowledge(flow.token(0)), true);
  });

  it('settles a record that is acknowledged, and tells that the state changed', () => {
    const flow = new Flow();
    flow.delivery.deliver(parcel(1));
    assert.equal(flow.delivery.acknowledge(flow.token(0)), true);
    assert.equal(flow.delivery.pending, 0);
    assert.equal(flow.changes, 1);
    assert.deepEqual(flow.delivery.toRows(), []);
    assert.equal(flow.clock.pendingTimers, 0);
  });

  it('settles a record that is acknowledged while it is being sent', () => {
    const flow = new Flow();
    flow.onSend = ({ coupa }) => flow.delivery.acknowledge(coupa.delivery);
    flow.delivery.deliver(parcel(1));
    assert.equal(flow.delivery.pending, 0);
    flow.clock.advance(10_000_000);
    assert.deepEqual(flow.versions, ['invoices:1:1#1']);
  });

  for (const [attempt, seconds] of [
    [1, 5],
    [2, 15],
    [3, 45],
    [4, 135],
    [7, 3600],
    [1000, 3600],
  ] as const) {
    it(`pauses ${seconds} seconds after sending number ${attempt}`, () => {
      assert.equal(pauseAfter(attempt), seconds);
    });
  }

  it('settles a record without making its message again, unless somebody asks for it', () => {
    const flow = new Flow();
    // Whoever makes a message of this text notices.
    flow.delivery.deliver(parcel(1, 1, { payload: 'no JSON' }));
    flow.delivery.deliver(parcel(2));
    flow.delivery.acknowledge(flow.token(0));
    flow.delivery.acknowledge(flow.token(1));
    assert.deepEqual(
      flow.settled.map(({ identity, coupa }) => [identity, coupa.key]),
      [
        ['invoices:1', 'invoices:1:1'],
        ['invoices:2', 'invoices:2:1'],
      ],
    );
    assert.throws(() => flow.settled[0]?.message(), SyntaxError);
    assert.deepEqual(flow.settled[1]?.message(), invoiceMessage(2));
  });

  it('settles what the record was, not what the flow made of it', () => {
    const flow = new Flow();
    flow.onSend = ({ coupa }) => void Object.assign(coupa, { key: 'theirs', poll: 'theirs' });
    flow.delivery.deliver(parcel(1));
    assert.deepEqual([flow.delivery.holds('p'), flow.delivery.holds('theirs')], [true, false]);
    flow.delivery.acknowledge(flow.token(0));
    assert.equal(flow.settled[0]?.coupa.key, 'invoices:1:1');
    assert.equal(flow.delivery.holds('p'), false);
  });

  it('sends a refused record again after a pause, with the next attempt and the same key', () => {
    const flow = new Flow();
    flow.delivery.deliver(parcel(1));
    assert.equal(flow.delivery.refuse(flow.token(0), 'the service is down'), true);
    flow.clock.advance(4999);
    assert.equal(flow.got.length, 1);
    flow.clock.advance(1);
    assert.deepEqual(flow.versions, ['invoices:1:1#1', 'invoices:1:1#2']);
    assert.notEqual(flow.token(0), flow.token(1));
  });

  it('sends what the record was, not what the flow made of it', () => {
    const flow = new Flow();
    flow.onSend = (message) => {
      message.payload = 'changed by a flow';
      message.coupa.key = 'changed';
    };
    flow.delivery.deliver(parcel(1));
    flow.delivery.refuse(flow.token(0), 'no');
    flow.clock.advance(5000);
    assert.deepEqual(flow.got[1]?.payload, { id: 1, version: 1 });
    assert.equal(flow.got[1]?.coupa.key, 'invoices:1:1');
  });

  it('sends a record again that is not acknowledged in time', () => {
    const flow = new Flow();
    flow.delivery.deliver(parcel(1));
    flow.clock.advance(300_000 - 1);
    assert.equal(flow.changes, 0);
    flow.clock.advance(1 + 5000);
    assert.deepEqual(flow.versions, ['invoices:1:1#1', 'invoices:1:1#2']);
  });

  it('gives a record up after its last attempt, with the last reason, and goes on', () => {
    const flow = new Flow({ maxAttempts: 3 });
    flow.delivery.deliver(parcel(1));
    for (const reason of ['first', 'second', 'third']) {
      flow.delivery.refuse(flow.token(-1), reason);
      flow.clock.advance(100_000);
    }
    assert.equal(flow.got.length, 3);
    assert.equal(flow.undeliverable.length, 1);
    const [given] = flow.undeliverable;
    assert.equal(given?.reason, 'third');
    assert.equal(given?.message.coupa.attempt, 3);
    assert.deepEqual(given?.message.payload, { id: 1, version: 1 });
    assert.equal(flow.delivery.pending, 0);
    assert.equal(flow.clock.pendingTimers, 0);
  });

  it('gives a record up that never comes back, saying so', () => {
    const flow = new Flow({ maxAttempts: 1 });
    flow.delivery.deliver(parcel(1));
    flow.clock.advance(300_000);
    assert.equal(flow.undeliverable[0]?.reason, 'not acknowledged within 300 seconds');
  });

  it('takes a late acknowledgement of an earlier sending: the flow has dealt with the record', () => {
    const flow = new Flow();
    flow.delivery.deliver(parcel(1));
    flow.clock.advance(305_000);
    assert.equal(flow.got.length, 2);
    assert.equal(flow.delivery.acknowledge(flow.token(0)), true);
    assert.equal(flow.delivery.pending, 0);
    flow.clock.advance(10_000_000);
    assert.equal(flow.got.length, 2);
  });

  it('takes an acknowledgement that comes during the pause after a time-out', () => {
    const flow = new Flow();
    flow.delivery.deliver(parcel(1));
    flow.clock.advance(301_000);
    flow.delivery.acknowledge(flow.token(0));
    flow.clock.advance(10_000_000);
    assert.equal(flow.got.length, 1);
  });

  it('does not count a refusal of an earlier sending against a later one', () => {
    const flow = new Flow({ maxAttempts: 2 });
    flow.delivery.deliver(parcel(1));
    flow.clock.advance(305_000);
    assert.equal(flow.delivery.refuse(flow.token(0), 'late'), false);
    assert.deepEqual(flow.undeliverable, []);
    assert.equal(flow.delivery.pending, 1);
  });

  it('counts a repeated refusal once', () => {
    const flow = new Flow({ maxAttempts: 2 });
    flow.delivery.deliver(parcel(1));
    flow.delivery.refuse(flow.token(0), 'no');
    assert.equal(flow.delivery.refuse(flow.token(0), 'no'), false);
    flow.clock.advance(5000);
    assert.deepEqual(flow.undeliverable, []);
    assert.equal(flow.got.length, 2);
  });

  for (const token of [
    '',
    '.',
    '1',
    'x.1',
    'toString.1',
    '__proto__.1',
    'a.b.c',
    '🙂',
    'x'.repeat(100_000),
  ]) {
    it(`takes no notice of the foreign token ${JSON.stringify(token.slice(0, 20))}`, () => {
      const flow = new Flow();
      flow.delivery.deliver(parcel(1));
      assert.equal(flow.delivery.acknowledge(token), false);
      assert.equal(flow.delivery.refuse(token, 'no'), false);
      assert.equal(flow.delivery.pending, 1);
    });
  }

  it('takes no notice of a repeated acknowledgement, nor of a refusal after it', () => {
    const flow = new Flow();
    flow.delivery.deliver(parcel(1));
    flow.delivery.deliver(parcel(2));
    flow.delivery.acknowledge(flow.token(0));
    assert.equal(flow.delivery.acknowledge(flow.token(0)), false);
    assert.equal(flow.delivery.refuse(flow.token(0), 'no'), false);
    assert.equal(flow.delivery.pending, 1);
  });

  it('holds a later version of a record back until the earlier one is settled', () => {
    const flow = new Flow();
    flow.delivery.deliver(parcel(1, 1));
    flow.delivery.deliver(parcel(1, 2));
    flow.delivery.deliver(parcel(2, 1));
    assert.deepEqual(flow.versions, ['invoices:1:1#1', 'invoices:2:1#1']);
    flow.delivery.refuse(flow.token(0), 'no');
    flow.clock.advance(5000);
    flow.delivery.acknowledge(flow.token(2));
    assert.deepEqual(flow.versions.slice(2), ['invoices:1:1#2', 'invoices:1:2#1']);
  });

  it('sends the later version when the earlier one is given up', () => {
    const flow = new Flow({ maxAttempts: 1 });
    flow.delivery.deliver(parcel(1, 1));
    flow.delivery.deliver(parcel(1, 2));
    flow.delivery.refuse(flow.token(0), 'no');
    assert.deepEqual(flow.versions, ['invoices:1:1#1', 'invoices:1:2#1']);
    assert.equal(flow.undeliverable.length, 1);
  });

  it('takes a version that is on its way already for the same', () => {
    const flow = new Flow();
    flow.delivery.deliver(parcel(1));
    flow.delivery.deliver(parcel(1));
    assert.equal(flow.delivery.pending, 1);
  });

  it('sends another content of the same date after the one that is on its way', () => {
    const flow = new Flow();
    const [first, second] = [parcel(1, 1), parcel(1, 2)];
    second.message.coupa.key = first.message.coupa.key;
    flow.delivery.deliver(first);
    flow.delivery.deliver(second);
    assert.equal(flow.delivery.pending, 2);
    flow.delivery.acknowledge(flow.token(0));
    assert.deepEqual(flow.got[1]?.payload, { id: 1, version: 2 });
  });

  it('sends a version once more that a record has returned to, behind what came between', () => {
    const flow = new Flow();
    for (const version of [1, 2, 1]) flow.delivery.deliver(parcel(1, version));
    for (const at of [0, 1, 2]) flow.delivery.acknowledge(flow.token(at));
    assert.deepEqual(flow.versions, ['invoices:1:1#1', 'invoices:1:2#1', 'invoices:1:1#1']);
  });

  it('does not take what an older page of a back-fill has for what a record has returned to', () => {
    const flow = new Flow();
    for (const beside of [false, false, true])
      flow.delivery.deliver(parcel(1, flow.delivery.pending === 1 ? 2 : 1, { beside }));
    assert.equal(flow.delivery.pending, 2);
  });

  for (const beside of [false, true])
    it(`sends a record behind the word that it was gone, where it is there again${beside ? ', by a back-fill' : ''}`, () => {
      const flow = new Flow();
      const gone = parcel(1);
      gone.message.coupa.eventType = 'DELETED';
      gone.message.coupa.key = 'invoices:1:deleted:1';
      for (const one of [parcel(1), gone, parcel(1, 1, { beside })]) flow.delivery.deliver(one);
      for (const at of [0, 1, 2]) flow.delivery.acknowledge(flow.token(at));
      assert.deepEqual(flow.versions, ['invoices:1:1#1', 'invoices:1:deleted:1#1', 'invoices:1:1#1']);
    });

  it('tells the earliest position of what is not settled, back-fills aside', () => {
    const flow = new Flow({ maxInFlight: 10 });
    assert.equal(flow.delivery.earliest(), undefined);
    flow.delivery.deliver(parcel(1, 1, { from: 3000 }));
    flow.delivery.deliver(parcel(2, 1, { from: 2000 }));
    flow.delivery.deliver(parcel(3, 1, { from: 500, beside: true }));
    assert.deepEqual(flow.delivery.earliest(), { from: 2000 });
    flow.delivery.acknowledge(flow.token(1));
    assert.deepEqual(flow.delivery.earliest(), { from: 3000 });
    flow.delivery.deliver(parcel(4, 1, { from: undefined }));
    assert.deepEqual(flow.delivery.earliest(), { from: undefined });
  });

  it('holds the position for a version that a back-fill has on its way, once the poll reads it too', () => {
    const flow = new Flow();
    flow.delivery.deliver(parcel(1, 1, { from: 500, beside: true }));
    flow.delivery.deliver(parcel(1, 1, { from: 7000 }));
    assert.deepEqual(flow.delivery.earliest(), { from: 7000 });
  });

  describe('room', () => {
    const signal = () => new AbortController().signal;

    it('is there below maxInFlight', () => {
      const flow = new Flow();
      flow.delivery.deliver(parcel(1));
      flow.delivery.deliver(parcel(2));
      assert.equal(flow.delivery.room(signal()), undefined);
    });

    it('comes when a record is settled', async () => {
      const flow = new Flow();
      for (const id of [1, 2, 3]) flow.delivery.deliver(parcel(id));
      const room = flow.delivery.room(signal());
      assert.ok(room);
      flow.delivery.acknowledge(flow.token(1));
      await room;
      assert.equal(flow.delivery.room(signal()), undefined);
    });

    it('comes when a record is given up, and when everything is forgotten', async () => {
      const flow = new Flow({ maxInFlight: 1, maxAttempts: 1 });
      flow.delivery.deliver(parcel(1));
      const room = flow.delivery.room(signal());
      flow.delivery.refuse(flow.token(0), 'no');
      await room;
      flow.delivery.deliver(parcel(2));
      const another = flow.delivery.room(signal());
      flow.delivery.clear();
      await another;
      assert.equal(flow.delivery.pending, 0);
    });

    it('is not waited for any longer when the poll is stopped, even before it began to wait', async () => {
      const flow = new Flow({ maxInFlight: 1 });
      flow.delivery.deliver(parcel(1));
      const stop = new AbortController();
      const waiting = flow.delivery.room(stop.signal);
      const reason = new Error('closed');
      stop.abort(reason);
      await assert.rejects(Promise.resolve(waiting), reason);
      await assert.rejects(Promise.resolve(flow.delivery.room(stop.signal)), reason);
    });
  });

  describe('over a restart', () => {
    it('sends again what was unsettled, in its order, and counts on', () => {
      const before = new Flow();
      for (const [id, version] of [
        [2, 1],
        [1, 1],
        [1, 2],
      ] as const)
        before.delivery.deliver(parcel(id, version));
      const flow = new Flow();
      flow.delivery.restore(rowsThroughJson(before.delivery));
      assert.deepEqual(flow.versions, ['invoices:2:1#2', 'invoices:1:1#2']);
      flow.delivery.acknowledge(flow.token(1));
      assert.deepEqual(flow.versions.at(-1), 'invoices:1:2#1');
    });

    it('takes an acknowledgement from before the restart', () => {
      const before = new Flow();
      before.delivery.deliver(parcel(1));
      const flow = new Flow();
      flow.delivery.restore(rowsThroughJson(before.delivery));
      assert.equal(flow.delivery.acknowledge(before.token(0)), true);
      assert.equal(flow.delivery.pending, 0);
    });

    it('sends a later version behind an earlier one that comes again, though it was acknowledged before what was stored was known', () => {
      const flow = new Flow();
      flow.delivery.deliver(parcel(1));
      flow.delivery.deliver(parcel(1, 2));
      const stored = rowsThroughJson(flow.delivery);
      flow.delivery.acknowledge(flow.token(0));
      const next = new Flow();
      next.delivery.restore(stored);
      assert.equal(next.delivery.acknowledge(flow.token(1)), false);
      next.delivery.acknowledge(next.token(0));
      assert.deepEqual(next.versions, ['invoices:1:1#2', 'invoices:1:2#1']);
      next.delivery.acknowledge(next.token(1));
      assert.equal(next.delivery.pending, 0);
    });

    it('does not count a refusal from before the restart', () => {
      const before = new Flow();
      before.delivery.deliver(parcel(1));
      const flow = new Flow();
      flow.delivery.restore(rowsThroughJson(before.delivery));
      assert.equal(flow.delivery.refuse(before.token(0), 'no'), false);
      assert.equal(flow.delivery.pending, 1);
    });

    it('keeps what holds the position', () => {
      const before = new Flow();
      before.delivery.deliver(parcel(1, 1, { from: 4000 }));
      before.delivery.deliver(parcel(2, 1, { from: undefined, beside: true }));
      const flow = new Flow();
      flow.delivery.restore(rowsThroughJson(before.delivery));
      assert.deepEqual(flow.delivery.earliest(), { from: 4000 });
    });

    it('gives a record up that was sent for the last time before the restart and fails again', () => {
      const before = new Flow({ maxAttempts: 1 });
      before.delivery.deliver(parcel(1));
      const flow = new Flow({ maxAttempts: 1 });
      flow.delivery.restore(rowsThroughJson(before.delivery));
      assert.deepEqual(flow.versions, ['invoices:1:1#2']);
      flow.delivery.refuse(flow.token(0), 'no');
      assert.equal(flow.undeliverable.length, 1);
    });

    it('gives a record up at once that has ended the process at every attempt', () => {
      const before = new Flow();
      before.delivery.deliver(parcel(1));
      const rows = rowsThroughJson(before.delivery).map((row) => ({ ...row, attempt: 6 }));
      const flow = new Flow({ maxAttempts: 5 });
      flow.delivery.restore(rows);
      assert.deepEqual(flow.got, []);
      assert.match(flow.undeliverable[0]?.reason ?? '', /restart/);
      assert.equal(flow.delivery.pending, 0);
    });
  });

  it('sends nothing and keeps no timer once it is closed', () => {
    const flow = new Flow();
    flow.delivery.deliver(parcel(1));
    flow.delivery.deliver(parcel(2));
    flow.delivery.refuse(flow.token(0), 'no');
    flow.delivery.close();
    assert.equal(flow.clock.pendingTimers, 0);
    flow.delivery.refuse(flow.token(1), 'no');
    flow.clock.advance(10_000_000);
    assert.equal(flow.got.length, 2);
    assert.equal(flow.delivery.toRows().length, 2);
  });
});
