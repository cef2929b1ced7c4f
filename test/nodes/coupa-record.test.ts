import assert from 'node:assert/strict';
import { type EventEmitter, once } from 'node:events';
import fc from 'fast-check';
import type { Node } from 'node-red';
import helper from 'node-red-node-test-helper';
import texts from '../../nodes/record/locales/en-US/coupa-record.json';
import { everyScope, Tenant, type TenantOptions } from '../simulator';
import { freshNodeRedForEachTest } from './fresh-node-red';
import { loadRecordFlow } from './record-flow';

type Message = Record<string, unknown> & {
  payload?: unknown;
  coupa?: Record<string, unknown> & { record?: Record<string, unknown> };
  error?: { code?: string; message: string; cause?: { statusCode?: number; details?: Details } };
};

interface Details {
  scope?: string;
  notApplied?: { index: number; outcome: string; reason: string; errors?: object; object?: unknown }[];
}

describe('coupa-record', () => {
  let tenant: Tenant;
  /** What came at the ends of the flow, by the node's id. */
  let came: EventEmitter;
  freshNodeRedForEachTest();
  afterEach(() => tenant?.close());

  /** A flow with one record node; its outputs go to `out` and `rest`, errors to `caught`, what it is done with to `completed`. */
  async function load(properties: object, options: TenantOptions = {}, config: object = {}): Promise<Node> {
    const scopes = options.scopes ?? everyScope();
    tenant = await Tenant.start({ rateLimit: false, scopes, ...options });
    return loadFlow(properties, { scope: scopes.join(' '), ...config });
  }

  async function loadFlow(properties: object, config: object = {}): Promise<Node> {
    came = await loadRecordFlow(
      { resource: 'suppliers', ...properties },
      { siteAddress: tenant.url, ...config },
    );
    return helper.getNode('record');
  }

  async function next(id: string): Promise<Message> {
    const [message] = await once(came, id);
    return message as Message;
  }

  function collect(id: string): Message[] {
    const messages: Message[] = [];
    came.on(id, (message) => messages.push(message as Message));
    return messages;
  }

  /** What comes of a message at the nodes named. */
  async function send(node: Node, message: object, ...ids: string[]): Promise<Message[]> {
    const come = Promise.all(ids.map(next));
    node.receive(message as never);
    return come;
  }

  /** Sends a message and waits until it is done with. */
  async function out(node: Node, message: object): Promise<Message> {
    const done = new AbortController();
    const failure = once(came, 'caught', { signal: done.signal });
    const failed = failure.then(([{ error }]) => assert.fail(error?.message));
    const [first] = await Promise.race([send(node, message, 'out', 'completed'), failed]);
    done.abort();
    assert.ok(first);
    return first;
  }

  async function caught(node: Node, message: object): Promise<NonNullable<Message['error']>> {
    const [failed] = await send(node, message, 'caught');
    assert.ok(failed?.error);
    return failed.error;
  }

  /** Waits until a status says this; every status of the node has a text in the locale file. */
  function status(node: Node, key: string): Promise<{ fill?: string; shape?: string }> {
    return new Promise((resolve) => {
      const told = ({ args }: { args: { text: string; fill?: string; shape?: string }[] }) => {
        const [shown] = args;
        const text = shown?.text ?? '';
        assert.equal(typeof textOf(text), 'string', `no text for ${text}`);
        if (shown && text === `coupa-record.${key}`) resolve(shown);
      };
      (node as unknown as NodeJS.EventEmitter).on('call:status', told);
    });
  }

  const writes = () =>
    tenant.requests.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/'));

  it('creates a record, and keeps what the message carries', async () => {
    const node = await load({ operation: 'create' });
    const done = status(node, 'status.done.create');
    const { payload, coupa, topic } = await out(node, {
      topic: 'kept',
      payload: { name: 'Acme', number: 'S-1' },
      coupa: { delivery: 'd', key: 'k' },
    });
    const [held] = tenant.records('suppliers');
    assert.equal((payload as { id: unknown }).id, held?.['id']);
    assert.deepEqual([topic, coupa?.['delivery'], coupa?.['key']], ['kept', 'd', 'k']);
    assert.deepEqual(coupa?.record, {
      resource: 'suppliers',
      operation: 'create',
      requested: 1,
      applied: 1,
      created: 1,
      updated: 0,
      unchanged: 0,
      result: [{ index: 0, id: String(held?.['id']), outcome: 'created', statusCode: 201 }],
    });
    assert.deepEqual([(await done).fill, (await done).shape], ['green', 'dot']);
  });

  it('updates, gets, lists and deletes as the message says, where the node leaves it open', async () => {
    const node = await load({ resource: '', operation: '' });
    tenant.resource('suppliers').createMany(3, { status: 'active' });
    const suppliers = { resource: 'suppliers' };
    const updated = await out(node, {
      ...suppliers,
      operation: 'update',
      payload: { id: 2, status: 'inactive' },
    });
    assert.equal((updated.payload as { status: unknown }).status, 'inactive');
    const got = await out(node, { ...suppliers, operation: 'get', payload: '', id: 2 });
    assert.equal((got.payload as { status: unknown }).status, 'inactive');
    const listed = await out(node, { ...suppliers, operation: 'list', query: { status: 'active' } });
    assert.deepEqual(idsIn(listed), [1, 3]);
    tenant.resource('supplier_items').createMany(2);
    const deleted = await out(node, { resource: 'supplier_items', operation: 'delete', payload: [1] });
    assert.deepEqual(deleted.payload, [1]);
    assert.deepEqual(
      tenant.records('supplier_items').map(({ id }) => id),
      [2],
    );
  });

  it('creates or updates by a key, and does not write what is so already', async () => {
    const node = await load({ operation: 'upsert', key: 'number' });
    tenant.resource('suppliers').create({ name: 'Old', number: 'S-1' });
    tenant.resource('suppliers').create({ name: 'Same', number: 'S-2' });
    const { coupa } = await out(node, {
      payload: [
        { name: 'New', number: 'S-1' },
        { name: 'Same', number: 'S-2' },
        { name: 'Third', number: 'S-3' },
      ],
    });
    const { created, updated, unchanged } = coupa?.record ?? {};
    assert.deepEqual([created, updated, unchanged], [1, 1, 1]);
    assert.deepEqual(
      tenant.records('suppliers').map(({ name }) => name),
      ['New', 'Same', 'Third'],
    );
    assert.equal(writes().length, 2);
  });

  it('creates no second record behind a deploy while the first, whose answer was lost, may still appear', async () => {
    const node = await load({ operation: 'upsert' });
    tenant.loseAnswer({ method: 'POST', carriedOut: false });
    const message = { payload: { name: 'Acme', number: 'S-1' } };
    await caught(node, message);
    await helper.unload();
    const again = await loadFlow({ operation: 'upsert' }, { scope: everyScope().join(' ') });
    assert.match((await caught(again, message)).message, /may still appear\. Nothing was sent now/);
    assert.equal(writes().length, 1);
  });

  it('does an action on a record', async () => {
    const node = await load({ resource: 'invoices', operation: 'action', action: 'submit' });
    tenant.resource('invoices').create({ status: 'draft' });
    await out(node, { payload: 1 });
    assert.deepEqual(
      writes().map(({ method, path }) => `${method} ${path}`),
      ['PUT /api/invoices/1/submit'],
    );
  });

  it('marks what a poll sent as exported, sends nothing but the mark, and takes it back', async () => {
    const node = await load({ resource: 'invoices', operation: 'markExported' });
    const { id } = tenant.resource('invoices').create({ status: 'approved', exported: false });
    const polled = { payload: { id, status: 'paid' }, coupa: { delivery: 'd' } };
    const { payload, coupa } = await out(node, polled);
    assert.deepEqual([payload, coupa?.['delivery']], [id, 'd']);
    const [invoice] = tenant.records('invoices');
    assert.deepEqual([invoice?.['exported'], invoice?.['status']], [true, 'approved']);
    await out(node, { ...polled, exported: false });
    assert.equal(tenant.records('invoices')[0]?.['exported'], false);
  });

  it('attaches a Buffer to a record and fetches it again, as the message says', async () => {
    const node = await load({ resource: 'invoices', operation: '' });
    tenant.resource('invoices').createMany(1);
    const attached = status(node, 'status.done.attach');
    const file = { id: 1, file: 'image_scan', filename: '/in/scan.pdf', contentType: 'application/pdf' };
    await out(node, { ...file, operation: 'attach', payload: Buffer.from('%PDF') });
    assert.equal((await attached).fill, 'green');
    const fetched = status(node, 'status.done.download');
    const { id, file: name } = file;
    const message = await out(node, { id, file: name, operation: 'download', coupa: { delivery: 'd' } });
    assert.ok(Buffer.isBuffer(message.payload));
    assert.deepEqual(
      [String(message.payload), message['filename'], message['contentType'], message.coupa?.['delivery']],
      ['%PDF', 'scan.pdf', 'application/pdf', 'd'],
    );
    assert.equal((await fetched).fill, 'green');
  });

  it('hands a catch node what a file was, and not its bytes, where it is not attached', async () => {
    const node = await load({ resource: 'invoices', operation: 'attach', maxFileSize: '1' });
    const { cause } = await caught(node, { id: 1, filename: 'a.pdf', payload: Buffer.alloc(1_048_577) });
    const [entry] = cause?.details?.notApplied ?? [];
    assert.equal(entry?.outcome, 'not sent');
    assert.match(entry?.reason ?? '', /1048577 bytes/);
    assert.ok(JSON.stringify(cause?.details).length < 1000);
  });

  it('sends what was applied to output 1, and the rest with reasons to output 2, where it acknowledges nothing', async () => {
    const node = await load({ operation: 'create' });
    const partial = status(node, 'status.partial');
    const payload = [{ name: 'A', number: 'S-1' }, { number: 'S-2' }];
    const [first, second] = await send(node, { payload, coupa: { delivery: 'd' } }, 'out', 'rest');
    assert.deepEqual(
      [first?.payload].flat().map((one) => Object(one).name),
      ['A'],
    );
    const entries = second?.payload as { index: number; outcome: string; reason: string }[] | undefined;
    assert.deepEqual([entries?.[0]?.index, entries?.[0]?.outcome], [1, 'refused']);
    assert.match(entries?.[0]?.reason ?? '', /Name can't be blank/);
    assert.deepEqual([first?.coupa?.['delivery'], second?.coupa?.['delivery']], ['d', undefined]);
    assert.equal((await partial).fill, 'yellow');
  });

  it('hands what Coupa refused to the catch nodes, with a code, the status and the words of the server', async () => {
    const node = await load({ operation: 'create' });
    const refused = status(node, 'errors.COUPA_VALIDATION');
    const { code, message, cause } = await caught(node, { payload: { number: 'S-2' } });
    assert.equal(code, 'COUPA_VALIDATION');
    assert.match(message, /Name can't be blank/);
    assert.equal(cause?.statusCode, 400);
    assert.deepEqual(cause?.details?.notApplied?.[0]?.errors, { name: ["Name can't be blank"] });
    assert.equal((await refused).fill, 'red');
  });

  it('hands back what Coupa refused as it was given, though a word in it is the secret of the connection', async () => {
    const node = await load({ operation: 'create' });
    const payload = { number: 'S-2', website: 'https://secret.example' };
    const { cause } = await caught(node, { payload });
    assert.deepEqual(cause?.details?.notApplied?.[0]?.object, payload);
  });

  it('says so where Node-RED cannot hand a message on that is done with, or failed, and works on', async () => {
    const node = await load({ operation: 'get' });
    tenant.resource('suppliers').createMany(1);
    const broken = Object.defineProperty({}, 'name', { enumerable: true, get: () => assert.fail('broken') });
    for (const id of [1, 99]) {
      const told = once(node, 'call:error');
      node.receive({ payload: id, broken } as never);
      assert.match(String((await told)[0].args[0]), /Node-RED cannot copy the message.*broken/);
    }
    assert.deepEqual((await out(node, { payload: 1 })).payload, tenant.resource('suppliers').get('1'));
  });

  it('says which record is not there', async () => {
    const node = await load({ operation: 'get' });
    const { code, message } = await caught(node, { payload: 99 });
    assert.equal(code, 'COUPA_NOT_FOUND');
    assert.match(message, /suppliers 99/);
  });

  it('names the scope that a write lacks', async () => {
    const scopes = ['core.supplier.read'];
    const node = await load({ operation: 'update' }, { scopes });
    tenant.resource('suppliers').createMany(1);
    const { code, message, cause } = await caught(node, { payload: { id: 1, name: 'B' } });
    assert.equal(code, 'COUPA_FORBIDDEN');
    assert.match(message, /core\.supplier\.write/);
    assert.equal(cause?.statusCode, 403);
  });

  it('says that the outcome of a create is unknown where Coupa never answered and the record is not to be found', async () => {
    const node = await load({ operation: 'create' });
    tenant.loseAnswer({ carriedOut: false, times: Number.POSITIVE_INFINITY });
    const { cause } = await caught(node, { payload: { name: 'A', number: 'S-1' } });
    assert.equal(cause?.details?.notApplied?.[0]?.outcome, 'unknown');
    assert.equal(writes().length, 1);
  });

  it('shows in a dry run what would be sent, and changes nothing', async () => {
    const node = await load({ operation: 'upsert', dryRun: true });
    const planned = status(node, 'status.planned');
    const { payload } = await out(node, { payload: { name: 'A', number: 'S-1' } });
    assert.deepEqual(payload, {
      method: 'POST',
      path: '/api/suppliers',
      body: { name: 'A', number: 'S-1' },
    });
    await planned;
    assert.deepEqual(writes(), []);
  });

  it('fills in what a path leaves open, message by message', async () => {
    const node = await load({ resource: 'suppliers/{{msg.supplier}}/addresses', operation: 'list' });
    const { id } = tenant.resource('suppliers').create({ name: 'A' });
    await out(node, { supplier: id });
    assert.ok(tenant.requests.some(({ path }) => path === `/api/suppliers/${id}/addresses`));
    const { code, message } = await caught(node, {});
    assert.equal(code, 'COUPA_CONFIG');
    assert.match(message, /\{\{msg\.supplier\}\}.*has no value/);
    const before = tenant.requests.length;
    assert.equal((await caught(node, { supplier: '1/../../users' })).code, 'COUPA_CONFIG');
    assert.equal(tenant.requests.length, before);
  });

  it('knows a resource by the name that a poll gives it, also where a placeholder names it', async () => {
    const node = await load({ resource: '{{msg.topic}}', operation: 'list' });
    const { coupa } = await out(node, { topic: 'purchaseOrders' });
    assert.equal(Object(coupa?.record).resource, 'purchaseOrders');
    assert.equal(tenant.requests.at(-1)?.path, '/api/purchase_orders');
  });

  it('reads environment variables wherever a property takes one', async () => {
    Object.assign(process.env, { RECORD_TEST_OPERATION: 'delete', RECORD_TEST_MOST: '1' });
    try {
      const node = await load({ operation: '${RECORD_TEST_OPERATION}', maxActions: '${RECORD_TEST_MOST}' });
      const { message } = await caught(node, { payload: ['1', '2'] });
      assert.match(message, /deletes at most 1 at once/);
    } finally {
      delete process.env['RECORD_TEST_OPERATION'];
      delete process.env['RECORD_TEST_MOST'];
    }
  });

  for (const [what, properties, config] of [
    ['no connection', { connection: '' }, {}],
    ['an operation that there is not', { operation: 'steal' }, {}],
    ['a limit below none', { maxActions: -1 }, {}],
    ['a placeholder that there is not', { resource: 'suppliers/{{id}}/addresses' }, {}],
  ] as const) {
    it(`is red and fails its messages with ${what}`, async () => {
      const node = await load(properties, {}, config);
      assert.equal((await caught(node, { payload: {} })).code, 'COUPA_CONFIG');
    });
  }

  it('says that a connection through a hub will not do', async () => {
    const node = await load({}, {}, { authentication: 'openConnectors' });
    const { code, message } = await caught(node, { payload: {} });
    assert.equal(code, 'COUPA_CONFIG');
    assert.match(message, /goes through an Open Connectors hub/);
    const errors = helper
      .log()
      .args.flat()
      .map(({ msg }: { msg?: unknown }) => String(msg));
    assert.ok(errors.some((text: string) => /goes through an Open Connectors hub/.test(text)));
  });

  it('ends what is under way when it is deployed anew, sends nothing afterwards, and works again', async () => {
    const node = await load({ operation: 'get' });
    tenant.resource('suppliers').createMany(1);
    const messages = collect('out');
    tenant.weather({ kind: 'stalled-body', path: '/api/suppliers' });
    const working = status(node, 'status.working.get');
    const asked = new Promise<void>((resolve) => {
      tenant.on('received', ({ path }) => {
        if (path.startsWith('/api/')) resolve();
      });
    });
    node.receive({ payload: 1 } as never);
    await Promise.all([working, asked]);
    const ended = next('caught');
    await (node as Node & { close(removed: boolean): Promise<void> }).close(false);
    assert.match((await ended).error?.message ?? '', /Getting suppliers/);
    await helper.unload();
    assert.deepEqual(messages, []);
    const again = await loadFlow({ operation: 'get' });
    assert.equal(((await out(again, { payload: 1 })).payload as { id: number }).id, 1);
  });

  it('completes or fails every message, whatever JSON it is', async () => {
    const node = await load({ resource: '', operation: '' });
    const message = fc.record(
      {
        payload: fc.jsonValue(),
        query: fc.jsonValue(),
        id: fc.jsonValue(),
        parameters: fc.jsonValue(),
        operation: fc.constantFrom(
          ...['list', 'get', 'create', 'update', 'upsert', 'delete', 'action', 'markExported', 'other', 7],
        ),
        action: fc.constantFrom('submit', '../x', 7),
        resource: fc.constantFrom('suppliers', 'invoices', 'a/b', '../x', 7),
      },
      { requiredKeys: ['operation', 'resource'] },
    );
    await fc.assert(
      fc.asyncProperty(message, async (given) => {
        const settled = next('settled');
        node.receive(structuredClone(given) as never);
        await settled;
      }),
      { numRuns: 100 },
    );
  });
});

function idsIn({ payload }: Message): unknown[] {
  return (payload as { id: unknown }[]).map(({ id }) => id);
}

/** The text of a key of the locale file. */
function textOf(key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], texts);
}
