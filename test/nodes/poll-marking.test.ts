import assert from 'node:assert/strict';
import { PollFlow } from './poll-flow';

describe('coupa-poll that marks what it delivered as exported', () => {
  const red = PollFlow.forEachTest();
  const byFlag = { url: '/api/invoices?exported=false', markExported: true };
  const scopes = ['core.invoice.read', 'core.invoice.write'];
  const flags = () =>
    red.tenant
      .resource('invoices')
      .all()
      .map(({ exported }) => exported);

  for (const output of ['record', 'notification'])
    it(`does so once they were sent, each as a ${output}`, async () => {
      await red.startTenant({ scopes });
      red.tenant.resource('invoices').createMany(3);
      const poll = await red.load({ ...byFlag, output });
      poll.receive({});
      await red.watched.until(
        () => red.watched.last('poll')?.fill === 'green' && red.watched.out.length === 3,
      );
      assert.deepEqual(flags(), [true, true, true]);
      assert.equal(red.watched.out.length, 3);
    });

  it('does so once the flow has acknowledged them, and its status and report count what waits', async () => {
    await red.startTenant({ scopes });
    red.tenant.resource('invoices').create();
    const poll = await red.load({ ...byFlag, delivery: 'acknowledge' });
    poll.receive({});
    await red.watched.until(() => red.watched.last('poll')?.text === 'coupa-poll.status.waiting');
    assert.deepEqual(flags(), [false]);
    poll.receive({ ...red.watched.out[0] });
    await red.watched.until(() => red.watched.last('poll')?.text === 'coupa-poll.status.marking');
    poll.receive({ command: 'status' });
    await red.watched.until(() => red.watched.second.some(({ topic }) => topic === 'status'));
    const { payload } = red.watched.second.find(({ topic }) => topic === 'status') ?? {};
    assert.deepEqual([payload?.['pending'], payload?.['unmarked']], [0, 1]);
    await red.watched.until(() => red.watched.last('poll')?.fill === 'green');
    assert.deepEqual(flags(), [true]);
  });

  it('gives a record up that Coupa does not let it mark, and says which scope is missing', async () => {
    await red.startTenant({ scopes: ['core.invoice.read'] });
    red.tenant.resource('invoices').create();
    const poll = await red.load({ ...byFlag, maxAttempts: 1 });
    poll.receive({});
    await red.watched.until(() => red.watched.second.some(({ topic }) => topic === 'undeliverable'));
    const given = red.watched.second.find(({ topic }) => topic === 'undeliverable');
    assert.match(String(given?.error), /core\.invoice\.write/);
    assert.deepEqual(flags(), [false]);
  });

  it('says at once where records have no such flag', async () => {
    await red.startTenant();
    await red.load({ resource: 'suppliers', markExported: true });
    assert.equal(red.watched.last('poll')?.fill, 'red');
    assert.match(red.logged(), /suppliers .* have no exported flag in Coupa/);
  });
});
