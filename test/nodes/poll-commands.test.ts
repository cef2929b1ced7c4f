import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Node } from 'node-red';
import helper from 'node-red-node-test-helper';
import { type FlowNode, type Message, PollFlow } from './poll-flow';

const withStatus =
  "/api/invoices?status={{msg.status}}&updated-at[gt_or_eq]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}";

const minute = 60_000;

describe('What comes in at a poll node', () => {
  const red = PollFlow.forEachTest();

  /** Lets everything that is ready happen. */
  async function turns(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Asks the node how it stands. What it was sent before, it has taken by then. */
  async function report(poll: Node): Promise<Record<string, unknown>> {
    const answers = () => red.watched.second.filter(({ topic }) => topic === 'status');
    const before = answers().length;
    await turns();
    poll.receive({ command: 'status' });
    await red.watched.until(() => answers().length > before);
    await turns();
    return answers().at(-1)?.payload ?? {};
  }

  /** A flow whose catch node hands every error to the poll node, as whoever acknowledges records wires it. */
  function catching(properties: object = {}): FlowNode[] {
    return red
      .flow(properties)
      .map((node) => (node.id === 'catches' ? { ...node, wires: [['poll', 'caught']] } : node));
  }

  const asked = () => red.tenant.requests.filter(({ path }) => path === '/api/invoices');
  const statusesAskedFor = () => asked().map(({ query }) => query.get('status'));
  const errors = () => red.watched.caught.map(({ error }) => error?.message);

  describe('from a catch node', () => {
    for (const [who, properties] of [
      ['by itself', { interval: 15 }],
      ['for a message', {}],
    ] as const) {
      it(`does not make a node whose poll failed, begun ${who}, ask for more polls`, async () => {
        await red.startTenant();
        red.tenant.weather({ kind: '403', path: '/api', times: Number.POSITIVE_INFINITY });
        await red.loadFlow(catching(properties));
        const poll = helper.getNode('poll');
        if (who === 'for a message') poll.receive({});
        await red.watched.until(
          () => red.watched.caught.length > 0 && red.watched.last('poll')?.fill === 'red',
        );
        const requests = asked().length;
        const { polling } = await report(poll);
        assert.equal(polling, false);
        assert.equal(red.summaries().length, 1);
        assert.equal(asked().length, requests);
        assert.equal(errors().length, 1);
      });
    }

    it('does not poll when an unrelated node has failed', async () => {
      await red.startTenant();
      await red.loadFlow(catching({ delivery: 'acknowledge' }));
      helper.getNode('second').error('something else broke', { payload: 1 });
      await red.watched.until(() => red.watched.caught.length > 0);
      const { polling } = await report(helper.getNode('poll'));
      assert.equal(polling, false);
      assert.deepEqual(red.summaries(), []);
      assert.deepEqual(red.tenant.requests, []);
    });

    it('refuses the record whose consumer failed', async () => {
      await red.startTenant();
      red.tenant.resource('invoices').create();
      await red.loadFlow(catching({ delivery: 'acknowledge', maxAttempts: 1 }));
      const out = helper.getNode('out');
      out.on('input', (message) => out.error('the service said no', message));
      helper.getNode('poll').receive({});
      const given = () => red.watched.second.find(({ topic }) => topic === 'undeliverable');
      await red.watched.until(() => given() !== undefined);
      assert.equal(given()?.['error'], 'the service said no');
    });
  });

  describe('shows in the status:', () => {
    it('an acknowledgement does not paint red green, the next poll that succeeds does', async () => {
      await red.startTenant();
      red.tenant.resource('invoices').create();
      const poll = await red.load({ delivery: 'acknowledge' });
      poll.receive({});
      await red.watched.until(
        () => red.watched.out.length === 1 && red.watched.last('poll')?.fill === 'yellow',
      );
      red.tenant.weather({ kind: '403', path: '/api', times: Number.POSITIVE_INFINITY });
      poll.receive({});
      await red.watched.until(() => red.watched.last('poll')?.fill === 'red');
      poll.receive(red.watched.out[0] as Message);
      const { pending } = await report(poll);
      assert.equal(pending, 0);
      assert.equal(red.watched.last('poll')?.fill, 'red');
      red.tenant.clearWeather();
      poll.receive({});
      await red.watched.until(() => red.watched.last('poll')?.fill === 'green');
    });

    it('after a restart, a node that polls only when asked shows its last poll', async () => {
      await red.startTenant();
      red.tenant.resource('invoices').createMany(3);
      (await red.load()).receive({});
      await red.watched.until(() => red.summaries().length === 1);
      await helper.unload();
      const poll = await red.load();
      await red.watched.until(() => red.watched.last('poll')?.fill === 'green');
      const { shape, text } = red.watched.last('poll') ?? {};
      assert.deepEqual([shape, text], ['dot', 'coupa-poll.status.rest']);
      const { lastPoll } = (await report(poll)) as { lastPoll?: { created: number } };
      assert.equal(lastPoll?.created, 3);
      assert.equal(red.summaries().length, 1);
    });
  });

  it('pauses a poll that a message asked for, and no catch node hears of it', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(5);
    red.tenant.weather({ kind: 'stalled-body', path: '/api/invoices', times: Number.POSITIVE_INFINITY });
    const poll = await red.load({}, { timeout: 60 });
    const stalled = new Promise<void>((resolve) =>
      red.tenant.on('received', ({ path }) => void (path === '/api/invoices' && resolve())),
    );
    const done = once(poll, 'call:status');
    poll.receive({});
    await Promise.all([stalled, done]);
    poll.receive({ command: 'pause' });
    await red.watched.until(() => red.watched.last('poll')?.text === 'coupa-poll.status.paused');
    const { paused, polling } = await report(poll);
    assert.deepEqual({ paused, polling }, { paused: true, polling: false });
    assert.deepEqual(errors(), []);
    assert.deepEqual(red.summaries(), []);
  });

  describe('fills {{msg.…}}', () => {
    it('in the first poll of a node that starts now', async () => {
      await red.startTenant();
      const poll = await red.load({ start: 'now', url: withStatus });
      poll.receive({ status: 'approved' });
      await red.watched.until(() => red.summaries().length === 1 || red.watched.caught.length > 0);
      assert.deepEqual(errors(), []);
      assert.deepEqual([...new Set(statusesAskedFor())], ['approved']);
    });

    it('in a back-fill that it asks for', async () => {
      await red.startTenant();
      const created = { createdAt: '2026-01-01T00:00:00Z' };
      red.tenant.resource('invoices').createMany(2, { status: 'approved' }, created);
      red.tenant.resource('invoices').createMany(2, { status: 'draft' }, created);
      const poll = await red.load({ url: withStatus });
      poll.receive({ command: 'backfill', from: 'beginning', status: 'approved' });
      await red.watched.until(() => red.summaries().length === 1 || red.watched.caught.length > 0);
      assert.deepEqual(errors(), []);
      assert.equal(red.summaries()[0]?.payload?.['backfill'], true);
      assert.deepEqual([...new Set(statusesAskedFor())], ['approved']);
      assert.deepEqual(red.ids(), [1, 2]);
    });

    it('in three polls for three values, each with its own', async () => {
      await red.startTenant();
      const poll = await red.load({ url: withStatus });
      for (const status of ['new', 'approved', 'paid']) poll.receive({ status });
      await red.watched.until(() => red.summaries().length === 3);
      assert.deepEqual([...new Set(statusesAskedFor())], ['new', 'approved', 'paid']);
      assert.deepEqual(errors(), []);
    });
  });

  it('resets to the moment of the command, not to that of the next poll', async () => {
    let ahead = 0;
    await red.startTenant({ now: () => Date.now() + ahead });
    const poll = await red.load({ start: 'now' });
    poll.receive({});
    await red.watched.until(() => red.watched.last('poll')?.fill === 'green');
    poll.receive({ command: 'reset', from: 'now' });
    await red.watched.until(() => red.watched.last('poll')?.text === 'coupa-poll.status.onDemand');
    ahead += minute;
    red.tenant.resource('invoices').create();
    ahead += minute;
    poll.receive({});
    await red.watched.until(() => red.summaries().length === 2);
    assert.deepEqual(red.ids(), [1]);
  });

  for (const [place, message] of [
    ['msg.payload', { payload: 'backfill' }],
    ['msg.payload.command', { payload: { command: 'backfill', from: '2026-11-23' } }],
    ['msg.topic', { topic: 'backfill', payload: 1_764_000_000_000 }],
  ] as const) {
    it(`polls for a command in ${place}, and says once where commands belong`, async () => {
      await red.startTenant();
      const poll = await red.load();
      poll.receive(message);
      await red.watched.until(() => red.summaries().length === 1);
      poll.receive(message);
      await red.watched.until(() => red.summaries().length === 2);
      const told = red.warned().filter((text) => text.includes('commands are read from msg.command'));
      assert.deepEqual(told, [
        `${place} is "backfill", but commands are read from msg.command; without one, the node polls.`,
      ]);
    });
  }

  describe('behind another poll', () => {
    const record = { coupa: { resource: 'suppliers', delivery: 'x.1' }, payload: { id: 1 } };
    const told = () => red.warned().filter((text) => text.includes('delete msg.coupa first'));

    for (const [what, message, begin] of [
      ['its record', record, /^A record of suppliers from another poll node asks for nothing here/],
      ['a command on a record', { ...record, command: 'pause' }, /^msg\.command is "pause", but/],
    ] as const)
      it(`polls for nothing where ${what} comes, and says once what to do`, async () => {
        await red.startTenant();
        const poll = await red.load();
        poll.receive(message);
        poll.receive(message);
        poll.receive({});
        await red.watched.until(() => red.summaries().length === 1);
        assert.equal(told().length, 1);
        assert.match(told()[0] ?? '', begin);
      });

    for (const [what, properties, message] of [
      ['that polls by itself', { interval: 10 }, record],
      ['of the same resource', {}, { ...record, coupa: { ...record.coupa, resource: 'invoices' } }],
      ['that a catch node leads there', {}, { ...record, error: { message: 'no' } }],
    ] as const)
      it(`says nothing of a record ${what}, which may come back to all polls`, async () => {
        await red.startTenant();
        const poll = await red.load(properties);
        poll.receive(message);
        poll.receive({});
        await red.watched.until(() => red.summaries().length >= 1);
        assert.deepEqual(told(), []);
      });
  });

  it('is no misplaced command where a summary of another poll asks for one', async () => {
    await red.startTenant();
    const poll = await red.load();
    poll.receive({ topic: 'backfill', payload: { sent: 1 } });
    await red.watched.until(() => red.summaries().length === 1);
    assert.deepEqual(red.warned(), []);
  });

  it('lets a back-fill that is asked for while paused wait, and says when it begins', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(3, {}, { createdAt: '2026-01-01T00:00:00Z' });
    const poll = await red.load({ start: 'now' });
    poll.receive({ command: 'pause' });
    await red.watched.until(() => red.watched.last('poll')?.text === 'coupa-poll.status.paused');
    const warned = once(poll, 'call:warn');
    poll.receive({ command: 'backfill', from: 'beginning' });
    await warned;
    assert.match(red.logged(), /paused: the back-fill begins when it is resumed/);
    await report(poll);
    assert.deepEqual(red.ids(), []);
    poll.receive({ command: 'resume' });
    await red.watched.until(() => red.summaries().length === 1);
    assert.deepEqual(red.ids(), [1, 2, 3]);
  });
});

