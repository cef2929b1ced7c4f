import assert from 'node:assert/strict';
import { once } from 'node:events';
import { install } from '@sinonjs/fake-timers';
import fc from 'fast-check';
import type { Node, NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import texts from '../../nodes/cso-events/locales/en-US/coupa-cso-events.json';
import { type Cso, type CsoOptions, createCso } from '../simulator/cso';
import { freshNodeRedForEachTest } from './fresh-node-red';

const coupaConfig: NodeInitializer = require('../../nodes/connection/coupa-config');
const coupaCsoEvents: NodeInitializer = require('../../nodes/cso-events/coupa-cso-events');
const split: NodeInitializer = require('@node-red/nodes/core/sequence/17-split');

type Done = (error: Error | null, value?: unknown) => void;

type Message = Record<string, unknown> & { payload?: unknown; coupa?: Record<string, unknown> };

describe('coupa-cso-events', () => {
  let cso: Cso;
  let site: { url: string; close(): Promise<void> };
  freshNodeRedForEachTest();
  afterEach(() => site?.close());

  async function start(options: CsoOptions = {}): Promise<void> {
    cso = createCso(options);
    site = await cso.start();
  }

  function addEvents(count: number): string[] {
    const events = cso.collection('/api/events');
    return Array.from(
      { length: count },
      (_, number) => events.add({ 'market-id': '1', name: `n${number}` }).id,
    );
  }

  /** A flow with one CSO node; its outputs go to `out` and `rest`, errors to `caught`. */
  function flowOf(properties: object, extra: object[] = []): object[] {
    const connection = {
      id: 'connection',
      type: 'coupa-config',
      authentication: 'apiKey',
      siteAddress: site.url,
      csoAddress: site.url,
      requestsPerSecond: '0',
    };
    return [
      { id: 'tab', type: 'tab' },
      connection,
      {
        id: 'cso',
        z: 'tab',
        type: 'coupa-cso-events',
        connection: 'connection',
        wires: [['out'], ['rest']],
        ...properties,
      },
      { id: 'caught', z: 'tab', type: 'helper' },
      { id: 'catches', z: 'tab', type: 'catch', scope: null, wires: [['caught']] },
      { id: 'rest', z: 'tab', type: 'helper' },
      ...(extra.length > 0 ? extra : [{ id: 'out', z: 'tab', type: 'helper' }]),
    ];
  }

  const credentials = { connection: { apiKey: 'unused', csoApiKey: 'cso-key' } };

  async function load(properties: object, extra?: object[]): Promise<Node> {
    await helper.load([coupaConfig, coupaCsoEvents, split], flowOf(properties, extra), credentials);
    return helper.getNode('cso');
  }

  async function next(id: string): Promise<Message> {
    const [message] = await once(helper.getNode(id) as never, 'input');
    return message as Message;
  }

  /** The next so many messages. */
  async function several(id: string, count: number): Promise<Message[]> {
    const messages = collect(id);
    while (messages.length < count) await next(id);
    return messages;
  }

  function collect(id: string): Message[] {
    const messages: Message[] = [];
    helper.getNode(id).on('input', (message) => messages.push(message as Message));
    return messages;
  }

  /** Waits until a status says this; every status of the node has a text in the locale file. */
  function status(node: Node, key: string): Promise<void> {
    return new Promise((resolve) => {
      (node as unknown as NodeJS.EventEmitter).on('call:status', ({ args }: { args: { text: string }[] }) => {
        const text = args[0]?.text ?? '';
        assert.equal(typeof textOf(text), 'string', `no text for ${text}`);
        if (text === `coupa-cso-events.${key}`) resolve();
      });
    });
  }

  it('needs only a connection to list events', async () => {
    await start();
    const ids = addEvents(3);
    const node = await load({});
    const listed = status(node, 'status.listed');
    node.receive({ payload: '', topic: 'kept' });
    const { payload, coupa, topic } = await next('out');
    assert.deepEqual(
      (payload as { id: string }[]).map(({ id }) => id),
      ids,
    );
    assert.deepEqual(coupa, {
      operation: 'list',
      object: 'events',
      statusCode: 200,
      total: 3,
      requested: 3,
      applied: 3,
      result: [],
    });
    assert.equal(topic, 'kept');
    await listed;
  });

  it('sends a message for each object that a join node puts together again', async () => {
    await start();
    const ids = addEvents(600);
    const node = await load({ output: 'each', wires: [['joins'], ['rest']] }, [
      { id: 'joins', z: 'tab', type: 'join', mode: 'auto', wires: [['out']] },
      { id: 'out', z: 'tab', type: 'helper' },
    ]);
    node.receive({ payload: '' });
    const { payload } = await next('out');
    assert.deepEqual(
      (payload as { id: string }[]).map(({ id }) => id),
      ids,
    );
  });

  it('keeps the parts of the message that asked, one level down', async () => {
    await start();
    addEvents(2);
    const node = await load({ output: 'each' });
    node.receive({ payload: '', parts: { id: 'outer', index: 4 } } as never);
    const messages = await several('out', 2);
    const parts = messages.map((message) => message['parts'] as Record<string, unknown>);
    assert.deepEqual(
      parts.map(({ index, count, parts: outer }) => [index, count, outer]),
      [
        [0, undefined, { id: 'outer', index: 4 }],
        [1, 2, { id: 'outer', index: 4 }],
      ],
    );
  });

  it('creates, updates and deletes 5,000 events of which a random 3 % are dropped, and accounts for each', async () => {
    await start({ dropShare: 0.03, seed: 7 });
    const node = await load({ operation: '', maxDeletes: '5000', batchSize: '100' });
    const objects = Array.from({ length: 5000 }, (_, number) => ({ 'market-id': '1', name: `n${number}` }));
    const names = (payload: unknown) => (payload as { name: string }[]).map(({ name }) => name);
    const notApplied = (payload: unknown) =>
      (payload as { object: { id?: string; name?: string } }[]).map(({ object }) => object);
    const run = async (operation: string, payload: unknown) => {
      const dropped = new Set<string>();
      const before = cso.dropped.length;
      const both = Promise.all([next('out'), next('rest')]);
      node.receive({ operation, payload } as never);
      const [out, rest] = await both;
      for (const who of cso.dropped.slice(before)) dropped.add(who);
      assert.ok(dropped.size > 100 && dropped.size < 200, `${dropped.size} dropped`);
      assert.deepEqual(
        [out.coupa?.requested, out.coupa?.applied],
        [(payload as []).length, (payload as []).length - dropped.size],
      );
      assert.deepEqual(rest.coupa, out.coupa);
      return { out, rest, dropped };
    };

    const created = await run('create', objects);
    const isCreated = ({ name }: { name: string }) => !created.dropped.has(name);
    assert.deepEqual(
      names(created.out.payload),
      objects.filter(isCreated).map(({ name }) => name),
    );
    assert.deepEqual(
      notApplied(created.rest.payload),
      objects.filter((object) => !isCreated(object)),
    );
    const made = created.out.payload as { id: string; name: string }[];
    for (const { id, name } of made) assert.equal(cso.collection('/api/events').get(id)?.['name'], name);

    const changes = made.map(({ id }) => ({ id, state: 'Active' }));
    const updated = await run('update', changes);
    assert.deepEqual(
      updated.out.payload,
      changes.filter(({ id }) => !updated.dropped.has(id)),
    );
    assert.deepEqual(
      notApplied(updated.rest.payload),
      changes.filter(({ id }) => updated.dropped.has(id)),
    );

    const ids = made.map(({ id }) => id);
    const deleted = await run('delete', ids);
    assert.deepEqual(
      deleted.out.payload,
      ids.filter((id) => !deleted.dropped.has(id)),
    );
    assert.deepEqual(
      notApplied(deleted.rest.payload).map(({ id }) => id),
      ids.filter((id) => deleted.dropped.has(id)),
    );
    assert.deepEqual(
      cso
        .collection('/api/events')
        .find()
        .map(({ id }) => id),
      ids.filter((id) => deleted.dropped.has(id)),
    );
  });

  it('shows progress, then what was applied', async () => {
    await start();
    const node = await load({ operation: 'create', batchSize: 1 });
    const progress = status(node, 'status.progress');
    const done = status(node, 'status.done.create');
    node.receive({ payload: [{ 'market-id': '1' }, { 'market-id': '1' }] });
    await Promise.all([progress, done]);
  });

  it('hands a write that fails as a whole to the catch nodes, with the messages of the server', async () => {
    await start();
    const node = await load({ operation: 'create' });
    const refused = status(node, 'errors.COUPA_VALIDATION');
    cso.fault({ answer: { status: 400, body: '<errors><error>name is taken</error></errors>' } });
    node.receive({ payload: { 'market-id': '1' } });
    const { error } = (await next('caught')) as {
      error?: { code?: string; message: string; cause?: { details?: object } };
    };
    assert.equal(error?.code, 'COUPA_VALIDATION');
    assert.match(error?.message ?? '', /name is taken/);
    assert.deepEqual((error?.cause?.details as { messages?: string[] } | undefined)?.messages, [
      'name is taken',
    ]);
    await refused;
  });

  it('says that an empty array deletes nothing', async () => {
    await start();
    const node = await load({ operation: 'delete' });
    const nothing = status(node, 'status.nothing');
    node.receive({ payload: [] });
    assert.deepEqual((await next('out')).payload, []);
    await nothing;
    assert.deepEqual(cso.requests, []);
  });

  it('takes ids of events and fact sheets from typed inputs, else from the message', async () => {
    await start();
    const node = await load({
      object: 'fields',
      eventId: 'chosen.event',
      eventIdType: 'flow',
      factSheetId: '"8" & payload',
      factSheetIdType: 'jsonata',
    });
    node.context().flow.set('chosen', { event: '9219595375673293031' });
    node.receive({ payload: '9' });
    await next('out');
    assert.equal(cso.requests[0]?.url, '/api/events/9219595375673293031/fact-sheets/89/fields');
    node.context().flow.set('chosen', {});
    node.receive({ payload: '9', eventId: '7' } as never);
    await next('out');
    assert.equal(cso.requests[1]?.url, '/api/events/7/fact-sheets/89/fields');
  });

  for (const [what, answer, message] of [
    ['throws', new Error('no client'), /\(flow chosen\): no client\.$/],
    [
      'answers with an error',
      (done: Done) => done(new Error('it is away')),
      /\(flow chosen\): it is away\.$/,
    ],
    ['never answers', () => undefined, /the context store "default" did not answer within 10 seconds\.$/],
  ] as const) {
    it(`says so where the context store of a typed input ${what}, and takes the next message`, async () => {
      await start();
      const node = await load({ object: 'fact-sheets', eventId: 'chosen', eventIdType: 'flow' });
      const own = node.context.bind(node);
      const clock = install({ toFake: ['setTimeout', 'clearTimeout'] });
      const get = (_key: string, _store: unknown, done: Done) => {
        if (answer instanceof Error) throw answer;
        answer(done);
        // Whoever waits has set its timer before it asked.
        setImmediate(() => clock.tick(10_000));
      };
      node.context = () => ({ flow: { get } }) as never;
      try {
        const caught = next('caught');
        node.receive({});
        const { error } = (await caught) as { error?: { message: string } };
        assert.match(error?.message ?? '', message);
      } finally {
        clock.uninstall();
      }
      node.context = own;
      node.context().flow.set('chosen', '7');
      node.receive({});
      await next('out');
      assert.match(cso.requests[0]?.url ?? '', /^\/api\/events\/7\/fact-sheets/);
    });
  }

  it('reads environment variables wherever a property takes one', async () => {
    await start();
    Object.assign(process.env, { CSO_TEST_OPERATION: 'delete', CSO_TEST_MOST: '1' });
    const node = await load({ operation: '${CSO_TEST_OPERATION}', maxDeletes: '${CSO_TEST_MOST}' });
    node.receive({ payload: ['1', '2'] });
    const { error } = (await next('caught')) as { error?: { message: string } };
    assert.match(error?.message ?? '', /deletes at most 1 at once/);
    delete process.env['CSO_TEST_OPERATION'];
    delete process.env['CSO_TEST_MOST'];
  });

  it('is red and fails its messages when it has no connection or a setting that cannot work', async () => {
    await start();
    for (const properties of [{ connection: '' }, { batchSize: 0 }, { object: 'nothing' }]) {
      const node = await load(properties);
      node.receive({ payload: '' });
      const { error } = (await next('caught')) as { error?: { code?: string } };
      assert.equal(error?.code, 'COUPA_CONFIG');
      await helper.unload();
    }
  });

  it('closes within two seconds while a request hangs, and sends nothing afterwards', async () => {
    await start();
    const node = await load({});
    const messages = collect('out');
    const caught = collect('caught');
    cso.fault({ answer: 'never' });
    const working = status(node, 'status.working.list');
    node.receive({ payload: '' });
    await working;
    const before = performance.now();
    await helper.unload();
    assert.ok(performance.now() - before < 2000);
    assert.deepEqual([messages, caught.length <= 1], [[], true]);
  });

  it('never throws out of an input, whatever the message is', async () => {
    await start();
    const node = await load({ operation: '' });
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const messages = [
      {},
      { operation: 7 },
      { operation: 'list', query: 'x' },
      { operation: 'create', payload: null },
    ];
    for (const message of messages) {
      const failed = next('caught');
      node.receive(message as never);
      assert.equal(((await failed) as { error?: { code?: string } }).error?.code, 'COUPA_VALIDATION');
    }
    process.off('unhandledRejection', listen);
    assert.deepEqual(unhandled, []);
  });

  it('completes or fails every message, whatever JSON it is', async () => {
    await start({ bareIds: true });
    const node = await load({ operation: '', object: '' }, [
      { id: 'out', z: 'tab', type: 'helper' },
      { id: 'completes', z: 'tab', type: 'complete', scope: ['cso'], wires: [['completed']] },
      { id: 'completed', z: 'tab', type: 'helper' },
    ]);
    // One listener for all messages: Node-RED skips listeners when one of them removes itself.
    let settle = (): void => undefined;
    for (const id of ['completed', 'caught']) helper.getNode(id).on('input', () => settle());
    const message = fc.record(
      {
        payload: fc.jsonValue(),
        query: fc.jsonValue(),
        operation: fc.constantFrom('list', 'get', 'create', 'update', 'delete', 'changes', 'other'),
        object: fc.constantFrom('events', 'fields', 'users', 7),
        eventId: fc.jsonValue(),
      },
      { requiredKeys: ['operation', 'object'] },
    );
    await fc.assert(
      fc.asyncProperty(message, async (given) => {
        await new Promise<void>((resolve) => {
          settle = resolve;
          node.receive(structuredClone(given) as never);
        });
      }),
      { numRuns: 100 },
    );
  });

  describe('changes', () => {
    it('are sent for each message, and remembered over a redeploy', async () => {
      await start();
      const [first = '', second = ''] = addEvents(2);
      let node = await load({ operation: 'changes' });
      const seeded = status(node, 'status.seeded');
      node.receive({ payload: '' });
      await seeded;
      await helper.unload();

      cso.collection('/api/events').update(first, { state: 'Active' });
      cso.collection('/api/events').remove(second);
      node = await load({ operation: 'changes' });
      const changed = status(node, 'status.changes');
      node.receive({ payload: '', topic: 'kept' });
      const messages = await several('out', 2);
      await changed;
      assert.deepEqual(
        messages.map(({ topic, payload, coupa }) => [
          topic,
          (payload as { id: string }).id,
          coupa?.eventType,
          coupa?.changed,
        ]),
        [
          ['kept', first, 'UPDATED', ['state']],
          ['kept', second, 'DELETED', undefined],
        ],
      );
      assert.deepEqual(messages[0]?.coupa?.previous, { id: first, 'market-id': '1', name: 'n0' });
    });

    it('are looked for at once and at an interval when there is one', async () => {
      await start();
      addEvents(1);
      const node = await load({ operation: 'changes', interval: '0.0005', firstRun: 'send' });
      assert.equal((await next('out')).coupa?.eventType, 'CREATED');
      const [id = ''] = addEvents(1);
      const message = await next('out');
      assert.deepEqual([(message.payload as { id: string }).id, message.coupa?.eventType], [id, 'CREATED']);
      assert.ok(node);
    });
  });
});

/** The text of a key of the locale file. */
function textOf(key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], texts);
}
