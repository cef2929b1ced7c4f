// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of Rossum
import assert from 'node:assert/strict';
import { isRecordOperation } from '../../../../lib/catalogue/record-operations';
import { toFlow } from '../../../../lib/migrate/flow/to-flow';
import { readInstance } from '../../../../lib/migrate/read-instance';
import { importText } from '../../../../nodes/admin/import-text';
import { annotation, chain, first, firstTemplate, hook, stages } from './examples';
import { playFlow } from './play-flow';

const invoicesOut = hook(81, 'Invoices out', first(firstTemplate));
const suppliersIn = hook(
  82,
  'Suppliers in',
  {
    credentials: {
      client_id: 'nordwind-client',
      base_api_url: 'https://nordwind.coupahost.com',
      client_scope: 'core.supplier.read',
    },
    import_config: {
      endpoint: 'api/suppliers',
      dataset_name: 'suppliers',
      id_keys: ['id'],
      query: { 'updated-at[gt_or_eq]': '${last_modified_date}' },
    },
  },
  { config: { schedule: { cron: '0 5 * * *' } }, active: false },
);

/** The properties of the contract, with their defaults where an import has nothing to say. */
const defaults = {
  onExisting: 'update',
  onMissing: 'create',
  onUnchanged: 'skip',
  fields: '',
  output: 'array',
  validate: 'warn',
  verify: true,
  dryRun: false,
  maxInFlight: 1,
  stopOnError: false,
  maxActions: 100,
  maxFileSize: 64,
};

function imported(pasted: unknown, more: object = {}) {
  return importText({ text: JSON.stringify(pasted), ...more }, String);
}

