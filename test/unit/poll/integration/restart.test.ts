import assert from 'node:assert/strict';
import { type Bench, openBenches } from './bench';

const documents = (records: Record<string, unknown>[]) =>
  records.map((record) => record['document-id']).sort((one, other) => Number(one) - Number(other));
const statuses = ({ runs }: Bench) => runs.map(({ status }) => status);
const refuseSecond = (id: number) => (id === 2 ? 'no' : undefined);

describe('what is to be reported to an integration', () => {
  const open = openBenches();

  it('is stored before anything of it is told', async () => {
    const bench = await open();
    bench.store.broken = new Error('the disk is full');
    await bench.poll().catch(() => undefined);
    await bench.quiet();
    assert.deepEqual(bench.asked, []);
    bench.store.broken = undefined;
    await bench.allOver();
    assert.deepEqual(documents(bench.history), [1, 2, 3]);
  });

  it('is told by the next process where the one before was killed first', async () => {
    const bench = await open();
    bench.tenant.weather({ kind: '503-html', path: '/api/integration_', times: Number.POSITIVE_INFINITY });
    await bench.poll(refuseSecond);
    await bench.until(() => bench.asked.length > 0);
    bench.kill();
    bench.tenant.clearWeather();
    await bench.allOver();
    assert.equal(bench.rig.messages.length, 3);
    assert.deepEqual([documents(bench.history), documents(bench.errors)], [[1, 3], [2]]);
    assert.deepEqual(statuses(bench), ['failed']);
  });

  it('belongs to the run of the poll that read the record, also where that is settled after a restart', async () => {
    const bench = await open();
    bench.rig.onRecord = () => {};
    await bench.rig.poller.poll();
    await bench.until(() => statuses(bench)[0] === 'running');
    bench.handBack(refuseSecond);
    bench.kill();
    await bench.allOver();
    assert.deepEqual(statuses(bench), ['failed']);
    assert.deepEqual([documents(bench.history), documents(bench.errors)], [[1, 3], [2]]);
  });

  it('is told to its end after a deploy without the integration, and nothing more', async () => {
    const bench = await open();
    bench.tenant.weather({ kind: '503-html', path: '/api/integration_', times: Number.POSITIVE_INFINITY });
    await bench.poll();
    await bench.until(() => bench.asked.length > 0);
    bench.tenant.clearWeather();
    const successor = await bench.replacedBy({ integration: '' });
    bench.tenant.resource('invoices').create();
    await successor.poll();
    await successor.allOver();
    await successor.quiet();
    assert.deepEqual([statuses(successor), documents(successor.history)], [['successful'], [1, 2, 3]]);
    await successor.rig.poller.close();
  });

  it('leaves nothing of it in the state once it is told', async () => {
    const bench = await open();
    await bench.poll();
    await bench.allOver();
    await bench.quiet();
    await bench.rig.poller.close();
    assert.equal(JSON.parse(bench.store.text ?? '').integration, undefined);
  });

  // Each request of two polls, killed before it leaves and once it is answered: 2 polls with 3 and 1 records.
  for (const isAnswered of [false, true]) {
    const when = isAnswered ? 'once it is answered' : 'before it leaves';
    it(`is told once, whichever request a kill interrupts ${when}`, async () => {
      for (let at = 1; ; at += 1) {
        const bench = await open();
        let seen = 0;
        bench.onReport = (answered) => {
          if (answered !== isAnswered) return;
          seen += 1;
          if (seen === at) bench.kill();
        };
        await bench.poll(refuseSecond);
        await bench.allOver();
        bench.tenant.resource('invoices').create();
        await bench.poll();
        await bench.allOver(2);
        await bench.quiet();
        const told = [statuses(bench), documents(bench.history), documents(bench.errors)];
        const { length } = bench.tenant.alerts;
        assert.deepEqual([...told, length], [['failed', 'successful'], [1, 3, 4], [2], 1], `killed at ${at}`);
        await bench.close();
        if (seen < at) break;
      }
    });
  }

  it('is told once, whichever request a deploy interrupts', async () => {
    for (let at = 1; ; at += 1) {
      const bench = await open();
      let seen = 0;
      let successor: Promise<Bench> | undefined;
      bench.onReport = (answered) => {
        if (answered) return;
        seen += 1;
        if (seen === at) successor = bench.replacedBy({});
      };
      await bench.poll(refuseSecond);
      await bench.until(() => successor !== undefined || statuses(bench)[0] === 'failed');
      const last = (await successor) ?? bench;
      last.handBack(refuseSecond);
      last.rig.poller.start();
      await last.allOver();
      await last.quiet();
      assert.deepEqual([documents(last.history), documents(last.errors)], [[1, 3], [2]], `deployed at ${at}`);
      assert.deepEqual([statuses(last), last.tenant.alerts.length], [['failed'], 1], `deployed at ${at}`);
      await last.close();
      if (seen < at) break;
    }
  });
});
