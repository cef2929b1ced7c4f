// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { mendPattern } from '../../../lib/migrate/fields/mend-pattern';
import { readInstance } from '../../../lib/migrate/read-instance';

const iso = "yyyy-MM-dd'T'HH:mm:ssXXX";
const hub = '/hubs/businessspendmanagement/invoices?where=updated_at>=';

function poller(entry: object): object {
  return { element: { key: 'coupa' }, configuration: { 'event.poller.configuration': { invoices: entry } } };
}

function rossum(query: unknown): object {
  return {
    credentials: { client_id: 'a', base_api_url: 'https://acme.coupahost.com' },
    import_config: { endpoint: 'api/contracts', id_keys: ['id'], query },
  };
}

function read(pasted: unknown) {
  const { description, findings } = readInstance(pasted);
  const [resource] = description.resources;
  return { resource, url: resource?.url, codes: findings.map(({ code }) => code), findings };
}

describe('A resource whose URL is called otherwise', () => {
  for (const key of ['Url', 'URL'])
    it(`says by it which hub is meant: ${key}`, () => {
      const entry = { [key]: "/hubs/finance/customers?where=a>'${date}'", idField: 'id' };
      const { description } = readInstance({ 'event.poller.configuration': { customers: entry } });
      assert.equal(description.connection.authentication, 'openConnectors');
    });
});

describe('A placeholder of a pasted URL', () => {
  const spelled = [
    `'\${ date:${iso} }'`,
    `'$ {date:${iso}}'`,
    `'\${Date:${iso}}'`,
    `'\${DATE:${iso}}'`,
    `'$(date:${iso})'`,
    `'{{date:${iso}}}'`,
    `'\\\${date:${iso}}'`,
    `'$\\{date:${iso}}'`,
    `'$\${date:${iso}}'`,
    `'#{date:${iso}}'`,
    `'@{date:${iso}}'`,
    `'\`\${date:${iso}}'`,
    `'&#36;{date:${iso}}'`,
    `&#x27;\${date:${iso}}&#x27;`,
    `'\${date: ${iso}}'`,
    `'%24%7Bdate%3Ayyyy-MM-dd%27T%27HH%3Amm%3AssXXX%7D'`,
    `"\${date:${iso}}"`,
    `\`\${date:${iso}}\``,
    `'\${date:yyyy-MM-ddTHH:mm:ssXXX}'`,
    `'\${date:yyyy-MM-dd\\'T\\'HH:mm:ssXXX}'`,
    `'\${date:yyyy-MM-dd''T''HH:mm:ssXXX}'`,
  ];
  for (const value of spelled) {
    it(`is read, and that is said: ${value}`, () => {
      const { url, codes } = read(poller({ url: hub + value, idField: 'id' }));
      assert.equal(url, `${hub}'\${date:${iso}}'`);
      assert.ok(
        !codes.includes('no-bound') && !codes.includes('url-template') && !codes.includes('not-direct'),
      );
    });
  }

  for (const value of ["'${DATE}'", `'\${dateTimeZone:PST:${iso}}'`, "'{{msg.date}}'", "'${epoch}'"]) {
    it(`is left as it is: ${value}`, () => {
      assert.equal(read(poller({ url: hub + value, idField: 'id' })).url, hub + value);
    });
  }

  const ofRossum = [
    '{{last_modified_date}}',
    '${ last_modified_date }',
    '${lastModifiedDate}',
    '${LAST_MODIFIED_DATE}',
    '$last_modified_date',
    '$${last_modified_date}',
    '#{last_modified_date}',
  ];
  for (const value of ofRossum) {
    it(`for the last run is read: ${value}`, () => {
      assert.equal(
        read(rossum({ 'updated-at[gt_or_eq]': value })).url,
        '/api/contracts?updated-at[gt_or_eq]=${last_modified_date}',
      );
    });
  }
});

