import assert from 'node:assert/strict';
import { seal, unseal } from '../../../../lib/local/seal';
import { pollParts } from '../../../../lib/poll/compile/parts';
import { documentTypeOf } from '../../../../lib/poll/integration/document-type';
import { readDocument, writeState } from '../../../../lib/poll/ledger/state-document';
import type { IntegrationState } from '../../../../lib/poll/model/integration-state';
import { readPollSettings } from '../../../../lib/poll/model/settings';
import { newState, type PollState } from '../../../../lib/poll/model/state';

const nothing = () => undefined;

function parts(config: Record<string, unknown>, hub = false) {
  return pollParts(readPollSettings({ integration: 'ERP', ...config }), {
    origin: 'https://acme.example',
    hub,
    values: () => ({ env: nothing, flow: nothing, global: nothing, msg: nothing }),
  });
}

describe('an integration that a node reports to', () => {
  it('may have the documents that Coupa has a class for', () => {
    for (const resource of [
      'invoices',
      'purchaseOrders',
      'requisitions',
      'suppliers',
      'receiving_transactions',
    ])
      parts({ resource });
    parts({ resource: 'mine', url: '/api/invoices?updated-at[gt_or_eq]=${date}' });
    parts({ resource: 'remit-to', url: '/api/suppliers/17/addresses?updated-at[gt_or_eq]=${date}' });
  });

  for (const [resource, path, type] of [
    ['invoices', '/api/invoices', 'InvoiceHeader'],
    ['orders', '/api/purchase_orders', 'OrderHeader'],
    ['ASN', '/api/asn/headers', 'Asn::Header'],
    ['remit-to addresses', '/api/suppliers/17/addresses', 'RemitToAddress'],
    ['departments', '/api/departments', undefined],
    ['nothing', '/api/constructor', undefined],
  ] as const) {
    it(`knows ${resource} as ${type ?? 'no documents'}`, () => {
      assert.equal(documentTypeOf(path), type);
    });
  }

  for (const [what, config, hub, says] of [
    [
      'of a list without a class',
      { resource: 'departments' },
      false,
      /no documents of the list \/api\/departments/,
    ],
    ['of records without an id', { idField: '' }, false, /"idField" is empty/],
    [
      'on a hub',
      { url: '/hubs/businessspendmanagement/invoices' },
      true,
      /an Open Connectors hub, which has none/,
    ],
  ] as const) {
    it(`cannot be one ${what}, which is known at the deploy`, () => {
      assert.throws(() => parts(config, hub), {
        code: 'COUPA_CONFIG',
        message: says,
        details: { property: 'integration' },
      });
    });
  }
});

describe('what is stored of integration runs', () => {
  const identity = { tenant: 'https://acme.example', path: '/api/invoices', filter: '' };
  const integration: IntegrationState = {
    runs: [
      {
        poll: 'p',
        code: 'ERP',
        begunAt: 1000,
        records: 2,
        id: '9223372036854775807',
        running: true,
        failed: true,
        reports: [
          { key: 'invoices:1:a', document: 1, status: 'approved' },
          { key: 'invoices:2:b', document: 'A-2', failure: 'no' },
        ],
      },
      { poll: 'q', code: 'ERP', begunAt: 2000, records: 0, reports: [] },
    ],
    failed: [{ poll: 'o', code: 'ERP', begunAt: 500, id: 3 }],
  };
  const document = (state: PollState) => {
    const read = unseal(Buffer.from(seal(writeState(state, undefined))));
    assert.ok(read.kind === 'whole');
    return read.document as Record<string, unknown>;
  };

  it('comes back as it was, and is not there where there is nothing', () => {
    const state = { ...newState(identity), integration };
    assert.deepEqual(readDocument(document(state), identity), { kind: 'state', state });
    assert.ok(!('integration' in document(newState(identity))));
  });

  it('is damage where it is of another form', () => {
    const runs = [{ ...integration.runs[0], reports: [{ key: 'k', document: {} }] }];
    const broken = { ...document(newState(identity)), integration: { runs, failed: [] } };
    const read = readDocument(broken, identity);
    assert.ok(read.kind === 'damaged');
    assert.match(String(read.why), /integration\.runs\[0\]\.reports\[0\]\.document/);
  });

  it('is left behind with the list that it is about', () => {
    const state = { ...newState(identity), integration };
    const read = readDocument(document(state), { ...identity, path: '/api/suppliers' });
    assert.ok(read.kind === 'state');
    assert.equal(read.state.integration, undefined);
  });
});
