import assert from 'node:assert/strict';
import { everyScope } from '../../../simulator';
import { type Bench, openBenches } from './bench';

/** In the order of their ids: they are told of side by side. */
const documents = (records: Record<string, unknown>[]) =>
  records.map((record) => record['document-id']).sort((one, other) => Number(one) - Number(other));
const statuses = ({ runs }: Bench) => runs.map(({ status }) => status);
const errors = ({ rig }: Bench) => rig.errors.map(({ code, message }) => `${code} ${message}`);

describe('an integration that Coupa does not have', () => {
  const open = openBenches();

  it('is told once, and keeps no record back', async () => {
    const bench = await open({ config: { integration: 'SAP' } });
    await bench.poll();
    bench.tenant.resource('invoices').create();
    await bench.poll();
    await bench.quiet();
    assert.equal(bench.rig.messages.length, 4);
    assert.equal(bench.rig.summaries.length, 2);
    const [told, ...more] = errors(bench);
    assert.deepEqual(more, []);
    assert.match(told ?? '', /^COUPA_VALIDATION Opening a run of the integration "SAP" in Coupa: .*HTTP 400/);
    assert.match(told ?? '', /its records are delivered all the same/);
    assert.match(told ?? '', /There has to be an integration with the code "SAP" in Coupa's setup/);
    assert.deepEqual(bench.asked, ['POST integration_runs', 'POST integration_runs']);
  });

  it('gets the runs of later polls once it is there', async () => {
    const bench = await open({ config: { integration: 'SAP' } });
    await bench.poll();
    await bench.quiet();
    bench.tenant.resource('integrations').create({ code: 'SAP' });
    bench.tenant.resource('invoices').create();
    await bench.poll();
    await bench.allOver();
    assert.deepEqual([statuses(bench), documents(bench.history)], [['successful'], [4]]);
  });

  it('is asked for once in a poll, however late its records are settled', async () => {
    const bench = await open({ config: { integration: 'SAP' } });
    await bench.rig.poller.poll();
    await bench.quiet();
    for (const { coupa } of bench.rig.messages) {
      bench.rig.poller.acknowledge(coupa.delivery);
      await bench.quiet();
    }
    assert.deepEqual(bench.asked, ['POST integration_runs']);
  });
});

describe('a client that may not report', () => {
  const open = openBenches();
  const without = (missing: RegExp) => ({ scopes: everyScope().filter((scope) => !missing.test(scope)) });

  it('is told which scope it needs, and keeps no record back', async () => {
    const bench = await open({ tenant: without(/^core\.integration\./) });
    await bench.poll();
    await bench.quiet();
    assert.equal(bench.rig.messages.length, 3);
    const [told, ...more] = errors(bench);
    assert.deepEqual(more, []);
    assert.match(told ?? '', /^COUPA_FORBIDDEN .*This needs the scope core\.integration\.write\./);
  });

  it('reports all the same where it may only not look for earlier trouble', async () => {
    const bench = await open({ tenant: without(/^core\.integration\.read$/) });
    await bench.poll();
    await bench.allOver();
    assert.deepEqual([statuses(bench), documents(bench.history)], [['successful'], [1, 2, 3]]);
    const [told, ...more] = errors(bench);
    assert.deepEqual(more, []);
    assert.match(told ?? '', /This needs the scope core\.integration\.read\..*is reported all the same/);
  });
});

describe('a report that Coupa refuses', () => {
  const open = openBenches();

  it('is told once and left, and holds nothing back', async () => {
    const bench = await open();
    bench.tenant.weather({ kind: '403', path: '/api/integration_history_records', method: 'POST', nth: 2 });
    await bench.poll();
    await bench.allOver();
    assert.deepEqual([statuses(bench), documents(bench.history)], [['successful'], [1, 3]]);
    const [told, ...more] = errors(bench);
    assert.deepEqual(more, []);
    assert.match(
      told ?? '',
      /Reporting InvoiceHeader 2 to the integration "ERP" in Coupa.*This report is left out/,
    );
  });

  it('is sent as PUT to a tenant that knows no POST there, which one of Coupa’s guides asks for', async () => {
    const bench = await open({ concurrency: 1 });
    const everywhere = { method: 'POST', times: Number.POSITIVE_INFINITY };
    for (const path of ['/api/integration_history_records', '/api/integration_errors'])
      bench.tenant.weather({ kind: '404', path, ...everywhere });
    await bench.poll((id) => (id === 2 ? 'no' : undefined));
    await bench.allOver();
    assert.deepEqual([documents(bench.history), documents(bench.errors)], [[1, 3], [2]]);
    assert.deepEqual(errors(bench), []);
    const posts = bench.asked.filter((asked) => /^POST .*(records|alert)/.test(asked));
    assert.deepEqual(posts, ['POST integration_history_records']);
  });

  it('leaves the end of a run out, if it is that', async () => {
    const bench = await open({ invoices: 1 });
    bench.tenant.weather({ kind: '403', path: '/api/integration_runs/1/success' });
    await bench.poll();
    await bench.until(() => bench.rig.errors.length === 1);
    bench.tenant.resource('invoices').create();
    await bench.poll();
    await bench.until(() => bench.runs[1]?.['status'] === 'successful');
    assert.deepEqual(statuses(bench), ['running', 'successful']);
    assert.match(errors(bench)[0] ?? '', /The run stays in Coupa as it is/);
  });
});

describe('while Coupa takes no reports', () => {
  const open = openBenches();

  for (const [name, weather] of [
    ['fails', { kind: '503-html' }],
    ['has too many requests', { kind: '429' }],
    ['cannot be reached', { kind: 'refused' }],
    ['answers with a web page', { kind: 'login-page' }],
  ] as const) {
    it(`since it ${name}, they wait, and polls go on`, async () => {
      const bench = await open();
      bench.tenant.weather({ ...weather, path: '/api/integration_', times: Number.POSITIVE_INFINITY });
      await bench.poll((id) => (id === 2 ? 'no' : undefined));
      bench.tenant.resource('invoices').create();
      await bench.poll();
      await bench.until(() => bench.asked.length > 12);
      assert.equal(bench.rig.messages.length, 4);
      bench.tenant.clearWeather();
      await bench.allOver(2);
      assert.deepEqual(statuses(bench), ['failed', 'successful']);
      assert.deepEqual([documents(bench.history), documents(bench.errors)], [[1, 3, 4], [2]]);
      assert.equal(bench.tenant.alerts.length, 1);
      assert.deepEqual(errors(bench), []);
      assert.equal(bench.rig.notices.filter((text) => /integration runs waits/.test(text)).length, 1);
    });
  }

  it('one that fails each time holds only what is of its document back', async () => {
    const bench = await open();
    const path = /integration_history_records\?.*document-id=2\b/;
    bench.tenant.weather({ kind: '500', path, times: Number.POSITIVE_INFINITY });
    await bench.poll();
    await bench.until(() => bench.history.length === 2);
    await bench.quiet();
    assert.deepEqual([statuses(bench), documents(bench.history)], [['running'], [1, 3]]);
    bench.tenant.clearWeather();
    await bench.allOver();
    assert.deepEqual(bench.history.at(-1)?.['document-id'], 2);
    assert.deepEqual(documents(bench.history), [1, 2, 3]);
  });
});

describe('a run whose opening may have got lost', () => {
  const open = openBenches();
  const loss = { method: 'POST', path: '/api/integration_runs', carriedOut: false } as const;

  it('is not taken to be one that was there before it was asked for', async () => {
    let now = Date.now() - 60_000;
    const bench = await open({ invoices: 1, tenant: { now: () => now } });
    await bench.poll();
    await bench.allOver();
    const another = { integration: { code: 'ERP' }, status: 'pending' };
    bench.tenant.resource('integration_runs').create(another);
    // By both clocks: the node does not believe a jump of the tenant's alone.
    now += 60_000;
    bench.rig.clock.advance(60_000);
    bench.tenant.loseAnswer(loss);
    bench.tenant.resource('invoices').create();
    await bench.poll();
    await bench.until(() => bench.history.length === 2);
    await bench.quiet();
    assert.deepEqual(statuses(bench), ['successful', 'pending', 'successful']);
  });

  it('is not taken to be an earlier one of this node that has not begun yet', async () => {
    const bench = await open({ invoices: 1 });
    bench.tenant.weather({
      kind: '503-html',
      path: '/api/integration_runs/1/run',
      times: Number.POSITIVE_INFINITY,
    });
    await bench.poll();
    await bench.until(() => statuses(bench)[0] === 'pending');
    bench.tenant.loseAnswer(loss);
    bench.tenant.resource('invoices').create();
    await bench.poll();
    await bench.until(() => bench.history.length === 1 || bench.runs.length > 2);
    bench.tenant.clearWeather();
    await bench.allOver(2);
    const told = bench.history.map((record) => [record['document-id'], record['integration-run']]);
    assert.deepEqual(
      [statuses(bench), told],
      [
        ['successful', 'successful'],
        [
          [2, { id: 2 }],
          [1, { id: 1 }],
        ],
      ],
    );
  });
});

describe('a report whose answer is lost', () => {
  const open = openBenches();
  const steps = [
    ['POST', '/api/integration_runs', 'the opening of a run'],
    ['PUT', '/api/integration_runs/1/run', 'the start of a run'],
    ['POST', '/api/integration_history_records', 'a success'],
    ['POST', '/api/integration_errors/create_alert', 'an error'],
    ['PUT', '/api/integration_runs/1/fail', 'the end of a run'],
  ] as const;

  for (const [method, path, what] of steps) {
    for (const carriedOut of [true, false]) {
      it(`is made once: ${what}, ${carriedOut ? 'after' : 'before'} it was carried out`, async () => {
        const bench = await open({ invoices: 2 });
        bench.tenant.loseAnswer({ method, path, carriedOut });
        await bench.poll((id) => (id === 2 ? 'no' : undefined));
        await bench.allOver();
        await bench.quiet();
        assert.deepEqual([documents(bench.history), documents(bench.errors)], [[1], [2]]);
        assert.deepEqual([statuses(bench), bench.tenant.alerts.length], [['failed'], 1]);
        assert.deepEqual(errors(bench), []);
      });
    }
  }
});