describe('A date pattern', () => {
  for (const [was, now] of [
    ['YYYY-MM-DDTHH:mm:ssZ', "yyyy-MM-dd'T'HH:mm:ssZ"],
    ['yyyy-mm-dd', 'yyyy-MM-dd'],
    ["yyyy-mm-dd'T'HH:MM:ssXXX", iso],
    ['dd.mm.yyyy HH:MM', 'dd.MM.yyyy HH:mm'],
    ['yyyy-MM-dd"T"HH:mm:ssXXX', iso],
    ['yyyy-MM-dd’T’HH:mm:ssXXX', iso],
    ['yyyy-MM-dd&#39;T&#39;HH:mm:ssXXX', iso],
    ['MILLISECONDS', 'milliseconds'],
  ] as const) {
    it(`is read as Java writes it: ${was}`, () => {
      const { resource, codes } = read(
        poller({
          url: `${hub}'\${date}'`,
          datesConfiguration: { updatedDateField: 'updated-at', updatedDateFormat: was },
        }),
      );
      assert.equal(resource?.updatedDateFormat, now);
      assert.ok(codes.includes('date-pattern') && !codes.includes('date-format'));
    });
  }

  for (const pattern of [
    iso,
    "YYYY-'W'ww-u",
    "yyyy.MM.dd G 'at' HH:mm:ss z",
    'yyyyDDD',
    "h:mm a, 'MM' yyyy",
  ]) {
    it(`is left as it is: ${pattern}`, () => assert.equal(mendPattern(pattern), pattern));
  }
});

describe('The query of a Rossum import', () => {
  const bound = 'updated-at[gt_or_eq]=${last_modified_date}';
  for (const [title, query, asked] of [
    ['operators as objects', { 'updated-at': { gt_or_eq: '${last_modified_date}' } }, bound],
    [
      'values as a list',
      { 'status[in]': ['a', 'b'], 'updated-at[gt_or_eq]': '${last_modified_date}' },
      `status[in]=a,b&${bound}`,
    ],
    ['what is null', { fields: null, 'updated-at[gt_or_eq]': '${last_modified_date}' }, bound],
    ['a text', `?${bound}&status=x`, `${bound}&status=x`],
    ['JSON in a text', JSON.stringify({ 'updated-at[gt_or_eq]': '${last_modified_date}' }), bound],
    ['names and values', [{ key: 'updated-at[gt_or_eq]', value: '${last_modified_date}' }], bound],
    [
      'operators of others',
      { 'updated-at[gteq]': '${last_modified_date}', 'id[neq]': 5 },
      `${bound}&id[not_eq]=5`,
    ],
    [
      'operators of a database',
      { 'updated-at': { $gte: '${last_modified_date}' }, status: { $in: ['a', 'b'] } },
      `${bound}&status[in]=a,b`,
    ],
    ['no operator', { 'updated-at': '${last_modified_date}' }, bound],
    [
      'an answer without dates',
      { return_object: 'limited', 'updated-at[gt_or_eq]': '${last_modified_date}' },
      `return_object=shallow&${bound}`,
    ],
  ] as const) {
    it(`is read with ${title}`, () => assert.equal(read(rossum(query)).url, `/api/contracts?${asked}`));
  }

  it('that cannot be read is told', () => {
    assert.ok(read(rossum(['updated-at', 5])).codes.includes('query'));
  });

  for (const date of [
    ' 2026-03-01T10:00:00Z ',
    '"2026-03-01T10:00:00Z"',
    '2026-03-01T10:00:00 00:00',
    '2026-03-01T10:00',
    '2026/03/01 10:00:00',
    '2026-03-01 10:00:00 UTC',
    'Sun, 01 Mar 2026 10:00:00 GMT',
  ]) {
    it(`begins at its fixed date, however that is written: ${date}`, () => {
      const { resource, codes } = read(rossum({ 'updated-at[gt_or_eq]': date }));
      assert.equal(new Date(resource?.startDate ?? '').toISOString(), '2026-03-01T10:00:00.000Z');
      assert.ok(codes.includes('fixed-date') && !codes.includes('no-bound'));
    });
  }

  it('names a fixed date of which the order of day and month is unknown', () => {
    const { findings } = read(rossum({ 'updated-at[gt_or_eq]': '03/01/2026' }));
    const found = findings.find(({ code }) => code === 'fixed-date');
    assert.equal(found?.severity, 'manual');
    assert.match(String(found?.message), /03\/01\/2026/);
  });
});

