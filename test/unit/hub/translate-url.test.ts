// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { isHubUrl, translateHubUrl } from '../../../lib/hub/translate-url';
import { UrlTemplate } from '../../../lib/template/url-template';

const hub = '/hubs/businessspendmanagement';

describe('translating the URL of a hub', () => {
  const paths: [name: string, core: string][] = [
    ['accounts', '/api/accounts'],
    ['users', '/api/users'],
    ['orders', '/api/purchase_orders'],
    ['invoices', '/api/invoices'],
    ['inventory-transactions', '/api/inventory_transactions'],
    ['purchase-orders', '/api/purchase_orders'],
    ['products', '/api/items'],
    ['contracts', '/api/contracts'],
    ['suppliers', '/api/suppliers'],
    ['forms', '/api/easy_form_responses'],
    ['payment-terms', '/api/payment_terms'],
  ];
  for (const [name, core] of paths) {
    it(`asks ${core} for ${name}`, () => {
      assert.deepEqual(translateHubUrl(`${hub}/${name}`), { path: core, findings: [] });
    });
  }

  const translated: [query: string, core: string][] = [
    [
      "where=updated_at>='${date:yyyy-MM-dd'T'HH:mm:ssXXX}'",
      "updated_at[gt_or_eq]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}",
    ],
    [
      "where=updated_at>='${date}' and status='a b'&pageSize=20",
      'updated_at[gt_or_eq]=${date}&status=a%20b&limit=20',
    ],
    ['where=updated_at%3E%3D%27${date}%27', 'updated_at[gt_or_eq]=${date}'],
    [
      'fields=id,invoice-number,supplier.name,supplier.id',
      'fields=["id","invoice_number",{"supplier":["name","id"]}]',
    ],
    ['fields=["id"]', 'fields=["id"]'],
    ['orderBy=updated-at desc', 'order_by=updated_at&dir=desc'],
    ['orderBy=created_at', 'order_by=created_at&dir=asc'],
    ['pageSize=500', 'limit=50'],
    ['pageSize=20&page=3', 'limit=20&offset=40'],
    ['page=1', ''],
    ['where=', ''],
  ];
  for (const [query, core] of translated) {
    it(`makes ${core === '' ? 'nothing' : core} of ${query}`, () => {
      const { path, findings } = translateHubUrl(`${hub}/invoices?${query}`);
      assert.equal(path, `/api/invoices${core === '' ? '' : `?${core}`}`);
      assert.deepEqual(findings, []);
    });
  }

  it('leaves a page token out and passes other parameters on, and says so', () => {
    const { path, findings } = translateHubUrl(`${hub}/invoices?nextPage=abc&exported=false`);
    assert.equal(path, '/api/invoices?exported=false');
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['next-page', 'parameter'],
    );
  });

  it('asks for a resource it does not know by its own name, and says so', () => {
    const { path, findings } = translateHubUrl(`${hub}/my-things/7/lines`);
    assert.equal(path, '/api/my_things/7/lines');
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['unknown-resource'],
    );
  });

  it('takes the address of the hub off', () => {
    assert.equal(translateHubUrl(`https://api.x.com/elements/api-v2${hub}/users`).path, '/api/users');
  });

  for (const url of ['/hubs/finance/customers', '/api/invoices', '/hubs/businessspendmanagement', '']) {
    it(`refuses ${JSON.stringify(url)}`, () => {
      assert.throws(
        () => translateHubUrl(url),
        (error) => error instanceof CoupaError && error.code === 'COUPA_CONFIG',
      );
    });
  }

  it('names the hub that is not of Coupa', () => {
    assert.throws(() => translateHubUrl('/hubs/finance/customers'), /"finance" is not Coupa's/);
  });

  it('names the dollar sign that a placeholder has lost, as in the vendor’s own examples', () => {
    const url = "/hubs/businessspendmanagement/accounts?where=updated_at>='{date:yyyy-MM-dd'T'HH:mm:ssXXX}' ";
    assert.throws(() => translateHubUrl(url), /"\{date" lacks its dollar sign: did you mean \$\{date:/);
  });

  it('shows the place of what Coupa cannot express in the URL', () => {
    const url = `${hub}/invoices?pageSize=5&where=status='new' or total>1`;
    assert.throws(
      () => translateHubUrl(url),
      (error) => {
        assert.ok(error instanceof CoupaError);
        const { position, length } = error.details as { position: number; length: number };
        return url.slice(position, position + length) === 'total>1';
      },
    );
  });

  it('gives templates that render', () => {
    const { path } = translateHubUrl(
      `${hub}/invoices?where=updated_at>='\${date:yyyy-MM-dd'T'HH:mm:ssXXX}' and note like '%#1 & +2%'&fields=a.b.c`,
    );
    const template = UrlTemplate.compile(path, { dateFormat: 'milliseconds', dateTimezone: 'UTC' });
    const missing = () => undefined;
    const values = { env: missing, flow: missing, global: missing, msg: missing };
    const rendered = template.render({ lower: 0, now: 0, origin: 'https://acme.coupahost.com', values });
    assert.deepEqual(
      [...new URLSearchParams(rendered.split('?')[1])],
      [
        ['updated_at[gt_or_eq]', '1970-01-01T00:00:00Z'],
        ['note[contains]', '#1 & +2'],
        ['fields', '[{"a":[{"b":["c"]}]}]'],
      ],
    );
  });

  it('tells a hub URL from one of Coupa', () => {
    assert.equal(isHubUrl(' /hubs/finance/customers?where=a'), true);
    assert.equal(isHubUrl('/api/invoices?x=/hubs/a/b'), false);
  });
});
