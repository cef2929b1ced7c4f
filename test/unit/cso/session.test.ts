import assert from 'node:assert/strict';
import { CsoSession, type CsoStatus } from '../../../lib/cso/session';
import { readSettings } from '../../../lib/cso/settings';
import { answer, scripted } from './site';

const none = { eventId: undefined, factSheetId: undefined };

function sessionOf(requester: ReturnType<typeof scripted>, config: object, statuses: CsoStatus[] = []) {
  return new CsoSession({
    requester,
    settings: readSettings(config),
    store: { load: async () => undefined, save: async () => undefined },
    site: 'https://acme.coupahost.com',
    copy: (message) => structuredClone(message),
    status: (status) => statuses.push(status),
    warn: () => undefined,
    say: String,
  });
}

describe('a session', () => {
  it('sends the objects of a page before it asks for the next, and keeps none of them', async () => {
    const page = (from: number) => ({
      total: 750,
      events: Array.from({ length: 250 }, (_, index) => ({ id: String(from + index) })),
    });
    const sentBefore: number[] = [];
    let sent = 0;
    const requester = scripted();
    requester.request = async ({ path }) => {
      sentBefore.push(sent);
      const offset = Number(/offset=(\d+)/.exec(path)?.[1] ?? 0);
      return answer({ ...page(offset), events: page(offset).events.filter(({ id }) => Number(id) < 750) });
    };
    await sessionOf(requester, { output: 'each' }).handle({}, none, () => {
      sent += 1;
    });
    assert.equal(sent, 750);
    assert.deepEqual(sentBefore, [0, 249, 498, 747], 'all but the one held back for its count');
  });

  it('takes one comparison at a time', async () => {
    let open = 0;
    let most = 0;
    const requester = scripted();
    requester.request = async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return answer({ total: 0, events: [] });
    };
    const session = sessionOf(requester, { operation: 'changes' });
    await Promise.all([1, 2, 3].map(() => session.handle({}, none, () => undefined)));
    assert.equal(most, 1);
  });

  it('says how many objects a first comparison remembered, then how many changed', async () => {
    const statuses: CsoStatus[] = [];
    const requester = scripted(
      { total: 1, events: [{ id: '1' }] },
      { total: 1, events: [{ id: '1', name: 'x' }] },
    );
    const session = sessionOf(requester, { operation: 'changes' }, statuses);
    await session.handle({}, none, () => undefined);
    await session.handle({}, none, () => undefined);
    assert.deepEqual(
      statuses.filter(({ kind }) => kind !== 'working'),
      [
        { kind: 'seeded', objects: 1 },
        { kind: 'changes', count: 1, objects: 1 },
      ],
    );
  });

  it('refuses messages once it is closed', async () => {
    const session = sessionOf(scripted({ total: 0, events: [] }), {});
    await session.close();
    await assert.rejects(session.handle({}, none, assert.fail), {
      code: 'COUPA_NETWORK',
      message: /was closed/,
    });
  });
});

describe('the settings of a node', () => {
  it('have the defaults of the contract', () => {
    assert.deepEqual(readSettings({}), {
      object: 'events',
      operation: 'list',
      output: 'array',
      batchSize: 100,
      validate: true,
      maxDeletes: 100,
      firstRun: 'silent',
      interval: 0,
    });
  });

  it('may be texts, as environment variables are', () => {
    const { batchSize, validate, interval } = readSettings({
      batchSize: '7',
      validate: 'false',
      interval: '0.5',
    });
    assert.deepEqual([batchSize, validate, interval], [7, false, 0.5]);
  });

  it('leave operation and object to the message when they are empty', () => {
    const { operation, object } = readSettings({ operation: '', object: '' });
    assert.deepEqual([operation, object], [undefined, undefined]);
  });

  it('are refused by name when they cannot work', () => {
    const bad = {
      object: 'event',
      operation: 'drop',
      output: 'one',
      batchSize: 1.5,
      validate: 'perhaps',
      maxDeletes: -1,
    };
    for (const [name, value] of Object.entries(bad)) {
      assert.throws(() => readSettings({ [name]: value }), {
        code: 'COUPA_CONFIG',
        message: new RegExp(`"${name}"`),
      });
    }
  });
});
