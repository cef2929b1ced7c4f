import assert from 'node:assert/strict';
import { FirstHand } from '../../../lib/fleet/delivery/first-hand';
import type { ReceiverParts } from '../../../lib/fleet/delivery/receiver-parts';
import { chunk } from '../../../lib/fleet/unwritten';
import { invoiceMessage } from '../poll/invoice-message';
import { turns } from '../poll/rig';
import { Fleet, type Instance, type Leader } from './deliveries';

/** An instance that leads and takes records, as `deliveries.ts` has them. */
async function begun(more: Partial<ReceiverParts> = {}) {
  const fleet = new Fleet();
  const own = new FirstHand('a');
  const a = fleet.join('a', { own, ...more });
  await fleet.pass();
  const leader = await fleet.lead({ own });
  return { fleet, own, a, leader };
}

/** What the instances say through the engine: what came of records, and what they have. */
function saidIn(fleet: Fleet): string[] {
  const said: string[] = [];
  const { exchange } = fleet.engine;
  fleet.engine.exchange = (poll, order) => {
    said.push(...order.answers.map(({ token }) => token));
    if (order.has !== undefined) said.push(`has ${order.has.length}`);
    return exchange.call(fleet.engine, poll, order);
  };
  return said;
}

async function delivered(fleet: Fleet, leader: Leader, a: Instance, ...ids: number[]): Promise<void> {
  for (const id of ids) leader.deliver(id);
  await fleet.pass();
  assert.equal(a.got.length, ids.length);
  await leader.save();
}

