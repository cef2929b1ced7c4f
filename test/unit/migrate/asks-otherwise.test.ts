// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../lib/migrate/read-instance';

const since = 'updated-at[gt]=${date}';

/** What became of the URL of a resource, and what was said of it. */
function read(url: string) {
  const { description, findings } = readInstance({
    element: { key: 'coupa' },
    configuration: {
      siteAddress: 'https://acme.coupahost.com',
      'event.poller.configuration': { invoices: { url, idField: 'id' } },
    },
  });
  const of = (code: string) => findings.find((finding) => finding.code === code);
  return { url: description.resources[0]?.url, of };
}

describe('A pasted URL that asks for something else than was meant', () => {
  for (const [title, url, code, severity, said] of [
    [
      'the old instead of the new',
      '/api/invoices?updated-at[lt]=${date}',
      'upper-bound',
      'manual',
      /gt_or_eq/,
    ],
    [
      'the old instead of the new in a where',
      "/hubs/businessspendmanagement/invoices?where=updated_at<='${date}'",
      'upper-bound',
      'manual',
      /gt_or_eq/,
    ],
    ['one record', `/api/invoices/4711?${since}`, 'one-record', 'manual', /\/api\/invoices\?id=4711/],
    ['a list that is not there', `/api/invoicess?${since}`, 'unknown-list', 'check', /\/api\/invoices\?/],
    ['a list of nobody', `/api/zzzzzzzzzz?${since}`, 'unknown-list', 'check', /zzzzzzzzzz\./],
    [
      'two values of one name',
      `/api/invoices?status=a&status=b&${since}`,
      'asked-twice',
      'manual',
      /status\[in\]/,
    ],
    ['nothing at all', `/api/invoices?status=&${since}`, 'empty-filter', 'check', /status/],
    [
      'a misspelt attribute',
      `/api/invoices?invoice-numer=1&${since}`,
      'unknown-attribute',
      'check',
      /invoice-number/,
    ],
    [
      'an operator of another system',
      `/api/invoices?invoice-number[like]=INV%25&${since}`,
      'unknown-filter',
      'manual',
      /"like" \(invoice-number\[like\]\).*contains/,
    ],
    ['what is no filter', `/api/invoices?where=a='b'&${since}`, 'unknown-filter', 'manual', /where/],
    [
      'a misspelt field of a where',
      `/hubs/businessspendmanagement/invoices?where=updated_at>='\${date}' and statuss='new'`,
      'unknown-attribute',
      'check',
      /statuss.*status/,
    ],
    [
      'the date of a field that no record has',
      '/api/invoices?dateOfSync[gt_or_eq]=${date}',
      'unknown-filter',
      'manual',
      /dateOfSync/,
    ],
    [
      'the date of a field that no record has, in a where',
      "/hubs/businessspendmanagement/invoices?where=dateOfSync>='${date}'",
      'unknown-filter',
      'manual',
      /dateOfSync/,
    ],
    [
      'a filter of another system',
      `/api/invoices?$filter=a eq 1&${since}`,
      'unknown-filter',
      'manual',
      /filter/,
    ],
  ] as const) {
    it(`is told: ${title}`, () => {
      const finding = read(url).of(code);
      assert.equal(finding?.severity, severity);
      assert.match(String(finding?.message), said);
    });
  }

  for (const [was, now] of [
    [`/api/v2/invoices?${since}`, `/api/invoices?${since}`],
    [`/api/invoices.xml?${since}`, `/api/invoices?${since}`],
    [`/api/invoices?${since}#list`, `/api/invoices?${since}`],
    [`/api/invoices?${since} // each night`, `/api/invoices?${since}`],
    ['/api/invoices?last_updated_at[gt]=${date}', `/api/invoices?${since}`],
    ['/api/invoices?last-modified[gt]=${date}', `/api/invoices?${since}`],
    ...['lastModifiedDate', 'LastModifiedDate', 'updatedAt', 'update_at', 'modified_on'].map(
      (field) =>
        [
          `/hubs/businessspendmanagement/invoices?where=${field}>='\${date}' and status='a'`,
          "/hubs/businessspendmanagement/invoices?where=updated_at>='${date}' and status='a'",
        ] as const,
    ),
    [
      '/hubs/businessspendmanagement/invoices?where=lastModifiedDate%3E%3D%272026-03-01%27',
      '/hubs/businessspendmanagement/invoices?where=updated_at%3E%3D%27${date:yyyy-MM-dd}%27',
    ],
    ['/api/invoices?updated_at[$gte]=${date}', '/api/invoices?updated_at[gt_or_eq]=${date}'],
    [`/api/invoices?status[$in]=a,b&${since}`, `/api/invoices?status[in]=a,b&${since}`],
    [`/api/invoices?status[Contains]=a&${since}`, `/api/invoices?status[contains]=a&${since}`],
    [`/api/invoices?status[startsWith]=a&${since}`, `/api/invoices?status[starts_with]=a&${since}`],
    [`/api/invoices?status[in]=a|b&${since}`, `/api/invoices?status[in]=a,b&${since}`],
    [`/api/invoices?status[in]=a, b,&${since}`, `/api/invoices?status[in]=a,b&${since}`],
    // A poll pages by `id[gt]` itself.
    [`/api/invoices?id[gt]=4711&${since}`, `/api/invoices?id[gt_or_eq]=4712&${since}`],
  ] as const) {
    it(`is mended: ${was}`, () => assert.equal(read(was).url, now));
  }

  for (const url of [
    `/api/invoices?number=#17&${since}`,
    `/api/invoices?status[in]=a,b&supplier[name]=x&${since}&updated-at[lt]=\${now:yyyy-MM-dd}`,
    `/api/invoices?status[contains]=x&supplier[status]=y&invoice-lines[description][blank]=true&${since}`,
    `/api/invoices?custom-fields[regio]=x&exported=false&fields=["id"]&${since}`,
    '/api/invoices?created-at[gt]=${date}',
    '/api/invoices?custom-field-x[gt]=${date}',
    "/hubs/businessspendmanagement/invoices?where=supplier.updated_at>='${date}'",
    "/hubs/businessspendmanagement/invoices?where=updated_at>='${date}' and updated_at<'${now:yyyy-MM-dd}'",
  ]) {
    it(`is none where it asks so: ${url}`, () => {
      const { of } = read(url);
      for (const code of [
        'upper-bound',
        'one-record',
        'unknown-list',
        'asked-twice',
        'unknown-attribute',
        'unknown-filter',
      ])
        assert.equal(of(code), undefined, code);
    });
  }

  it('is left to the hub, which may have that field, where the hub is asked', () => {
    const url = "/hubs/businessspendmanagement/invoices?where=lastModifiedDate>='${date}'";
    const poller = { 'event.poller.configuration': { invoices: { url, idField: 'id' } } };
    const { description, findings } = readInstance({ configuration: poller }, { target: 'hub' });
    assert.equal(description.resources[0]?.url, url);
    assert.ok(!findings.some(({ code }) => code.startsWith('unknown')));
  });

  for (const value of [
    '$STATUS',
    '%s',
    '%STATUS%',
    '{0}',
    '{}',
    ':status',
    '<%= s %>',
    '[[s]]',
    '#[vars.s]',
  ]) {
    it(`has to be filled in: ${value}`, () => {
      const { of } = read(`/api/invoices?status=${value}&${since}`);
      assert.equal(of('placeholder')?.severity, 'manual');
      assert.ok(String(of('placeholder')?.message).includes(value));
    });
  }

  it('has nothing to be filled in where a value looks like itself', () => {
    for (const value of ['a%20b', '100%', 'a:b', 'x@y.example', '["a"]', '$5', '{{env.STATUS}}']) {
      assert.equal(read(`/api/invoices?name=${value}&${since}`).of('placeholder'), undefined, value);
    }
  });
});
