import assert from 'node:assert/strict';
import { parseList } from '../../../lib/connection/json/parse-list';
import { csoOptions } from '../../../lib/cso/model/options';
import { readSettings } from '../../../lib/cso/model/settings';
import { CsoSession, type CsoStatus, type SessionParts } from '../../../lib/cso/session';
import { answer, scripted } from './site';

const none = { eventId: undefined, factSheetId: undefined };

function sessionOf(
  requester: ReturnType<typeof scripted>,
  config: object,
  statuses: CsoStatus[] = [],
  more: Partial<SessionParts> = {},
) {
  return new CsoSession({
    requester,
    settings: readSettings(config),
    store: { load: async () => undefined, save: async () => undefined },
    site: 'https://acme.coupahost.com',
    copy: (message) => structuredClone(message),
    status: (status) => statuses.push(status),
    warn: () => undefined,
    say: String,
    ...more,
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

  /** Tells changes to a session that is closed with their last message; what its successor then tells. */
  async function toldAfterDeploy(landed: boolean): Promise<unknown[]> {
    let kept: unknown;
    const save = async (document: unknown) => {
      kept = document;
    };
    const store = { load: async () => kept, save };
    const requester = scripted();
    requester.request = async () => answer({ total: 2, events: [{ id: '1' }, { id: '2' }] });
    const open = () =>
      sessionOf(requester, { operation: 'changes', firstRun: 'send' }, [], { store, landed: () => landed });
    const first = open();
    let closed: Promise<void> | undefined;
    await first
      .handle({}, none, () => {
        closed = first.close();
      })
      .catch(() => undefined);
    await closed;
    const told: unknown[] = [];
    await open().handle({}, none, (message) => told.push(Object(message?.['payload']).id));
    return told;
  }

  it('tells changes again when a deploy stopped the nodes behind, since Node-RED drops them then', async () => {
    assert.deepEqual(await toldAfterDeploy(false), ['1', '2']);
  });

  it('does not tell changes again when the nodes behind live on', async () => {
    assert.deepEqual(await toldAfterDeploy(true), []);
  });

  describe('with an object in a list that cannot be read', () => {
    /** Lists as a server might write them. */
    function lists(...texts: string[]) {
      const requester = scripted();
      let asked = 0;
      requester.request = async ({ list }) =>
        answer(parseList(Buffer.from(texts[asked++] ?? texts.at(-1) ?? ''), list === true));
      return requester;
    }

    const good = '{"total":3,"events":[{"id":"1"},{"id":"2","n":1},{"id":"3"}]}';
    const bad = '{"total":3,"events":[{"id":"1"},{"id":"2","n":NaN},{"id":"3"}]}';

    async function sentBy(session: CsoSession): Promise<[first: unknown[], second: unknown[]]> {
      const first: unknown[] = [];
      const second: unknown[] = [];
      await session.handle({}, none, (one, two) => {
        if (one !== null) first.push(one['payload']);
        if (two !== null) second.push(two['payload']);
      });
      return [first, second];
    }

    const assertTold = (second: unknown[]) => {
      const [[one]] = second as [[{ object: object; reason: string }]];
      assert.deepEqual(one.object, { id: '2' });
      assert.match(one.reason, /^Record 2 of the answer cannot be read: It is not JSON/);
    };

    it('sends the others as an array, and tells of that one on output 2', async () => {
      const [first, second] = await sentBy(sessionOf(lists(bad), { operation: 'list' }));
      assert.deepEqual(first, [[{ id: '1' }, { id: '3' }]]);
      assertTold(second);
    });

    it('sends the others one by one, and tells of that one on output 2', async () => {
      const [first, second] = await sentBy(sessionOf(lists(bad), { operation: 'list', output: 'each' }));
      assert.deepEqual(first, [{ id: '1' }, { id: '3' }]);
      assertTold(second);
    });

    it('takes it for unchanged until it can be read', async () => {
      const session = sessionOf(lists(good, bad, good.replace('"n":1', '"n":2')), { operation: 'changes' });
      await sentBy(session);
      const [none, second] = await sentBy(session);
      assert.deepEqual(none, []);
      assertTold(second);
      assert.deepEqual(await sentBy(session), [[{ id: '2', n: 2 }], []]);
    });

    it('cannot say what changed when nobody knows which one it is', async () => {
      const session = sessionOf(lists(good, bad.replace('"id":"2",', '')), { operation: 'changes' });
      await sentBy(session);
      await assert.rejects(sentBy(session), /Record \(without id\) of the answer/);
    });
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
      batchSize: csoOptions.batchSize.default,
      validate: true,
      maxDeletes: csoOptions.maxDeletes.default,
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
    assert.deepEqual([batchSize, validate, interval], [7, false, 30_000]);
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
