import assert from 'node:assert/strict';
import type { NotedTexts } from '../../../../lib/ports/row-store';
import { silentNode } from './silent-node';

describe('a report to an integration that no document has when its node stops', () => {
  it('waits at the next one, and is kept no longer than until a document has it', async () => {
    const engine = new Engine();
    nodeOf('/api/invoices', engine).settle(7);
    const { reports } = nodeOf('/api/invoices', engine);
    reports.restore(undefined);
    assert.equal(reports.waiting, 1);
    assert.equal(reports.toMember().integration?.runs[0]?.reports[0]?.document, 7);
    await reports.watch({ load: async () => undefined, save: async () => undefined }).save({});
    assert.equal(engine.texts.size, 0);
  });

  it('is not told of a record of another list, where the node reads that now', () => {
    const engine = new Engine();
    nodeOf('/api/invoices', engine).settle(7);
    const { reports } = nodeOf('/api/purchase_orders', engine);
    reports.restore(undefined);
    assert.equal(reports.waiting, 0);
    assert.deepEqual(reports.toMember(), {});
  });
});

/** What keeps texts over the lives of nodes. */
class Engine {
  readonly texts = new Map<string, string>();

  open(): NotedTexts {
    return {
      loaded: new Map(this.texts),
      put: (name, text) => this.texts.set(name, text),
      drop: (name) => this.texts.delete(name),
    };
  }
}

function nodeOf(path: string, engine: Engine) {
  return silentNode({ path, notes: engine.open() });
}
