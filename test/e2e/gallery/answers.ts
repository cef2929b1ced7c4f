import type { Page } from 'playwright-core';
import type { Said } from '../../../lib/base/text/said';
import type { PreviewAnswer } from '../../../nodes/admin/answers';

/** What the runtime could say, said without it: a picture does not need a proxy that refuses, or fifty polls. */
export async function answer(page: Page, path: string, body: object): Promise<void> {
  await page.route(`**/coupa/${path}`, (route) => route.fulfill({ json: body }));
}

const host = 'acme.coupahost.com';

/** Reports of a connection test, by what is wrong. */
export const reports: Record<string, object> = {
  good: {
    token: { milliseconds: 143, expiresIn: 86_399 },
    scopes: ['core.invoice.read', 'core.purchase_order.read', 'core.supplier.read'],
    resources: [
      { name: 'invoices', ok: true, milliseconds: 212 },
      { name: 'purchaseOrders', ok: true, milliseconds: 187 },
    ],
    clockDifference: 400,
    findings: [],
  },
  host: failed('hostNotFound', 'Could not sign in: getaddrinfo ENOTFOUND acme.coupahost.com.'),
  secret: failed(
    'credentials',
    'Coupa answered 401 to POST /oauth2/token: invalid_client. Check the secret.',
  ),
  key: failed('csoKey', 'Reading events: acme.cso.coupahost.com refused the key (HTTP 401).'),
  plain: failed('notTls', 'Signing in: acme.coupahost.com does not speak HTTPS.'),
  login: failed('loginPage', 'Coupa answered with a web page ("Log in") instead of JSON.'),
  certificate: failed('certificate', 'self-signed certificate in certificate chain'),
  needed: {
    token: { milliseconds: 120, expiresIn: 86_399 },
    scopes: ['core.invoice.read', 'core.supplier.read'],
    needed: [
      { scope: 'core.invoice.read', nodes: ['New invoices'], granted: true },
      { scope: 'core.supplier.read', nodes: ['Suppliers from the ERP', 'Block suppliers'], granted: true },
      { scope: 'core.supplier.write', nodes: ['Suppliers from the ERP', 'Block suppliers'], granted: false },
    ],
    resources: [{ name: 'invoices', ok: true, milliseconds: 61 }],
    clockDifference: 400,
    findings: [
      {
        kind: 'scopeMissingFor',
        level: 'warning',
        values: { scope: 'core.supplier.write', nodes: 'Suppliers from the ERP, Block suppliers' },
      },
    ],
  },
  scope: {
    token: { milliseconds: 98, expiresIn: 86_399 },
    scopes: ['core.supplier.read'],
    resources: [{ name: 'invoices', ok: false, milliseconds: 61 }],
    clockDifference: -95_000,
    findings: [
      finding('scopeMissing', 'Coupa answered 403 to GET /api/invoices: insufficient_scope.'),
      { kind: 'clock', level: 'warning', values: { seconds: 95 } },
    ],
  },
};

function failed(kind: string, detail: string): object {
  return { findings: [finding(kind, detail)], resources: [] };
}

function finding(kind: string, detail: string): object {
  return { kind, level: 'error', values: { host, resource: 'invoices', scope: 'core.invoice.read' }, detail };
}

/** Fifty polls, a few of which failed. */
export function history(now: number): object {
  const polls = Array.from({ length: 50 }, (_, index) => {
    const startedAt = now - (50 - index) * 900_000;
    const finishedAt = startedAt + 300 + ((index * 137) % 900);
    const error = [11, 12, 37].includes(index)
      ? {
          code: 'COUPA_SERVER',
          message: 'Coupa answered 503 to GET /api/invoices. Nothing is lost; trying again.',
        }
      : undefined;
    const updated = error ? 0 : (index * index * 7) % 43;
    return {
      startedAt: new Date(startedAt).toISOString(),
      finishedAt: new Date(finishedAt).toISOString(),
      created: index === 30 ? 160 : updated % 5,
      updated,
      error,
    };
  });
  const position = new Date(now - 900_000).toISOString();
  const nextPoll = new Date(now + 600_000).toISOString();
  const resource = 'purchaseOrders';
  return { polls, state: { resource, position, nextPoll, paused: false, polling: false, pending: 12 } };
}

/** What the node of the history would ask for. */
export function preview(now: number): Said<PreviewAnswer> {
  const from = now - 900_000 - 300_000;
  const date = new Date(from - 1000).toISOString().replace(/\.\d+Z/, 'Z');
  const parts: PreviewAnswer['parts'] = [
    { kind: 'literal', text: '/api/purchase_orders?updated-at[gt_or_eq]=' },
    { kind: 'date', text: date },
    { kind: 'paging', text: '&order_by=id&dir=asc&limit=50' },
  ];
  return {
    origin: `https://${host}`,
    parts,
    from,
    basis: 'position',
    reachBack: 300,
    begins: { decidedBy: 'position', from: now - 900_000 },
    remarks: [],
  };
}

/** What a record node would write: a new record, one of which something is to be said, and one that cannot be sent. */
export const rehearsal: object = {
  objects: [
    {
      request: { method: 'POST', path: '/api/suppliers', body: { name: 'Acme', number: 'S-1' } },
      warnings: [],
    },
    {
      request: { method: 'PUT', path: '/api/suppliers/17', body: { number: 'S-2', curency: 'EUR' } },
      warnings: [
        {
          path: 'curency',
          message: 'There is no member "curency" in what Coupa documents. Did you mean "currency"?',
        },
      ],
    },
    {
      refused: 'Not sent, since it has neither an id nor all fields of a key to be found by: number; name.',
      warnings: [],
    },
  ],
  left: 0,
};
