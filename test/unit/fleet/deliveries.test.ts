import assert from 'node:assert/strict';
import { FirstHand } from '../../../lib/fleet/delivery/first-hand';
import type { RecordMessage } from '../../../lib/poll/model/message';
import { invoiceMessage } from '../poll/invoice-message';
import { deadMs, Fleet } from './deliveries';

describe('Records to every instance', () => {
  it('reach one flow each, and are settled when any instance hands them back', async () => {
    const fleet = new Fleet();
    const [a, b] = [fleet.join('a'), fleet.join('b')];
    await fleet.pass();
    const leader = await fleet.lead();
    for (const id of [1, 2, 3, 4]) leader.deliver(id);
    await fleet.pass();
    assert.deepEqual(
      [...a.keys, ...b.keys].toSorted(),
      [1, 2, 3, 4].map((id) => `invoices:${id}:1#1`),
    );
    assert.equal(leader.delivery.pending, 4);
    for (const { coupa } of a.got) b.receiver.acknowledge(coupa.delivery);
    for (const { coupa } of b.got) a.receiver.acknowledge(coupa.delivery);
    await fleet.pass();
    assert.equal(leader.delivery.pending, 0);
    assert.equal(fleet.engine.kept('poll'), 0);
    const kept = await fleet.engine.read('poll', leader.term.id);
    assert.deepEqual(kept !== 'FENCED' && kept.answers, [], 'answers that are dealt with are gone');
  });

  it('are not parsed again where the leading instance gets them itself, and come as they were when they are sent once more', async () => {
    const fleet = new Fleet();
    const own = new FirstHand('a');
    const got: RecordMessage[] = [];
    const { receiver } = fleet.join('a', {
      own,
      deliver: (message) => void got.push(message as RecordMessage),
    });
    await fleet.pass();
    const leader = await fleet.lead({ own });
    const message = invoiceMessage(1);
    leader.delivery.deliver({ identity: 'invoices:1', message });
    await fleet.pass();
    assert.equal(got[0], message);
    message.payload = 'what the flow made of it';
    receiver.refuse(message.coupa.delivery, 'no');
    await fleet.pass(20_000);
    assert.deepEqual(
      got.slice(1).map(({ payload, coupa }) => [payload, coupa.attempt]),
      [[invoiceMessage(1).payload, 2]],
    );
  });

  it('come to the leading instance without what it has anyway, and whole where it has it no more', async () => {
    const fleet = new Fleet();
    const own = new FirstHand('a');
    const got: RecordMessage[] = [];
    const rows: string[] = [];
    const { exchange } = fleet.engine;
    fleet.engine.exchange = async (poll, order) => {
      const exchanged = await exchange.call(fleet.engine, poll, order);
      rows.push(...exchanged.records.map(({ row }) => row));
      return exchanged;
    };
    fleet.join('a', { own, deliver: (message) => void got.push(message as RecordMessage) });
    await fleet.pass();
    const leader = await fleet.lead({ own });
    leader.deliver(1);
    leader.deliver(2);
    const [, second] = leader.delivery.toRows();
    own.messages.forget(second?.id ?? '');
    await fleet.pass();
    assert.deepEqual(got.map(({ coupa }) => coupa.key).toSorted(), ['invoices:1:1', 'invoices:2:1']);
    const whole = rows.filter((row) => row !== '');
    assert.deepEqual([rows.length, whole.length], [3, 1]);
    assert.match(whole[0] ?? '', /invoices:2:1/);
  });

  it('are given back by an instance that lacks what it was to have, and closes before it got it', async () => {
    const fleet = new Fleet();
    const own = new FirstHand('a');
    const leader = await fleet.lead({ own });
    const { receiver } = fleet.join('a', { own, deliver: () => assert.fail('it has none') });
    await fleet.pass();
    leader.deliver(1);
    own.messages.clear();
    const { exchange } = fleet.engine;
    fleet.engine.exchange = async (poll, order) => {
      const exchanged = await exchange.call(fleet.engine, poll, order);
      if (exchanged.records.length > 0) void receiver.close();
      return exchanged;
    };
    await fleet.pass();
    const b = fleet.join('b');
    await fleet.pass();
    assert.deepEqual(b.keys, ['invoices:1:1#2']);
  });

  it('are forgotten by the instance that had one when another has answered', async () => {
    const fleet = new Fleet();
    const [a, b] = [fleet.join('a'), fleet.join('b')];
    await fleet.pass();
    const leader = await fleet.lead();
    leader.deliver(1);
    await fleet.pass();
    const [holder, other] = a.got.length > 0 ? [a, b] : [b, a];
    other.receiver.acknowledge(holder.token(0));
    await fleet.pass();
    const { exchange } = fleet.engine;
    const handedIn: string[] = [];
    fleet.engine.exchange = (poll, order) => {
      handedIn.push(...order.answers.map(({ answer }) => answer));
      return exchange.call(fleet.engine, poll, order);
    };
    await holder.receiver.close();
    assert.deepEqual(handedIn, []);
  });

  it('are no more in one flow than its share, and others get theirs while one is slow', async () => {
    const fleet = new Fleet();
    const [slow, quick] = [fleet.join('a'), fleet.join('b')];
    quick.acknowledgeAll();
    await fleet.pass();
    const leader = await fleet.lead();
    for (const id of [1, 2, 3, 4]) leader.deliver(id);
    await fleet.pass();
    for (const id of [5, 6]) leader.deliver(id);
    await fleet.pass();
    assert.equal(slow.got.length, 2);
    assert.equal(quick.got.length, 4);
  });

  it('stand in line: the next version leaves when the one before it is settled, wherever that is', async () => {
    const fleet = new Fleet();
    const [a, b] = [fleet.join('a'), fleet.join('b')];
    await fleet.pass();
    const leader = await fleet.lead();
    leader.deliver(1, 1);
    leader.deliver(1, 2);
    await fleet.pass();
    const [holder, other] = a.got.length > 0 ? [a, b] : [b, a];
    assert.deepEqual([holder.keys, other.keys], [['invoices:1:1#1'], []]);
    other.receiver.acknowledge(holder.token(0));
    await fleet.pass();
    assert.deepEqual([...holder.keys, ...other.keys].toSorted(), ['invoices:1:1#1', 'invoices:1:2#1']);
  });

  it('go elsewhere than where they failed, after their pause', async () => {
    const fleet = new Fleet();
    const [a, b] = [fleet.join('a'), fleet.join('b')];
    await fleet.pass();
    const leader = await fleet.lead();
    for (const id of [1, 2, 3, 4]) leader.deliver(id);
    await fleet.pass();
    for (const { coupa } of a.got) a.receiver.refuse(coupa.delivery, 'the warehouse is closed');
    const refused = a.keys.map((key) => key.replace('#1', '#2'));
    // They come after five seconds, and b has no room: for a while they wait for it.
    await fleet.pass(7000);
    assert.deepEqual([a.got.length, b.got.length], [2, 2]);
    b.acknowledgeAll();
    await fleet.pass(1500);
    assert.deepEqual(b.keys.slice(2), refused);
    assert.equal(a.got.length, 2);
  });

  it('come again where nobody hands them back in time, and a late acknowledgement still settles one', async () => {
    const fleet = new Fleet({ maxInFlight: 4, acknowledgeTimeout: 20_000, maxAttempts: 2 });
    const only = fleet.join('a');
    const leader = await fleet.lead();
    leader.deliver(1);
    leader.deliver(2);
    await fleet.pass(26_000);
    assert.deepEqual(only.keys.slice(2), ['invoices:1:1#2', 'invoices:2:1#2']);
    only.receiver.acknowledge(only.token(0));
    await fleet.pass(21_000);
    assert.equal(leader.delivery.pending, 0);
    assert.deepEqual(leader.undeliverable, ['invoices:2:1: not acknowledged within 20 seconds']);
  });

  for (const by of [{ kind: 'turn' }, { kind: 'flow', acknowledgeTimeoutMs: 300_000 }] as const)
    it(`are given back by an instance that is no more, and given up when maxAttempts died with one (${by.kind})`, async () => {
      const fleet = new Fleet({ maxInFlight: 4, acknowledgeTimeout: 300_000, maxAttempts: 3 });
      const leader = await fleet.lead();
      leader.deliver(1);
      const got: string[] = [];
      for (const run of ['a', 'b', 'c']) {
        const doomed = fleet.join(run, { by });
        // It dies before it can say anything.
        doomed.onRecord = () => doomed.line.broken.set('exchange', 'cut');
        await fleet.pass(2 * deadMs + 46_000);
        got.push(...doomed.keys);
      }
      assert.deepEqual(got, ['invoices:1:1#1', 'invoices:1:1#2', 'invoices:1:1#3']);
      const reason = 'the instance of the fleet that had it stopped without a word';
      assert.deepEqual(leader.undeliverable, [`invoices:1:1: ${reason}`]);
      assert.equal(leader.delivery.pending, 0);
    });

  it('are not sent any more by an instance that was stopped since it asked for them', async () => {
    const fleet = new Fleet();
    const stopped = fleet.join('a');
    const leader = await fleet.lead();
    await fleet.pass();
    const { exchange } = fleet.engine;
    let wokenAt = 0;
    let sentAt = 0;
    // The engine has given it the record, and the reply lies in its socket for as long as it is stopped.
    fleet.engine.exchange = async (...order) => {
      const answer = await exchange.apply(fleet.engine, order);
      if (answer.records.length > 0 && wokenAt === 0) {
        fleet.clock.advance(deadMs / 2);
        wokenAt = fleet.clock.now();
      }
      return answer;
    };
    stopped.onRecord = () => {
      sentAt = fleet.clock.now();
    };
    leader.deliver(1);
    await fleet.pass();
    assert.deepEqual(stopped.keys, ['invoices:1:1#1']);
    assert.ok(wokenAt > 0 && sentAt > wokenAt, 'it was sent without asking again');
  });

  it('are sent without being fetched again by an instance that they took long to reach, as long as they are its own', async () => {
    const fleet = new Fleet();
    const slow = fleet.join('a');
    const way = slowWay(fleet);
    const leader = await fleet.lead();
    leader.deliver(1);
    await fleet.pass(0.6 * deadMs);
    way.arrive();
    await fleet.pass(0.6 * deadMs);
    assert.deepEqual(slow.keys, ['invoices:1:1#1']);
    // Nothing new comes with the answer that says so.
    leader.deliver(2);
    await fleet.pass(0.6 * deadMs);
    leader.deliver(3);
    way.arrive();
    await fleet.pass(0.6 * deadMs);
    way.arrive();
    await fleet.pass();
    assert.deepEqual(slow.keys, ['invoices:1:1#1', 'invoices:2:1#1', 'invoices:3:1#1']);
    assert.equal(way.carried, 3);
    slow.acknowledgeAll();
    await fleet.pass();
    assert.equal(leader.delivery.pending, 0);
  });

  it('reach an instance once, however long they take, as long as it is heard of', async () => {
    const fleet = new Fleet();
    const slow = fleet.join('a', { failed: (error) => assert.fail(String(error)) });
    const way = slowWay(fleet);
    way.isSlow = false;
    slow.line.broken.set('exchange', 'cut');
    const leader = await fleet.lead();
    leader.deliver(0);
    await fleet.pass();
    slow.line.broken.clear();
    await fleet.pass(3000);
    way.isSlow = true;
    leader.deliver(1);
    await fleet.pass();
    const other = fleet.join('b');
    await fleet.pass(3.5 * deadMs);
    assert.equal(way.carried, 2);
    way.arrive();
    await fleet.pass();
    assert.deepEqual([slow.keys, other.keys], [['invoices:0:1#1', 'invoices:1:1#1'], []]);
    slow.acknowledgeAll();
    await fleet.pass();
    assert.equal(leader.delivery.pending, 0);
  });

  it('go to others after a lease where nothing but signs of life gets through', async () => {
    const fleet = new Fleet();
    const deaf = fleet.join('a');
    const way = slowWay(fleet, 'a');
    const leader = await fleet.lead();
    leader.deliver(1);
    await fleet.pass(0.6 * deadMs);
    const other = fleet.join('b');
    way.fail();
    await fleet.pass(2.5 * deadMs);
    assert.equal(way.carried, 2);
    assert.deepEqual([deaf.keys, other.keys], [[], ['invoices:1:1#2']]);
  });

  it('are sent by nobody whom they take longer to reach than a lease, silent all the while, which is told there once, and have an end', async () => {
    const fleet = new Fleet({ maxInFlight: 4, acknowledgeTimeout: 300_000, maxAttempts: 3 });
    const told: unknown[] = [];
    const slow = fleet.join('a', { failed: (error) => told.push(error) });
    slow.line.broken.set('beat', 'cut');
    const way = slowWay(fleet);
    const leader = await fleet.lead();
    leader.deliver(1);
    const tellings: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await fleet.pass(2 * deadMs);
      way.arrive();
      await fleet.pass(2 * deadMs);
      tellings.push(told.length);
    }
    assert.deepEqual(slow.keys, []);
    assert.deepEqual(tellings, [0, 1, 1], 'a computer that slept misses them once');
    assert.match(String(told[0]), /take longer .* lease of 10 seconds/);
    assert.equal(leader.undeliverable.length, 1);
    assert.equal(way.carried, 3);
  });

  it('go to others at once when an instance is closed that they took long to reach', async () => {
    const fleet = new Fleet();
    const slow = fleet.join('a');
    const way = slowWay(fleet);
    const leader = await fleet.lead();
    leader.deliver(1);
    await fleet.pass(0.6 * deadMs);
    const closing = slow.receiver.close();
    way.isSlow = false;
    way.arrive();
    await closing;
    const other = fleet.join('b');
    await fleet.pass();
    assert.deepEqual([slow.keys, other.keys], [[], ['invoices:1:1#2']]);
  });

  it('come all the same when replies are lost, each once', async () => {
    const fleet = new Fleet();
    const only = fleet.join('a');
    only.acknowledgeAll();
    const leader = await fleet.lead();
    only.line.broken.set('exchange', 'deaf');
    for (const id of [1, 2, 3]) leader.deliver(id);
    await fleet.pass(2000);
    assert.deepEqual(only.keys, []);
    only.line.broken.clear();
    await fleet.pass(3000);
    only.line.broken.set('exchange', 'deaf');
    leader.deliver(4);
    await fleet.pass(2000);
    only.line.broken.clear();
    await fleet.pass(4000);
    assert.deepEqual(
      only.keys,
      [1, 2, 3, 4].map((id) => `invoices:${id}:1#1`),
    );
    assert.equal(leader.delivery.pending, 0);
  });

  it('are handed over once, though the reply to that was lost', async () => {
    const fleet = new Fleet();
    const only = fleet.join('a');
    const leader = await fleet.lead();
    leader.line.broken.set('write', 'deaf');
    leader.deliver(1);
    await fleet.pass(1000);
    leader.line.broken.clear();
    leader.deliver(2);
    await fleet.pass(3000);
    assert.deepEqual(only.keys, ['invoices:1:1#1', 'invoices:2:1#1']);
    assert.equal(leader.failures.length, 1);
  });

  it('are handed over when the engine is back, whenever they were read', async () => {
    const fleet = new Fleet();
    const only = fleet.join('a');
    const leader = await fleet.lead();
    leader.line.broken.set('write', 'cut');
    leader.deliver(1);
    await fleet.pass(1000);
    leader.deliver(2);
    await fleet.pass(1000);
    leader.line.broken.clear();
    await fleet.pass(4000);
    assert.deepEqual(only.keys, ['invoices:1:1#1', 'invoices:2:1#1']);
  });

  it('that an instance cannot take for a lease are told of there, once, until it can', async () => {
    const fleet = new Fleet();
    const told: unknown[] = [];
    const a = fleet.join('a', { failed: (error) => told.push(error) });
    await fleet.pass(1000);
    a.line.broken.set('exchange', 'cut');
    await fleet.pass(deadMs / 2);
    assert.equal(told.length, 0);
    await fleet.pass(3 * deadMs);
    assert.equal(told.length, 1);
    assert.match(String(told[0]), /cannot be reached/);
    a.line.broken.clear();
    await fleet.pass(3000);
    a.line.broken.set('exchange', 'cut');
    await fleet.pass(2 * deadMs);
    assert.equal(told.length, 2);
  });

  it('leave a full engine when they are settled, and only then others are handed over, in order', async () => {
    const fleet = new Fleet();
    const a = fleet.join('a');
    const leader = await fleet.lead();
    for (const id of [1, 2]) leader.deliver(id);
    await fleet.pass();
    assert.deepEqual(a.keys, ['invoices:1:1#1', 'invoices:2:1#1']);
    fleet.engine.isFull = true;
    for (const id of [3, 4]) leader.deliver(id);
    leader.deliver(1, 2);
    await fleet.pass();
    assert.equal(a.got.length, 2);
    assert.equal(leader.failures.length, 1);
    assert.match(String(leader.failures[0]), /full/);
    a.receiver.acknowledge(a.token(0));
    a.receiver.refuse(a.token(1), 'not now');
    await fleet.pass(12_000);
    assert.deepEqual(a.keys.slice(2), ['invoices:2:1#2'], 'a retry takes its own place');
    a.acknowledgeAll();
    await fleet.pass(5000);
    assert.equal(fleet.engine.kept('poll'), 0, 'nothing is left in it');
    const kept = await fleet.engine.read('poll', leader.term.id);
    assert.deepEqual(kept !== 'FENCED' && kept.answers, [], 'nor of the answers');
    await assert.rejects(leader.save(), /full/);
    fleet.engine.isFull = false;
    await fleet.pass(5000);
    assert.deepEqual(a.keys.slice(3), ['invoices:3:1#1', 'invoices:4:1#1', 'invoices:1:2#1']);
    await fleet.pass(5000);
    assert.equal(leader.delivery.pending, 0);
    await leader.save();
    assert.equal(leader.failures.length, 1, 'told once');
  });

  it('leave a full engine with what leaves the book of undeliverable records then, while others wait', async () => {
    const fleet = new Fleet();
    const a = fleet.join('a');
    const leader = await fleet.lead();
    leader.store.unwritten.add({ kind: 'put', id: 'undeliverable:1', text: 'x' });
    leader.deliver(1);
    await fleet.pass();
    fleet.engine.isFull = true;
    leader.deliver(2);
    await fleet.pass();
    leader.store.unwritten.add({ kind: 'drop', id: 'undeliverable:1' });
    a.receiver.acknowledge(a.token(0));
    await fleet.pass(5000);
    const kept = await fleet.engine.read('poll', leader.term.id);
    assert.ok(kept !== 'FENCED');
    assert.equal(kept.rows.has('undeliverable:1'), false);
    assert.deepEqual([fleet.engine.kept('poll'), kept.answers], [0, []]);
  });

  for (const how of ['is found', 'was read'] as const)
    it(`stay in a full engine when they are marked, until it has the newer version that ${how} meanwhile`, async () => {
      const fleet = new Fleet();
      const a = fleet.join('a');
      a.acknowledgeAll();
      let settled: (newer?: RecordMessage) => void = () => {};
      const settle = () => new Promise<RecordMessage | undefined>((resolve) => (settled = resolve));
      const first = await fleet.lead({ settlement: { settle } });
      await first.save();
      first.deliver(1);
      await fleet.pass();
      assert.equal(first.delivery.settling, 1);
      fleet.engine.isFull = true;
      if (how === 'was read') first.deliver(1, 2);
      settled(how === 'is found' ? invoiceMessage(1, 2) : undefined);
      await fleet.pass(5000);
      first.outlet.close();
      await fleet.resign(first);
      fleet.engine.isFull = false;
      const newer = [invoiceMessage(1, 2), undefined];
      const next = await fleet.lead({ settlement: { settle: () => Promise.resolve(newer.shift()) } });
      await fleet.pass(5000);
      assert.deepEqual(a.keys, ['invoices:1:1#1', 'invoices:1:2#1']);
      assert.equal(next.delivery.pending, 0);
    });

  it('stay in an engine when they are marked where it gets no more than what is told of them first', async () => {
    const fleet = new Fleet();
    const a = fleet.join('a');
    a.acknowledgeAll();
    let settled: (newer?: RecordMessage) => void = () => {};
    const settle = () => new Promise<RecordMessage | undefined>((resolve) => (settled = resolve));
    const first = await fleet.lead({ settlement: { settle } });
    first.deliver(1);
    await fleet.pass();
    // A write takes about a megabyte: what is told of the record last is in another one.
    first.store.unwritten.add({ kind: 'put', id: 'undeliverable:1', text: 'x'.repeat(999_960) });
    const write = fleet.engine.write.bind(fleet.engine);
    fleet.engine.write = (name, change) => {
      first.line.broken.set('write', 'cut');
      return write(name, change);
    };
    settled(invoiceMessage(1, 2));
    await fleet.pass();
    const kept = await fleet.engine.read('poll', first.term.id);
    const texts = kept === 'FENCED' ? [] : [...kept.rows.values()];
    assert.ok(texts.some((text) => text.includes('invoices:1:')));
  });

  it('are handed over once where it was not known if a write got into an engine that is full now', async () => {
    const fleet = new Fleet();
    const a = fleet.join('a');
    const leader = await fleet.lead();
    for (const how of ['deaf', 'cut'] as const) {
      leader.line.broken.set('write', how);
      leader.deliver(how === 'deaf' ? 1 : 2);
      await fleet.pass(500);
      fleet.engine.isFull = true;
      leader.line.broken.clear();
      await fleet.pass(5000);
      fleet.engine.isFull = false;
      await fleet.pass(5000);
    }
    assert.deepEqual(a.keys, ['invoices:1:1#1', 'invoices:2:1#1']);
  });

  it('are taken over by a successor, that sends nothing which others have in hand', async () => {
    const fleet = new Fleet();
    const only = fleet.join('a');
    const first = await fleet.lead();
    first.deliver(1, 1);
    first.deliver(2);
    await fleet.pass();
    await first.save();
    first.deliver(1, 2);
    await first.save();
    // Handed over, and the document does not know it yet.
    first.deliver(3);
    await fleet.pass();
    first.outlet.close();
    await fleet.resign(first);
    const next = await fleet.lead();
    assert.equal(next.delivery.pending, 4);
    await fleet.pass(3000);
    assert.deepEqual(only.keys, ['invoices:1:1#1', 'invoices:2:1#1', 'invoices:3:1#1']);
    only.acknowledgeAll();
    await fleet.pass(1000);
    assert.deepEqual(only.keys.slice(3), ['invoices:1:2#1']);
    assert.equal(next.delivery.pending, 0);
  });

  it('are settled by a successor where the leader has heard of it and said nothing', async () => {
    const fleet = new Fleet();
    const only = fleet.join('a');
    const first = await fleet.lead();
    first.deliver(1, 1);
    first.deliver(1, 2);
    await fleet.pass();
    await first.save();
    first.line.broken.set('write', 'cut');
    only.acknowledgeAll();
    await fleet.pass(2000);
    assert.deepEqual(only.keys, ['invoices:1:1#1']);
    first.outlet.close();
    await fleet.resign(first);
    const next = await fleet.lead();
    await fleet.pass(1000);
    assert.deepEqual(only.keys, ['invoices:1:1#1', 'invoices:1:2#1']);
    assert.equal(next.delivery.pending, 0);
  });

  it('are handed over before a position that counts them is stored', async () => {
    const fleet = new Fleet();
    const leader = await fleet.lead();
    leader.deliver(1);
    leader.position = 7;
    await leader.save();
    await fleet.resign(leader);
    leader.outlet.close();
    const only = fleet.join('a');
    const next = await fleet.lead();
    await fleet.pass();
    assert.equal(next.position, 7);
    assert.deepEqual(only.keys, ['invoices:1:1#1']);
  });

  it('are not handed over by whoever leads no more', async () => {
    const fleet = new Fleet();
    const only = fleet.join('a');
    const first = await fleet.lead();
    await fleet.pass();
    await fleet.resign(first);
    const next = await fleet.lead();
    next.deliver(1, 2);
    await fleet.pass();
    first.deliver(1, 1);
    await fleet.pass();
    assert.deepEqual(only.keys, ['invoices:1:2#1']);
    assert.deepEqual(first.ends, ['FENCED']);
  });

  it('are missed by a leader that has nothing to write, when the engine has forgotten them', async () => {
    const fleet = new Fleet();
    const leader = await fleet.lead();
    await leader.save();
    leader.deliver(1);
    await fleet.pass();
    fleet.engine.rewind(1);
    await fleet.pass();
    assert.deepEqual(leader.ends, ['REWOUND']);
  });

  it('go to others at once when an instance is closed, and what its flow has handed back is settled', async () => {
    const fleet = new Fleet();
    const [a, b] = [fleet.join('a'), fleet.join('b')];
    await fleet.pass();
    const leader = await fleet.lead();
    for (const id of [1, 2, 3, 4]) leader.deliver(id);
    await fleet.pass();
    a.receiver.acknowledge(a.token(0));
    await a.receiver.close();
    await fleet.pass();
    assert.deepEqual(b.keys.slice(2), [a.keys[1]?.replace('#1', '#2')]);
    assert.equal(leader.delivery.pending, 3);
  });

  it('are sent in the end, however often an instance is closed before it could send them', async () => {
    const fleet = new Fleet({ maxInFlight: 4, acknowledgeTimeout: 300_000, maxAttempts: 1 });
    const leader = await fleet.lead();
    leader.deliver(1);
    for (const run of ['a', 'b', 'c']) {
      const closed = fleet.join(run);
      const closing = closed.receiver.close();
      await fleet.pass();
      await closing;
      assert.deepEqual(closed.keys, []);
    }
    const other = fleet.join('d');
    await fleet.pass();
    assert.deepEqual(leader.undeliverable, []);
    assert.equal(other.got.length, 1);
  });

  it('are settled under send when they had their turn, unless the nodes behind were stopped in it', async () => {
    const fleet = new Fleet();
    const only = fleet.join('a', { by: { kind: 'turn' }, landed: () => false });
    const leader = await fleet.lead();
    leader.deliver(1);
    await fleet.pass();
    assert.equal(leader.delivery.pending, 0);
    let closing: Promise<void> | undefined;
    only.onRecord = () => {
      closing = only.receiver.close();
    };
    leader.deliver(2);
    await fleet.pass();
    await closing;
    const next = fleet.join('b', { by: { kind: 'turn' } });
    await fleet.pass();
    assert.deepEqual(next.keys, ['invoices:2:1#2']);
    assert.equal(leader.delivery.pending, 0);
  });

  it('that the flow has stay handed over where something is left to do, also at a successor', async () => {
    const fleet = new Fleet();
    const only = fleet.join('a');
    only.acknowledgeAll();
    const never = { settle: () => new Promise<undefined>(() => {}) };
    const first = await fleet.lead({ settlement: never });
    await first.save();
    first.deliver(1);
    await fleet.pass();
    assert.equal(first.delivery.settling, 1);
    first.outlet.close();
    await fleet.resign(first);
    const next = await fleet.lead({ settlement: { settle: () => Promise.resolve(undefined) } });
    await fleet.pass(1000);
    assert.deepEqual(only.keys, ['invoices:1:1#1']);
    assert.equal(next.delivery.pending, 0);
  });
});

/** The way to a fleet's instances: records are on it until they are let arrive. */
function slowWay({ engine }: Fleet, whose?: string) {
  const { exchange } = engine;
  const waiting: ((error?: Error) => void)[] = [];
  const way = {
    isSlow: true,
    carried: 0,
    arrive: () => {
      for (const arrived of waiting.splice(0)) arrived();
    },
    fail: () => {
      for (const arrived of waiting.splice(0)) arrived(new Error('the line broke'));
    },
  };
  engine.exchange = async (...order) => {
    const answer = await exchange.apply(engine, order);
    const isTheirs = whose === undefined || order[1].run === whose;
    if (isTheirs) way.carried += answer.records.length;
    if (way.isSlow && isTheirs && answer.records.length > 0) {
      const error = await new Promise<Error | undefined>((resolve) => waiting.push(resolve));
      if (error !== undefined) throw error;
    }
    return answer;
  };
  return way;
}
