import assert from 'node:assert/strict';
import { FirstHand } from '../../../lib/fleet/delivery/first-hand';
import type { ReceiverParts } from '../../../lib/fleet/delivery/receiver-parts';
import type { RecordMessage } from '../../../lib/poll/model/message';
import { invoiceMessage } from '../poll/invoice-message';
import { turns } from '../poll/rig';
import { deadMs, Fleet, type Instance, type Leader } from './deliveries';

const patience = { maxInFlight: 4, acknowledgeTimeout: 300_000, maxAttempts: 5 };
const poll = 'poll';
const { signal } = new AbortController();

/** An instance that leads and takes records, which are delivered once they were sent. */
async function begun(more: Partial<ReceiverParts> = {}) {
  const fleet = new Fleet(patience);
  const own = new FirstHand('a');
  const a = fleet.join('a', { own, by: { kind: 'turn' }, ...more });
  await fleet.pass();
  const leader = await fleet.lead({ own, delivery: 'send' });
  return { fleet, own, a, leader };
}

/** The same, a lease after its first record, of which nothing is left. */
async function alone(more: Partial<ReceiverParts> = {}) {
  const all = await begun(more);
  all.leader.deliver(99);
  await all.fleet.pass(deadMs);
  for (const seen of [all.a.got, all.leader.settled]) seen.length = 0;
  all.fleet.engine.mostKept = 0;
  return all;
}

/** As a poll does it: once there is room. */
async function deliver(leader: Leader, ...records: (number | [id: number, version: number])[]) {
  for (const record of records) {
    const [id, version] = typeof record === 'number' ? [record, 1] : record;
    let asked = 0;
    for (let room = leader.delivery.room(signal); room !== undefined; room = leader.delivery.room(signal)) {
      asked += 1;
      assert.ok(asked < 10, 'it is asked for room again and again');
      await room;
    }
    leader.deliver(id, version);
  }
}

/** What of all that an instance got went through the engine, by its keys. */
const fetched = ({ got }: Instance) =>
  got.flatMap(({ coupa }) => (coupa.delivery.includes(':') ? [] : coupa.key));
const keys = ({ got }: Instance) => got.map(({ coupa }) => coupa.key);

