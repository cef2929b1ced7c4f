import assert from 'node:assert/strict';
import { mostHandled } from '../../../../lib/poll/undeliverable/handled';
import { readHandled } from '../../../../lib/poll/undeliverable/read-handled';
import { ModelTenant } from '../../../laws/model-tenant';
import { MemoryStore, Rig, turns } from '../rig';

const config = { delivery: 'acknowledge', start: 'beginning', maxAttempts: 1 };

/** Everything that is ready has happened, and is stored. */
async function settled(rig: Rig): Promise<void> {
  await turns();
  rig.clock.advance(2000);
  await turns();
}

/** A node that has given up three records, refuses the one with id 3 for ever, and accepts the others from now on. */
async function givenUp(handledStore = new MemoryStore()): Promise<{ rig: Rig; keys: string[] }> {
  const tenant = new ModelTenant();
  for (let made = 0; made < 3; made += 1) tenant.apply({ kind: 'create' });
  tenant.apply({ kind: 'wait', ms: 3_600_000 });
  const rig = new Rig(tenant, { config, handledStore });
  rig.onRecord = ({ coupa }) => rig.poller.refuse(coupa.delivery, 'no');
  await rig.poller.poll();
  await settled(rig);
  rig.onRecord = ({ coupa }) => {
    if (coupa.id === 3) rig.poller.refuse(coupa.delivery, 'no');
    else rig.poller.acknowledge(coupa.delivery);
  };
  return { rig, keys: rig.undeliverable.map(({ message }) => message.coupa.key) };
}

/** What is remembered, the latest first. */
async function told(rig: Rig): Promise<unknown[]> {
  const list = await rig.poller.undeliverables.handled.list();
  return list.map(({ id, act, by, result }) => [id, act, by, result]);
}

describe('what somebody has sent again or dismissed', () => {
  it('is remembered with when, who, and what became of it', async () => {
    const { rig, keys } = await givenUp();
    const { undeliverables } = rig.poller;
    assert.equal((await rig.poller.report()).handled, undefined);
    const now = new Date(rig.clock.now()).toISOString();
    await undeliverables.redeliver([keys[0] ?? '', keys[2] ?? ''], { user: 'anna' });
    const [first] = await undeliverables.handled.list();
    assert.deepEqual([first?.key, first?.at], [keys[2], now]);
    await settled(rig);
    await undeliverables.dismiss([keys[1] ?? ''], {});
    await undeliverables.dismiss();
    assert.deepEqual(await told(rig), [
      [3, 'dismiss', undefined, undefined],
      [2, 'dismiss', {}, undefined],
      [3, 'redeliver', { user: 'anna' }, 'again'],
      [1, 'redeliver', { user: 'anna' }, 'accepted'],
    ]);
    assert.equal((await rig.poller.report()).handled, 4);
  });

  it('says of one that is dismissed on its way that it was, and of one that was delivered since that it was not sent', async () => {
    const { rig, keys } = await givenUp();
    const { undeliverables } = rig.poller;
    rig.onRecord = () => {};
    await undeliverables.redeliver([keys[0] ?? '']);
    await settled(rig);
    await undeliverables.dismiss([keys[0] ?? ''], { user: 'ben' });
    assert.deepEqual(await told(rig), [
      [1, 'dismiss', { user: 'ben' }, undefined],
      [1, 'redeliver', undefined, 'dismissed'],
    ]);
    rig.onRecord = ({ coupa }) => rig.poller.acknowledge(coupa.delivery);
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await settled(rig);
    await undeliverables.redeliver([keys[1] ?? ''], { user: 'anna' });
    assert.deepEqual((await told(rig))[0], [2, 'redeliver', { user: 'anna' }, 'superseded']);
  });

  it('is there after a restart, with the names of the records', async () => {
    const store = new MemoryStore();
    const { rig, keys } = await givenUp(store);
    assert.equal(store.text, undefined);
    await rig.poller.undeliverables.redeliver([keys[0] ?? ''], { user: 'anna' });
    await settled(rig);
    const before = await rig.poller.undeliverables.handled.list();
    await rig.poller.close();
    rig.crash();
    await rig.poller.report();
    await turns();
    assert.deepEqual(await rig.poller.undeliverables.handled.list(), before);
    assert.equal((await rig.poller.report()).handled, 1);
    assert.equal(before[0]?.result, 'accepted');
  });

  it('is there after a kill as well, as soon as it was answered', async () => {
    const store = new MemoryStore();
    const { rig, keys } = await givenUp(store);
    await rig.poller.undeliverables.dismiss([keys[0] ?? ''], { user: 'anna' });
    await turns();
    rig.crash();
    assert.deepEqual(await told(rig), [[1, 'dismiss', { user: 'anna' }, undefined]]);
  });

  it('costs nothing but itself where it cannot be read or written', async () => {
    const store = new MemoryStore();
    store.text = '{"broken';
    const { rig, keys } = await givenUp(store);
    store.broken = new Error('The disk is full.');
    await rig.poller.undeliverables.redeliver([keys[0] ?? '']);
    await settled(rig);
    assert.equal((await told(rig)).length, 1);
    assert.equal((await rig.poller.report()).undeliverable, 2);
    await rig.poller.close();
    assert.deepEqual(rig.errors, []);
  });

  it('is bounded, and the oldest go', async () => {
    const store = new MemoryStore();
    const at = '2026-11-21T00:00:00.000Z';
    await store.save(
      Array.from({ length: mostHandled + 5 }, (_, id) => ({ key: `invoices:${id}`, id, act: 'dismiss', at })),
    );
    const { rig, keys } = await givenUp(store);
    await rig.poller.undeliverables.dismiss([keys[0] ?? '']);
    const list = await rig.poller.undeliverables.handled.list();
    assert.equal(list.length, mostHandled);
    assert.deepEqual([list[0]?.key, list.at(-1)?.id], [keys[0], 6]);
  });
});

describe('What was kept of a record that was sent again', () => {
  const whole = {
    key: 'invoices:1:x',
    id: 1,
    name: 'INV-1',
    supplier: 'Acme',
    act: 'redeliver',
    at: '2026-11-21T00:00:00.000Z',
    by: { user: 'anna' },
    result: 'accepted',
  };

  it('is read as it was written', () => assert.deepEqual(readHandled(whole), whole));

  for (const [what, value] of Object.entries({
    'no key': { ...whole, key: 1 },
    'another act': { ...whole, act: 'burn' },
    'no date': { ...whole, at: 'soon' },
    'no object': 'text',
    'nothing at all': null,
  }))
    it(`is left out with ${what}`, () => assert.equal(readHandled(value), undefined));

  it('is read without what has not its form', () => {
    const { key, act, at } = whole;
    const odd = { key, act, at, id: {}, name: 1, supplier: [], by: { user: 7 }, result: 'eaten' };
    assert.deepEqual(readHandled(odd), { key, act, at, by: {} });
  });
});
