import assert from 'node:assert/strict';
import { phrase } from '../../../lib/base/text/phrase';
import type { Witness } from '../../../lib/fleet/engine/leases';
import { AfterFleet } from '../../../lib/member/after-fleet';
import { LeftMark } from '../../../lib/member/left-mark';
import { plain } from '../../../lib/member/plain';
import { WritingBack } from '../../../lib/member/writing-back';
import { DamagedState, type StateStore } from '../../../lib/ports/state-store';

/** A store in memory. */
class Kept implements StateStore {
  document: unknown;

  constructor(document: unknown = undefined) {
    this.document = document;
  }

  load(): Promise<unknown> {
    return Promise.resolve(this.document);
  }

  save(document: object): Promise<void> {
    this.document = document;
    return Promise.resolve();
  }
}

const noBook = { stored: () => Promise.resolve(), refused: () => Promise.resolve(), closes: () => undefined };

function unexpected(error: unknown): void {
  throw error;
}

describe('A position in a fleet', () => {
  it('is left in a file only by what is saved once the node closes', async () => {
    const [engine, local] = [new Kept(), new Kept()];
    const store = new WritingBack(engine, local, unexpected, noBook);
    await store.save({ at: 1 });
    assert.equal(local.document, undefined);
    store.writeBack();
    await store.save({ at: 2 });
    assert.deepEqual([engine.document, local.document], [{ at: 2 }, { at: 2 }]);
  });

  it('is not left in a file where the engine refuses it', async () => {
    const [engine, local] = [new Kept(), new Kept()];
    engine.save = () => Promise.reject(new Error('refused'));
    const store = new WritingBack(engine, local, unexpected, noBook);
    store.writeBack();
    await assert.rejects(store.save({ at: 1 }), /refused/);
    assert.equal(local.document, undefined);
  });

  it('is kept by the engine though no file can be written', async () => {
    const [engine, local] = [new Kept(), new Kept()];
    local.save = () => Promise.reject(new Error('full'));
    const told: unknown[] = [];
    const store = new WritingBack(engine, local, (error) => told.push(error), noBook);
    store.writeBack();
    await store.save({ at: 1 });
    assert.deepEqual(engine.document, { at: 1 });
    assert.equal(told.length, 1);
  });
});

describe('What a node remembers of how it left its fleet', () => {
  /** The engine has a document as of its last write. */
  const documented = (documentedBy: string | undefined) => Object.assign(new Kept(), { documentedBy });

  async function close(documentedBy: string | undefined, mark: LeftMark, local = new Kept()) {
    const leaves = (write: string) => mark.leaves(write);
    const failed = () => undefined;
    const own = Object.assign(local, { leaves });
    const store = new WritingBack(documented(documentedBy), own, failed, noBook);
    await store.save({ at: 1 });
    store.writeBack();
    await store.save({ at: 2 });
  }

  it('is the write that its copy is of, once it polled by itself from there', async () => {
    const mark = new LeftMark(new Kept());
    await close('1-a.7', mark);
    assert.equal(await mark.leftWith(), undefined, 'it may be in the fleet still');
    await mark.polls(true);
    assert.equal(await mark.leftWith(), '1-a.7');
    await close('2-a.3', mark);
    assert.equal(await mark.leftWith(), undefined, 'it was in the fleet again');
  });

  it('is nothing where it polled by itself from elsewhere, even if it goes on from that later', async () => {
    const mark = new LeftMark(new Kept());
    await close('1-a.7', mark);
    await mark.polls(false);
    await mark.polls(true);
    assert.equal(await mark.leftWith(), undefined);
  });

  it('is nothing where there is no copy, or the engine has more than that', async () => {
    for (const documentedBy of ['1-a.7', undefined]) {
      const mark = new LeftMark(new Kept());
      const local = new Kept();
      if (documentedBy !== undefined) local.save = () => Promise.reject(new Error('full'));
      await close(documentedBy, mark, local);
      await mark.polls(true);
      assert.equal(await mark.leftWith(), undefined);
    }
  });

  it('is nothing where it cannot be read', async () => {
    const file = new Kept();
    file.load = () => Promise.reject(new DamagedState('', '', phrase`it is cut off`));
    assert.equal(await new LeftMark(file).leftWith(), undefined);
  });
});

describe('A node that has left its fleet', () => {
  function setUp(document: unknown, witness: Witness | undefined, isLater = false) {
    const store = new Kept(document);
    const did: unknown[] = [];
    const after = new AfterFleet(store, {
      witnesses: { witness, isLater: () => isLater, load: () => Promise.resolve() },
      polls: async (goesOn) => {
        did.push({ goesOn, saved: store.document !== document });
      },
      forget: async () => {
        did.push('forgets');
      },
    });
    return { after, did };
  }

  const witness = { at: 0, head: JSON.stringify({ proven: 200, resource: 'invoices' }) };

  it('goes on from its own file where that is as new as what it knows of the fleet', async () => {
    const { after } = setUp({ proven: 200, position: 300 }, witness);
    assert.deepEqual(await after.load(), { proven: 200, position: 300 });
  });

  it('goes on from what it knows of the fleet where that was reset after its file was written, which is further', async () => {
    const { after } = setUp({ proven: 300 }, witness, true);
    await assert.rejects(after.load(), (error: DamagedState) => error.head?.['proven'] === 200);
    const { after: same } = setUp({ proven: 200 }, witness, true);
    assert.deepEqual(await same.load(), { proven: 200 });
  });

  for (const [what, document] of [
    ['is older', { proven: 100 }],
    ['is not there', undefined],
  ] as const)
    it(`goes on from what it knows of the fleet where its file ${what}`, async () => {
      const { after } = setUp(document, witness);
      await assert.rejects(after.load(), (error) => {
        assert.ok(error instanceof DamagedState);
        assert.equal(error.head?.['proven'], 200);
        return true;
      });
    });

  it('forgets the fleet once it has saved a position of its own', async () => {
    const { after, did } = setUp({ proven: 300 }, witness);
    await after.load();
    assert.deepEqual(did, []);
    await after.save({ proven: 300 });
    await after.save({ proven: 300 });
    assert.deepEqual(did, [{ goesOn: true, saved: true }, 'forgets']);
  });

  for (const [what, document, seen] of [
    ['what it knows of the fleet', { proven: 100 }, witness],
    ['nothing', undefined, undefined],
  ] as const)
    it(`says that it did not go on from its file before it has saved what came of ${what}`, async () => {
      const { after, did } = setUp(document, seen);
      await after.load().catch(() => undefined);
      await after.save({ proven: 300 });
      await after.save({ proven: 300 });
      assert.deepEqual(did, [{ goesOn: false, saved: false }, 'forgets']);
    });
});

describe('What travels of a command', () => {
  it('is all that is JSON, and of an HTTP request what it asks for: no headers, no cookies, no circles', () => {
    const circle: Record<string, unknown> = {
      headers: { authorization: 'Basic c2VjcmV0' },
      query: { from: '7' },
    };
    circle['self'] = circle;
    const message = { topic: 't', payload: { a: [1] }, req: circle, res: circle['headers'], count: 1n };
    const command = { kind: 'poll', message };
    const travels = JSON.parse(JSON.stringify(plain(command)));
    assert.deepEqual(travels, {
      kind: 'poll',
      message: { topic: 't', payload: { a: [1] }, req: { query: { from: '7' } } },
    });
  });
});
