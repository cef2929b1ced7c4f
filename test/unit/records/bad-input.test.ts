import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { readRecordSettings } from '../../../lib/records/model/settings';
import { type Bench, startBench } from './bench';

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

/** What a function node makes is of classes of its own: it runs in a context of Node.js's `vm`, with these of Node-RED. */
function ofFunctionNode(code: string): unknown {
  return runInNewContext(`(${code})`, { Buffer, Date });
}

describe('records that are not what they should be', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
    bench.tenant.resource('suppliers').create({ name: 'A', number: 'S-1' });
  });
  after(() => bench.close());

  const suppliers = { resource: 'suppliers' };
  /** `rows[row.id] = row`, as a function node may write it. */
  const byId: unknown[] = [];
  byId[60_000_000] = { id: 60_000_000 };
  const circular: Record<string, unknown> = { name: 'x' };
  circular['self'] = circular;

  const refused: [operation: string, what: string, payload: unknown, why: RegExp][] = [
    ['create', 'nothing', undefined, /has to be an object, not nothing \(the message has no payload\)/],
    ['create', 'null', null, /has to be an object, not null/],
    ['create', 'a text', '{"name":"A"}', /not a text: put a json node in front/],
    ['create', 'a buffer', Buffer.from('{}'), /not a buffer: put a json node in front/],
    [
      'create',
      "a function node's bytes",
      ofFunctionNode('new Uint8Array(3)'),
      /not a buffer: put a json node in front/,
    ],
    ['create', "a function node's ArrayBuffer", ofFunctionNode('new ArrayBuffer(3)'), /not a buffer/],
    ['create', 'a number', 17, /not a value of type number/],
    ['create', 'a date', new Date(), /has to be an object/],
    ...[1500, 4000, 100_000].map((levels): (typeof refused)[number] => {
      const why = /an object that JSON cannot carry/;
      return ['create', `${levels} lists in each other`, { name: 'x', deep: nested(levels) }, why];
    }),
    ['create', 'a circular object', circular, /an object that JSON cannot carry/],
    ['create', 'lines whose places are ids', { name: 'x', lines: byId }, /an object that JSON cannot carry/],
    [
      'create',
      'a member that throws',
      {
        get name() {
          throw new Error('not ready');
        },
      },
      /an object that JSON cannot carry/,
    ],
    [
      'create',
      "a function node's toJSON that throws",
      ofFunctionNode('{ name: { toJSON() { return undefined.name; } } }'),
      /an object that JSON cannot carry/,
    ],
    [
      'create',
      'an id beyond what JavaScript holds',
      { supplier: { id: 2 ** 60 } },
      /a number at supplier\.id that is too large for JavaScript/,
    ],
    [
      'create',
      'an account number beyond what JavaScript holds',
      { name: 'A', 'account-number': Number('12345678901234567890') },
      /a number at account-number that is too large for JavaScript, its last digits are already lost: give it as a text/,
    ],
    [
      'upsert',
      'such a number in a custom field',
      { number: 'S-1', 'custom-fields': { iban: [2 ** 60] } },
      /a number at custom-fields\.iban that is too large for JavaScript/,
    ],
    ...(
      [
        ['NaN', Number.NaN, 'NaN, of which JSON makes null'],
        ['a number without end', Number.NEGATIVE_INFINITY, '-Infinity, of which JSON makes null'],
        ['a date that is none', new Date(Number.NaN), 'a date that is none, of which JSON makes null'],
        ['a Map', new Map([['a', 1]]), 'an object of the kind Map, of which JSON makes \\{\\}'],
        [
          "a function node's Map",
          ofFunctionNode('new Map([["a", 1]])'),
          'an object of the kind Map, of which JSON makes \\{\\}',
        ],
        [
          "a function node's Set",
          ofFunctionNode('new Set([1])'),
          'an object of the kind Set, of which JSON makes \\{\\}',
        ],
        [
          "a function node's promise",
          ofFunctionNode('(async () => 1)()'),
          'a promise that was not awaited, of which JSON makes \\{\\}',
        ],
        [
          "a function node's error",
          ofFunctionNode('new Error("no price")'),
          'an object of the kind Error, of which JSON makes \\{\\}',
        ],
        [
          'a list with an empty place',
          ofFunctionNode('[1, , 2]'),
          'an empty place in a list, of which JSON makes null',
        ],
        ['a list of functions', [() => 1], 'an empty place in a list, of which JSON makes null'],
      ] as const
    ).map(([what, value, why]): (typeof refused)[number] => [
      'update',
      `${what} in a line`,
      { id: 1, 'order-lines': [{ price: '1.50' }, { price: value }] },
      new RegExp(`has at order-lines\\.price ${why}: what the tenant has there would be cleared`),
    ]),
    [
      'create',
      'a Map',
      new Map([['name', 'x']]),
      /Not sent, since it is an object of the kind Map, of which/,
    ],
    ['create', 'NaN', { name: Number.NaN, number: 'S-1' }, /has at name NaN, of which JSON makes null/],
    ['update', 'no id', { name: 'A' }, /it has no id/],
    ['update', 'a null for an id', { id: null, name: 'A' }, /it has an empty id/],
    ['update', 'a fraction for an id', { id: 1.5, name: 'A' }, /is 1\.5, not a whole number/],
    ['update', 'an object for an id', { id: {}, name: 'A' }, /not of type object/],
    ['update', 'an id that is a path', { id: '../users/1', name: 'A' }, /an id has only digits, letters/],
    ['update', 'nothing to change', { id: 1 }, /nothing to change beside its id/],
    ['update', 'an id alone', 17, /has to be an object, not a value of type number/],
    ['upsert', 'nothing to find it by', {}, /neither an id nor all fields of a key/],
    ['get', 'nothing', undefined, /it names no record: give an id/],
    ['get', 'an object without an id', { name: 'A' }, /it has no id/],
    ['delete', 'true', true, /not of type boolean/],
    ['markExported', 'an empty text', '', /it names no record/],
  ];
  for (const [operation, what, payload, why] of refused) {
    const resource = operation === 'markExported' ? 'invoices' : 'suppliers';
    it(`(${operation} with ${what}) are refused before anything is sent, alone`, async () => {
      const before = bench.asked().length;
      const { error, first, second, entries } = await bench.run({ resource, operation }, { payload });
      assert.equal(error?.code, 'COUPA_VALIDATION');
      assert.match(error?.message ?? '', why);
      assert.deepEqual([first, second], [undefined, undefined]);
      assert.deepEqual([entries.length, entries[0]?.index, entries[0]?.outcome], [1, 0, 'not sent']);
      assert.equal(bench.asked().length, before);
    });

    it(`(${operation} with ${what}) do not keep the others of an array back`, async () => {
      const good =
        operation === 'upsert' || operation === 'create'
          ? { name: `n${bench.asked().length}` }
          : { id: 1, website: String(bench.asked().length) };
      bench.tenant.resource('supplier_items').create({});
      bench.tenant.resource('invoices').create({});
      const place = operation === 'delete' ? { resource: 'supplier_items' } : { resource };
      const same = operation === 'delete' ? { id: bench.tenant.records('supplier_items')[0]?.id } : good;
      const { entries, record } = await bench.run({ ...place, operation }, { payload: [payload, same] });
      assert.deepEqual(
        entries.map(({ index, outcome }) => [index, outcome]),
        [[0, 'not sent']],
      );
      assert.match(entries[0]?.reason ?? '', why);
      assert.equal(record.applied, 1);
    });
  }

  for (const operation of ['get', 'markExported'])
    it(`(a whole record with a number beyond what JavaScript holds) is no matter where only its id is used (${operation})`, async () => {
      bench.tenant.resource('invoices').create({});
      const payload = { id: 1, 'custom-fields': { account: 2 ** 60 } };
      const { record } = await bench.run({ resource: 'invoices', operation }, { payload });
      assert.equal(record?.applied, 1);
    });

  it('(such a number in what an action sends) are refused', async () => {
    const config = { resource: 'invoices', operation: 'action', action: 'dispute' };
    const { error } = await bench.run(config, { payload: { id: 1, note: 2 ** 60 } });
    assert.match(error?.message ?? '', /a number at note that is too large for JavaScript/);
  });

  it('(what a library has for a date, which refers to itself) are written as its text', async () => {
    const moment = { at: {}, toJSON: () => '2026-11-28' };
    moment.at = moment;
    const order = { 'invoice-date': moment };
    const config = { resource: 'invoices', operation: 'create', validate: 'error', dryRun: true };
    const { first } = await bench.run(config, { payload: order });
    assert.deepEqual(Object(first?.payload).body, { 'invoice-date': '2026-11-28' });
  });

  for (const operation of ['create', 'action'])
    it(`(an id of another thing in msg.id) do not keep a new record back (${operation})`, async () => {
      const config = { resource: 'requisitions', operation, action: 'submit_for_approval', dryRun: true };
      for (const id of [{ chat: 1 }, 'a@b', 17]) {
        const { first } = await bench.run(config, { payload: { justification: 'x' }, id });
        const path = operation === 'create' ? '/api/requisitions' : '/api/requisitions/submit_for_approval';
        assert.equal(Object(first?.payload).path, path);
      }
    });

  it('(an empty array) lead to nothing', async () => {
    const { first, record, error } = await bench.run({ ...suppliers, operation: 'create' }, { payload: [] });
    assert.deepEqual([first?.payload, record.requested, error], [[], 0, undefined]);
  });

  it('(a list whose places are ids) are refused as a whole, and Node-RED goes on', async () => {
    for (const operation of ['create', 'get', 'attach']) {
      const { error } = await bench.run({ ...suppliers, operation }, { payload: byId });
      assert.equal(error?.code, 'COUPA_VALIDATION');
      assert.match(error?.message ?? '', /a list of 60000001 places, and a node takes 1000000 at most/);
    }
  });

  it('(a list with an empty place) are refused alone', async () => {
    const payload: unknown[] = [];
    payload[1] = 1;
    const { entries, rows } = await bench.run({ ...suppliers, operation: 'get' }, { payload });
    assert.deepEqual([entries[0]?.index, rows.length], [0, 1]);
  });

  const messages: [what: string, config: object, message: object, why: RegExp][] = [
    ['no operation', suppliers, { payload: {} }, /msg\.operation is missing/],
    ['an unknown one', suppliers, { operation: 'drop' }, /msg\.operation cannot be used/],
    ['no resource', { operation: 'list' }, {}, /msg\.resource is missing/],
    [
      'a resource that leaves the API',
      { operation: 'list' },
      { resource: '../oauth2/token' },
      /is neither a name/,
    ],
    ['a resource with a blank', { operation: 'list' }, { resource: 'suppliers/a b' }, /is neither a name/],
    [
      'a resource with a query, without which the list would be another',
      { operation: 'list' },
      { resource: '/api/suppliers?status=draft' },
      /"\/api\/suppliers\?status=draft" has a query, .* into msg\.query/,
    ],
    ['a resource that is an object', { operation: 'list' }, { resource: {} }, /msg\.resource cannot be used/],
    ['no action', { ...suppliers, operation: 'action' }, { payload: 1 }, /msg\.action is missing/],
    [
      'an action of thousands of letters',
      { ...suppliers, operation: 'action' },
      { action: 'x'.repeat(5000), payload: 1 },
      /^Reading the message: msg\.action cannot be used/,
    ],
    [
      'an action that leaves the record',
      { ...suppliers, operation: 'action' },
      { action: '../1' },
      /cannot be used/,
    ],
    [
      'a query that is a Map, whose conditions would be left out',
      { ...suppliers, operation: 'list' },
      { query: new Map([['status', 'draft']]) },
      /msg\.query is an object of the kind Map/,
    ],
    [
      'a query that is a text',
      { ...suppliers, operation: 'list' },
      { query: 'a=b' },
      /msg\.query has to be an object/,
    ],
    [
      'a list of values of which one has a comma, which would be two',
      { ...suppliers, operation: 'list' },
      { query: { 'name[in]': ['Acme, Inc.', 'Beta'] } },
      /has a value at "name\[in\]" with a comma in it, "Acme, Inc\."/,
    ],
    [
      'an empty list of values, with which everything may be listed',
      { ...suppliers, operation: 'list' },
      { query: { 'id[in]': [] } },
      /has an empty list at "id\[in\]"/,
    ],
    [
      'a limit below zero',
      { ...suppliers, operation: 'list' },
      { query: { limit: -1 } },
      /"limit" that is not a whole/,
    ],
    [
      'a limit of blanks, which would be 0',
      { ...suppliers, operation: 'list' },
      { query: { limit: ' ' } },
      /"limit" that is not a whole/,
    ],
    [
      'a query of lists in each other',
      { ...suppliers, operation: 'list' },
      { query: { 'status[in]': nested(20_000) } },
      /something at "status\[in\]" that is neither a text/,
    ],
    [
      'a resource that is longer than any',
      { operation: 'list' },
      { resource: `suppliers${'/1/attachments'.repeat(20_000)}` },
      /is neither a name/,
    ],
    [
      'a file that is a number with decimals, which the error names',
      { resource: 'invoices', operation: 'download' },
      { payload: 1, file: 7.5 },
      /msg\.file is "7\.5"\. It can be/,
    ],
    [
      'a file that is an object, which the error names',
      { resource: 'invoices', operation: 'download' },
      { payload: 1, file: { id: 12 } },
      /msg\.file is "\{\\"id\\":12\}"\. It can be/,
    ],
    [
      'a file whose number has lost its last digits',
      { resource: 'invoices', operation: 'download' },
      { payload: 1, file: 2 ** 60 },
      /msg\.file is "1\.15.*e\+18"\. It can be/,
    ],
    [
      'parameters that are a list',
      { ...suppliers, operation: 'create' },
      { payload: {}, parameters: [1] },
      /msg\.parameters has to be an object/,
    ],
  ];
  for (const [what, config, message, why] of messages) {
    it(`(${what}) are refused`, async () => {
      const before = bench.asked().length;
      const { error } = await bench.run(config, message);
      assert.equal(error?.code, 'COUPA_VALIDATION');
      assert.match(error?.message ?? '', why);
      assert.equal(bench.asked().length, before);
    });
  }

  it('are taken from the message where the node leaves them open', async () => {
    const { rows } = await bench.run({}, { resource: 'suppliers', operation: 'get', payload: 1 });
    assert.equal(rows[0]?.['number'], 'S-1');
  });

  it('(a web page with 200) leave a create unknown, and an update repeated and read back', async () => {
    bench.tenant.weather({ kind: 'login-page', method: 'POST' });
    const made = await bench.run(
      { resource: 'departments', operation: 'create' },
      { payload: { name: 'IT' } },
    );
    assert.equal(made.entries[0]?.outcome, 'unknown');
    bench.tenant.weather({ kind: 'login-page', method: 'PUT' });
    const changed = await bench.run(
      { ...suppliers, operation: 'update' },
      { payload: { id: 1, website: 'never' } },
    );
    assert.equal(changed.entries[0]?.outcome, 'unknown');
  });

  describe('in settings', () => {
    it('have the defaults of the contract', () => {
      assert.deepEqual(readRecordSettings({}), {
        resource: '',
        operation: undefined,
        action: '',
        key: '',
        onExisting: 'update',
        onMissing: 'create',
        onUnchanged: 'skip',
        output: 'array',
        validate: 'warn',
        verify: true,
        dryRun: false,
        maxInFlight: 1,
        stopOnError: false,
        maxActions: 100,
        // 64 MiB, in bytes.
        maxFileSize: 64 * 1024 * 1024,
      });
    });

    it('may be texts, as environment variables are', () => {
      const read = readRecordSettings({ maxInFlight: '4', verify: 'false', fields: 'name' });
      assert.deepEqual([read.maxInFlight, read.verify, read.fields], [4, false, '["id","name"]']);
    });

    for (const [name, value] of Object.entries({
      operation: 'drop',
      onExisting: 'overwrite',
      onMissing: 'ignore',
      onUnchanged: 'error',
      output: 'one',
      validate: 'perhaps',
      verify: 'perhaps',
      maxInFlight: 0,
      maxActions: -1,
      fields: '["id"',
    })) {
      it(`are refused by name: ${name}`, () => {
        assert.throws(() => readRecordSettings({ [name]: value }), {
          code: 'COUPA_CONFIG',
          message: new RegExp(`"${name}"`),
        });
      });
    }
  });
});
