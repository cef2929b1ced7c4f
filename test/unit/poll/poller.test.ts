import assert from 'node:assert/strict';
import { ModelTenant } from './model-tenant';
import { FakeClock, MemoryStore, Rig } from './rig';

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

/** Resolves once the back-fill has ended: its summary is there. */
async function backfilled(rig: Rig): Promise<void> {
  for (let turn = 0; turn < 2000; turn += 1) {
    if (rig.summaries.some(({ backfill }) => backfill)) return;
    await turns(1);
  }
  assert.fail('The back-fill did not end.');
}

const idsOf = (rig: Rig) => rig.messages.map(({ coupa }) => coupa.id);

describe('a back-fill', () => {
  it('sends its range again, and the normal polls go on from where they were', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 4; count += 1) {
      tenant.apply({ kind: 'create' });
      tenant.apply({ kind: 'wait', ms: 60_000 });
    }
    const rig = new Rig(tenant, { config: { start: 'beginning', overlap: 0 } });
    await rig.poller.poll();
    const position = (await rig.poller.report()).position;
    const created = tenant.time - 240_000;
    await rig.poller.backfill(created + 30_000, created + 150_000);
    await backfilled(rig);
    assert.deepEqual(idsOf(rig), [1, 2, 3, 4, 2, 3]);
    assert.equal((await rig.poller.report()).position, position);
    tenant.apply({ kind: 'update', pick: 0 });
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig).slice(6), [1]);
  });

  it('does not keep a record from the polls that it has read and left out', async () => {
    const tenant = new ModelTenant();
    const rig = new Rig(tenant, { config: { start: 'now', overlap: 0 } });
    tenant.time = Math.ceil(tenant.time / 1000) * 1000 + 100;
    await rig.poller.poll();
    tenant.apply({ kind: 'wait', ms: 5000 });
    tenant.apply({ kind: 'create' });
    const next = Math.ceil(tenant.time / 1000) * 1000;
    tenant.apply({ kind: 'wait', ms: 5000 });
    await rig.poller.backfill(next, undefined);
    await backfilled(rig);
    assert.deepEqual(idsOf(rig), []);
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [1]);
  });

  it('that fails goes on by itself after a pause', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 12; count += 1) tenant.apply({ kind: 'create' });
    const rig = new Rig(tenant, { config: { start: 'now', pageSize: 5 } });
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    await rig.poller.poll();
    tenant.faults = [undefined, undefined, 'fails', 'fails', 'fails'];
    await rig.poller.backfill('beginning', tenant.time);
    await turns(100);
    assert.equal(rig.errors.length, 1);
    rig.clock.advance(30_000);
    await turns(100);
    rig.clock.advance(60_000);
    await turns(100);
    rig.clock.advance(120_000);
    await backfilled(rig);
    assert.deepEqual(
      idsOf(rig),
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
  });

  it('is refused while another one is under way, even if both are asked for at once', async () => {
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    const rig = new Rig(tenant);
    await rig.poller.poll();
    const asked = await Promise.allSettled([
      rig.poller.backfill('beginning', undefined),
      rig.poller.backfill('beginning', undefined),
    ]);
    assert.deepEqual(
      asked.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
    await backfilled(rig);
  });

  it('is taken up again in the middle after the process was killed', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 200; count += 1) tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    const rig = new Rig(tenant, { config: { start: 'now', pageSize: 10 } });
    await rig.poller.poll();
    rig.onRecord = () => rig.clock.advance(100);
    await rig.poller.backfill('beginning', undefined);
    while (rig.messages.length < 120) await turns(1);
    rig.crash();
    const sentBefore = rig.messages.length;
    await rig.poller.report();
    await backfilled(rig);
    assert.equal(new Set(idsOf(rig)).size, 200);
    const repeats = rig.messages.length - 200;
    // The page under way of each of the four ranges.
    assert.ok(repeats <= 40, `${repeats} of ${sentBefore} were sent again`);
  });

  it('does not hold records back for a poll, and is not held back by it', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 60; count += 1) tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    const rig = new Rig(tenant, { config: { start: 'now', pageSize: 5, overlap: 0 } });
    await rig.poller.poll();
    await rig.poller.backfill('beginning', undefined);
    tenant.apply({ kind: 'create' });
    await rig.poller.poll();
    assert.ok(idsOf(rig).includes(61));
    await backfilled(rig);
    assert.equal(new Set(idsOf(rig)).size, 61);
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