describe('Records that the flow of the leading instance has', () => {
  for (const by of ['turn', 'flow'] as const)
    it(`are settled by the leader's next write alone (${by})`, async () => {
      const { fleet, own, a, leader } = await begun(by === 'turn' ? { by: { kind: 'turn' } } : {});
      const said = saidIn(fleet);
      if (by === 'flow') a.acknowledgeAll();
      await delivered(fleet, leader, a, 1, 2);
      assert.equal(leader.delivery.pending, 0);
      assert.equal(fleet.engine.kept('poll'), 0);
      const kept = await fleet.engine.read('poll', leader.term.id);
      assert.deepEqual(kept !== 'FENCED' && [kept.underWay, kept.answers], [[], []]);
      await fleet.pass();
      assert.deepEqual([said, own.unwritten], [[], []]);
    });

  it('come as soon as the engine has them, without a pause', async () => {
    const { fleet, a, leader } = await begun();
    await fleet.pass(5000);
    leader.deliver(1);
    await turns(12);
    assert.deepEqual(a.keys, ['invoices:1:1#1']);
  });

  it('come at once, too, where the engine was asked just before it got them', async () => {
    const { fleet, a, leader } = await begun();
    const { exchange } = fleet.engine;
    let goOn = () => {};
    fleet.engine.exchange = async (poll, order) => {
      const exchanged = await exchange.call(fleet.engine, poll, order);
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      return exchanged;
    };
    await fleet.pass();
    fleet.engine.exchange = exchange;
    leader.deliver(1);
    await turns(12);
    assert.deepEqual(a.keys, []);
    goOn();
    await turns(12);
    assert.deepEqual(a.keys, ['invoices:1:1#1']);
  });

  it('are asked for whole where they are not at hand, also while something is not written', async () => {
    const { fleet, own, a, leader } = await begun();
    await delivered(fleet, leader, a, 1);
    a.line.broken.set('exchange', 'cut');
    leader.deliver(2);
    await fleet.pass();
    leader.line.broken.set('write', 'cut');
    own.messages.clear();
    a.receiver.acknowledge(a.token(0));
    a.line.broken.clear();
    await fleet.pass(5000);
    assert.deepEqual(a.keys, ['invoices:1:1#1', 'invoices:2:1#1']);
  });

  it('are asked for no more where they are another’s by then', async () => {
    const { fleet, own, a, leader } = await begun();
    const b = fleet.join('b');
    const { exchange } = fleet.engine;
    fleet.engine.exchange = async (poll, order) => {
      const exchanged = await exchange.call(fleet.engine, poll, order);
      // Whoever it was asks for it again; meanwhile it is settled.
      for (const { token, row } of exchanged.records) if (row === '') b.receiver.acknowledge(token);
      return exchanged;
    };
    await fleet.pass();
    leader.deliver(1);
    own.messages.clear();
    await fleet.pass(5000);
    assert.equal(leader.delivery.pending + a.got.length, 0);
    const said = saidIn(fleet);
    await fleet.pass();
    assert.deepEqual(said, []);
  });

  it('do not come again where only half of what came of them is written when the leader dies', async () => {
    const { fleet, a, leader } = await begun();
    await delivered(fleet, leader, a, 1);
    const { write } = fleet.engine;
    let writes = 0;
    fleet.engine.write = (poll, change) => {
      writes += 1;
      if (writes > 1) leader.line.broken.set('write', 'cut');
      return writes > 1 ? new Promise(() => undefined) : write.call(fleet.engine, poll, change);
    };
    // A write ends behind what makes it full: between the two that the other record is.
    const large = (characters: number) => {
      const message = invoiceMessage(2);
      message.payload = { text: 'x'.repeat(characters) };
      return message;
    };
    const others = JSON.stringify(large(0)).length + 200;
    leader.delivery.deliver({ identity: 'invoices:2', message: large(chunk - others - 10) });
    a.acknowledgeAll();
    await fleet.pass();
    assert.equal(writes, 2);
    fleet.engine.write = write;
    await fleet.resign(leader);
    const successor = await fleet.lead();
    assert.deepEqual(
      successor.delivery.toRows().map(({ identity }) => identity),
      ['invoices:2'],
    );
  });

  it('are said to the engine where the term ends before that is written', async () => {
    const { fleet, a, leader } = await begun();
    await delivered(fleet, leader, a, 1);
    leader.line.broken.set('write', 'cut');
    a.acknowledgeAll();
    await fleet.pass();
    await fleet.resign(leader);
    const successor = await fleet.lead();
    assert.equal(successor.delivery.pending, 1, 'nobody has heard of it');
    leader.outlet.close();
    await fleet.pass();
    assert.equal(successor.delivery.pending, 0);
    assert.equal(a.got.length, 1);
  });

  it('are said to the engine where the instance closes before that is written', async () => {
    const { fleet, a, leader } = await begun();
    await delivered(fleet, leader, a, 1);
    leader.line.broken.set('write', 'cut');
    a.acknowledgeAll();
    await fleet.pass();
    await a.receiver.close();
    const b = fleet.join('b');
    await fleet.resign(leader);
    const successor = await fleet.lead();
    assert.equal(successor.delivery.pending, 1, 'nobody has heard of it');
    await fleet.pass();
    assert.equal(successor.delivery.pending, 0);
    assert.deepEqual(b.keys, []);
  });

  it('do not come again while that is not written, though a reply gets lost', async () => {
    const { fleet, a, leader } = await begun();
    await delivered(fleet, leader, a, 1, 2);
    leader.line.broken.set('write', 'cut');
    a.receiver.acknowledge(a.token(0));
    a.line.broken.set('exchange', 'deaf');
    await fleet.pass();
    a.line.broken.clear();
    await fleet.pass(5000);
    assert.equal(a.got.length, 2);
    leader.line.broken.clear();
    await fleet.pass(5000);
    assert.equal(a.got.length, 2);
    assert.equal(leader.delivery.pending, 1);
  });

  it('come though the reply that brought them got lost while something else was not written', async () => {
    const { fleet, a, leader } = await begun();
    await delivered(fleet, leader, a, 1);
    a.line.broken.set('exchange', 'cut');
    leader.deliver(2);
    await fleet.pass();
    leader.line.broken.set('write', 'cut');
    a.receiver.acknowledge(a.token(0));
    a.line.broken.set('exchange', 'deaf');
    await fleet.pass();
    a.line.broken.clear();
    await fleet.pass(5000);
    assert.deepEqual(a.keys, ['invoices:1:1#1', 'invoices:2:1#1']);
  });

  it('are settled where another instance hands them back, and the other way round', async () => {
    const { fleet, a, leader } = await begun();
    const b = fleet.join('b');
    await fleet.pass();
    for (const id of [1, 2, 3, 4]) leader.deliver(id);
    await fleet.pass();
    assert.deepEqual([a.got.length, b.got.length], [2, 2]);
    for (const { coupa } of a.got) b.receiver.acknowledge(coupa.delivery);
    for (const { coupa } of b.got) a.receiver.acknowledge(coupa.delivery);
    await fleet.pass();
    assert.equal(leader.delivery.pending, 0);
    assert.deepEqual([a.got.length, b.got.length], [2, 2]);
  });

  it('are no more the leader’s to hear of once it leads no more', async () => {
    const { fleet, own, a, leader } = await begun();
    await delivered(fleet, leader, a, 1);
    leader.term.end('FENCED');
    assert.equal(own.tell(a.token(0)), false);
  });
});
