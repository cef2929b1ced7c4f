import assert from 'node:assert/strict';
import { Connection } from '../../../lib/connection/connection';
import { examine } from '../../../lib/examine/examine';
import { reportJson } from '../../../lib/examine/telling/report-json';
import { reportText } from '../../../lib/examine/telling/report-text';
import { Tenant } from '../../simulator';
import { JumpingClock } from '../connection/jumping-clock';
import { type Bend, BentTenant, eachRecord } from './bent-tenant';
import { broken } from './broken';

/** What stands in every value of the tenant's records, in their names, in its errors, headers and tokens. */
const mark = 'Q7XYZZYZ9';

describe('A report that is shown to everybody', () => {
  const clock = new JumpingClock();
  const firstId = 987_654_000;
  let tenant: Tenant;
  let bent: BentTenant;

  before(async () => {
    const clientSecret = `${mark}-secret`;
    tenant = await Tenant.start({
      rateLimit: false,
      pageCap: 1000,
      clientId: `${mark}-client`,
      clientSecret,
      now: () => clock.now(),
      scopes: ['core.invoice.read', 'core.supplier.read', `core.${mark}.read`],
    });
    tenant.resource('invoices').createMany(
      60,
      (index) => ({ id: firstId + index, exported: index % 2 === 0, 'internal-note': mark, [mark]: 1.5 }),
      () => ({ createdAt: clock.now() - 9_000_000, updatedAt: clock.now() - 3_600_000 }),
    );
    bent = await BentTenant.start(tenant);
  });

  after(async () => {
    await bent.close();
    await tenant.close();
  });

  async function told(bend: Bend): Promise<string> {
    bent.bend = bend;
    const connection = new Connection({
      authentication: 'oauth2',
      siteAddress: bent.url,
      credentials: { clientId: `${mark}-client`, clientSecret: `${mark}-secret` },
      requestsPerSecond: 0,
      clock,
      random: () => 0,
    });
    try {
      const report = await examine(connection, { signal: new AbortController().signal, clock });
      return `${reportJson(report)}${reportText(report)}`;
    } finally {
      await connection.close();
    }
  }

  function assertClean(text: string): void {
    assert.doesNotMatch(text, /Q7|XYZZY|Z9/i);
    assert.doesNotMatch(text, /987.?654/, 'an id');
    assert.doesNotMatch(text, /127\.0\.0\.1|localhost|:\d{4,5}\b/, 'an address');
    assert.doesNotMatch(text, /\b20[23]\d-\d\d/, 'a date');
    assert.doesNotMatch(text, /eyJ/, 'a token');
  }

  const marked: Record<string, Bend> = {
    'values of records': {
      answer: eachRecord((record) => {
        for (const [name, value] of Object.entries(record))
          if (typeof value === 'string' && !name.endsWith('-at')) record[name] = mark;
      }),
    },
    'dates, too': {
      answer: eachRecord((record) => void Object.assign(record, { 'updated-at': `${mark} 7` })),
    },
    'ids, too': {
      answer: eachRecord((record) => void Object.assign(record, { id: `${mark}${record['id']}` })),
    },
    errors: {
      answer: (answer) => {
        if (answer.status >= 400) answer.body = JSON.stringify({ errors: { [mark]: [mark] } });
      },
    },
    headers: {
      answer: ({ headers }) => {
        for (const name of ['content-type', 'x-cache', 'age', 'ratelimit-policy'])
          headers[name] = `${mark}/hit`;
      },
    },
    redirects: {
      answer: (answer, { search }) => {
        if (search.includes('return_object'))
          Object.assign(answer, { status: 302, headers: { location: `https://${mark}.example/${mark}` } });
      },
    },
    'things that are no list': {
      answer: (answer, { search }) => {
        if (search.includes('return_object')) answer.body = JSON.stringify({ error: mark, id: mark });
      },
    },
  };

  for (const [where, bend] of Object.entries(marked))
    it(`holds none of what the tenant has in ${where}`, async () => assertClean(await told(bend)));

  it('holds nothing of the tenant whatever is not kept', async () => {
    for (const { bend } of broken) assertClean(await told(bend));
  }).timeout(120_000);
});