describe('What is not wired to a poll node', () => {
  const red = PollFlow.forEachTest();
  const acknowledging = { delivery: 'acknowledge' };
  const told = () => red.warned().filter((text) => text.startsWith("Nothing is wired to this node's input"));

  it('is told where records have to be acknowledged', async () => {
    await red.startTenant();
    await red.load(acknowledging);
    assert.equal(told().length, 1);
  });

  it('is not missed where they are delivered once sent', async () => {
    await red.startTenant();
    await red.load();
    assert.deepEqual(told(), []);
  });

  for (const [what, node] of [
    ['a wire', { id: 'back', type: 'helper', z: 'tab', wires: [['poll']] }],
    ['a link node', { id: 'in', type: 'link in', z: 'tab', links: [], wires: [['poll']] }],
  ] as const) {
    it(`is not missed where ${what} leads to its input`, async () => {
      await red.startTenant();
      await red.loadFlow([...red.flow(acknowledging), { ...node }]);
      assert.deepEqual(told(), []);
    });
  }
});

describe('What a deploy changes of a poll node', () => {
  const red = PollFlow.forEachTest();

  it('is not its history, which the dialog still shows after a restart', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(3);
    (await red.load()).receive({});
    await red.watched.until(() => red.summaries().length === 1);
    const before = await red.history();
    assert.deepEqual([before.length, before[0]?.['created']], [1, 3]);
    await helper.unload();
    await red.load();
    assert.deepEqual(await red.history(), before);
  });

  it('is not its history, which is beside the position where that is in a context store', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(3);
    const poll = await red.load({ stateStore: 'default' });
    const stored = () => poll.context().get('coupaHistory') as { created: number }[] | undefined;
    poll.receive({});
    while (stored() === undefined) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(stored()?.[0]?.created, 3);
  });

  it('is told, where it is another resource: the position and the records that are dropped', async () => {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(2);
    (await red.load({ delivery: 'acknowledge' })).receive({});
    await red.watched.until(() => red.summaries().length === 1);
    await helper.unload();
    const poll = await red.load({ delivery: 'acknowledge', resource: 'suppliers' });
    poll.receive({});
    await red.watched.until(() => red.summaries().length === 2);
    assert.match(
      red.logged(),
      /reads \S+\/api\/suppliers now, no longer \S+\/api\/invoices, and begins anew\. Its position there was 20\S+Z; records not acknowledged: 2\. They are dropped/,
    );
    assert.equal(red.watched.out.length, 2);
  });

  for (const [what, properties, status, told] of [
    [
      'a URL that needs a message and an interval without one',
      { interval: 15, url: withStatus },
      'coupa-poll.errors.COUPA_CONFIG',
      /\{\{msg\./,
    ],
    [
      'a context store that does not exist',
      { stateStore: 'fiel' },
      'coupa-poll.wrong.stateStore',
      /no context store \\?"fiel\\?"/,
    ],
  ] as const) {
    it(`is refused with a red status, where it is ${what}`, async () => {
      await red.startTenant();
      const poll = await red.load(properties);
      assert.equal(red.watched.last('poll')?.fill, 'red');
      assert.equal(red.watched.last('poll')?.text, status);
      assert.match(red.logged(), told);
      poll.receive({ status: 'approved' });
      await red.watched.until(() => red.watched.caught.length > 0);
      assert.equal(red.watched.caught.at(-1)?.error?.code, 'COUPA_CONFIG');
      assert.deepEqual(red.tenant.requests, []);
    });
  }
});
