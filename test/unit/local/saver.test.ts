import assert from 'node:assert/strict';
import { Saver } from '../../../lib/local/saver';
import type { StateStore } from '../../../lib/ports/state-store';
import { FakeClock } from '../poll/rig';

/** A store whose saves a test lets succeed, fail or wait. */
class ScriptedStore implements StateStore {
  readonly documents: unknown[] = [];
  full = false;
  /** Called while it saves. */
  meanwhile = () => {};

  load(): Promise<unknown> {
    return Promise.resolve(undefined);
  }

  save(document: unknown): Promise<void> {
    this.meanwhile();
    if (this.full) return Promise.reject(new Error('the disk is full'));
    this.documents.push(document);
    return Promise.resolve();
  }
}

function setUp() {
  const clock = new FakeClock();
  const store = new ScriptedStore();
  const errors: unknown[] = [];
  let version = 0;
  const saver = new Saver(
    store,
    () => ({ version }),
    clock,
    (error) => errors.push(error),
  );
  const change = () => {
    version += 1;
    saver.touch();
  };
  return { clock, store, errors, saver, change };
}

/** Lets everything that is ready happen. */
async function turns(count = 6): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('the saver', () => {
  it('waits a second after the last save, and then saves all changes at once', async () => {
    const { clock, store, change } = setUp();
    change();
    change();
    clock.advance(999);
    await turns();
    assert.deepEqual(store.documents, []);
    clock.advance(1);
    await turns();
    assert.deepEqual(store.documents, [{ version: 2 }]);
  });

  it('saves at once when the last save is long ago', async () => {
    const { clock, store, change } = setUp();
    clock.advance(5000);
    change();
    await turns();
    assert.deepEqual(store.documents, [{ version: 1 }]);
  });

  it('saves at most once a second, however often the state changes', async () => {
    const { clock, store, change } = setUp();
    for (let tenth = 0; tenth < 100; tenth += 1) {
      change();
      clock.advance(100);
      await turns();
    }
    assert.ok(store.documents.length >= 8, `${store.documents.length} saves in ten seconds`);
    assert.ok(store.documents.length <= 10, `${store.documents.length} saves in ten seconds`);
  });

  it('saves less often where saving takes long, and at least every ten seconds', async () => {
    for (const [took, pause] of [
      [50, 1000],
      [300, 3000],
      [900, 9000],
      [2000, 10_000],
      [30_000, 10_000],
    ] as const) {
      const { clock, store, change } = setUp();
      store.meanwhile = () => clock.advance(took);
      clock.advance(5000);
      change();
      await turns();
      change();
      clock.advance(pause - 1);
      await turns();
      assert.equal(store.documents.length, 1, `${took} ms, too early`);
      clock.advance(1);
      await turns();
      assert.equal(store.documents.length, 2, `${took} ms, too late`);
    }
  });

  it('takes the document before messages that were sent get their turn, and writes it after', async () => {
    const { clock, store, change } = setUp();
    clock.advance(1000);
    change();
    const turnsBefore: number[] = [];
    setImmediate(() => turnsBefore.push(store.documents.length));
    await turns();
    assert.deepEqual(turnsBefore, [0], 'written before the event loop had turned once');
    assert.deepEqual(store.documents, [{ version: 1 }]);
  });

  it('saves at once when asked to, also a change made while it saves', async () => {
    const { clock, store, saver, change } = setUp();
    clock.advance(1000);
    change();
    const flushed = saver.flush();
    change();
    await flushed;
    assert.deepEqual(store.documents.at(-1), { version: 2 });
  });

  describe('asked to save what nothing would be lost with', () => {
    it('does not, until the last save is five minutes ago', async () => {
      const { clock, store, saver, change } = setUp();
      change();
      await saver.flush();
      clock.advance(299_999);
      await saver.flushSeldom();
      assert.equal(store.documents.length, 1);
      clock.advance(1);
      await saver.flushSeldom();
      assert.equal(store.documents.length, 2);
    });

    it('saves where it has not saved before: nobody knows what is there', async () => {
      const { store, saver } = setUp();
      await saver.flushSeldom();
      assert.equal(store.documents.length, 1);
    });

    it('saves at once what waits to be saved', async () => {
      const { store, saver, change } = setUp();
      change();
      await saver.flush();
      change();
      await saver.flushSeldom();
      assert.deepEqual(store.documents, [{ version: 1 }, { version: 2 }]);
    });

    it('tries again after a save that failed', async () => {
      const { store, saver, change } = setUp();
      change();
      await saver.flush();
      store.full = true;
      change();
      await assert.rejects(saver.flush(), /disk is full/);
      await assert.rejects(saver.flushSeldom(), /disk is full/);
    });
  });

  it('does not save when nothing has changed', async () => {
    const { store, saver } = setUp();
    await saver.flush();
    assert.deepEqual(store.documents, []);
  });

  it('rejects when asked to save on a full disk, and saves when there is room again', async () => {
    const { store, saver, change, errors } = setUp();
    store.full = true;
    change();
    await assert.rejects(saver.flush(), /disk is full/);
    assert.deepEqual(errors, [], 'it is reported twice');
    store.full = false;
    await saver.flush();
    assert.deepEqual(store.documents, [{ version: 1 }]);
  });

  it('reports a disk that stays full once, not every second, and saves as soon as there is room', async () => {
    const { clock, store, change, errors } = setUp();
    store.full = true;
    for (let second = 0; second < 120; second += 1) {
      change();
      clock.advance(1000);
      await turns();
    }
    assert.equal(errors.length, 1);
    store.full = false;
    clock.advance(60_000);
    await turns();
    assert.deepEqual(store.documents, [{ version: 120 }]);
    store.full = true;
    change();
    clock.advance(1000);
    await turns();
    assert.equal(errors.length, 2, 'a disk that is full again is news again');
  });

  it('writes nothing after it was closed, whatever still changes: the file is its successor’s', async () => {
    const { clock, store, saver, change } = setUp();
    change();
    await saver.close();
    assert.deepEqual(store.documents, [{ version: 1 }]);
    change();
    await saver.flush();
    clock.advance(100_000);
    await turns();
    assert.deepEqual(store.documents, [{ version: 1 }]);
  });

  it('does not try again after it was closed on a full disk', async () => {
    const { clock, store, saver, change } = setUp();
    store.full = true;
    change();
    await assert.rejects(saver.close(), /disk is full/);
    store.full = false;
    clock.advance(100_000);
    await turns();
    assert.deepEqual(store.documents, []);
    assert.equal(clock.pendingTimers, 0);
  });
});
