import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import path from 'node:path';
import { listOf } from '../../../lib/catalogue/lists';
import { attributesOf } from '../../../lib/catalogue/members/attributes';
import { identifyingKeys } from '../../../lib/catalogue/members/identifying-keys';
import { membersOf, membersOfDefinition, recordOf } from '../../../lib/catalogue/members/members';
import { naturalKeys } from '../../../lib/catalogue/natural-keys';
import { memberFacts, writeFacts } from '../../../lib/catalogue/read-data';
import { resources } from '../../../lib/catalogue/resources';

describe('Members of records', () => {
  for (const [resource, name, expected] of [
    ['invoices', 'invoice-number', { kind: 'string', list: false, maxLength: 40 }],
    ['invoices', 'invoice-date', { kind: 'dateTime', list: false }],
    ['invoices', 'gross-total', { kind: 'decimal', readOnly: true }],
    ['invoices', 'is-credit-note', { kind: 'boolean' }],
    ['invoices', 'id', { kind: 'integer', readOnly: true }],
    [
      'invoices',
      'currency',
      { kind: 'object', definition: 'Currency', resource: 'currencies', identifiedBy: ['code', 'id'] },
    ],
    [
      'invoices',
      'supplier',
      { kind: 'object', resource: 'suppliers', identifiedBy: ['number', 'name', 'id'] },
    ],
    [
      'invoices',
      'invoice-lines',
      { kind: 'object', list: true, definition: 'InvoiceLine', identifiedBy: undefined },
    ],
    ['invoices', 'requested-by', { kind: 'object', resource: 'users' }],
    ['users', 'roles', { kind: 'object', list: true, identifiedBy: ['name', 'id'] }],
    ['suppliers/17/addresses', 'remit-to-code', { kind: 'string', maxLength: 255 }],
    ['integrations', 'direction', { kind: 'string', choices: ['to_coupa', 'from_coupa'] }],
    ['account_groups', 'account-group-type', { kind: 'integer', choices: ['1', '2'] }],
  ] as const) {
    it(`knows what ${name} of ${resource} is`, () => {
      const member: Readonly<Record<string, unknown>> = { ...membersOf(resource).get(name) };
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(member[key], value, key);
    });
  }

  it("does not believe Coupa's files where they name the record itself for a type that they lost", () => {
    assert.equal(membersOf('invoices').get('attachments')?.definition, 'Attachment');
    assert.equal(membersOf('invoices').get('tags')?.definition, 'Tag');
    assert.equal(membersOf('suppliers').get('supplier-sites')?.definition, 'SupplierSite');
    assert.equal(membersOf('coupa_pay/payments').get('pay-to-account')?.kind, 'any');
    assert.equal(membersOf('lookup_values').get('parent')?.definition, 'LookupValue');
  });

  it('are known for every list of release 39, and for every object in one', () => {
    for (const { name, path: at } of resources) assert.ok(membersOf(name).size > 0, at);
    for (const definition of Object.keys(memberFacts())) {
      for (const member of membersOfDefinition(definition).values()) {
        if (member.definition !== undefined)
          assert.ok(Object.hasOwn(memberFacts(), member.definition), member.definition);
      }
    }
  });

  it('are nothing for what is not known', () => {
    for (const name of ['', 'constructor', 'unheard_of', '__proto__']) {
      assert.equal(membersOf(name).size, 0);
      assert.equal(membersOfDefinition(name).size, 0);
      assert.equal(recordOf(name), undefined);
    }
  });

  it('hold what identifies a record: natural keys and references name nothing that is not there', () => {
    for (const list of Object.keys(writeFacts())) {
      for (const member of naturalKeys(list).flatMap(({ members }) => members)) {
        const [first = '', second] = member.split('.');
        const found = membersOf(list).get(first);
        assert.ok(found, `${member} of ${list}`);
        if (second !== undefined)
          assert.ok(membersOfDefinition(found.definition ?? '').has(second), `${member} of ${list}`);
      }
    }
    for (const definition of Object.keys(memberFacts())) {
      for (const key of identifyingKeys(definition))
        assert.ok(membersOfDefinition(definition).has(key), `${key} of ${definition}`);
    }
  });

  it('have the flag of an export and an updated date where the catalogue says so', () => {
    for (const { path: at, exported, updatedDateField } of resources) {
      if (listOf(at)?.template === 'easy_form_responses') continue;
      assert.equal(membersOf(at).has('exported'), exported, at);
      assert.equal(membersOf(at).has('updated-at'), updatedDateField !== '', at);
    }
  });

  it('take less than 300 kB of the package, all facts about writing together', () => {
    const folder = path.resolve(__dirname, '../../../lib/catalogue/data');
    const size = ['members.json', 'writes.json'].reduce(
      (sum, name) => sum + statSync(path.join(folder, name)).size,
      0,
    );
    assert.ok(size > 100_000 && size < 300_000, `${size} bytes`);
  });
});

describe('Attributes to filter by', () => {
  const kindOf = (at: string, name: string) => attributesOf(at).find((one) => one.name === name)?.kind;

  it('are the plain members of a record, by what their values are', () => {
    assert.equal(kindOf('/api/invoices', 'invoice-date'), 'date');
    assert.equal(kindOf('/api/invoices', 'invoice-number'), 'text');
    assert.equal(kindOf('/api/invoices', 'gross-total'), 'number');
    assert.equal(kindOf('/api/invoices', 'paid'), 'flag');
  });

  it('are neither records of their own nor what Coupa only computes', () => {
    assert.equal(kindOf('/api/invoices', 'currency'), undefined);
    assert.equal(kindOf('/api/invoices', 'invoice-lines'), undefined);
    assert.equal(kindOf('/api/users', 'active?'), undefined);
  });

  it('are in the order of the alphabet, and none for what is not known', () => {
    const names = attributesOf('/api/suppliers').map(({ name }) => name);
    assert.deepEqual(
      names,
      names.toSorted((one, other) => one.localeCompare(other)),
    );
    assert.deepEqual(attributesOf(''), []);
    assert.deepEqual(attributesOf('/api/constructor'), []);
  });
});
