import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoupaError } from '../../../lib/base/errors';
import { type Phrase, phrase } from '../../../lib/base/text/phrase';
import { type Change, ChangeWatcher } from '../../../lib/cso/changes/change-watcher';
import { targetOf } from '../../../lib/cso/model/objects';
import { readQuery } from '../../../lib/cso/model/query';
import { FileStore } from '../../../lib/local/file-store';
import { answer, type Site, startSite } from './site';

describe('changes', () => {
  let site: Site;
  let folder: string;
  let ids: string[];
  beforeEach(async () => {
    site = await startSite();
    folder = await mkdtemp(join(tmpdir(), 'cso-changes-'));
    ids = ['a', 'b', 'c'].map((name) => events().add({ 'market-id': '1', name, state: 'Setup' }).id);
  });
  afterEach(async () => {
    await site.close();
    await rm(folder, { recursive: true });
  });

  const events = () => site.collection('/api/events');
  const file = () => join(folder, 'state', 'node.json');

  function watcher(firstRun: 'silent' | 'send' = 'silent'): ChangeWatcher {
    return new ChangeWatcher(new FileStore(file()), firstRun);
  }

  async function compare(watched: ChangeWatcher, query?: object, tenant = 'tenant'): Promise<Change[]> {
    const caller = { requester: site.connection };
    const report = await watched.compare(caller, tenant, targetOf('events', {}), readQuery(query));
    await report.settle();
    return report.changes;
  }

  function brief(changes: Change[]): unknown[] {
    return changes.map(({ eventType, id, changed }) => [
      eventType,
      id,
      ...(changed === undefined ? [] : [changed]),
    ]);
  }

  it('are none at first, when the first run is silent', async () => {
    assert.deepEqual(await compare(watcher()), []);
  });

  it('are every object as CREATED at first, when that is asked for', async () => {
    assert.deepEqual(
      brief(await compare(watcher('send'))),
      ids.map((id) => ['CREATED', id]),
    );
  });

  it('are what was created, updated (with the names of the fields) and deleted since', async () => {
    const watched = watcher();
    await compare(watched);
    const [first = '', second = '', third = ''] = ids;
    const before = { ...events().get(first) };
    events().update(first, { state: 'Active', name: null, 'time-zone': 'UTC' });
    events().remove(second);
    const { id } = events().add({ 'market-id': '1', name: 'd' });
    const changes = await compare(watched);
    assert.deepEqual(brief(changes), [
      ['UPDATED', first, ['name', 'state', 'time-zone']],
      ['CREATED', id],
      ['DELETED', second],
    ]);
    assert.deepEqual(changes[0]?.previous, before);
    assert.equal(changes[0]?.object['state'], 'Active');
    assert.equal(changes[2]?.object['name'], 'b');
    assert.deepEqual(await compare(watched), [], `${third} and the others are as they were`);
  });

  it('survive a restart', async () => {
    await compare(watcher());
    events().remove(ids[0] ?? '');
    assert.deepEqual(brief(await compare(watcher())), [['DELETED', ids[0]]]);
    assert.deepEqual(await compare(watcher()), []);
  });

  it('are not written to disk when there are none, and are when the disk has failed before', async () => {
    const saved: unknown[] = [];
    let isFull = true;
    const store = {
      load: async () => undefined,
      save: async (document: unknown) => {
        if (isFull) throw new CoupaError('COUPA_STATE', phrase`the disk is full`);
        saved.push(document);
      },
    };
    const watched = new ChangeWatcher(store, 'silent');
    await assert.rejects(compare(watched), { code: 'COUPA_STATE' });
    isFull = false;
    for (let run = 0; run < 3; run++) await compare(watched);
    assert.equal(saved.length, 1);
  });

  it('come again after a crash between sending and writing', async () => {
    await compare(watcher());
    events().remove(ids[0] ?? '');
    const caller = { requester: site.connection };
    await watcher().compare(caller, 'tenant', targetOf('events', {}), readQuery(undefined));
    assert.deepEqual(brief(await compare(watcher())), [['DELETED', ids[0]]]);
  });

  it('are not deletions when a list fails half-way', async () => {
    for (let number = 0; number < 300; number++) events().add({ 'market-id': '1', name: `n${number}` });
    const watched = watcher();
    await compare(watched);
    for (const answer of [
      { status: 500, body: '' },
      { status: 200, body: '<html>', type: 'text/html' },
      { status: 200, body: '{}' },
      { status: 200, body: '{"total":303,"events":[]}' },
    ]) {
      // A list that looks cut short is read up to eight times before it is given up.
      for (let times = 0; times < 8; times++) site.fault({ url: /offset/, answer });
      await assert.rejects(compare(watched), JSON.stringify(answer));
      site.clearFaults();
      assert.deepEqual(await compare(watched), []);
    }
  });

  it('are not deletions when the server leaves objects out of a list that looks whole', async () => {
    const watched = watcher();
    await compare(watched);
    site.fault({ url: /^\/api\/events$/, answer: { status: 200, body: '{"total":0,"events":[]}' } });
    assert.deepEqual(await compare(watched), []);
    assert.deepEqual(await compare(watched), []);
  });

  it('are not what something on the way answers in place of an object that is gone', async () => {
    const watched = watcher();
    await compare(watched);
    events().remove(ids[1] ?? '');
    const echo = { status: 200, body: '{"errors":{"base":["GET /api/events/1"]}}' };
    site.fault({ url: /\/events\/\d+$/, answer: echo });
    await assert.rejects(compare(watched), { code: 'COUPA_RESPONSE' });
    assert.deepEqual(brief(await compare(watched)), [['DELETED', ids[1]]]);
  });

  it('are told of the others where an id cannot be used, and that one is told to be left out', async () => {
    const requester = (events: object[]) => ({
      request: async () => answer({ total: events.length, events }),
    });
    const watched = watcher();
    const look = async (events: object[]) => {
      const caller = { requester: requester(events) };
      const report = await watched.compare(caller, 'tenant', targetOf('events', {}), readQuery(undefined));
      await report.settle();
      return [brief(report.changes), report.unreadable.map(({ id, error }) => [id, error.message])];
    };
    await look([{ id: '1', name: 'a' }]);
    for (const [at, id] of ['\ud800', 'x'.repeat(5_000_000), 'a/../b'].entries()) {
      const [changes, [unreadable]] = (await look([{ id: '1', name: `a${at}` }, { id }])) as [
        unknown,
        string[][],
      ];
      assert.deepEqual(changes, [['UPDATED', '1', ['name']]]);
      assert.equal(unreadable?.[0], Buffer.from(id.slice(0, 64)).toString());
      assert.match(unreadable?.[1] ?? '', /its id cannot be used: it is ".{2,100}": an id has only digits/u);
    }
  });

  it('are no deletions where no object is found by its id, and the list has them when it is read again', async () => {
    let lists: string[][] = [];
    const requester = {
      request: async ({ path }: { path: string }) => {
        if (!/\/events$/.test(path)) throw new CoupaError('COUPA_NOT_FOUND', phrase`no such path`);
        const listed = (lists.length > 1 ? lists.shift() : lists[0]) ?? [];
        return answer({ total: listed.length, events: listed.map((id) => ({ id })) });
      },
    };
    const watched = watcher();
    const look = async (...come: string[][]) => {
      lists = come;
      const caller = { requester };
      const report = await watched.compare(caller, 'tenant', targetOf('events', {}), readQuery(undefined));
      await report.settle();
      return brief(report.changes);
    };
    await look(['1', '2']);
    assert.deepEqual(await look(['1'], ['1', '2']), []);
    assert.deepEqual(await look([], ['1', '2']), []);
    assert.deepEqual(await look(['1'], ['1']), [['DELETED', '2']]);
    assert.deepEqual(await look([], []), [['DELETED', '1']]);
  });

  it('are deletions of objects for which the server answers 410', async () => {
    const watched = watcher();
    await compare(watched);
    events().remove(ids[1] ?? '');
    site.fault({ url: /\/events\/\d+$/, answer: { status: 410, body: '' } });
    assert.deepEqual(brief(await compare(watched)), [['DELETED', ids[1]]]);
  });

  it('of a filtered list tell an object that left the filter from a deleted one', async () => {
    const watched = watcher();
    const query = { state: 'Setup' };
    await compare(watched, query);
    events().update(ids[0] ?? '', { state: 'Active' });
    events().remove(ids[1] ?? '');
    assert.deepEqual(brief(await compare(watched, query)), [
      ['UPDATED', ids[0], ['state']],
      ['DELETED', ids[1]],
    ]);
    assert.deepEqual(await compare(watched, query), []);
  });

  it('of different lists and tenants do not mix', async () => {
    const watched = watcher();
    await compare(watched, { state: 'Setup' });
    assert.deepEqual(await compare(watched, { state: 'Active' }), []);
    assert.deepEqual(await compare(watched, undefined, 'other tenant'), []);
  });

  /** Writing a thousand lists a thousand times takes its time. */
  const unwritten = { load: async () => undefined, save: async () => undefined };
  const forgetting = (told: Phrase[]) => new ChangeWatcher(unwritten, 'silent', (text) => told.push(text));

  it('are told of each of sixty lists that messages ask for in turn', async () => {
    const told: Phrase[] = [];
    const watched = forgetting(told);
    const inTurn = async () => {
      const found: Change[][] = [];
      for (let at = 0; at < 60; at++) found.push(await compare(watched, undefined, `tenant ${at}`));
      return found;
    };
    await inTurn();
    events().update(ids[0] ?? '', { state: 'Active' });
    assert.deepEqual(
      (await inTurn()).map((changes) => changes.length),
      Array.from({ length: 60 }, () => 1),
    );
    assert.deepEqual(told, []);
  });

  it('say once where messages ask for more lists than are remembered', async () => {
    const told: Phrase[] = [];
    const watched = forgetting(told);
    for (let at = 0; at < 1003; at++) await compare(watched, undefined, `tenant ${at}`);
    assert.deepEqual(
      told.map((text) => /remembers: 1000, or 50000 objects\. The list .* is forgotten/.test(String(text))),
      [true],
    );
  });

  /** Starts over this file, and says what its first comparison came to. */
  async function firstOver(text: string): Promise<CoupaError> {
    await writeFile(file(), text);
    const error = await compare(watcher()).then(
      () => assert.fail('it was read'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof CoupaError);
    return error;
  }

  it('say once that their memory was damaged, and begin anew with the next comparison', async () => {
    await compare(watcher());
    const text = await readFile(file(), 'utf8');
    await writeFile(file(), text.slice(0, text.length / 2));
    const watched = watcher();
    await assert.rejects(compare(watched), {
      code: 'COUPA_STATE',
      message: /kept as .*next comparison starts/,
    });
    assert.deepEqual(await compare(watched), []);
    events().remove(ids[0] ?? '');
    assert.deepEqual(brief(await compare(watched)), [['DELETED', ids[0]]]);
    assert.deepEqual(await compare(watcher()), []);
  });

  it('say so at each start until a whole memory was written, and keep one copy', async () => {
    await compare(watcher());
    for (let start = 0; start < 4; start += 1) {
      const { code } = await firstOver('{"version":1,"li');
      assert.equal(code, 'COUPA_STATE');
    }
    assert.equal(await readFile(file(), 'utf8'), '{"version":1,"li');
    assert.equal((await readdir(join(folder, 'state'))).filter((name) => name.includes('damaged')).length, 1);
  });

  it('take nothing that is not as it was written for a memory, and overwrite none without a copy', async () => {
    await compare(watcher());
    const text = await readFile(file(), 'utf8');
    for (const damaged of [
      '{}',
      '[]',
      'null',
      '{"version":2,"lists":{}}',
      '{"version":1,"lists":{"a":[]}}',
      '{"version":1,"lists":{"a":{"17":null}}}',
      '{"version":1,"lists":{"a":{"17":{"id":"18"}}}}',
      text.replace('"Setup"', '"Setip"'),
      text.replace('"lists"', '"lisst"'),
    ]) {
      const { code, message } = await firstOver(damaged);
      assert.equal(code, 'COUPA_STATE', damaged);
      const copy = /kept as (\S+)\./.exec(message)?.[1] ?? '';
      assert.equal((await readFile(copy, 'utf8')).trim(), damaged.trim());
    }
  });

  it('are compared with what the first version remembered', async () => {
    const stored = await readFile(join(__dirname, '../poll/stored/format-1/cso-changes.json'), 'utf8');
    const known = JSON.parse(stored).lists['tenant /api/events  0'];
    await mkdir(join(folder, 'state'));
    await writeFile(file(), stored.replaceAll(Object.keys(known)[0] ?? '', '17'));
    const changes = await compare(watcher());
    const deleted = changes.find(({ eventType, id }) => eventType === 'DELETED' && id === '17');
    assert.equal(deleted?.previous?.['name'], 'a');
  });
});
