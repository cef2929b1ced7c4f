import assert from 'node:assert/strict';
import { ModelTenant } from './model-tenant';
import { MemoryStore, Rig } from './rig';

/** A store that answers only when a test lets it. */
class SlowStore extends MemoryStore {
  private release: () => void = () => {};
  private readonly released = new Promise<void>((resolve) => {
    this.release = resolve;
  });

  override async load(): Promise<unknown> {
    await this.released;
    return super.load();
  }

  let(): void {
    this.release();
  }
}

async function turns(count = 10): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a poller that is closed', () => {
  it('leaves the stored state alone when it was closed before that was read', async () => {
    const tenant = new ModelTenant();
    const rig = new Rig(tenant);
    await rig.poller.poll();
    await rig.poller.close();
    const store = new SlowStore();
    store.text = rig.store.text;
    const successor = new Rig(tenant, { store });
    successor.poller.start();
    const closing = successor.poller.close();
    store.let();
    await closing;
    await turns();
    assert.equal(store.text, rig.store.text);
    assert.equal(store.saves, 0);
  });

  it('keeps what was unsettled for its successor when it was closed while reading it', async () => {
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    const config = { delivery: 'acknowledge', start: 'beginning' };
    const rig = new Rig(tenant, { config });
    await rig.poller.poll();
    await rig.poller.close();
    const store = new SlowStore();
    store.text = rig.store.text;
    const sender = new Rig(tenant, { store, config: { delivery: 'send' } });
    sender.poller.start();
    const closing = sender.poller.close();
    store.let();
    await closing;
    await turns();
    assert.deepEqual(sender.messages, []);
    assert.equal(JSON.parse(store.text ?? '').pending.length, 1);
  });

  it('does not write again when a record is acknowledged late', async () => {
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    const rig = new Rig(tenant, { config: { delivery: 'acknowledge', start: 'beginning' } });
    await rig.poller.poll();
    await rig.poller.close();
    const { text, saves } = rig.store;
    assert.equal(rig.poller.acknowledge(rig.messages[0]?.coupa.delivery ?? ''), false);
    rig.clock.advance(100_000);
    await turns();
    assert.equal(rig.store.saves, saves);
    assert.equal(rig.store.text, text);
  });

  it('leaves no timer behind', async () => {
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    const rig = new Rig(tenant, { config: { delivery: 'acknowledge', start: 'beginning', interval: 1 } });
    rig.poller.start();
    await turns();
    rig.clock.advance(1);
    await turns();
    await rig.poller.close();
    assert.equal(rig.clock.pendingTimers, 0);
  });

  it('answers a poll that is asked for afterwards with an error, and sends nothing', async () => {
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    const rig = new Rig(tenant, { config: { start: 'beginning' } });
    await rig.poller.close();
    await assert.rejects(rig.poller.poll(), { code: 'COUPA_STATE' });
    assert.deepEqual(rig.messages, []);
  });
});

describe('what a poller stores', () => {
  it('is taken as a whole: ranges read while it is written do not run ahead of unsettled records', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 30; count += 1) tenant.apply({ kind: 'create' });
    const store = new MemoryStore();
    const rig = new Rig(tenant, {
      store,
      config: { delivery: 'acknowledge', start: 'beginning', pageSize: 3 },
    });
    const documents: { pending: { identity: string }[]; scan?: { ranges: { after?: number }[] } }[] = [];
    store.save = (document) => {
      documents.push(JSON.parse(JSON.stringify(document)));
      return Promise.resolve();
    };
    rig.clock.advance(2000);
    rig.onRecord = () => rig.clock.advance(300);
    await rig.poller.poll();
    assert.ok(documents.length > 3);
    for (const { scan, pending } of documents) {
      const after = scan?.ranges[0]?.after ?? 0;
      const read = Array.from({ length: after }, (_, index) => `invoices:${index + 1}`);
      const held = new Set(pending.map(({ identity }) => identity));
      assert.deepEqual(
        read.filter((identity) => !held.has(identity)),
        [],
        `a document that is past id ${after}`,
      );
    }
  });
});
