import assert from 'node:assert/strict';
import type { Finding } from '../../../../lib/base/finding';
import { toFlow } from '../../../../lib/migrate/flow/to-flow';
import { readInstance } from '../../../../lib/migrate/read-instance';
import { startBench } from '../../records/bench';
import { annotation, auth, chain, hook, mapping } from './examples';
import { playFlow } from './play-flow';
import { keptFields, payloadOf } from './run-function';

const all = [chain.submit, chain.scan, chain.extract, chain.create, chain.map];
const fields = {
  document_no: 'RE-17',
  currency_code: 'EUR',
  total: '',
  kind: 'credit',
  terms: 'N30',
  label: 'none',
  may_submit: 'true',
};
const created = { payload: { id: 4711, status: 'draft' }, statusCode: 201 };

function read(hooks: unknown) {
  const { description, findings } = readInstance(JSON.stringify(hooks));
  return { description, findings, flow: toFlow(description, findings, { seed: 'x' }) };
}

function of(findings: readonly Finding[], code: string): Finding[] {
  return findings.filter((finding) => finding.code === code);
}

describe("the second generation of Rossum's exports", () => {
  it('is one row of calls, in the order in which the hooks run', () => {
    const { description, findings, flow } = read({ results: all });
    assert.deepEqual(
      description.exports.map(({ steps }) =>
        steps.map(({ name, resource, operation, action, file }) => [
          name,
          resource,
          operation,
          action || file,
        ]),
      ),
      [
        [
          ['Create the draft', 'invoices', 'create', undefined],
          ['Attach the scan', 'invoices', 'attach', 'image_scan'],
          ['Submit the invoice', 'invoices', 'action', 'submit'],
        ],
      ],
    );
    assert.equal(description.connection.siteAddress, 'https://nordwind.coupahost.com');
    assert.equal(description.connection.scope, 'core.invoice.create core.invoice.read core.invoice.write');
    assert.deepEqual(description.connection.credentials, { clientId: 'nordwind-client' });
    assert.equal(of(findings, 'secret').length, 1, 'the secret is asked for once');
    assert.equal(flow.filter(({ type }) => type === 'coupa-record').length, 3);
    assert.deepEqual(
      findings.filter(({ severity }) => severity === 'error'),
      [],
    );
  });

  it("builds Coupa's invoice by the template's conditions, loops and filters", () => {
    const start = read(all).flow.find(({ type }) => type === 'function');
    assert.equal(start?.['name'], 'Map the invoice');
    const rows = [
      { unit_price: '10.5', label: 'Say "hi"\n`${x}`' },
      { unit_price: '3.10', label: 'Bolts' },
    ];
    assert.deepEqual(payloadOf(start, { payload: annotation(fields, rows) }), {
      'invoice-number': 'RE-17',
      currency: { code: 'EUR' },
      'gross-total': 0,
      'document-type': 'Credit Note',
      'payment-term': { code: 'N30' },
      'line-level-taxation': false,
      'invoice-lines': [
        { 'line-num': 1, price: 10.5, description: 'Say "hi"\n`${x}`' },
        { 'line-num': 2, price: '3.10', description: 'Bolts' },
      ],
    });
    const without = payloadOf(start, { payload: annotation({ ...fields, kind: 'invoice', terms: '' }) });
    assert.deepEqual(without, {
      'invoice-number': 'RE-17',
      currency: { code: 'EUR' },
      'gross-total': 0,
      'document-type': 'Invoice',
      'line-level-taxation': false,
      'invoice-lines': [{ description: 'none' }],
    });
  });

  it('goes from call to call: the draft, its scan, its submission', () => {
    const msg = {
      payload: annotation(fields),
      files: { document: { contentType: 'application/pdf', data: 'JVBERi0=', encoding: 'base64' } },
    };
    const { asked, written, uncaught } = playFlow(read(all).flow, msg, () => created);
    assert.deepEqual(
      asked.map(({ name, id, file }) => [name, id, file]),
      [
        ['Create the draft', undefined, undefined],
        ['Attach the scan', 4711, 'image_scan'],
        ['Submit the invoice', 4711, undefined],
      ],
    );
    assert.deepEqual(asked[1]?.payload, {
      filename: 'invoice 17.pdf',
      contentType: 'application/pdf',
      data: 'JVBERi0=',
      encoding: 'base64',
    });
    assert.equal(asked[2]?.payload, 4711);
    assert.deepEqual([written.length, uncaught], [1, []]);
    const kept = keptFields(written[0]);
    assert.deepEqual([kept['coupa_id'], kept['coupa_status']], [4711, 'draft']);
  });

  it('leaves a call out whose gate says no, and goes on behind it', () => {
    const msg = {
      payload: annotation({ ...fields, may_submit: 'false' }),
      files: { document: { data: 'x' } },
    };
    const { asked, written } = playFlow(read(all).flow, msg, () => created);
    assert.deepEqual(
      asked.map(({ name }) => name),
      ['Create the draft', 'Attach the scan'],
    );
    assert.equal(written.length, 1);
  });

  it('ends where the draft is refused, and goes on where the scan is', () => {
    const refuse = (name: string) =>
      playFlow(read(all).flow, { payload: annotation(fields), files: { document: { data: 'x' } } }, (one) =>
        one.name === name ? new Error('refused', { cause: { statusCode: 400 } }) : created,
      );
    const draft = refuse('Create the draft');
    assert.deepEqual([draft.asked.length, draft.uncaught, draft.written.length], [1, ['refused'], 0]);
    const scan = refuse('Attach the scan');
    assert.deepEqual([scan.asked.length, scan.uncaught, scan.written.length], [3, [], 1]);
  });

  it('attaches the document by a call that coupa-record takes as it is', async () => {
    const data = Buffer.from('%PDF-1.7').toString('base64');
    const document = { filename: 'a.pdf', contentType: 'application/pdf', data, encoding: 'base64' };
    const { flow, findings } = read(all);
    const { asked } = playFlow(flow, { payload: annotation(fields), files: { document } }, () => created);
    const [call, ...others] = asked.filter(({ operation }) => operation === 'attach');
    assert.deepEqual([others, of(findings, 'call-files')], [[], []]);
    const bench = await startBench();
    try {
      bench.tenant.resource('invoices').create({ id: 4711 });
      const { error } = await bench.run(
        { resource: call?.resource, operation: call?.operation },
        { ...call },
      );
      assert.equal(error, undefined);
      const { filename, contentType, size } = bench.tenant.files.get('invoices/4711/image_scan') ?? {};
      assert.deepEqual([filename, contentType, size], ['invoice 17.pdf', 'application/pdf', 8]);
    } finally {
      await bench.close();
    }
  });

  it('goes on without a file that the flow does not have', () => {
    const { asked, uncaught } = playFlow(read(all).flow, { payload: annotation(fields) }, () => created);
    assert.deepEqual(
      asked.map(({ name }) => name),
      ['Create the draft', 'Submit the invoice'],
    );
    assert.deepEqual(uncaught, []);
    assert.match(String(of(read(all).findings, 'files')[0]?.message), /called here: document/);
  });

  it('ends at any call whose failures the hook calls errors', () => {
    const { settings } = chain.scan as { settings: object };
    const strict = {
      ...chain.scan,
      settings: { ...settings, status_code_resolver: { error: [400], warning: [] } },
    };
    const { flow } = read([chain.map, chain.create, strict, chain.submit]);
    const files = { document: { data: 'x' } };
    const { asked, uncaught } = playFlow(
      flow,
      { payload: annotation({ ...fields, coupa_status: 'new' }), files },
      (one) => (one.operation === 'attach' ? new Error('refused') : created),
    );
    assert.deepEqual([asked.length, uncaught], [2, ['refused']]);
  });

  it('tells of a gate that an earlier answer does not write', () => {
    const gates = of(read(all).findings, 'gate');
    assert.equal(gates.length, 1);
    assert.match(String(gates[0]?.message), /"may_submit"/);
  });

  it('reads a call whose address stands in the document by its names, and says so', () => {
    const hidden = (id: number, name: string, request: object) =>
      hook(id, name, { auth: { ...auth, url: '@{oauth_url}' }, request: { url: `@{u${id}}`, ...request } });
    const { description, findings } = read([
      chain.map,
      hidden(21, 'Send to Coupa', { method: 'POST', data: '#{file_content}' }),
      hidden(22, 'Image scan', { method: 'PUT', file_content: '#{original_file}' }),
      hidden(23, 'Link back', { method: 'POST', data: { 'attachment[url]': '@{link}' } }),
      hidden(24, 'Submit document', { method: 'PUT' }),
      hidden(25, 'Something else', { method: 'PUT' }),
    ]);
    assert.deepEqual(
      description.exports[0]?.steps.map(({ operation, action, file }) => [operation, action, file]),
      [
        ['create', '', undefined],
        ['attach', '', 'image_scan'],
        ['attach', '', undefined],
        ['action', 'submit', undefined],
        ['action', '', undefined],
      ],
    );
    const said = of(findings, 'call');
    assert.equal(said.length, 5);
    assert.ok(said.every(({ severity }) => severity === 'manual'));
    assert.equal(of(findings, 'site-address').length, 1);
  });

  it('begins with each of several templates that go to one call', () => {
    const other = hook(31, 'Taxes by line', mapping('draft', '{"line-level-taxation": true}'));
    const { flow } = read([chain.map, other, chain.create]);
    const [one, two] = flow.filter(({ type }) => type === 'function');
    assert.deepEqual([one?.['name'], two?.['name']], ['Map the invoice', 'Taxes by line']);
    assert.deepEqual(one?.wires, two?.wires);
    assert.deepEqual(payloadOf(two, { payload: {} }), { 'line-level-taxation': true });
  });

  it('takes a template alone for a new invoice, and asks for the rest', () => {
    const { description, findings } = read(chain.map);
    assert.deepEqual(
      description.exports[0]?.steps.map(({ operation, resource }) => [operation, resource]),
      [['create', 'invoices']],
    );
    assert.equal(of(findings, 'call').length, 1);
    assert.equal(of(findings, 'site-address').length, 1);
    assert.deepEqual(description.connection.scope, 'core.invoice.create');
  });

  it('sends nothing where the template is not in the text', () => {
    const { flow, findings } = read(chain.create);
    assert.equal(of(findings, 'template').length, 1);
    const { asked, uncaught } = playFlow(flow, { payload: annotation(fields) }, () => created);
    assert.deepEqual(asked, []);
    assert.match(uncaught.join(), /not built yet/);
  });

  it('says which parts of a template have no counterpart, and where they stand in the code', () => {
    const { findings, flow } = read([
      hook(41, 'Odd', mapping('draft', '{"a": "{{ field.x | wordwrap }}", {% set y = 1 %} "b": 2}')),
      chain.create,
    ]);
    assert.deepEqual(
      [...of(findings, 'template'), ...of(findings, 'expression')].map(({ was }) => was),
      ['set y = 1', 'field.x | wordwrap'],
    );
    const start = flow.find(({ type }) => type === 'function');
    assert.match(String(start?.['func']), /unread\("field\.x \| wordwrap"\)/);
    assert.deepEqual(payloadOf(start, { payload: {} }), { a: '', b: 2 });
  });

  it('goes past a hook that is off, whose nodes are there and off', () => {
    const { flow, findings } = read([
      chain.map,
      chain.create,
      { ...chain.scan, active: false },
      chain.submit,
    ]);
    assert.equal(flow.find(({ type }) => type === 'tab')?.['disabled'], false);
    const [, scan] = flow.filter(({ type }) => type === 'coupa-record');
    assert.equal(scan?.['d'], true);
    const { asked } = playFlow(flow, { payload: annotation({ ...fields, coupa_id: '17' }) }, () => created);
    assert.deepEqual(
      asked.map(({ name }) => name),
      ['Create the draft', 'Submit the invoice'],
    );
    assert.match(String(of(findings, 'inactive')[0]?.message), /so are its nodes/);
  });

  it('says of a template that no call sends', () => {
    const spare = hook(45, 'Spare', mapping('spare', '{"a": 1}'));
    const { flow, findings } = read([chain.map, spare, chain.create]);
    assert.deepEqual(
      of(findings, 'template').map(({ severity, message }) => [severity, /"spare"/.test(String(message))]),
      [['unsupported', true]],
    );
    assert.equal(flow.filter(({ name }) => name === 'Spare').length, 0);
  });

  it('switches off the template of a hook that is off, beside one that is on', () => {
    const off = hook(46, 'Old', mapping(), { active: false });
    const { flow } = read([off, chain.map, chain.create]);
    const starts = flow.filter(({ type }) => type === 'function').slice(0, 2);
    assert.deepEqual(
      starts.map(({ name, d }) => [name, d]),
      [
        ['Old', true],
        ['Map the invoice', undefined],
      ],
    );
  });

  it('makes code of its templates only so often, however many hooks there are', () => {
    const large = `[${'{"a": "{{ field.a }}"},'.repeat(700)}]`;
    const call = {
      name: 'x',
      request: { url: 'https://x.coupahost.com/api/invoices', method: 'POST', content: '{property.a.@}' },
    };
    const hooks = [
      hook(1, 'One', mapping('a', large)),
      ...Array.from({ length: 25 }, (_, index) =>
        hook(index + 2, 'Many', { stages: [{ call_api: Array.from({ length: 50 }, () => call) }] }),
      ),
    ];
    const { flow, findings } = read(hooks);
    const size = flow.reduce((sum, { func }) => sum + String(func ?? '').length, 0);
    assert.ok(size < 10_000_000, `${size} characters of code`);
    assert.ok(of(findings, 'template').length > 0);
  });

  it('leaves out what asks another host', () => {
    const elsewhere = hook(51, 'Elsewhere', {
      auth,
      request: { url: 'https://evil.example/api/invoices', method: 'POST', data: '#{file_content}' },
    });
    const { description, findings } = read([elsewhere]);
    assert.match(String(of(findings, 'other-host')[0]?.message), /evil\.example and not on the site/);
    assert.deepEqual(description.exports, []);
  });
});
