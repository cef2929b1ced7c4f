// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../lib/migrate/read-instance';

const bound = { 'updated-at[gt_or_eq]': '${last_modified_date}' };
const credentials = { client_id: 'a', client_secret: '${S}', base_api_url: 'https://acme.coupahost.com' };

/** An import of Rossum with this query. */
function rossum(query: unknown, config: object = {}): object {
  return { credentials, import_config: { endpoint: 'api/contracts', id_keys: ['id'], query, ...config } };
}

/** A hook with this schedule. */
function hook(schedule: unknown, config: object = {}): object {
  return { name: 'H', events: [], settings: rossum(bound), config: { schedule, ...config } };
}

describe('The query of a Rossum import', () => {
  for (const [title, query, asked] of [
    ['texts in a list', ['status=a', 'status=b'], '?status=a&status=b'],
    ['an empty list, which asks for nothing', { 'status[in]': [], 'type[in]': ['x'] }, '?type[in]=x'],
    [
      'fields in a text without brackets',
      { fields: 'id, supplier.name,updated_at, created_at' },
      '?fields=["id",{"supplier":["name"]},"updated_at","created_at"]',
    ],
  ] as const) {
    it(`is asked with ${title}`, () => {
      assert.equal(readInstance(rossum(query)).description.resources[0]?.url, `/api/contracts${asked}`);
    });
  }
});

describe('An import of Rossum that is written otherwise', () => {
  const fields = ['id', 'updated_at', 'created_at'];
  const query = { fields, ...bound };
  const config = { endpoint: 'api/contracts', id_keys: ['id'], dataset_name: 'c', query };
  const own = {
    client_id: 'a',
    client_secret: '${S}',
    base_api_url: 'https://acme.coupahost.com',
    client_scope: 'core.x.read',
  };
  const { base_api_url: site, client_id: id, client_secret: secret, client_scope: scope } = own;
  const plain = { name: 'H', events: [], settings: { credentials: own, import_config: config } };
  const hookOf = (changed: object, credentials: unknown = own) => ({
    ...plain,
    settings: { credentials, import_config: { ...config, ...changed } },
  });
  for (const [title, written] of [
    [
      'its import as JSON in a text',
      { ...plain, settings: { credentials: own, import_config: JSON.stringify(config) } },
    ],
    ['its credentials as JSON in a text', hookOf({}, JSON.stringify(own))],
    [
      'its credentials in camel case',
      hookOf({}, { clientId: id, clientSecret: secret, baseApiUrl: site, clientScope: scope }),
    ],
    [
      'its credentials by other names',
      hookOf({}, { client_id: id, client_secret: secret, base_url: site, scopes: scope }),
    ],
    ['its id keys as JSON in a text', hookOf({ id_keys: '["id"]' })],
    ['its query as objects of one member', hookOf({ query: [{ fields }, bound] })],
    ...[
      '{last_modified_date}',
      '<last_modified_date>',
      '%7Blast_modified_date%7D',
      '«last_modified_date»',
      'last_modified_date',
    ].map(
      (name) =>
        [`its placeholder as ${name}`, hookOf({ query: { fields, 'updated-at[gt_or_eq]': name } })] as const,
    ),
    ['twice', [plain, plain]],
  ] as const) {
    it(`is the same: ${title}`, () => {
      const { description, findings } = readInstance(JSON.stringify(written));
      assert.deepEqual(description, readInstance(plain).description);
      assert.ok(!findings.some(({ severity, code }) => severity === 'error' || code === 'placeholder'));
    });
  }

  it("is asked since the last run by a child's date, however the placeholder is written", () => {
    const ofChild = 'remit-to-addresses[updated-at][gt_or_eq]';
    for (const name of ['{last_modified_date}', '<last_modified_date>'])
      assert.equal(
        readInstance(rossum({ [ofChild]: name })).description.resources[0]?.url,
        `/api/contracts?${ofChild}=\${last_modified_date}`,
      );
  });
});

describe('Several imports in one configuration of Rossum', () => {
  const imports = ['contracts', 'suppliers'].map((name) => ({
    endpoint: `api/${name}`,
    query: bound,
    dataset_name: name,
  }));
  for (const [title, pasted] of [
    ['as a list', { credentials, import_config: imports }],
    ['under another name', { credentials, import_configs: imports }],
    ['of a hook', { name: 'H', events: [], settings: { credentials, import_config: imports } }],
    ['each with its name', { credentials, imports: imports.map((one) => ({ import_config: one })) }],
  ] as const) {
    it(`sign in as it says: ${title}`, () => {
      const { description, findings } = readInstance(JSON.stringify(pasted));
      assert.deepEqual(
        description.resources.map(({ resource }) => resource),
        ['contracts', 'suppliers'],
      );
      assert.equal(description.connection.siteAddress, 'https://acme.coupahost.com');
      assert.deepEqual(description.connection.credentials, { clientId: 'a', clientSecret: '${S}' });
      assert.ok(!findings.some(({ code }) => ['secret', 'site-address'].includes(code)));
    });
  }
});

describe("A hook's schedule", () => {
  for (const [title, schedule] of [
    ['names two times', { cron: ['0 6 * * *', '0 18 * * *'] }],
    ['is a pause', { interval: 3600 }],
    ['is a number', 900],
    ['counts the days of the week, nobody knows from which', { cron: '0 0 6 ? * 2-6' }],
  ] as const) {
    it(`is not denied where it ${title}`, () => {
      const { description, findings } = readInstance(hook(schedule));
      assert.equal(description.resources[0]?.crontab, undefined);
      assert.deepEqual(
        findings.filter(({ code }) => code === 'schedule').map(({ severity }) => severity),
        ['manual'],
      );
    });
  }

  for (const [was, now] of [
    ['cron(0 6 * * ? *)', '0 6 * * *'],
    ['0 0 6 ? * MON-FRI *', '0 6 * * 1-5'],
  ] as const) {
    it(`is read with its year: ${was}`, () => {
      assert.equal(readInstance(hook({ cron: was })).description.resources[0]?.crontab, now);
    });
  }

  it('is said to be meant in a time zone', () => {
    const cron = '0 6 * * *';
    for (const pasted of [
      hook({ cron, timezone: 'Europe/Prague' }),
      hook({ cron }, { tz: 'Europe/Prague' }),
    ]) {
      const { description, findings } = readInstance(pasted);
      assert.equal(description.resources[0]?.crontab, cron);
      const zone = findings.find(({ code }) => code === 'schedule-zone');
      assert.equal(zone?.severity, 'manual');
      assert.match(String(zone?.message), /Europe\/Prague/);
    }
  });
});

describe('A configuration', () => {
  it('is read alone where another document stands beside it', () => {
    const { description, findings } = readInstance(`${JSON.stringify(rossum(bound))}\n{"note":"prod"}`);
    assert.equal(description.resources.length, 1);
    assert.ok(!findings.some(({ code }) => code === 'several'));
    assert.ok(findings.some(({ code }) => code === 'ignored-text'));
  });
});
