import assert from 'node:assert/strict';
import { ModelTenant } from '../../laws/model-tenant';
import { FakeClock, idsOf, MemoryStore, Rig, turns } from './rig';

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
      config: { delivery: 'acknowledge', start: 'beginning', pageSize: 1 },
    });
    const documents: { pending: { identity: string }[]; scan?: { ranges: { after?: number }[] } }[] = [];
    store.save = (document) => {
      documents.push(JSON.parse(JSON.stringify(document)));
      return Promise.resolve();
    };
    rig.clock.advance(2000);
    // Time passes between pages, not while one is sent: pages follow each other in single turns of the event loop.
    const request = tenant.request.bind(tenant);
    tenant.request = (options) => {
      rig.clock.advance(600);
      return request(options);
    };
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

describe('maxInFlight', () => {
  it('is never exceeded, also when ranges are read in parallel', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 300; count += 1) tenant.apply({ kind: 'create' });
    const rig = new Rig(tenant, {
      concurrency: 4,
      config: { delivery: 'acknowledge', start: 'beginning', pageSize: 5, maxInFlight: 7 },
    });
    const waiting: string[] = [];
    let most = 0;
    rig.onRecord = ({ coupa }) => {
      waiting.push(coupa.delivery);
      most = Math.max(most, waiting.length);
    };
    let done = false;
    const poll = rig.poller.poll().then(() => {
      done = true;
    });
    while (!done) {
      await turns(3);
      rig.poller.acknowledge(waiting.shift() ?? '');
    }
    await poll;
    assert.equal(most, 7);
    assert.equal(new Set(idsOf(rig)).size, 300);
  });

  it('holds the reading back, not only the sending', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 100; count += 1) tenant.apply({ kind: 'create' });
    const rig = new Rig(tenant, {
      config: { delivery: 'acknowledge', start: 'beginning', pageSize: 5, maxInFlight: 10 },
    });
    const poll = rig.poller.poll().catch(() => undefined);
    await turns(100);
    assert.equal(rig.messages.length, 10);
    assert.ok(tenant.requests <= 4, `${tenant.requests} requests`);
    assert.ok(rig.statuses.some((status) => status.kind === 'waiting' && status.pending === 10));
    await rig.poller.close();
    await poll;
  });
});

describe('a local clock that is wrong', () => {
  const day = 86_400_000;

  for (const [what, skew] of [
    ['a day ahead', day],
    ['a day behind', -day],
  ] as const) {
    it(`(${what}) changes nothing: the first poll sends what changes from then on, and nothing from before`, async () => {
      const tenant = new ModelTenant();
      tenant.apply({ kind: 'create' });
      tenant.apply({ kind: 'wait', ms: 60_000 });
      const rig = new Rig(tenant, { clock: new FakeClock(tenant.time + skew), config: { start: 'now' } });
      const request = tenant.request.bind(tenant);
      tenant.request = (options) => {
        // The first request asks for the tenant's time: from then on everything is new.
        if (tenant.requests === 1) tenant.apply({ kind: 'create' });
        return request(options);
      };
      await rig.poller.poll();
      assert.deepEqual(idsOf(rig), [2]);
      tenant.apply({ kind: 'update', pick: 0 });
      await rig.poller.poll();
      assert.deepEqual(idsOf(rig), [2, 1]);
    });
  }
});

describe('the memory of a poller', () => {
  it('holds what changed within the overlap, however many records there are', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 6000; count += 1) tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    const rig = new Rig(tenant, { config: { start: 'beginning', overlap: 300 } });
    await rig.poller.poll();
    assert.equal(rig.messages.length, 6000);
    assert.equal((await rig.poller.report()).remembered, 0);
    for (let pick = 0; pick < 7; pick += 1) tenant.apply({ kind: 'update', pick });
    await rig.poller.poll();
    assert.equal((await rig.poller.report()).remembered, 7);
    tenant.apply({ kind: 'wait', ms: 400_000 });
    await rig.poller.poll();
    await rig.poller.poll();
    assert.equal((await rig.poller.report()).remembered, 0);
  });
});

describe('polls of one node', () => {
  it('are one at a time: however many are asked for during one, one follows it', async () => {
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    const rig = new Rig(tenant, { config: { start: 'beginning' } });
    let underWay = 0;
    const request = tenant.request.bind(tenant);
    tenant.request = async (options) => {
      underWay += 1;
      assert.equal(underWay, 1, 'two polls at once');
      await turns(3);
      underWay -= 1;
      return request(options);
    };
    await Promise.all([1, 2, 3, 4, 5].map(() => rig.poller.poll()));
    assert.equal(rig.summaries.length, 2);
  });

  it('that outlast their interval are followed by one, not by a queue', async () => {
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    const rig = new Rig(tenant, { config: { start: 'beginning', interval: 1 } });
    const request = tenant.request.bind(tenant);
    let release = () => {};
    tenant.request = async (options) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return request(options);
    };
    rig.poller.start();
    await turns();
    rig.clock.advance(0);
    await turns();
    rig.clock.advance(10 * 60_000);
    tenant.request = request;
    release();
    await turns(60);
    assert.equal(rig.summaries.length, 2);
    await rig.poller.close();
  });

  it('that fail are tried again sooner than the interval, after growing pauses', async () => {
    const tenant = new ModelTenant();
    const rig = new Rig(tenant, { config: { start: 'beginning', interval: 15 } });
    tenant.faults = ['fails', 'fails', 'fails'];
    rig.poller.start();
    await turns();
    const pauses = [0, 30_000, 60_000, 120_000];
    for (const [index, pause] of pauses.entries()) {
      if (pause > 0) rig.clock.advance(pause - 1);
      await turns();
      assert.equal(rig.summaries.length, index);
      rig.clock.advance(1);
      await turns();
      assert.equal(rig.summaries.length, index + 1);
    }
    assert.equal(rig.errors.length, 3);
    assert.equal(rig.summaries.at(-1)?.error, undefined);
    await rig.poller.close();
  });
});
