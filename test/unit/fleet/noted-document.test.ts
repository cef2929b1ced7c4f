import assert from 'node:assert/strict';
import type { Notes } from '../../../lib/fleet/engine/notes';
import { NotedDocument } from '../../../lib/fleet/noted-document';

/** Notes in memory, without time. */
function notes(): Notes {
  const texts = new Map<string, string>();
  return {
    recall: async (name) => {
      const text = texts.get(name);
      return text === undefined ? undefined : { text, leftMs: 1 };
    },
    replace: async (name, { before, text }) => {
      if (texts.get(name) !== before || text === undefined) return false;
      texts.set(name, text);
      return true;
    },
  };
}

describe('A small document that a fleet notes', () => {
  it('is found by whoever leads next', async () => {
    const engine = notes();
    const first = new NotedDocument(engine, 'handled:invoices');
    assert.equal(await first.load(), undefined);
    await first.save([1]);
    await first.save([1, 2]);
    assert.deepEqual(await new NotedDocument(engine, 'handled:invoices').load(), [1, 2]);
    assert.equal(await new NotedDocument(engine, 'handled:suppliers').load(), undefined);
  });

  it('is not taken back by whoever led before', async () => {
    const engine = notes();
    const [before, after] = [1, 2].map(() => new NotedDocument(engine, 'handled:invoices'));
    await before?.load();
    await before?.save([1]);
    await after?.load();
    await after?.save([1, 2]);
    await before?.save([1, 'late']);
    assert.deepEqual(await new NotedDocument(engine, 'handled:invoices').load(), [1, 2]);
  });

  it('is kept of whoever leads, though the one before wrote once more when it had been read', async () => {
    const engine = notes();
    const [before, after] = [1, 2].map(() => new NotedDocument(engine, 'handled:invoices'));
    await before?.load();
    await before?.save([1]);
    await after?.load();
    await before?.save([1, 'late']);
    await after?.save([1, 2]);
    await before?.save([1, 'late', 'later']);
    await after?.save([1, 2, 3]);
    assert.deepEqual(await new NotedDocument(engine, 'handled:invoices').load(), [1, 2, 3]);
  });
});
