import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { phrase, translate } from '../../../lib/base/text/phrase';
import { FileStore } from '../../../lib/local/file-store';
import type { PollSummary } from '../../../lib/poll/model/summary';
import { PollHistory } from '../../../lib/poll/tell/history';
import { FakeClock, MemoryStore, turns } from './rig';

const minute = 60_000;

/** A poll that found so many new records. */
function poll(name: string, created = 0): PollSummary {
  const time = '2026-11-22T08:15:00.000Z';
  const counts = { pages: 1, records: created, created, updated: 0, repeats: 0, requests: 1, retries: 0 };
  return { resource: 'invoices', poll: name, startedAt: time, finishedAt: time, ...counts };
}

async function namesIn(history: PollHistory): Promise<string[]> {
  return (await history.polls()).map((one) => one.poll);
}

describe('The history of a node', () => {
  it('has the last 50 polls, oldest first', async () => {
    const history = new PollHistory(new MemoryStore());
    for (let count = 1; count <= 60; count += 1) history.add(poll(String(count)));
    const names = await namesIn(history);
    assert.deepEqual([names.length, names[0], names.at(-1)], [50, '11', '60']);
  });

  it('goes on after a restart, with 50 polls in all', async () => {
    const store = new MemoryStore();
    const before = new PollHistory(store);
    for (let count = 1; count <= 40; count += 1) before.add(poll(`before-${count}`));
    await before.close();
    const after = new PollHistory(store);
    for (let count = 1; count <= 20; count += 1) after.add(poll(`after-${count}`));
    const names = await namesIn(after);
    assert.deepEqual([names.length, names[0], names.at(-1)], [50, 'before-11', 'after-20']);
  });

  it('is written at the end, also if no poll found anything', async () => {
    const store = new MemoryStore();
    const history = new PollHistory(store);
    history.add(poll('one'));
    await turns(5);
    assert.equal(store.saves, 0);
    await history.close();
    assert.deepEqual(await namesIn(new PollHistory(store)), ['one']);
  });

  it('is written with a poll that found something or failed, once a minute at most', async () => {
    const store = new MemoryStore();
    const clock = new FakeClock();
    const history = new PollHistory(store, clock);
    const saves = async (summary: PollSummary) => {
      history.add(summary);
      await turns(5);
      return store.saves;
    };
    assert.equal(await saves(poll('found', 3)), 1);
    clock.advance(minute - 1);
    assert.equal(await saves(poll('found', 3)), 1);
    clock.advance(1);
    assert.equal(await saves(poll('nothing')), 2);
    clock.advance(minute);
    assert.equal(await saves(poll('nothing')), 2);
    assert.equal(
      await saves({ ...poll('failed'), error: { code: 'COUPA_SERVER', message: phrase`Try again.` } }),
      3,
    );
    assert.deepEqual(
      JSON.parse(store.text ?? '')
        .map((one: PollSummary) => one.poll)
        .at(-1),
      'failed',
    );
  });

  it('is not written when there is nothing new, nor after its end', async () => {
    const store = new MemoryStore();
    const history = new PollHistory(store);
    await history.polls();
    await history.close();
    history.add(poll('late', 1));
    await turns(5);
    assert.equal(store.saves, 0);
  });

  it('still says errors in any language after a restart', async () => {
    const store = new MemoryStore();
    const history = new PollHistory(store);
    const message = phrase`${phrase`reading ${'invoices'}`.atStart()}: ${404}`;
    history.add({ ...poll('one'), error: { code: 'COUPA_NOT_FOUND', message } });
    await history.close();
    const [found] = await new PollHistory(store).polls();
    const said = found?.error && translate(found.error.message, { 'reading {0}': 'lesen von {0}' });
    assert.equal(said, 'Lesen von invoices: 404');
  });

  it('begins anew where its store fails, and tells nobody', async () => {
    const store = new MemoryStore();
    store.load = () => Promise.reject(new Error('out of reach'));
    store.broken = new Error('the disk is full');
    const history = new PollHistory(store);
    history.add(poll('one', 1));
    assert.deepEqual(await namesIn(history), ['one']);
    await history.close();
  });

  describe('in a file', () => {
    let folder: string;
    let file: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'coupa-history-'));
      file = join(folder, 'node.history.json');
    });

    afterEach(() => rm(folder, { recursive: true, force: true }));

    for (const [what, text] of [
      ['is cut short', '[{"poll":"one"'],
      ['is no list', '{"polls":[]}'],
      ['is empty', ''],
      ['is no text', 'null'],
      [
        'overflows the stack of whoever reads it',
        `[{"startedAt":"2026-11-22","finishedAt":"2026-11-22","created":1,"updated":1,"error":{"code":"COUPA_X","message":{"template":"{0}","place":"alone","values":${'['.repeat(20_000)}${']'.repeat(20_000)}}}}]`,
      ],
      [
        'is of something else',
        '[1,null,"text",{"poll":"one"},{"startedAt":"soon","finishedAt":"later","created":1}]',
      ],
    ] as const) {
      it(`begins anew when that ${what}`, async () => {
        await writeFile(file, text);
        const history = new PollHistory(new FileStore(file));
        assert.deepEqual(await namesIn(history), []);
        history.add(poll('next', 1));
        await history.close();
        assert.equal(JSON.parse(await readFile(file, 'utf8')).length, 1);
      });
    }
  });
});
