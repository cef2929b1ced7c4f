import assert from 'node:assert/strict';
import type { Witness } from '../../../lib/fleet/engine';
import { AfterFleet } from '../../../lib/member/after-fleet';
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

describe('A node that has left its fleet', () => {
  function setUp(document: unknown, witness: Witness | undefined) {
    const store = new Kept(document);
    let forgotten = 0;
    const after = new AfterFleet(store, {
      witnesses: { witness, load: () => Promise.resolve() },
      forget: async () => {
        forgotten += 1;
      },
    });
    return { after, forgotten: () => forgotten };
  }

  const witness = { at: 0, head: JSON.stringify({ proven: 200, resource: 'invoices' }) };

  it('goes on from its own file where that is as new as what it knows of the fleet', async () => {
    const { after } = setUp({ proven: 200, position: 300 }, witness);
    assert.deepEqual(await after.load(), { proven: 200, position: 300 });
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
    const { after, forgotten } = setUp({ proven: 300 }, witness);
    await after.load();
    assert.equal(forgotten(), 0);
    await after.save({ proven: 300 });
    await after.save({ proven: 300 });
    assert.equal(forgotten(), 1);
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
