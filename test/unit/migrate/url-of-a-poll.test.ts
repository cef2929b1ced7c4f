// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { toFlow } from '../../../lib/migrate/flow/to-flow';
import { readInstance } from '../../../lib/migrate/read-instance';
import { found, one, poller, rossum } from './import-of-a-list';

const iso = "yyyy-MM-dd'T'HH:mm:ssXXX";

describe('a list of fields without the dates', () => {
  const bound = '&updated-at[gt_or_eq]=${date}';
  const completed: [was: string, now: string][] = [
    ['/api/contracts?fields=["id","name"]', '/api/contracts?fields=["id","name","updated_at","created_at"]'],
    ['/api/contracts?fields=["id","updated-at"]', '/api/contracts?fields=["id","updated-at","created_at"]'],
    [
      '/api/contracts?fields=["name","created_at"]',
      '/api/contracts?fields=["name","created_at","id","updated_at"]',
    ],
    [
      '/api/contracts?fields=["id",{"supplier":["id","updated_at","created_at"]}]',
      '/api/contracts?fields=["id",{"supplier":["id","updated_at","created_at"]},"updated_at","created_at"]',
    ],
    ['/api/contracts?fields=%5B%22id%22%5D', '/api/contracts?fields=["id","updated_at","created_at"]'],
    [
      '/hubs/businessspendmanagement/contracts?fields=id,name',
      '/hubs/businessspendmanagement/contracts?fields=id,name,updated-at,created-at',
    ],
    ...[
      '%5B%22id%22%2C+%22name%22%5D',
      '["id",+"name"]',
      '(id, name)',
      '"id;name"',
      'id|name',
      '{"id":true,"name":1,"status":false}',
    ].map((fields): [string, string] => [
      `/api/contracts?fields=${fields}`,
      '/api/contracts?fields=["id","name","updated_at","created_at"]',
    ]),
  ];
  for (const [was, now] of completed) {
    it(`gets them at its top level, and that is said: ${was}`, () => {
      const { url, findings } = one(poller(was + bound));
      assert.equal(url, now + bound);
      assert.deepEqual(
        [found(findings, 'fields')?.severity, found(findings, 'fields')?.now],
        ['mended', now + bound],
      );
    });
  }

  const whole = [
    '/api/contracts?fields=["id","created-at","updated_at",{"custom_fields":{}}]',
    '/api/contracts?fields=["id",{{msg.fields}}]',
    '/api/contracts?fields=',
    '/api/contracts?supplier[fields]=["id"]',
  ];
  for (const url of whole) {
    it(`is left as it is: ${url}`, () => assert.equal(one(poller(url + bound)).url, url + bound));
  }

  for (const fields of ['fields[]=id&fields[]=name', 'fields[0]=id&fields[1]=name', 'fields%5B%5D=id,name']) {
    it(`is Coupa's list, and no filter, where it is written as ${fields}`, () => {
      assert.equal(
        one(poller(`/api/contracts?${fields}${bound}`)).url,
        `/api/contracts?fields=["id","name","updated_at","created_at"]${bound}`,
      );
    });
  }

  it("gets them in Rossum's query as well", () => {
    const query = { fields: ['id', { currency: ['code'] }], 'updated-at[gt_or_eq]': '${last_modified_date}' };
    assert.equal(
      one(rossum(query)).url,
      '/api/contracts?fields=["id",{"currency":["code"]},"updated_at","created_at"]&updated-at[gt_or_eq]=${last_modified_date}',
    );
  });

  it('gets none where the list has no dates', () => {
    const { url } = one(rossum({ fields: ['id', 'code'] }, { endpoint: 'api/currencies' }));
    assert.equal(url, '/api/currencies?fields=["id","code"]');
  });
});

describe('a filter that a program encoded for a form, or wrote as other systems do', () => {
  const since = 'updated-at[gt_or_eq]=${date}';
  for (const [was, now] of [
    ['status[]=pending+approval&status[]=on+hold', 'status[in]=pending%20approval,on%20hold'],
    ['status[in]=pending+approval,+voided', 'status[in]=pending%20approval,voided'],
    ['status[in]=[a,b]', 'status[in]=a,b'],
    ['status[in]=(a,b)', 'status[in]=a,b'],
    [`status[in]='a','b'`, 'status[in]=a,b'],
    ['status[eq]=on+hold', 'status=on%20hold'],
    ['status[$eq]=a', 'status=a'],
    ['exported[equals]=false', 'exported=false'],
  ] as const) {
    it(`asks for what was meant: ${was}`, () => {
      assert.equal(one(poller(`/api/contracts?${was}&${since}`)).url, `/api/contracts?${now}&${since}`);
    });
  }

  for (const name of [
    'Updated-At',
    'updated_At',
    'updated.at',
    'updated\u2013at',
    'updated\u2212at',
    'UpdatedAt',
  ])
    it(`asks for what was updated since the date: ${name}`, () => {
      assert.match(
        one(poller(`/api/contracts?${name}[gt_or_eq]=\${date}`)).url ?? '',
        /^\/api\/contracts\?updated[-_]at\[gt_or_eq\]=\$\{date\}$/,
      );
    });

  for (const [was, now] of [
    ['Status=a', 'status=a'],
    ['Invoice-Number[in]=1,2', 'invoice-number[in]=1,2'],
    ['custom_fields[Region]=a', 'custom_fields[Region]=a'],
  ] as const)
    it(`asks by the name as Coupa spells it: ${was}`, () => {
      assert.equal(one(poller(`/api/contracts?${was}&${since}`)).url, `/api/contracts?${now}&${since}`);
    });

  it('keeps the + of an offset', () => {
    const dated = 'end-date[gteq]=2026-01-01T00:00:00+01:00';
    assert.equal(
      one(poller(`/api/contracts?${dated}&${since}`)).url,
      `/api/contracts?end-date[gt_or_eq]=2026-01-01T00:00:00%2B01:00&${since}`,
    );
  });

  for (const value of ['"${last_modified_date}"', "'${last_modified_date}'", ' ${last_modified_date} '])
    it(`has no quotes and blanks around Rossum's placeholder: ${value}`, () => {
      assert.equal(
        one(rossum({ 'updated-at[gt_or_eq]': value })).url,
        '/api/contracts?updated-at[gt_or_eq]=${last_modified_date}',
      );
    });

  for (const literal of ["''${date}'' and status=''new''", "''${date}''"])
    it(`is a where whose quotes SQL or ABAP wrote twice: ${literal}`, () => {
      const where = '/hubs/businessspendmanagement/contracts?where=updated_at>=';
      assert.equal(one(poller(where + literal)).url, where + literal.replaceAll("''", "'"));
    });

  it('keeps an empty literal of a where', () => {
    const where = "/hubs/businessspendmanagement/contracts?where=updated_at>='${date}' and status=''";
    assert.equal(one(poller(where)).url, where);
  });
});

