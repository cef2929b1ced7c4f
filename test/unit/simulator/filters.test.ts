import assert from 'node:assert/strict';
import type { Tenant } from '../../simulator/tenant';
import { reader } from './reader';
import { openTenants } from './tenants';

describe('a filter of the simulated tenant', () => {
  const open = openTenants();
  let tenant: Tenant;
  let read: ReturnType<typeof reader>;

  beforeEach(async () => {
    tenant = await open();
    read = reader(tenant);
    const invoices = tenant.resource('invoices');
    const lines = (code: string) => [
      { 'line-num': 1, account: { code } },
      { 'line-num': 2, account: null },
    ];
    invoices.create(
      {
        status: 'draft',
        'gross-total': '9.50',
        supplier: { name: 'Orchard & Sons' },
        'invoice-lines': lines('SF-1'),
      },
      { createdAt: '2026-01-01T00:00:00Z' },
    );
    invoices.create(
      {
        status: 'approved',
        'gross-total': '100.00',
        comments: 'ok',
        supplier: { name: 'Orchid' },
        'invoice-lines': lines('SF-2'),
      },
      { createdAt: '2026-01-02T00:00:00Z' },
    );
  });

  const cases: [string, number[]][] = [
    ['status=draft', [1]],
    ['status[not_eq]=draft', [2]],
    ['status[in]=draft,approved', [1, 2]],
    ['status[not_in]=draft,voided', [2]],
    ['status[contains]=raf', [1]],
    ['status[starts_with]=app', [2]],
    ['status[ends_with]=oved', [2]],
    ['comments[blank]=true', [1]],
    ['comments[blank]=false', [2]],
    ['exported=false', [1, 2]],
    ['gross_total[gt]=10', [2]],
    ['gross-total[lt]=10', [1]],
    ['gross_total=9.5', [1]],
    ['supplier[name]=Orchid', [2]],
    ['supplier[name][starts_with]=Orch', [1, 2]],
    ['invoice-lines[account][code]=SF-1', [1]],
    ['invoice_lines[account][code][not_eq]=SF-1', [2]],
    ['updated-at[gt_or_eq]=2026-01-02T00%3A00%3A00Z', [2]],
    ['updated_at[gt_or_eq]=2026-01-02', [2]],
    ['updated_at[gt]=2026-01-02', []],
    ['updated_at[lt]=2026-01-02T01%3A00%3A00%2B01%3A00', [1]],
    ['updated_at[gt_or_eq]=2026-01-01T15%3A59%3A59-08%3A00', [2]],
    ['created_at=2026-01-02T00%3A00%3A00Z', [2]],
    ['updated_at[gt]=2025-12-31&status=draft', [1]],
  ];
  for (const [query, ids] of cases) {
    it(`${decodeURIComponent(query)} finds ${ids.join(' and ') || 'nothing'}`, async () => {
      assert.deepEqual(await read.ids(`/api/invoices?${query}`), ids);
    });
  }

  it('reaches the dates of children, which may be newer than their parent', async () => {
    const suppliers = tenant.resource('suppliers');
    const remitTo = { 'updated-at': '2026-03-01T00:00:00Z' };
    suppliers.create({ 'remit-to-addresses': [remitTo] }, { createdAt: '2026-01-01T00:00:00Z' });
    const child = 'remit-to-addresses[updated-at][gt_or_eq]=2026-02-01';
    assert.deepEqual(await read.ids(`/api/suppliers?${child}`), [1]);
    assert.deepEqual(await read.ids('/api/suppliers?updated-at[gt_or_eq]=2026-02-01'), []);
  });

  const refused = [
    'updated_at[gt]=yesterday',
    'updated_at[gt]=2026-01-02T00:00:00+01:00', // A + that was not encoded is a blank.
    'updated_at[contains]=2026',
    'no_such_attribute=1',
    'limit=many',
    'fields=id',
  ];
  for (const query of refused) {
    it(`${query} is refused with the documented 400`, async () => {
      const { status, json } = await read.get(`/api/invoices?${query}`);
      assert.equal(status, 400);
      const [messages] = Object.values(json<{ errors: Record<string, string[]> }>().errors);
      assert.equal(typeof messages?.[0], 'string');
    });
  }

  it('leaves only the fields asked for', async () => {
    const fields = encodeURIComponent(
      '["id","gross_total",{"invoice_lines":["line_num",{"account":["code"]}]}]',
    );
    assert.deepEqual((await read.list(`/api/invoices?limit=1&fields=${fields}`))[0], {
      id: 1,
      'gross-total': '9.50',
      'invoice-lines': [
        { 'line-num': 1, account: { code: 'SF-1' } },
        { 'line-num': 2, account: null },
      ],
    });
  });

  it('cuts records down for return_object', async () => {
    assert.deepEqual(await read.list('/api/invoices?return_object=limited'), [{ id: 1 }, { id: 2 }]);
    const [shallow] = await read.list('/api/invoices?return_object=shallow');
    assert.deepEqual(Object.keys(shallow?.['currency'] ?? {}), ['id']);
  });
});
