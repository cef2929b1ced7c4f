import assert from 'node:assert/strict';
import { resources } from '../../../lib/catalogue/resources';
import { misspeltScopes } from '../../../lib/catalogue/scopes';
import { scopesIn } from '../../../lib/catalogue/scopes-in';

describe('Scopes', () => {
  for (const text of [
    'core.invoice.read core.user.read',
    'core.invoice.read,core.user.read',
    'core.invoice.read; core.user.read',
    'core.invoice.read+core.user.read',
    'core.invoice.read%20core.user.read',
    '"core.invoice.read core.user.read"',
    '["core.invoice.read", "core.user.read"]',
    'core.invoice.read\u200b\ncore.user.read\u00a0',
    'scope=core.invoice.read core.user.read',
    'Scopes: core.invoice.read, core.user.read.',
    'core.invoice.read\u3001core.user.read',
    'core.invoice.read\uff0ccore.user.read',
    '\u2022 core.invoice.read\n\u2022 core.user.read',
    '- core.invoice.read\n- core.user.read',
    'core.invoice.read and core.user.read',
    'core.invoice.read & core.user.read',
    'core.invoice.read/core.user.read',
    '{core.invoice.read, core.user.read}',
    '&scope=core.invoice.read%20core.user.read',
    '{"scope": "core.invoice.read core.user.read"}',
    '1. core.invoice.read\n2. core.user.read',
  ])
    it(`are the same however they are put together: ${JSON.stringify(text)}`, () =>
      assert.deepEqual(scopesIn(text), ['core.invoice.read', 'core.user.read']));
});

it('Scopes of another kind are left as they are', () => {
  for (const scope of [
    'openid',
    'https://a.example/b/.default',
    'api://x/y.read',
    'core.invoice.*',
    'read:all',
  ])
    assert.deepEqual(scopesIn(scope), [scope]);
});

describe('Misspelt scopes', () => {
  for (const [text, scope, meant] of [
    ['core.invoices.read', 'core.invoices.read', 'core.invoice.read'],
    ['core.supplier.read, core.purchase-order.read', 'core.purchase-order.read', 'core.purchase_order.read'],
    ['core.Invoice.read', 'core.Invoice.read', 'core.invoice.read'],
    ['core.user.read;core.invoice.raed', 'core.invoice.raed', 'core.invoice.read'],
    ['core.invoice.raed', 'core.invoice.raed', 'core.invoice.read'],
    ['core.user.read  core.user.reed core.user.reed', 'core.user.reed', 'core.user.read'],
  ] as const) {
    it(`finds the one in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(misspeltScopes(text), [{ scope, meant }]);
    });
  }

  for (const text of [
    '',
    '  ,',
    'core.invoice.write',
    'core.invoice.approval.write',
    'email openid',
    '${SCOPES}',
  ]) {
    it(`finds none in ${JSON.stringify(text)}: Coupa has others than those that read a list`, () => {
      assert.deepEqual(misspeltScopes(text), []);
    });
  }

  it('finds none among those of the catalogue', () => {
    assert.deepEqual(misspeltScopes(resources.map(({ scope }) => scope).join(' ')), []);
  });
});