describe('a fixed date', () => {
  const date = '2026-03-01T10:00:00Z';
  const followed: [title: string, was: string, now: string, start: string][] = [
    [
      'a filter',
      `/api/contracts?updated-at[gt_or_eq]=${date}&status=x`,
      `/api/contracts?updated-at[gt_or_eq]=\${date:${iso}}&status=x`,
      date,
    ],
    [
      'a strict filter',
      `/api/contracts?updated_at[gt]=${date}`,
      `/api/contracts?updated_at[gt]=\${date:${iso}}`,
      date,
    ],
    [
      'an encoded filter',
      '/api/contracts?updated-at%5Bgt%5D=2026-03-01T11%3A00%3A00%2B01%3A00',
      `/api/contracts?updated-at[gt]=\${date:${iso}}`,
      '2026-03-01T11:00:00+01:00',
    ],
    [
      'a day',
      '/api/contracts?updated-at[gt]=2026-03-01',
      '/api/contracts?updated-at[gt]=${date:yyyy-MM-dd}',
      '2026-03-01T00:00:00Z',
    ],
    [
      'the where of a hub',
      `/hubs/businessspendmanagement/contracts?where=status='x' and updated_at>='${date}'&fields=a,updated-at,created-at`,
      `/hubs/businessspendmanagement/contracts?where=status='x' and updated_at>='\${date:${iso}}'&fields=a,updated-at,created-at`,
      date,
    ],
    [
      'an encoded where',
      `/hubs/businessspendmanagement/contracts?where=updated_at%3E%3D%272026-03-01T10%3A00%3A00Z%27`,
      `/hubs/businessspendmanagement/contracts?where=updated_at%3E%3D%27\${date:${iso}}%27`,
      date,
    ],
    [
      'milliseconds',
      '/hubs/businessspendmanagement/contracts?where=updated_at>1772359200000',
      '/hubs/businessspendmanagement/contracts?where=updated_at>${epoch:ms}',
      '2026-03-01T10:00:00Z',
    ],
  ];
  for (const [title, was, now, start] of followed) {
    it(`of ${title} becomes a placeholder, and where the first poll begins`, () => {
      const { description, findings } = readInstance(poller(was));
      assert.deepEqual([description.resources[0]?.url, description.resources[0]?.startDate], [now, start]);
      assert.equal(description.resources[0]?.filterByUpdatedDate, false);
      const said = found(findings, 'fixed-date');
      assert.deepEqual([said?.severity, said?.now], ['mended', now]);
      assert.equal(found(findings, 'no-bound'), undefined);
      assert.equal(found(findings, 'not-direct'), undefined);
      const node = toFlow(description).find(({ type }) => type === 'coupa-poll');
      assert.deepEqual([node?.['start'], node?.['startDate']], ['date', start]);
    });
  }

  it("of Rossum's query becomes its placeholder", () => {
    const { url, resource, codes } = one(rossum({ 'updated-at[gt_or_eq]': date }));
    assert.equal(url, '/api/contracts?updated-at[gt_or_eq]=${last_modified_date}');
    assert.equal(resource?.startDate, date);
    assert.ok(codes.includes('fixed-date') && !codes.includes('no-bound'));
  });

  const meant = [
    `/api/contracts?created-at[gt]=${date}`,
    `/api/contracts?supplier[updated-at][gt]=${date}`,
    `/api/contracts?updated-at[lt]=${date}`,
    `/api/contracts?updated-at[gt]=\${date}&updated-at[lt]=${date}`,
    `/hubs/businessspendmanagement/contracts?where=updated_at>='${date}' or status='x'`,
    `/hubs/businessspendmanagement/contracts?where=not updated_at>='${date}'`,
    `/hubs/businessspendmanagement/contracts?where=created_at>='${date}'`,
    '/api/contracts?updated-at[gt]=yesterday',
    '/api/contracts?number[gt]=2026',
  ];
  for (const url of meant) {
    it(`is meant as it is in ${url}`, () => {
      const { resource } = one(poller(url), { target: 'hub' });
      assert.deepEqual([resource?.url, resource?.startDate], [url, undefined]);
    });
  }

  it('is not denied where a URL has no placeholder', () => {
    const { findings } = one(rossum({ 'supplier[updated-at][gt]': date }));
    assert.match(String(found(findings, 'no-bound')?.message), /no placeholder for a date/);
  });
});
