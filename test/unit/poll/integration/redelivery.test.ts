import assert from 'node:assert/strict';
import { type Bench, openBenches } from './bench';

const documents = (records: Record<string, unknown>[]) =>
  records.map((record) => record['document-id']).sort((one, other) => Number(one) - Number(other));
const statuses = ({ runs }: Bench) => runs.map(({ status }) => status);
const refuseSecond = (id: number) => (id === 2 ? 'no' : undefined);

describe('a record that is redelivered', () => {
  const open = openBenches();

  it('is reported to the run of the poll that read it, which stays failed, and its error is resolved', async () => {
    const bench = await open();
    await bench.poll(refuseSecond);
    await bench.allOver();
    assert.deepEqual(statuses(bench), ['failed']);
    bench.handBack();
    await bench.rig.poller.undeliverables.redeliver();
    await bench.until(() => bench.history.length === 3);
    await bench.quiet();
    assert.deepEqual(statuses(bench), ['failed']);
    assert.deepEqual([documents(bench.history), documents(bench.errors)], [[1, 2, 3], [2]]);
    assert.deepEqual(
      bench.errors.map(({ resolved }) => resolved),
      [true],
    );
    const runs = bench.history.map((report) => (report['integration-run'] as { id: unknown }).id);
    assert.deepEqual(new Set(runs), new Set([bench.runs[0]?.['id']]));
  });

  it('has its error in Coupa, also where the process was killed between the two writes when it was given up', async () => {
    const bench = await open();
    bench.rig.onRecord = () => {};
    await bench.rig.poller.poll();
    await bench.until(() => bench.store.text?.includes('"running":true') ?? false);
    bench.store.broken = new Error('killed here');
    for (const { coupa } of bench.rig.messages)
      if (coupa.id === 2) bench.rig.poller.refuse(coupa.delivery, 'no');
    await bench.until(() => bench.rig.undeliverableStore.text !== undefined);
    bench.store.broken = undefined;
    bench.handBack();
    bench.kill();
    await bench.allOver();
    assert.deepEqual(statuses(bench), ['failed']);
    assert.deepEqual([documents(bench.history), documents(bench.errors)], [[1, 3], [2]]);
    assert.equal(bench.rig.messages.filter(({ coupa }) => coupa.id === 2).length, 1);
  });
});
