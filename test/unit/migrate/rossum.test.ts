// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Open Connectors, not of TypeScript
import assert from 'node:assert/strict';
import { readInstance } from '../../../lib/migrate/read-instance';

/** An import as Rossum's users write it. */
function configuration(change: object = {}, credentials: object = {}): object {
  return {
    credentials: {
      client_id: 'abc',
      base_api_url: 'https://acme.coupahost.com/',
      client_scope: 'core.purchase_order.read, core.supplier.read',
      ...credentials,
    },
    import_config: {
      endpoint: 'api/purchase_orders',
      method: 'update',
      id_keys: ['id'],
      dataset_name: 'COUPA_DEV_orders_v1',
      records_per_request: 50,
      query: {
        fields: ['id', { supplier: ['id', { custom_fields: {} }] }],
        order_by: 'created_at',
        dir: 'desc',
        'updated-at[gt_or_eq]': '${last_modified_date}',
      },
      ...change,
    },
  };
}

describe('reading a Rossum import', () => {
  it('describes its connection, its resource and its query', () => {
    const { description } = readInstance(configuration());
    assert.deepEqual(description.connection, {
      authentication: 'oauth2',
      siteAddress: 'https://acme.coupahost.com',
      scope: 'core.purchase_order.read core.supplier.read',
      credentials: { clientId: 'abc' },
    });
    const [orders] = description.resources;
    assert.equal(orders?.resource, 'purchase_orders');
    assert.equal(
      orders?.url,
      '/api/purchase_orders?fields=["id",{"supplier":["id",{"custom_fields":{%7D}]},"updated_at","created_at"]&updated-at[gt_or_eq]=${last_modified_date}',
    );
    assert.deepEqual([orders?.idField, orders?.updatedDateField, orders?.pageSize], ['id', 'updated-at', 50]);
    assert.equal(description.name, 'COUPA_DEV_orders_v1');
    assert.equal(description.interval, 0);
  });

  it('mends the order that loses records, and says why', () => {
    const { findings } = readInstance(configuration());
    const order = findings.filter(({ code }) => code === 'order');
    assert.deepEqual(
      order.map(({ severity, path }) => [severity, path]),
      [
        ['mended', '/import_config/query/order_by'],
        ['mended', '/import_config/query/dir'],
      ],
    );
    assert.match(String(order[0]?.message), /records are skipped/);
  });

  it('asks for what is not in it: the secret travels apart', () => {
    const { findings } = readInstance(
      configuration({}, { base_api_url: '….coupacloud.com/', client_id: '…' }),
    );
    const manual = findings.filter(({ severity }) => severity === 'manual').map(({ path }) => path);
    assert.deepEqual(manual, [
      '/credentials/base_api_url',
      '/credentials/client_id',
      '/credentials/client_secret',
    ]);
  });

  it('takes the secret where it was pasted along', () => {
    const { description } = readInstance({
      settings: configuration(),
      secrets: { client_secret: '${COUPA_SECRET}' },
    });
    assert.equal(description.connection.credentials.clientSecret, '${COUPA_SECRET}');
  });

  it("keeps a child's date as the filter", () => {
    const { description } = readInstance(
      configuration({ query: { 'remit-to-addresses[updated-at][gt_or_eq]': '${last_modified_date}' } }),
    );
    assert.equal(
      description.resources[0]?.url,
      '/api/purchase_orders?remit-to-addresses[updated-at][gt_or_eq]=${last_modified_date}',
    );
    assert.equal(description.resources[0]?.filterByUpdatedDate, false);
  });

  it('says what replacing a data set becomes, and that a query without a date reads everything', () => {
    const { findings, description } = readInstance(
      configuration({ method: 'replace', query: {}, endpoint: '/api/currencies' }),
    );
    assert.ok(findings.some(({ code }) => code === 'method'));
    assert.equal(description.resources[0]?.url, '/api/currencies');
    // Currencies have no updated date, so there is nothing to leave out by.
    assert.equal(description.resources[0]?.updatedDateField, '');
    assert.equal(description.resources[0]?.filterByUpdatedDate, false);
  });

  it('says that only one of several id keys identifies a record here', () => {
    const { findings, description } = readInstance(configuration({ id_keys: ['code', 'name'] }));
    assert.equal(description.resources[0]?.idField, 'code');
    assert.ok(findings.some(({ code, severity }) => code === 'id-keys' && severity === 'manual'));
  });

  it('says that there is nothing to poll without an endpoint', () => {
    const { findings, description } = readInstance(configuration({ endpoint: '' }));
    assert.deepEqual(description.resources, []);
    assert.ok(
      findings.some(({ severity, path }) => severity === 'error' && path === '/import_config/endpoint'),
    );
  });
});
