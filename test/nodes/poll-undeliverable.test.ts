import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { type Message, PollFlow } from './poll-flow';

interface Listed {
  records: {
    key: string;
    id: number;
    name?: string;
    supplier?: string;
    reason: string;
    attempts: number;
    redelivering?: boolean;
  }[];
  redelivering: number;
}

describe('Undeliverable records of a poll node', () => {
  const red = PollFlow.forEachTest();
  const properties = { delivery: 'acknowledge', maxAttempts: 1 };

  const told = (topic: string) => red.watched.second.filter((message) => message.topic === topic);

  /** A node that has given three invoices up. */
  async function givenUp(more: object = {}) {
    await red.startTenant();
    red.tenant.resource('invoices').createMany(3);
    const poll = await red.load({ ...properties, ...more });
    let isRefusing = true;
    helper.getNode('out').on('input', (message) => {
      const error = { message: 'the service said no' };
      if (isRefusing) poll.receive(Object.assign({}, message, { error }));
    });
    poll.receive({});
    await red.watched.until(() => told('undeliverable').length === 3);
    isRefusing = false;
    red.watched.out.length = 0;
    return poll;
  }

  async function get(path: string, language = 'en'): Promise<{ status: number; text: string }> {
    return helper.request().get(`/coupa/${path}`).set('accept-language', language);
  }

  const list = async (language?: string) =>
    JSON.parse((await get('undeliverables/poll', language)).text) as Listed;

  async function post(command: string, body: object = {}): Promise<Record<string, unknown>> {
    const { status, text } = await helper.request().post(`/coupa/${command}/poll`).send(body);
    assert.equal(status, 200, text);
    return JSON.parse(text);
  }

  describe('as commands', () => {
    it('are sent again, and the answer is on output 2', async () => {
      const poll = await givenUp();
      const keys = told('undeliverable').map(({ coupa }) => coupa?.['key']);
      poll.receive({ command: 'redeliver', keys: [keys[0], 'invoices:9:none'] });
      await red.watched.until(() => told('undeliverables').length === 1 && red.watched.out.length === 1);
      assert.deepEqual(told('undeliverables')[0]?.payload, {
        redelivered: 1,
        dismissed: 0,
        superseded: 0,
        unknown: 1,
        left: 2,
      });
      const [again] = red.watched.out;
      assert.deepEqual([again?.coupa?.['key'], again?.coupa?.['attempt']], [keys[0], 1]);
      poll.receive(again as Message);
      poll.receive({ command: 'redeliver' });
      await red.watched.until(() => red.watched.out.length === 3);
      assert.deepEqual(red.ids(), [1, 2, 3]);
    });

    it('are dismissed', async () => {
      const poll = await givenUp();
      poll.receive({ command: 'dismiss' });
      await red.watched.until(() => told('undeliverables').length === 1);
      assert.deepEqual(told('undeliverables')[0]?.payload, {
        redelivered: 0,
        dismissed: 3,
        superseded: 0,
        unknown: 0,
        left: 0,
      });
      assert.deepEqual((await list()).records, []);
    });

    it('are counted by the command status', async () => {
      const poll = await givenUp();
      poll.receive({ command: 'status' });
      await red.watched.until(() => told('status').length === 1);
      assert.equal(told('status')[0]?.payload?.['undeliverable'], 3);
    });

    for (const keys of ['invoices:1:1', [1], {}]) {
      it(`are refused where msg.keys is ${JSON.stringify(keys)}`, async () => {
        const poll = await givenUp();
        poll.receive({ command: 'redeliver', keys });
        await red.watched.until(() => red.watched.caught.length === 1);
        const { code, message } = red.watched.caught[0]?.error ?? {};
        assert.equal(code, 'COUPA_VALIDATION');
        assert.match(message ?? '', /msg\.keys is .* array of keys/);
        assert.equal((await list()).records.length, 3);
      });
    }

    it('go out as notifications where the node sends these', async () => {
      const poll = await givenUp({ output: 'notification' });
      poll.receive({ command: 'redeliver' });
      await red.watched.until(() => red.watched.out.length === 3);
      assert.ok(red.watched.out.every(({ method }) => method === 'POST'));
      assert.ok(red.watched.out.every(({ payload }) => payload?.['message'] !== undefined));
    });
  });

  describe('in the list that the editor asks for', () => {
    it('have reason, sendings and age, and each is shown on request', async () => {
      await givenUp();
      const { records, redelivering } = await list();
      assert.deepEqual(
        records.map(({ id, name, reason, attempts }) => ({ id, name, reason, attempts })),
        [1, 2, 3].map((id) => ({ id, name: `INV-${id}`, reason: 'the service said no', attempts: 1 })),
      );
      for (const { supplier } of records) assert.equal(typeof supplier, 'string');
      assert.equal(redelivering, 0);
      const key = encodeURIComponent(records[1]?.key ?? '');
      const { record } = JSON.parse((await get(`undeliverable/poll?key=${key}`)).text);
      assert.deepEqual([record.payload.id, record.coupa.key, record.topic], [2, records[1]?.key, 'invoices']);
      assert.deepEqual(JSON.parse((await get('undeliverable/poll?key=none')).text), {});
    });

    it('are remembered once they were sent again or dismissed: here, or by a message, with their names, and after a deploy', async () => {
      const poll = await givenUp();
      const keys = (await list()).records.map(({ key }) => key);
      await post('dismiss', { keys: [keys[0]] });
      poll.receive({ command: 'dismiss', keys: [keys[1]] });
      await red.watched.until(() => told('undeliverables').length === 2);
      const handled = async () =>
        JSON.parse((await get('handled/poll')).text).handled as Record<string, unknown>[];
      const before = await handled();
      assert.deepEqual(
        before.map(({ key, name, act, by }) => [key, name, act, by]),
        [
          [keys[1], 'INV-2', 'dismiss', undefined],
          [keys[0], 'INV-1', 'dismiss', {}],
        ],
      );
      await helper.unload();
      await red.load(properties);
      assert.deepEqual(await handled(), before);
      assert.ok((await readdir(join(red.userDir, 'coupa'))).includes('poll.handled.json'));
    });

    it('are given several at once, those that are kept', async () => {
      await givenUp();
      const { records } = await list();
      const ask = async (keys: unknown) => {
        const sent = encodeURIComponent(typeof keys === 'string' ? keys : JSON.stringify(keys));
        return JSON.parse((await get(`undeliverable-records/poll?keys=${sent}`)).text).records as {
          key: string;
          record: { id: number };
        }[];
      };
      const [first, , third] = records.map(({ key }) => key);
      const found = await ask([third, 'invoices:9:none', first]);
      assert.deepEqual(
        found.map(({ key, record }) => [key, record.id]),
        [
          [third, 3],
          [first, 1],
        ],
      );
      for (const none of ['[', '{}', 'null']) assert.deepEqual(await ask(none), []);
    });

    it('have a reason of ours in the language of the editor', async () => {
      await red.startTenant();
      red.tenant.resource('invoices').create();
      const poll = await red.load({ ...properties, acknowledgeTimeout: 0.001 });
      poll.receive({});
      await red.watched.until(() => told('undeliverable').length === 1);
      const english = (await list()).records[0]?.reason ?? '';
      assert.match(english, /not acknowledged within/);
      assert.notEqual((await list('de')).records[0]?.reason, english);
    });

    it('are sent again and dismissed from there, and output 2 hears of it', async () => {
      await givenUp();
      const { records } = await list();
      const answer = await post('redeliver', { keys: [records[0]?.key] });
      assert.deepEqual(answer, { redelivered: 1, dismissed: 0, superseded: 0, unknown: 0, left: 2 });
      await red.watched.until(() => red.watched.out.length === 1);
      const after = await list();
      assert.deepEqual([after.redelivering, after.records[0]?.redelivering], [1, true]);
      assert.deepEqual((await post('dismiss'))['dismissed'], 3);
      await red.watched.until(() => told('undeliverables').length === 2);
    });

    it('are said to be none where there is no such node, or one with a mistake', async () => {
      await red.startTenant();
      await red.load({ interval: 15, url: '/api/invoices?status={{msg.status}}' });
      assert.equal((await get('undeliverables/nobody')).status, 404);
      assert.equal((await get('undeliverables/out')).status, 404);
      assert.equal((await get('undeliverables/poll')).status, 409);
      assert.equal((await helper.request().post('/coupa/redeliver/poll').send({})).status, 409);
    });

    it('are refused in words where keys are none', async () => {
      await givenUp();
      const { error } = (await post('redeliver', { keys: 'all' })) as { error: { message: string } };
      assert.match(error.message, /msg\.keys is "all"/);
    });
  });

  it('are there after a deploy, in a file that is the user’s own', async () => {
    await givenUp();
    await helper.unload();
    const folder = join(red.userDir, 'coupa');
    const name = 'poll.undeliverable.json';
    assert.ok((await readdir(folder)).includes(name));
    if (process.platform !== 'win32') assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
    const poll = await red.load(properties);
    assert.equal((await list()).records.length, 3);
    poll.receive({ command: 'redeliver' });
    await red.watched.until(() => red.watched.out.length === 3);
  });

  it('are beside the position where that is in a context store', async () => {
    const poll = await givenUp({ stateStore: 'default' });
    poll.receive({ command: 'status' });
    const stored = () => poll.context().get('coupaUndeliverable') as { records: object[] } | undefined;
    while (stored()?.records.length !== 3) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await readdir(join(red.userDir, 'coupa')).catch(() => []), []);
  });
});
