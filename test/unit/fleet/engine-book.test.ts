import assert from 'node:assert/strict';
import { EngineBook } from '../../../lib/fleet/book/engine-book';
import type { Step } from '../../../lib/fleet/unwritten';

describe('Reports that an engine keeps until a document has them', () => {
  const noted = 'undeliverable-note:settled:p:invoices:1';

  async function read(goesOnFromOwn: boolean) {
    const steps: Step[] = [];
    const rows = new Map([[noted, 'a report']]);
    const book = new EngineBook({
      readBeside: async () => ({ rows, hasDocument: true, goesOnFromOwn }),
      unwritten: { add: (step) => void steps.push(step) },
    });
    assert.equal((await book.read()).rows.size, 0);
    return { loaded: [...book.notes.loaded], steps };
  }

  it('are there for whoever leads next', async () => {
    assert.deepEqual(await read(false), { loaded: [['settled:p:invoices:1', 'a report']], steps: [] });
  });

  it('are not told again by a node that left its fleet with them, polled by itself and came back', async () => {
    assert.deepEqual(await read(true), { loaded: [], steps: [{ kind: 'drop', id: noted }] });
  });
});
