import assert from 'node:assert/strict';
import { PollFlow } from './poll-flow';

describe('coupa-poll that looks for removals', () => {
  const red = PollFlow.forEachTest();
  const looks = () => red.watched.second.filter(({ topic }) => topic === 'removals');
  const removed = () => red.watched.out.filter(({ coupa }) => coupa?.['eventType'] === 'DELETED');
  const untilLooked = (count: number) => red.watched.until(() => looks().length >= count);

  it('sends DELETED for a record that is gone, by output 1, and ends each look with a message by output 2', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(60);
    await red.load({ removals: 0.001 });
    await untilLooked(1);
    assert.deepEqual(looks()[0]?.payload, {
      resource: 'invoices',
      look: 1,
      known: 60,
      deleted: 0,
      left: 0,
      requests: 3,
    });
    red.tenant.resource('invoices').delete(17);
    await red.watched.until(() => removed().length > 0);
    const [{ topic, payload, coupa = {} } = {}] = removed();
    assert.deepEqual([topic, payload, coupa['id']], ['invoices', { id: 17 }, 17]);
    assert.match(String(coupa['key']), /^invoices:17:deleted:\d+$/);
    assert.ok(!('updatedAt' in coupa) && !('createdAt' in coupa));
    const count = looks().length;
    await untilLooked(count + 1);
    assert.equal(removed().length, 1);
  });

  it('goes to a catch node with a look that fails, in its place shows why, and says in its status how looks stand', async () => {
    await red.startTenant({ scopes: ['core.supplier.read'] });
    const poll = await red.load({ removals: 1 });
    await red.watched.until(() => red.watched.caught.length > 0 && looks().length > 0);
    assert.equal(red.watched.caught[0]?.error?.code, 'COUPA_FORBIDDEN');
    assert.equal(Object(looks()[0]?.payload?.['error']).code, 'COUPA_FORBIDDEN');
    assert.equal(red.watched.last('poll')?.fill, 'red');
    poll.receive({ command: 'status' });
    await red.watched.until(() => red.watched.second.some(({ topic }) => topic === 'status'));
    const { payload } = red.watched.second.find(({ topic }) => topic === 'status') ?? {};
    assert.deepEqual(
      { ...(payload?.['removals'] as object), nextLook: undefined },
      {
        looks: 1,
        known: 0,
        looking: false,
        nextLook: undefined,
      },
    );
  });

  it('says at once what it cannot look through', async () => {
    await red.startTenant();
    await red.load({ removals: 24, idField: '' });
    await red.watched.until(() => red.watched.last('poll')?.fill === 'red');
    assert.match(red.logged(), /have no id field/);
  });
});
