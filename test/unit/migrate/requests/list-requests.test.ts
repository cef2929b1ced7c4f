import assert from 'node:assert/strict';
import { readInstance } from '../../../../lib/migrate/read-instance';

const site = 'https://acme.coupahost.com';
const query = '?updated-at[gt_or_eq]=2026-01-01T00:00:00Z&status=approved';
const polled = '/api/invoices?updated-at[gt_or_eq]=$' + "{date:yyyy-MM-dd'T'HH:mm:ssXXX}&status=approved";

describe('A request that reads a list', () => {
  for (const [title, text] of [
    ['a curl line', `curl -H 'Authorization: Bearer abc' '${site}/api/invoices${query}'`],
    ['a curl line in double quotes', `curl -X GET "${site}/api/invoices${query}" -H "A: b"`],
    [
      'a curl line whose brackets are escaped',
      `curl "${site}/api/invoices${query.replace(/[[\]]/g, '\\$&')}"`,
    ],
    ['an address alone', `${site}/api/invoices${query}`],
    ['an address in a sentence', `We read <${site}/api/invoices${query}> each hour.`],
    ['an encoded address', `${site}/api/invoices${query.replace('[', '%5B').replace(']', '%5D')}`],
    [
      'a collection of requests',
      JSON.stringify({
        item: [
          { name: 'new', request: { method: 'POST', url: { raw: `${site}/api/suppliers` } } },
          { name: 'list', request: { method: 'GET', url: { raw: `${site}/api/invoices${query}` } } },
        ],
      }),
    ],
    [
      'a request of an HTTP client',
      `### list\nGET ${site}/api/invoices${query} HTTP/1.1\nAccept: application/json\n`,
    ],
    ['code', `fetch("${site}/api/invoices${query}", { headers })`],
  ] as const) {
    it(`becomes a poll: ${title}`, () => {
      const { description, findings } = readInstance(text);
      assert.deepEqual(
        description.resources.map(({ resource }) => resource),
        ['invoices'],
      );
      const [invoices] = description.resources;
      assert.equal(invoices?.url.replaceAll('%5B', '[').replaceAll('%5D', ']'), polled);
      assert.equal(invoices?.startDate, '2026-01-01T00:00:00Z');
      assert.equal(description.connection.siteAddress, site);
      assert.equal(findings.find(({ code }) => code === 'requests')?.severity, 'check');
    });
  }

  it('keeps the quotes of its fields', () => {
    const fields = '["id","updated_at","created_at"]';
    const { description } = readInstance(`curl '${site}/api/invoices?fields=${fields}'`);
    assert.equal(description.resources[0]?.url, `/api/invoices?fields=${fields}`);
    const json = JSON.stringify({
      request: { method: 'GET', url: { raw: `{{url}}/api/invoices?fields=${fields}` } },
    });
    assert.equal(readInstance(json).description.resources[0]?.url, `/api/invoices?fields=${fields}`);
  });

  for (const text of [
    `curl -X POST '${site}/api/invoices' -d '{}'`,
    `curl '${site}/api/invoices' --data '{"a":1}'`,
    `curl '${site}/api/invoices' \\\n  --request PUT`,
    `PUT ${site}/api/invoices`,
    `${site}/api/invoices/17`,
    `${site}/api/somethings`,
    'https://elsewhere.example/api/invoices',
    'https://acme.coupahost.com.evil.example/api/invoices',
    'the path /api/invoices',
  ]) {
    it(`is not made of ${text.slice(0, 60)}`, () => {
      const { description, findings } = readInstance(text);
      assert.equal(description.resources.length, 0);
      assert.ok(findings.some(({ severity }) => severity === 'error'));
    });
  }
});
