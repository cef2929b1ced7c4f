import assert from 'node:assert/strict';
import { openBenches } from './bench';

describe('a poll that reports to an integration in Coupa', () => {
  const open = openBenches();

  it('is a run there, in the sequence of Coupa’s own documents', async () => {
    const bench = await open({ invoices: 1 });
    await bench.poll();
    await bench.allOver();
    assert.deepEqual(bench.asked, [
      'POST integration_runs',
      'PUT integration_runs/1/run',
      'GET integration_history_records?resolved=false&document-type=InvoiceHeader&document-id=1',
      'GET integration_errors?resolved=false&document-type=InvoiceHeader&document-id=1',
      'POST integration_history_records',
      'PUT integration_runs/1/success',
    ]);
    assert.deepEqual(bench.bodies('integration_runs'), [{ integration: { code: 'ERP' } }]);
    assert.deepEqual(bench.bodies('integration_runs/1/run'), [{ total_records: 1 }]);
    const poll = bench.rig.messages[0]?.coupa.poll;
    assert.deepEqual(bench.bodies('integration_history_records'), [
      {
        'document-type': 'InvoiceHeader',
        'document-id': 1,
        'document-status': 'approved',
        'contact-alert-type': 'Functional',
        status: 'Success',
        integration: { code: 'ERP' },
        'integration-run': { id: 1 },
        responses: [{ 'response-code': 'Success', 'response-message': 'Delivered' }],
        'external-id': `${poll}:${bench.rig.messages[0]?.coupa.key}`,
      },
    ]);
  });

  it('tells of each record that was given up, with the last reason, and ends as failed', async () => {
    const bench = await open({ invoices: 3 });
    await bench.poll((id) => (id === 2 ? 'Period is closed' : undefined));
    await bench.allOver();
    assert.deepEqual(
      bench.runs.map((run) => [run['status'], run['total-records']]),
      [['failed', 3]],
    );
    const poll = bench.rig.messages[1]?.coupa.poll;
    assert.deepEqual(bench.bodies('integration_errors/create_alert'), [
      {
        'document-type': 'InvoiceHeader',
        'document-id': 2,
        'document-status': 'approved',
        'contact-alert-type': 'Functional',
        status: 'Error',
        integration: { code: 'ERP' },
        'integration-run': { id: 1 },
        'integration-run-id': '1',
        responses: [{ 'response-code': 'Failure', 'response-message': 'Period is closed' }],
        'external-id': `${poll}:${bench.rig.messages[1]?.coupa.key}`,
      },
    ]);
    assert.deepEqual(
      bench.tenant.alerts.map(({ document }) => document),
      ['InvoiceHeader:2'],
    );
    assert.deepEqual(
      bench.history.map((record) => record['document-id']),
      [1, 3],
    );
    assert.equal(bench.asked.at(-1), 'PUT integration_runs/1/fail');
  });

  it('tells of several documents side by side, as many as the connection allows at once, and counts what waits', async () => {
    const bench = await open({ invoices: 9, concurrency: 3 });
    bench.tenant.weather({ kind: '503-html', path: '/api/integration_', times: Number.POSITIVE_INFINITY });
    await bench.poll();
    assert.equal((await bench.rig.poller.report()).unreported, 9);
    bench.tenant.clearWeather();
    await bench.allOver();
    assert.equal(bench.mostAtOnce, 3);
    assert.deepEqual(
      new Set(bench.history.map((record) => record['document-id'])),
      new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]),
    );
    assert.equal((await bench.rig.poller.report()).unreported, 0);
  });

  it('makes no run where it found nothing', async () => {
    const bench = await open({ invoices: 0 });
    await bench.poll();
    await bench.quiet();
    assert.deepEqual(bench.asked, []);
  });

  it('says nothing at all where the node has no integration', async () => {
    const bench = await open({ config: { integration: '' } });
    await bench.poll();
    await bench.quiet();
    assert.deepEqual(bench.asked, []);
    assert.equal((await bench.rig.poller.report()).unreported, undefined);
  });

  it('is a run of its own, each', async () => {
    const bench = await open({ invoices: 1 });
    await bench.poll();
    bench.tenant.resource('invoices').create();
    await bench.poll();
    await bench.allOver(2);
    assert.deepEqual(
      bench.runs.map((run) => [run['status'], run['total-records']]),
      [
        ['successful', 1],
        ['successful', 1],
      ],
    );
  });

  it('is reported too where records count as delivered once they were sent', async () => {
    const bench = await open({ invoices: 2, config: { delivery: 'send' } });
    await bench.poll();
    await bench.allOver();
    assert.deepEqual(
      bench.history.map((record) => record['document-id']),
      [1, 2],
    );
    assert.equal(bench.runs[0]?.['status'], 'successful');
  });

  it('solves earlier trouble of a document before it tells of its success, and that of no other', async () => {
    const bench = await open({ invoices: 2, concurrency: 1 });
    const trouble = (id: number, code: string) => ({
      'document-type': 'InvoiceHeader',
      'document-id': id,
      'contact-alert-type': 'Technical',
      status: 'Error',
      resolved: false,
      integration: { code },
    });
    const { tenant } = bench;
    for (const [id, code] of [
      [1, 'ERP'],
      [1, 'PAYMENTS'],
      [7, 'ERP'],
    ] as const) {
      tenant.resource('integration_errors').create(trouble(id, code));
      tenant.resource('integration_history_records').create(trouble(id, code));
    }
    await bench.poll();
    await bench.allOver();
    const solved = (records: Record<string, unknown>[]) =>
      records.slice(0, 3).map(({ resolved }) => resolved);
    assert.deepEqual(
      [solved(bench.errors), solved(bench.history)],
      [
        [true, false, false],
        [true, false, false],
      ],
    );
    const order = bench.asked.filter((asked) => asked.startsWith('P'));
    assert.deepEqual(order.slice(0, 5), [
      'POST integration_runs',
      'PUT integration_runs/1/run',
      'PUT integration_history_records/1/resolve',
      'PUT integration_errors/1/resolve',
      'POST integration_history_records',
    ]);
  });

  it('starts its run without a total while its list is still read', async () => {
    const bench = await open({ invoices: 3, config: { pageSize: 1 } });
    const held = new Promise<void>((resolve) => {
      bench.rig.onRecord = ({ coupa }) => {
        bench.rig.poller.acknowledge(coupa.delivery);
        if (coupa.id === 1) resolve();
      };
    });
    bench.tenant.weather({ kind: 'slow', path: '/api/invoices', nth: 3, delay: 1500 });
    const poll = bench.rig.poller.poll();
    await held;
    await bench.until(() => bench.runs[0]?.['status'] === 'running');
    await poll;
    await bench.allOver();
    assert.deepEqual(bench.bodies('integration_runs/1/run'), [{}]);
    assert.equal(bench.history.length, 3);
  });

  it('leaves the run open until its last record is settled', async () => {
    const bench = await open({ invoices: 2 });
    bench.rig.onRecord = ({ coupa }) => {
      if (coupa.id === 1) bench.rig.poller.acknowledge(coupa.delivery);
    };
    await bench.rig.poller.poll();
    await bench.until(() => bench.history.length === 1);
    await bench.quiet();
    assert.equal(bench.runs[0]?.['status'], 'running');
    bench.rig.poller.acknowledge(bench.rig.messages[1]?.coupa.delivery ?? '');
    await bench.allOver();
    assert.equal(bench.history.length, 2);
  });

  it('ends its run when a reset makes the node forget what was not settled', async () => {
    const bench = await open({ invoices: 2 });
    bench.rig.onRecord = ({ coupa }) => {
      if (coupa.id === 1) bench.rig.poller.acknowledge(coupa.delivery);
    };
    await bench.rig.poller.poll();
    await bench.rig.poller.reset('now');
    await bench.allOver();
    assert.deepEqual([bench.runs[0]?.['status'], bench.history.length], ['successful', 1]);
  });

  it('is a back-fill as well', async () => {
    const bench = await open({ invoices: 1, config: { start: 'now' } });
    await bench.poll();
    await bench.rig.poller.backfill({ from: 'beginning', to: undefined });
    await bench.allOver();
    assert.deepEqual(
      bench.history.map((record) => record['document-id']),
      [1],
    );
  });

  it('tells of a document once Coupa has taken its exported mark, and of one that it refuses to mark as an error', async () => {
    const bench = await open({ invoices: 2, config: { markExported: true } });
    bench.tenant.weather({ kind: '403', path: '/api/invoices/2', method: 'PUT' });
    await bench.poll();
    await bench.allOver();
    const written = bench.tenant.writes.map(({ method, path }) => `${method} ${path.split('?')[0]}`);
    const mark = written.indexOf('PUT /api/invoices/1');
    assert.ok(mark >= 0 && mark < written.indexOf('POST /api/integration_history_records'), String(written));
    assert.deepEqual(
      bench.history.map((record) => record['document-id']),
      [1],
    );
    assert.deepEqual(
      bench.errors.map((record) => record['document-id']),
      [2],
    );
    assert.deepEqual(
      bench.runs.map(({ status }) => status),
      ['failed'],
    );
  });

  it('counts a record once that changed before its exported mark and is delivered as its newer version', async () => {
    const bench = await open({ invoices: 1, config: { markExported: true } });
    bench.tenant.weather({ kind: '503-html', path: '/api/integration_', times: Number.POSITIVE_INFINITY });
    bench.rig.onRecord = ({ coupa }) => {
      if (coupa.eventType === 'CREATED') bench.tenant.resource('invoices').update(1, { status: 'voided' });
      bench.rig.poller.acknowledge(coupa.delivery);
    };
    await bench.rig.poller.poll();
    await bench.until(() => bench.rig.messages.length === 2);
    bench.tenant.clearWeather();
    await bench.allOver();
    assert.deepEqual([bench.history.length, bench.runs[0]?.['total-records']], [1, 1]);
  });
});