describe('A list of fields that is no JSON', () => {
  const bound = '&updated-at[gt_or_eq]=${date}';
  for (const fields of [
    "['id','name']",
    '[id,name]',
    '[“id”,“name”]',
    '["id","name",]',
    '[\\"id\\",\\"name\\"]',
    '%255B%2522id%2522%252C%2522name%2522%255D',
  ]) {
    it(`gets the dates, and is written as JSON: ${fields}`, () => {
      const { url, codes } = read(poller({ url: `/api/invoices?fields=${fields}${bound}`, idField: 'id' }));
      assert.equal(url, `/api/invoices?fields=["id","name","updated_at","created_at"]${bound}`);
      assert.ok(codes.includes('fields'));
    });
  }

  for (const fields of ['{"id":{}}', '%255B%25FF%255D'])
    it(`is no list that anything is put into, or that ends the import: ${fields}`, () => {
      const { url } = read(poller({ url: `/api/invoices?fields=${fields}${bound}`, idField: 'id' }));
      assert.ok(url?.startsWith(`/api/invoices?fields=${fields}`), url);
    });

  it('is written as JSON also where nothing is missing', () => {
    const { url, codes } = read(
      poller({ url: `/api/invoices?fields=['id','updated_at','created_at']${bound}` }),
    );
    assert.equal(url, `/api/invoices?fields=["id","updated_at","created_at"]${bound}`);
    assert.ok(codes.includes('fields'));
  });
});

describe('The dates of a resource', () => {
  it('are read from a text that holds them as JSON', () => {
    const dates = JSON.stringify({ updatedDateField: 'changed', updatedDateFormat: 'yyyy-MM-dd' });
    const { resource, codes } = read(poller({ url: `${hub}'\${date}'`, datesConfiguration: dates }));
    assert.deepEqual([resource?.updatedDateField, resource?.updatedDateFormat], ['changed', 'yyyy-MM-dd']);
    assert.ok(!codes.includes('no-dates'));
  });

  it('are read by keys in another spelling, and that is said', () => {
    const datesConfiguration = {
      updated_date_field: 'changed',
      UpdatedDateFormat: 'yyyy-MM-dd',
      updatedDateTimeZone: 'PST',
    };
    const { resource, codes } = read(poller({ url: `${hub}'\${date}'`, datesConfiguration }));
    assert.deepEqual(
      [resource?.updatedDateField, resource?.updatedDateFormat, resource?.updatedDateTimezone],
      ['changed', 'yyyy-MM-dd', 'PST'],
    );
    assert.ok(codes.includes('key-name') && !codes.includes('dates-key'));
  });
});

describe('A configuration in YAML', () => {
  for (const text of [
    'credentials: &all\n  client_id: a\nimport_config:\n  endpoint: api/contracts\n  id_keys:\n    - id\n',
    'configuration:\n  event.poller.refresh_interval: "15\n  event.poller.configuration:\n    invoices:\n      url: /hubs/x',
  ]) {
    it(`is called so where it cannot be read: ${text.slice(0, 14)}`, () => {
      const { findings } = read(text);
      assert.match(
        findings.map(({ message }) => message).join(' '),
        /This looks like YAML, in which no configuration could be read/,
      );
    });
  }

  it('is not found in what is none', () => {
    const { findings } = read('Dear all, the endpoint is api/contracts: please import it.');
    assert.doesNotMatch(findings.map(({ message }) => message).join(' '), /YAML/);
  });
});

describe('An import whose names are written in capitals instead of underscores', () => {
  const importConfig = {
    endpoint: 'api/contracts',
    datasetName: 'contracts',
    idKeys: ['number'],
    recordsPerRequest: 20,
    query: { 'updated-at[gt_or_eq]': '${last_modified_date}' },
  };
  for (const [where, pasted] of [
    ['alone', { importConfig }],
    ['in a hook', { name: 'a', events: [], settings: { importConfig } }],
    ['in a hook as JSON', JSON.stringify({ events: [], settings: JSON.stringify({ importConfig }) })],
  ] as const) {
    it(`is read ${where}, and that is said`, () => {
      const { resource, codes } = read(pasted);
      assert.equal(resource?.idField, 'number');
      assert.equal(resource?.pageSize, 20);
      assert.ok(codes.includes('names'));
    });
  }
});