describe('Records of a fleet of which one instance is there', () => {
  it('take no way through the engine, which is told of the position alone', async () => {
    const { fleet, a, leader } = await alone();
    await deliver(leader, 1, 2);
    assert.deepEqual(keys(a), ['invoices:1:1', 'invoices:2:1'], 'at once');
    await fleet.pass();
    assert.deepEqual(leader.settled, ['invoices:1:1', 'invoices:2:1']);
    assert.deepEqual([leader.delivery.pending, fleet.engine.mostKept, fetched(a)], [0, 0, []]);
    assert.equal(leader.sequence, Infinity, 'later than all that was given up');
    assert.equal(new Set(a.got.map(({ coupa }) => coupa.delivery)).size, 2);
  });

  it('go through the engine where they wait to be handed back', async () => {
    const { fleet, own, a } = await begun({ by: { kind: 'flow', acknowledgeTimeoutMs: 300_000 } });
    const leader = await fleet.lead({ own });
    await fleet.pass(deadMs);
    await deliver(leader, 1);
    assert.deepEqual(keys(a), []);
    await fleet.pass();
    assert.deepEqual([keys(a), leader.delivery.pending], [['invoices:1:1'], 1]);
  });

  it('go through it in the first lease of a term, so that one that ends the process each time is given up', async () => {
    const fleet = new Fleet(patience);
    for (let start = 1; start <= patience.maxAttempts; start += 1) {
      const run = `start ${start}`;
      const own = new FirstHand(run);
      const a = fleet.join(run, { own, by: { kind: 'turn' } });
      const leader = await fleet.lead({ own, delivery: 'send' });
      await leader.save();
      a.onRecord = () => {
        const verbs = ['exchange', 'beat', 'write', 'gather'] as const;
        for (const { broken } of [a.line, leader.line]) for (const verb of verbs) broken.set(verb, 'cut');
      };
      if (start === 1) await deliver(leader, 1);
      // What became of the one before is noticed, and pauses grow.
      for (let leases = 0; leases < 40 && a.got.length === 0; leases += 1) await fleet.pass(deadMs);
      assert.deepEqual(fetched(a), ['invoices:1:1'], run);
      await fleet.resign(leader);
      await fleet.pass(deadMs);
    }
    const last = await fleet.lead({ delivery: 'send' });
    await fleet.pass(2 * deadMs);
    assert.deepEqual(last.undeliverable.length, 1);
  });

  it('that end the process each time are given up, also where they are read long after each start', async () => {
    const fleet = new Fleet(patience);
    const ways: string[][] = [];
    let undeliverable: string[] = [];
    for (let start = 1; start <= 3 * patience.maxAttempts && undeliverable.length === 0; start += 1) {
      const own = new FirstHand(`start ${start}`);
      const a = fleet.join(`start ${start}`, { own, by: { kind: 'turn' } });
      const leader = await fleet.lead({ own, delivery: 'send' });
      ({ undeliverable } = leader);
      await leader.save();
      a.onRecord = () => {
        const verbs = ['exchange', 'beat', 'write', 'gather'] as const;
        for (const { broken } of [a.line, leader.line]) for (const verb of verbs) broken.set(verb, 'cut');
      };
      // What was not stored of before comes again, once somebody asks for a poll.
      await fleet.pass(2 * deadMs);
      if (leader.delivery.pending === 0 && undeliverable.length === 0) await deliver(leader, 1);
      for (let leases = 0; leases < 40 && a.got.length === 0; leases += 1) await fleet.pass(deadMs);
      ways.push(keys(a).map((key) => (fetched(a).includes(key) ? 'through the engine' : 'at once')));
      await fleet.resign(leader);
      await fleet.pass(deadMs);
    }
    assert.equal(undeliverable.length, 1, `sent for ever: ${ways.join(', ')}`);
  });

  it('are shared with another instance from when it takes some, and no more once it has left', async () => {
    const { fleet, a, leader } = await alone();
    const b = fleet.join('b', { by: { kind: 'turn' } });
    await fleet.pass();
    await deliver(leader, 1, 2, 3, 4);
    await fleet.pass();
    assert.deepEqual([fetched(a).length + fetched(b).length, a.got.length + b.got.length], [4, 4]);
    await b.receiver.close();
    await fleet.pass();
    const before = fetched(a).length;
    await deliver(leader, 5, 6);
    assert.deepEqual([keys(a).slice(-2), fetched(a).length], [['invoices:5:1', 'invoices:6:1'], before]);
  });

  it('wait for another version of theirs that another instance has', async () => {
    const { fleet, a, leader } = await alone();
    const b = fleet.join('b', { by: { kind: 'flow', acknowledgeTimeoutMs: 300_000 } });
    await fleet.pass();
    a.line.broken.set('exchange', 'cut');
    await deliver(leader, 1);
    await fleet.pass();
    a.line.broken.clear();
    assert.deepEqual(keys(b), ['invoices:1:1']);
    b.line.broken.set('exchange', 'cut');
    b.line.broken.set('beat', 'cut');
    // It is taken for dead a while before what it had is given back.
    while (!isAlone(a)) await fleet.pass(250);
    assert.equal(leader.delivery.pending, 1);
    await deliver(leader, [1, 2], 2);
    assert.deepEqual(keys(a), ['invoices:2:1']);
    await fleet.pass(2 * deadMs);
    assert.deepEqual(keys(a), ['invoices:2:1', 'invoices:1:1', 'invoices:1:2']);
  });

  for (const [what, verb, how] of [
    ['cannot be reached', 'gather', 'cut'],
    ['does not answer', 'gather', 'deaf'],
  ] as const)
    it(`are not sent where the engine ${what}, until it does again`, async () => {
      const { fleet, a, leader } = await alone();
      for (const each of ['write', verb] as const) leader.line.broken.set(each, how);
      await deliver(leader, 1);
      assert.deepEqual(a.got, []);
      await fleet.pass();
      assert.deepEqual(keys(a), fetched(a));
      leader.line.broken.clear();
      await fleet.pass(5000);
      await deliver(leader, 2);
      assert.deepEqual([keys(a), fetched(a)], [['invoices:1:1', 'invoices:2:1'], ['invoices:1:1']]);
    });

  it('are not sent where the engine takes no records, or not the position', async () => {
    const { fleet, a, leader } = await alone();
    fleet.engine.isFull = true;
    await assert.rejects(leader.save());
    await deliver(leader, 1);
    await fleet.pass();
    assert.deepEqual(a.got, []);
    fleet.engine.isFull = false;
    await fleet.pass(5000);
    await deliver(leader, 2);
    await fleet.pass();
    assert.deepEqual(fetched(a), ['invoices:1:1', 'invoices:2:1'], 'the position is not there');
    await leader.save();
    await deliver(leader, 3);
    assert.deepEqual(keys(a).at(-1), 'invoices:3:1');
  });

  it('are not sent by whoever leads no more, though its lease is not over', async () => {
    const { fleet, a, leader } = await alone();
    await deliver(leader, 1);
    await fleet.resign(leader);
    await fleet.engine.campaign(poll, { instance: 'b', run: 'b', leaseMs: 1000, random: 'b' });
    fleet.clock.advance(250);
    await deliver(leader, 2);
    await fleet.pass();
    assert.deepEqual([keys(a), leader.ends], [['invoices:1:1'], ['FENCED']]);
  });

  it('are not sent by a process that was stopped, before it has asked again', async () => {
    const { fleet, a, leader } = await alone();
    assert.equal(leader.outlet.shortcut?.isOpen, false);
    await leader.outlet.shortcut?.look();
    assert.equal(leader.outlet.shortcut?.isOpen, true);
    fleet.clock.advance(250);
    leader.deliver(1);
    assert.deepEqual(keys(a), []);
  });

  it('are not sent once its clock shows another time: it may have slept', async () => {
    const { fleet, a, leader } = await alone();
    await leader.outlet.shortcut?.look();
    const now = fleet.clock.now() + 250;
    fleet.clock.now = () => now;
    leader.deliver(1);
    assert.deepEqual(keys(a), []);
  });

  for (const [what, ends] of [
    ['its term is over', ({ term }: Leader) => term.end('expired')],
    ['it is about to close', ({ outlet }: Leader) => outlet.leave()],
    ['it has closed', ({ outlet }: Leader) => outlet.close()],
  ] as const)
    it(`are not sent once ${what}`, async () => {
      const { a, leader } = await alone();
      await leader.outlet.shortcut?.look();
      void ends(leader);
      leader.deliver(1);
      assert.deepEqual(keys(a), []);
    });

  it('are no more at once than may be under way', async () => {
    const { a, leader } = await alone();
    await leader.outlet.shortcut?.look();
    let atOnce = 0;
    while (atOnce < 100 && leader.delivery.room(signal) === undefined) {
      atOnce += 1;
      leader.deliver(atOnce);
    }
    assert.deepEqual([atOnce, a.got.length], [patience.maxInFlight, patience.maxInFlight]);
    await leader.delivery.room(signal);
    assert.equal(leader.delivery.room(signal), undefined);
  });

  it('go elsewhere, in their order, where the node was stopped before they had their turn', async () => {
    const { fleet, a, leader } = await alone({ landed: () => false });
    await deliver(leader, 1);
    const closed = a.receiver.close();
    leader.deliver(1, 2);
    leader.deliver(2);
    await turns(2);
    assert.deepEqual([keys(a), leader.settled], [['invoices:1:1'], []]);
    await closed;
    const b = fleet.join('b', { by: { kind: 'turn' } });
    await fleet.pass();
    assert.deepEqual(keys(b), ['invoices:2:1', 'invoices:1:1', 'invoices:1:2']);
  });

  it('are delivered where the node was stopped after that, and are not sent again', async () => {
    const { fleet, a, leader } = await alone({ landed: () => true });
    await deliver(leader, 1);
    await a.receiver.close();
    await leader.delivery.close();
    assert.deepEqual([leader.settled, leader.delivery.toRows()], [['invoices:1:1'], []]);
    const b = fleet.join('b', { by: { kind: 'turn' } });
    await fleet.pass();
    assert.deepEqual(b.got, []);
  });

  it('are stored where the node was stopped before they had their turn, and nobody is there', async () => {
    const { a, leader } = await alone({ landed: () => false });
    await deliver(leader, 1);
    void a.receiver.close();
    await leader.delivery.close();
    assert.deepEqual(
      leader.delivery.toRows().map(({ identity }) => identity),
      ['invoices:1'],
    );
  });

  it('go through the engine where it is full of others', async () => {
    const { fleet, a, leader } = await alone();
    fleet.engine.isFull = true;
    await leader.outlet.shortcut?.look();
    leader.delivery.deliver({ identity: 'invoices:1', message: invoiceMessage(1), isKept: true });
    await turns(4);
    await deliver(leader, 2);
    assert.deepEqual(a.got, []);
    fleet.engine.isFull = false;
    await fleet.pass(5000);
    await deliver(leader, 3);
    assert.deepEqual([keys(a).at(-1), fetched(a)], ['invoices:3:1', ['invoices:1:1', 'invoices:2:1']]);
  });

  it('go through it where this instance does not hear whether others take some', async () => {
    const { fleet, a, leader } = await alone();
    a.line.broken.set('exchange', 'cut');
    await fleet.pass(1000);
    await deliver(leader, 1);
    assert.deepEqual(keys(a), []);
    a.line.broken.clear();
    await fleet.pass();
    assert.deepEqual(fetched(a), ['invoices:1:1']);
  });

  it('go through it where another has put their payloads aside', async () => {
    const { fleet, a, leader } = await alone();
    await leader.outlet.shortcut?.look();
    const texts = [JSON.stringify('{"id":1}').slice(1, -1)];
    await fleet.engine.park(poll, { page: 'page', first: 0, texts, keptMs: 60_000 });
    const elsewhere = { page: 'page', index: 0, digest: 'digest' };
    leader.delivery.deliver({ identity: 'invoices:1', message: invoiceMessage(1), elsewhere });
    assert.deepEqual(keys(a), []);
    await fleet.pass();
    assert.deepEqual(
      a.got.map(({ payload }) => payload),
      [{ id: 1 }],
    );
  });

  it('are under way for their turn, in which no version goes before an earlier one', async () => {
    const { fleet, a, leader } = await alone();
    await deliver(leader, 1);
    assert.ok(leader.delivery.hasVersionOf('invoices:1'));
    leader.delivery.deliver({ identity: 'invoices:1', message: invoiceMessage(1, 2), isKept: true });
    leader.deliver(1, 3);
    assert.deepEqual(keys(a), ['invoices:1:1']);
    await fleet.pass();
    assert.deepEqual(keys(a), ['invoices:1:1', 'invoices:1:2', 'invoices:1:3']);
    assert.ok(!leader.delivery.hasVersionOf('invoices:1'));
  });

  it('wait until the engine knows that an earlier version is settled: after a kill that would come again behind them', async () => {
    const { fleet, a, leader } = await alone();
    await leader.outlet.shortcut?.look();
    leader.delivery.deliver({ identity: 'invoices:1', message: invoiceMessage(1), isKept: true });
    const { write } = fleet.engine;
    let goOn = () => {};
    const isHeardOf = new Promise<void>((resolve) => {
      fleet.engine.write = async (name, change) => {
        if (change.heard?.length === 1) {
          resolve();
          await new Promise<void>((go) => {
            goOn = go;
          });
        }
        return write.call(fleet.engine, name, change);
      };
    });
    await isHeardOf;
    assert.equal(leader.delivery.pending, 0);
    const delivered = deliver(leader, [1, 2]);
    await turns(6);
    assert.deepEqual(keys(a), ['invoices:1:1']);
    goOn();
    await delivered;
    assert.deepEqual([keys(a), fetched(a)], [['invoices:1:1', 'invoices:1:2'], ['invoices:1:1']]);
  });

  it('are told as they were sent, whatever the flow makes of them', async () => {
    const { fleet, leader } = await alone({
      deliver: (message) => {
        (message as RecordMessage).coupa.key = 'changed';
      },
    });
    await deliver(leader, 1);
    await fleet.pass();
    assert.deepEqual(leader.settled, ['invoices:1:1']);
  });

  it('that were given up and are sent again go through the engine, which counts who takes them', async () => {
    const { fleet, a, leader } = await alone();
    await leader.outlet.shortcut?.look();
    leader.delivery.deliver({ identity: 'invoices:1', message: invoiceMessage(1), isKept: true });
    assert.deepEqual(keys(a), []);
    await fleet.pass();
    assert.deepEqual(fetched(a), ['invoices:1:1']);
  });

  it('go elsewhere where the node was stopped between the turns of two that were sent together', async () => {
    const had: string[] = [];
    let isStopped = false;
    const { a, leader } = await alone({
      // As Node-RED does it.
      deliver: (message) =>
        void setImmediate(() => {
          if (!isStopped) had.push((message as RecordMessage).coupa.key);
        }),
      landed: () => !isStopped,
    });
    had.length = 0;
    await leader.outlet.shortcut?.look();
    leader.deliver(1);
    setImmediate(() => {
      isStopped = true;
      void a.receiver.close();
    });
    leader.deliver(2);
    await turns(2);
    await leader.delivery.close();
    const kept = leader.delivery.toRows().map(({ identity }) => identity);
    assert.deepEqual([had, leader.settled, kept], [['invoices:1:1'], ['invoices:1:1'], ['invoices:2']]);
  });

  it('come again as they were read where another node behind had changed them before the node was stopped', async () => {
    const { a, leader } = await alone({
      landed: () => false,
      deliver: (message) => Object.assign(message as RecordMessage, { topic: 'changed', payload: 'changed' }),
    });
    await leader.outlet.shortcut?.look();
    const { topic, payload } = invoiceMessage(1);
    leader.deliver(1);
    void a.receiver.close();
    await leader.delivery.close();
    const [row] = leader.delivery.toRows();
    const kept = JSON.parse(row?.message ?? '') as RecordMessage;
    assert.deepEqual({ topic: kept.topic, payload: kept.payload }, { topic, payload });
  });

  it('that were given up and are sent again are written together, not each by itself', async () => {
    const { fleet, a, leader } = await alone();
    const { engine } = fleet;
    const { write } = engine;
    let writes = 0;
    engine.write = async (...given) => {
      writes += 1;
      await turns(3);
      return write.apply(engine, given);
    };
    for (let id = 1; id <= patience.maxInFlight; id += 1) {
      await leader.delivery.room(signal, true);
      leader.delivery.deliver({ identity: `invoices:${id}`, message: invoiceMessage(id), isKept: true });
    }
    await turns(5);
    assert.equal(writes, 1);
    await fleet.pass();
    assert.equal(fetched(a).length, patience.maxInFlight);
  });

  it('wait for no word of the engine that comes while the one before holds', async () => {
    const { fleet, leader } = await alone();
    await leader.outlet.shortcut?.look();
    for (let asked = 0; asked < 4; asked += 1) {
      fleet.clock.advance(125);
      assert.equal(leader.delivery.room(signal), undefined);
      assert.ok(leader.outlet.shortcut?.isOpen);
      await turns(4);
    }
  });

  it('wait for a slow engine a tenth of the time at most', async () => {
    const { fleet, leader } = await alone();
    const { gather } = fleet.engine;
    fleet.engine.gather = async (...given) => {
      const gathered = await gather.apply(fleet.engine, given);
      await new Promise<void>((resolve) => {
        fleet.clock.setTimeout(() => resolve(), 200);
      });
      return gathered;
    };
    let waited = 0;
    for (let ms = 0; ms < 10_000; ms += 50) {
      if (leader.delivery.room(signal) !== undefined) waited += 50;
      fleet.clock.advance(50);
      await turns(4);
    }
    assert.ok(waited <= 1000, `${waited} ms of ten seconds`);
    assert.ok(waited > 0);
  });

  it('are forgotten where the position is reset in the midst of their turn', async () => {
    const { a, leader } = await alone({ landed: () => false });
    await deliver(leader, 1);
    leader.delivery.clear();
    void a.receiver.close();
    await turns(2);
    assert.equal(leader.delivery.pending, 0);
  });
});

function isAlone({ receiver }: Instance): boolean {
  return receiver.instances === 1;
}