describe('the import of exports of Rossum', () => {
  it('makes coupa-record nodes with every property of the contract', () => {
    const pipeline = hook(61, 'Request processor', stages);
    const { flow } = imported([...Object.values(chain), pipeline]);
    const records = flow.filter(({ type }) => type === 'coupa-record');
    assert.equal(records.length, 8);
    const [connection] = flow.filter(({ type }) => type === 'coupa-config');
    for (const {
      id,
      type,
      z,
      x,
      y,
      wires,
      name,
      connection: used,
      resource,
      operation,
      action,
      key,
      ...rest
    } of records) {
      assert.deepEqual(rest, defaults);
      assert.equal(used, connection?.id);
      assert.deepEqual([resource, isRecordOperation(operation)], ['invoices', true]);
      assert.equal(action, operation === 'action' ? 'submit' : '');
      assert.match(String(key), /^invoice-number, supplier\.number;/);
      assert.equal(wires?.length, 2);
      assert.ok([typeof id, typeof x, typeof y].join() === 'string,number,number' && type && z && name);
    }
  });

  it('wires every node to nodes that are there, and gives each an id of its own', () => {
    const { flow } = imported([suppliersIn, invoicesOut, ...Object.values(chain)]);
    const ids = flow.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const { wires = [], scope, type } of flow) {
      for (const target of [...wires.flat(), ...(type === 'catch' ? (scope as string[]) : [])])
        assert.ok(ids.includes(target));
    }
  });

  it('puts imports and exports on one tab, over one connection with the scopes of both', () => {
    const { flow, resources, scope } = imported([suppliersIn, invoicesOut]);
    assert.deepEqual(
      resources.map(({ resource }) => resource),
      ['suppliers', 'Invoices out (export)'],
    );
    assert.equal(scope, 'core.supplier.read core.invoice.create core.invoice.write');
    assert.equal(flow.filter(({ type }) => type === 'coupa-config').length, 1);
    assert.equal(flow.filter(({ type }) => type === 'tab').length, 1);
  });

  it('keeps the schedule of an import, and that it is off, beside an export', () => {
    const { flow } = imported([suppliersIn, invoicesOut]);
    const [poll] = flow.filter(({ type }) => type === 'coupa-poll');
    const [inject] = flow.filter(({ type }) => type === 'inject');
    assert.deepEqual([inject?.['crontab'], inject?.wires, poll?.['d']], ['0 5 * * *', [[poll?.id]], true]);
    assert.equal(flow.find(({ type }) => type === 'tab')?.['disabled'], false);
    const [record] = flow.filter(({ type }) => type === 'coupa-record');
    assert.equal(record?.['d'], undefined);
  });

  it('takes only what is ticked, with the scopes of that and what is to be said of it', () => {
    const out = imported([suppliersIn, invoicesOut], { select: ['Invoices out (export)'] });
    assert.deepEqual(
      out.resources.map(({ resource }) => resource),
      ['Invoices out (export)'],
    );
    assert.equal(out.scope, 'core.invoice.create core.invoice.write');
    assert.equal(out.interval, undefined);
    assert.ok(!out.findings.some(({ code }) => code === 'schedule'));
    const back = imported([suppliersIn, invoicesOut], { select: ['suppliers'] });
    assert.equal(back.scope, 'core.supplier.read');
    assert.ok(!back.findings.some(({ code }) => code === 'source'));
    assert.equal(back.flow.filter(({ type }) => type === 'coupa-record').length, 0);
  });

  it('uses a connection that is there', () => {
    const { flow, findings } = imported(invoicesOut, { connection: 'c0ffee' });
    const [record] = flow.filter(({ type }) => type === 'coupa-record');
    assert.equal(record?.['connection'], 'c0ffee');
    assert.equal(flow.filter(({ type }) => type === 'coupa-config').length, 0);
    assert.ok(!findings.some(({ code }) => code === 'secret' || code === 'site-address'));
  });

  it('says what every call is, where it is chosen', () => {
    const { resources } = imported(Object.values(chain));
    assert.deepEqual(
      resources.map(({ url }) => url),
      ['invoices create, invoices attach, invoices submit'],
    );
  });

  it('asks for the hooks that are missing where a text has only what reads answers', () => {
    const { description, findings } = readInstance(JSON.stringify(chain.extract));
    assert.deepEqual(description.exports, []);
    assert.ok(findings.some(({ code, severity }) => code === 'export-hook' && severity === 'error'));
  });

  it('finds a hook within a text within a text', () => {
    for (const one of [invoicesOut, chain.create, chain.map, hook(61, 'Request processor', stages)]) {
      const { description } = readInstance(JSON.stringify({ body: JSON.stringify(one) }));
      assert.equal(description.exports.length, 1);
    }
  });

  it('leaves out the hooks of another site, and says so', () => {
    const elsewhere = hook(
      83,
      'Other tenant',
      first(firstTemplate, {
        connection_info: { base_api_url: 'https://sudwind.coupahost.com', client_id: 'x' },
      }),
    );
    const { description, findings } = readInstance(JSON.stringify([invoicesOut, elsewhere]));
    assert.equal(description.exports.length, 1);
    const [said] = findings.filter(({ code }) => code === 'other-connection');
    assert.match(String(said?.message), /Other tenant.*sudwind/);
  });

  it('marks as exported where the address says so', () => {
    const request = {
      url: 'https://nordwind.coupahost.com/api/invoices/@{coupa_id}?exported=true&reason=@{why}',
      method: 'PUT',
    };
    const { description } = readInstance(JSON.stringify(hook(84, 'Mark', { request })));
    const { asked } = playFlow(
      toFlow(description),
      { payload: annotation({ coupa_id: '5', why: 'x' }) },
      () => ({ payload: 5, statusCode: 200 }),
    );
    assert.deepEqual(
      asked.map(({ operation, id }) => [operation, id]),
      [['markExported', '5']],
    );
  });

  it('reads what a call is from its address', () => {
    const cases: [method: string, path: string, wanted: string | undefined][] = [
      ['POST', 'api/suppliers', 'suppliers create'],
      ['PUT', '/api/suppliers/@{id}', 'suppliers update'],
      ['DELETE', 'api/invoices/@{id}', 'invoices delete'],
      ['GET', 'api/invoices?supplier_id=@{id}', 'invoices list'],
      ['GET', 'api/invoices/17', 'invoices get'],
      ['PUT', 'api/asn/headers/@{id}/void', 'asn/headers action void'],
      ['POST', 'api/requisitions/submit_for_approval', 'requisitions action submit_for_approval'],
      ['PUT', 'api/contracts/@{id}/business_groups/add', 'contracts action business_groups/add'],
      ['GET', 'api/invoices/@{id}/retrieve_image_scan', 'invoices download'],
      ['PUT', 'api/nothing_known/@{id}', undefined],
      ['PUT', 'api/invoices/@{id}/no_such_action', undefined],
      ['PUT', 'api/invoices/x@{id}/submit', undefined],
      ['PUT', 'api/../invoices/@{id}/submit', undefined],
    ];
    for (const [method, path, wanted] of cases) {
      const url = `https://nordwind.coupahost.com/${path}`;
      const { description, findings } = readInstance(
        JSON.stringify(hook(85, 'One', { request: { url, method, data: { name: '@{name}' } } })),
      );
      const [step] = description.exports[0]?.steps ?? [];
      const what = step && [step.resource, step.operation, step.action].filter(Boolean).join(' ');
      assert.equal(what, wanted, path);
      if (wanted === undefined)
        assert.ok(
          findings.some(({ severity }) => severity === 'error'),
          path,
        );
    }
  });
});
