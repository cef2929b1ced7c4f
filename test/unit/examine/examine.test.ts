import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { Connection, type ConnectionSettings } from '../../../lib/connection/connection';
import { assumptions } from '../../../lib/examine/assumptions/assumptions';
import { examine } from '../../../lib/examine/examine';
import type { ExaminationReport } from '../../../lib/examine/model/report';
import { Tenant } from '../../simulator';
import { JumpingClock } from '../connection/jumping-clock';
import { BentTenant } from './bent-tenant';
import { broken } from './broken';

describe('An examination', () => {
  const clock = new JumpingClock();
  const scopes = ['core.invoice.read', 'core.supplier.read'];
  let tenant: Tenant;
  let bent: BentTenant;

  before(async () => {
    tenant = await Tenant.start({ rateLimit: false, pageCap: 1000, scopes, now: () => clock.now() });
    fill(tenant, clock);
    bent = await BentTenant.start(tenant);
  });

  after(async () => {
    await bent.close();
    await tenant.close();
  });

  afterEach(() => {
    bent.bend = {};
    tenant.clearWeather();
  });

  const settings = (): ConnectionSettings => ({
    authentication: 'oauth2',
    siteAddress: bent.url,
    scope: scopes.join(' '),
    credentials: { clientId: 'client', clientSecret: 'secret' },
    requestsPerSecond: 0,
    clock,
    random: () => 0,
  });

  const report = (given: Partial<ConnectionSettings> = {}) => reportOn({ ...settings(), ...given }, clock);

  it('finds every assumption kept by a tenant that does as documented', async () => {
    const { assumptions: found } = await report();
    const others = found.filter(({ verdict }) => verdict !== 'kept');
    assert.deepEqual(
      others.map(({ id, seen }) => `${id}: ${seen}`),
      [],
    );
  });

  for (const { id, how, bend, seen } of broken)
    it(`says of ${id}, and of nothing else, that it is not kept where ${how}`, async () => {
      bent.bend = bend;
      const { assumptions: found } = await report();
      const one = found.find((other) => other.id === id);
      assert.deepEqual(notKept({ assumptions: found }), [id]);
      assert.match(String(one?.seen), seen);
      assert.ok(one?.otherwise);
    });

  it('has every assumption broken by a test', () => {
    const tested = new Set(broken.map(({ id }) => id));
    assert.deepEqual(
      assumptions.map(({ id }) => id).filter((id) => !tested.has(id)),
      [],
    );
  });

  it('only reads', async () => {
    tenant.requests.length = 0;
    await report();
    const methods = tenant.requests.map(({ method, path }) => `${method} ${path.startsWith('/api/')}`);
    assert.deepEqual([...new Set(methods)], ['POST false', 'GET true']);
    assert.ok(methods.length < 45, String(methods.length));
  });

  it('says that nothing is known of lists without records', async () => {
    const empty = await Tenant.start({ rateLimit: false, scopes, now: () => clock.now() });
    const { assumptions: found } = await report({ siteAddress: empty.url });
    await empty.close();
    const of = (id: string) => found.find((one) => one.id === id);
    assert.deepEqual([of('ids')?.verdict, String(of('ids')?.seen)], ['unknown', 'No list has records.']);
    assert.deepEqual([of('empty-list')?.verdict, of('unknown-filter')?.verdict], ['kept', 'kept']);
    assert.deepEqual(notKept({ assumptions: found }), []);
  });

  it('goes on with the lists that may be read where others are forbidden', async () => {
    tenant.resource('suppliers').createMany(12, {}, { updatedAt: clock.now() - 3_600_000 });
    tenant.weather({ kind: '403', path: '/api/invoices', times: Number.POSITIVE_INFINITY });
    const { assumptions: found } = await report();
    const of = (id: string) => found.find((one) => one.id === id);
    assert.deepEqual([of('ascending')?.verdict, of('forbidden')?.verdict], ['kept', 'kept']);
    assert.equal(
      String(of('exported-filter')?.seen),
      'No list with the exported flag has records that can be read.',
    );
    assert.deepEqual(notKept({ assumptions: found }), []);
  });

  it('says that no list can be read where all are forbidden', async () => {
    tenant.weather({ kind: '403', path: '/api/', times: Number.POSITIVE_INFINITY });
    const { assumptions: found } = await report();
    const ids = found.find(({ id }) => id === 'ids');
    assert.deepEqual([ids?.verdict, String(ids?.seen)], ['unknown', 'No list could be read.']);
  });

  it('waits where it is asked too much, and asks on', async () => {
    tenant.weather({ kind: '429-retry-after', path: '/api/', nth: 12, times: 2, retryAfter: 7 });
    const { assumptions: found } = await report();
    assert.deepEqual(notKept({ assumptions: found }), ['no-throttling']);
    assert.ok(clock.waits.some((wait) => wait >= 7_000));
    assert.deepEqual(
      found.filter(({ verdict }) => verdict === 'unknown').map(({ id }) => id),
      [],
    );
  });

  it('asks no more where nobody answers any more, and tells what it knows', async () => {
    tenant.weather({ kind: '503-html', path: '/api/', nth: 6, times: Number.POSITIVE_INFINITY });
    tenant.requests.length = 0;
    const { assumptions: found } = await report();
    assert.equal(found.find(({ id }) => id === 'ascending')?.verdict, 'kept');
    assert.equal(found.find(({ id }) => id === 'fields')?.verdict, 'unknown');
    assert.ok(tenant.requests.length < 20, String(tenant.requests.length));
  });

  it('fails where the sign-in is refused', async () => {
    const wrong = { clientId: 'client', clientSecret: 'wrong' };
    await assert.rejects(
      report({ credentials: wrong }),
      (error) => error instanceof CoupaError && error.code === 'COUPA_AUTH',
    );
  });

  it('fails where nobody is at the address', async () => {
    const gone = await Tenant.start();
    await gone.close();
    await assert.rejects(
      report({ siteAddress: gone.url }),
      (error) => error instanceof CoupaError && error.code === 'COUPA_NETWORK',
    );
  });

  it('ends at once when it is given up', async () => {
    const ended = new AbortController();
    const connection = new Connection(settings());
    const asked = (count: number) => count === 3 && ended.abort(new Error('given up'));
    await assert.rejects(examine(connection, { signal: ended.signal, asked, clock }), /given up/);
    await connection.close();
  });

  it('knows of an API key that it has no token', async () => {
    const keyed = await Tenant.start({ apiKey: 'key', rateLimit: false, now: () => clock.now() });
    fill(keyed, clock);
    const { assumptions: found } = await report({
      siteAddress: keyed.url,
      authentication: 'apiKey',
      credentials: { apiKey: 'key' },
      scope: '',
    });
    await keyed.close();
    assert.deepEqual(
      found.filter(({ id }) => id.startsWith('token')).map(({ verdict }) => verdict),
      ['unknown', 'unknown', 'unknown'],
    );
  });
});

/** Sixty invoices, changed in another order than they were made, well before now. */
function fill(tenant: Tenant, clock: JumpingClock): void {
  tenant.resource('invoices').createMany(
    60,
    (index) => ({ exported: index % 2 === 0 }),
    (index) => ({
      createdAt: clock.now() - 9_000_000,
      updatedAt: clock.now() - 3_600_000 - ((index * 37) % 60) * 60_000,
    }),
  );
}

async function reportOn(settings: ConnectionSettings, clock: JumpingClock): Promise<ExaminationReport> {
  const connection = new Connection(settings);
  try {
    return await examine(connection, { signal: new AbortController().signal, scope: settings.scope, clock });
  } finally {
    await connection.close();
  }
}

function notKept({ assumptions: found }: Pick<ExaminationReport, 'assumptions'>): string[] {
  return found.filter(({ verdict }) => verdict === 'not kept').map(({ id }) => id);
}
