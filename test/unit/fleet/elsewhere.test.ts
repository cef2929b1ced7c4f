import assert from 'node:assert/strict';
import { digestOf } from '../../../lib/connection/json/listed-record';
import { WritingBack } from '../../../lib/member/writing-back';
import { invoiceMessage } from '../poll/invoice-message';
import { Fleet, type Leader } from './deliveries';

const poll = 'poll';
const page = 'page-1';

/** A record whose payload another instance has put aside: the leader never sees it. */
async function deliverElsewhere(fleet: Fleet, leader: Leader, id: number, beside = false): Promise<void> {
  const message = invoiceMessage(id);
  const text = JSON.stringify(JSON.stringify(message.payload)).slice(1, -1);
  await fleet.engine.park(poll, { page, first: id, texts: [text], keptMs: 60_000 });
  const digest = digestOf(message.payload as object);
  leader.delivery.deliver({
    identity: `invoices:${id}`,
    message: { ...message, payload: { id } },
    elsewhere: { page, index: id, digest },
    ...(beside && { beside }),
  });
}

const payloadsOf = (got: { payload: unknown }[]) => got.map(({ payload }) => payload);

describe('Records whose payloads others have put aside', () => {
  it('reach a flow whole, though the leader never has them', async () => {
    const fleet = new Fleet();
    const a = fleet.join('a');
    a.acknowledgeAll();
    const leader = await fleet.lead();
    await deliverElsewhere(fleet, leader, 1);
    leader.deliver(2);
    await fleet.pass();
    assert.deepEqual(payloadsOf(a.got), [
      { id: 1, version: 1 },
      { id: 2, version: 1 },
    ]);
    assert.equal(leader.delivery.pending, 0);
    assert.equal(fleet.engine.parked(poll), 0);
    assert.equal(fleet.engine.kept(poll), 0);
  });

  it('come again whole when they are refused, and are given up whole', async () => {
    const fleet = new Fleet({ maxInFlight: 4, acknowledgeTimeout: 300_000, maxAttempts: 3 });
    const a = fleet.join('a');
    a.onRecord = (token) => a.receiver.refuse(token, 'no');
    const leader = await fleet.lead();
    await deliverElsewhere(fleet, leader, 1);
    await leader.save();
    await fleet.pass(30_000);
    assert.deepEqual(a.keys, ['invoices:1:1#1', 'invoices:1:1#2', 'invoices:1:1#3']);
    assert.deepEqual(payloadsOf(a.got), Array(3).fill({ id: 1, version: 1 }));
    assert.deepEqual(payloadsOf(leader.givenUp), [{ id: 1, version: 1 }]);
  });

  it('are one with the same version that was read here, and not with another', async () => {
    const fleet = new Fleet();
    const leader = await fleet.lead();
    await deliverElsewhere(fleet, leader, 1);
    leader.deliver(1);
    assert.equal(leader.delivery.pending, 1);
    const other = invoiceMessage(1);
    leader.delivery.deliver({
      identity: 'invoices:1',
      message: { ...other, payload: { id: 1, version: 2 } },
    });
    assert.equal(leader.delivery.pending, 2);
  });

  it('are taken over whole by a successor', async () => {
    const fleet = new Fleet();
    const first = await fleet.lead();
    await deliverElsewhere(fleet, first, 1);
    await fleet.pass();
    await first.save();
    first.outlet.close();
    await fleet.resign(first);
    const second = await fleet.lead();
    const [row] = second.delivery.toRows();
    assert.deepEqual((JSON.parse(row?.message ?? '') as { payload: unknown }).payload, { id: 1, version: 1 });
  });

  it('hold the position for a successor, too, once a poll has found what a back-fill handed over', async () => {
    const fleet = new Fleet();
    const first = await fleet.lead();
    await deliverElsewhere(fleet, first, 1, true);
    await fleet.pass();
    await first.save();
    await deliverElsewhere(fleet, first, 1);
    await first.save();
    first.outlet.close();
    await fleet.resign(first);
    const second = await fleet.lead();
    const [row] = second.delivery.toRows();
    assert.ok(row !== undefined && !row.beside);
    assert.deepEqual((JSON.parse(row?.message ?? '') as { payload: unknown }).payload, { id: 1, version: 1 });
  });

  it('end the term where one is gone before it is written, and no position counts it', async () => {
    const fleet = new Fleet();
    const leader = await fleet.lead();
    await deliverElsewhere(fleet, leader, 1);
    fleet.engine.expire(poll);
    leader.position = 5;
    await assert.rejects(leader.save(), { code: 'COUPA_STATE' });
    assert.deepEqual(leader.ends, ['REWOUND']);
    await fleet.resign(leader);
    const second = await fleet.lead();
    assert.deepEqual([second.position, second.delivery.pending], [0, 0]);
  });

  it('are in the copy of the position that an instance leaves behind, but for those that are settled', async () => {
    const fleet = new Fleet();
    const leader = await fleet.lead();
    await deliverElsewhere(fleet, leader, 1);
    await deliverElsewhere(fleet, leader, 2);
    leader.deliver(3);
    const document = { position: 0, pending: leader.delivery.toRows() };
    const copies: { pending: { message: string; elsewhere?: unknown }[] }[] = [];
    const local = { save: async (copy: object) => void copies.push(copy as (typeof copies)[0]) };
    const fail = (error: unknown) => assert.fail(String(error));
    const engine = {
      load: () => leader.store.load(),
      save: (saved: object) => leader.store.save(saved),
      whole: async (copy: object) => {
        leader.delivery.acknowledge(`${leader.delivery.toRows()[0]?.id}.1`);
        await leader.store.flush();
        return leader.store.whole(copy);
      },
    };
    const book = { stored: async () => undefined, refused: async () => undefined, closes: () => undefined };
    const store = new WritingBack(engine, local, fail, book);
    store.writeBack();
    await store.save(document);
    const rows = copies[0]?.pending ?? [];
    const payloads = rows.map(({ message }) => (JSON.parse(message) as { payload: unknown }).payload);
    assert.deepEqual(payloads, [
      { id: 2, version: 1 },
      { id: 3, version: 1 },
    ]);
    assert.ok(rows.every((row) => row.elsewhere === undefined));
  });
});
