import assert from 'node:assert/strict';
import { isInterruption } from '../../../lib/poll/lifecycle/interruption';
import type { Source } from '../../../lib/poll/model/source';
import type { Requester, RequestOptions } from '../../../lib/ports/requester';
import { ListPath } from '../../../lib/scan/list-path';
import { ModelTenant } from '../../laws/model-tenant';
import { FakeClock, idsOf, MemoryStore, plainSource, Rig, turns } from './rig';

function tenantWith(count: number): ModelTenant {
  const tenant = new ModelTenant();
  for (let made = 0; made < count; made += 1) tenant.apply({ kind: 'create' });
  return tenant;
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('the command pause', () => {
  const config = { start: 'beginning', pageSize: 3, interval: 1 };

  async function pausedAtFive() {
    const tenant = tenantWith(12);
    const store = new MemoryStore();
    const rig = new Rig(tenant, { config, store });
    const paused = new Promise<void>((resolve, reject) => {
      rig.onRecord = ({ coupa }) => {
        if (coupa.id === 5) rig.poller.pause().then(resolve, reject);
      };
    });
    rig.poller.start();
    await turns(20);
    rig.clock.advance(0);
    await paused;
    return { tenant, store, rig };
  }

  it('stops a poll under way and the ones to come', async () => {
    const { tenant, rig } = await pausedAtFive();
    const { requests } = tenant;
    const { length } = rig.messages;
    assert.ok(length < 12, `${length} were sent`);
    rig.clock.advance(600_000);
    await turns(100);
    assert.deepEqual(idsOf(rig), upTo(length));
    assert.equal(tenant.requests, requests);
    assert.equal(rig.statuses.at(-1)?.kind, 'paused');
    assert.equal((await rig.poller.report()).nextPoll, undefined);
    assert.deepEqual(rig.errors, []);
  });

  for (const [title, isSentFirst] of [
    ['while the command waits for another one', true],
    ['before the command is sent, which waits for another one as well', false],
  ] as const)
    it(`stops a poll whose time has come ${title}`, async () => {
      const tenant = tenantWith(1);
      let holds = false;
      let go = () => {};
      const requester: Requester = {
        request: async (options) => {
          if (holds) await new Promise<void>((resolve) => (go = resolve));
          return tenant.request(options);
        },
      };
      const rig = new Rig(requester, { config });
      rig.poller.start();
      await turns(20);
      rig.clock.advance(0);
      await turns(20);
      holds = true;
      const commands = [rig.poller.reset('now')];
      if (isSentFirst) commands.push(rig.poller.pause());
      await turns(5);
      rig.clock.advance(60_000);
      await turns(5);
      if (!isSentFirst) commands.push(rig.poller.pause());
      holds = false;
      go();
      await Promise.all(commands);
      const { requests } = tenant;
      await turns(20);
      assert.equal(tenant.requests, requests);
    });

  it('outlasts a restart', async () => {
    const { tenant, store, rig } = await pausedAtFive();
    await rig.poller.close();
    const { requests } = tenant;
    const successor = new Rig(tenant, { config, store });
    successor.poller.start();
    await turns(20);
    assert.equal((await successor.poller.report()).nextPoll, undefined);
    successor.clock.advance(600_000);
    await turns(100);
    assert.equal(tenant.requests, requests);
    assert.equal(successor.statuses.at(-1)?.kind, 'paused');
  });

  for (const [who, looks] of [
    ['and somebody looks meanwhile', true],
    ['and nobody looks meanwhile', false],
  ] as const) {
    it(`outlasts a restart whose first look into the store fails, ${who}`, async () => {
      const { tenant, store, rig } = await pausedAtFive();
      await rig.poller.close();
      const { requests } = tenant;
      const load = store.load.bind(store);
      const failing = [new Error('The disk is away.')];
      store.load = async () => {
        const error = failing.shift();
        if (error !== undefined) throw error;
        return load();
      };
      const successor = new Rig(tenant, { config, store });
      successor.poller.start();
      await turns(20);
      assert.equal(successor.statuses.at(-1)?.kind, 'error');
      if (looks) assert.equal((await successor.poller.report()).paused, true);
      successor.clock.advance(600_000);
      await turns(100);
      assert.equal(tenant.requests, requests);
      assert.equal(successor.statuses.at(-1)?.kind, 'paused');
    });
  }

  it('ends with resume, which polls at once and goes on where the poll was', async () => {
    const { rig } = await pausedAtFive();
    await rig.poller.resume();
    rig.clock.advance(0);
    await turns(200);
    assert.deepEqual(idsOf(rig), upTo(12));
    assert.equal(rig.statuses.at(-1)?.kind, 'rest');
  });

  it('interrupts a poll that somebody waits for, and that is not an error of the poll', async () => {
    const tenant = tenantWith(12);
    const rig = new Rig(tenant, { config: { ...config, interval: 0 } });
    rig.onRecord = ({ coupa }) => void (coupa.id === 5 && rig.poller.pause());
    await assert.rejects(rig.poller.poll(), isInterruption);
    assert.deepEqual(rig.summaries, []);
  });

  it('lets a back-fill that is asked for meanwhile begin when it ends, and says so', async () => {
    const tenant = tenantWith(3);
    tenant.apply({ kind: 'wait', ms: 60_000 });
    const rig = new Rig(tenant, { config: { start: 'now' } });
    await rig.poller.pause();
    await rig.poller.backfill({ from: 'beginning', to: undefined });
    await turns(100);
    assert.deepEqual(idsOf(rig), []);
    assert.match(rig.notices.join(), /paused: the back-fill begins when it is resumed/);
    await rig.poller.resume();
    await turns(200);
    assert.deepEqual(idsOf(rig), upTo(3));
  });
});

describe('the command reset', () => {
  it('drops what is unsettled, and a late acknowledgement of it does no harm', async () => {
    const tenant = tenantWith(3);
    const rig = new Rig(tenant, { config: { start: 'beginning', delivery: 'acknowledge' } });
    await rig.poller.poll();
    const [first] = rig.messages;
    assert.equal((await rig.poller.report()).pending, 3);
    await rig.poller.reset('now');
    assert.equal((await rig.poller.report()).pending, 0);
    assert.equal(rig.poller.acknowledge(first?.coupa.delivery ?? ''), false);
    rig.clock.advance(3_600_000);
    await turns(20);
    assert.equal(rig.messages.length, 3);
  });

  it('takes what was updated since a date, and nothing before it', async () => {
    const tenant = new ModelTenant();
    for (let count = 0; count < 4; count += 1) {
      tenant.apply({ kind: 'create' });
      tenant.apply({ kind: 'wait', ms: 3_600_000 });
    }
    const rig = new Rig(tenant, { config: { start: 'beginning' } });
    await rig.poller.poll();
    await rig.poller.reset(tenant.time - 2 * 3_600_000 - 1000);
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [1, 2, 3, 4, 3, 4]);
  });

  it('to a date leaves out what was updated in the second before it, which is asked for with it', async () => {
    const tenant = new ModelTenant();
    tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 1000 });
    const date = Math.floor(tenant.time / 1000) * 1000;
    tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 60_000 });
    const rig = new Rig(tenant, { config: { start: 'now' } });
    await rig.poller.reset(date);
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [2]);
  });

  it('to now counts from the command, not from the next poll', async () => {
    const tenant = tenantWith(2);
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    const store = new MemoryStore();
    const rig = new Rig(tenant, { config: { start: 'beginning', overlap: 10 }, store });
    await rig.poller.reset('now');
    rig.crash();
    tenant.apply({ kind: 'wait', ms: 60_000 });
    tenant.apply({ kind: 'create' });
    tenant.apply({ kind: 'wait', ms: 60_000 });
    await rig.poller.poll();
    assert.deepEqual(idsOf(rig), [3]);
  });
});

describe('the status of a poller', () => {
  it('has the time of the next try when a poll failed', async () => {
    const tenant = tenantWith(1);
    tenant.faults = ['fails'];
    const rig = new Rig(tenant, { config: { start: 'beginning', interval: 15 } });
    rig.poller.start();
    await turns(20);
    rig.clock.advance(0);
    await turns(50);
    const status = rig.statuses.at(-1);
    assert.equal(status?.kind, 'error');
    assert.equal(status.next, rig.clock.now() + 30_000);
  });

  it('stays red until a poll succeeds, whatever is acknowledged meanwhile', async () => {
    const tenant = tenantWith(1);
    const rig = new Rig(tenant, { config: { start: 'beginning', delivery: 'acknowledge' } });
    await rig.poller.poll();
    tenant.faults = ['fails'];
    await assert.rejects(rig.poller.poll());
    assert.equal(rig.poller.acknowledge(rig.messages[0]?.coupa.delivery ?? ''), true);
    assert.equal(rig.statuses.at(-1)?.kind, 'error');
    await rig.poller.poll();
    assert.equal(rig.statuses.at(-1)?.kind, 'rest');
  });

  it('stays red while a back-fill fails, also when a poll succeeds', async () => {
    const tenant = tenantWith(12);
    tenant.apply({ kind: 'wait', ms: 3_600_000 });
    const rig = new Rig(tenant, { config: { start: 'now', pageSize: 5 } });
    await rig.poller.poll();
    tenant.faults = ['fails', 'fails', 'fails', 'fails'];
    await rig.poller.backfill({ from: 'beginning', to: tenant.time });
    await turns(100);
    tenant.faults = [];
    await rig.poller.poll();
    const status = rig.statuses.at(-1);
    assert.equal(status?.kind, 'error');
    assert.equal(status.next, rig.clock.now() + 30_000);
    rig.clock.advance(30_000);
    await turns(200);
    assert.equal(rig.statuses.at(-1)?.kind, 'rest');
  });

  it('has the last poll after a restart', async () => {
    const tenant = tenantWith(3);
    const store = new MemoryStore();
    const rig = new Rig(tenant, { config: { start: 'beginning' }, store });
    await rig.poller.poll();
    await rig.poller.close();
    const successor = new Rig(tenant, { config: { start: 'beginning' }, store });
    successor.poller.start();
    await turns(20);
    const { at, count } = successor.statuses.at(-1) as { at?: number; count?: number };
    assert.deepEqual([at, count], [rig.clock.now(), 3]);
    assert.equal((await successor.poller.report()).lastPoll?.created, 3);
  });

  it('is still red after a restart when the last poll failed', async () => {
    const tenant = tenantWith(1);
    const store = new MemoryStore();
    const rig = new Rig(tenant, { config: { start: 'beginning' }, store });
    await rig.poller.poll();
    tenant.faults = ['fails'];
    await assert.rejects(rig.poller.poll());
    await rig.poller.close();
    const successor = new Rig(tenant, { config: { start: 'beginning' }, store });
    successor.poller.start();
    await turns(20);
    const status = successor.statuses.at(-1);
    assert.equal(status?.kind, 'error');
    assert.deepEqual(
      [status.error.code, status.error.message],
      [rig.summaries.at(-1)?.error?.code, String(rig.summaries.at(-1)?.error?.message)],
    );
    await successor.poller.poll();
    assert.equal(successor.statuses.at(-1)?.kind, 'rest');
  });

  it('tells of a rate limit while polling, and of none at rest', async () => {
    const tenant = tenantWith(1);
    let release = () => {};
    const held: Requester = {
      request: async (options: RequestOptions) => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return tenant.request(options);
      },
    };
    const rig = new Rig(held, { config: { start: 'beginning' } });
    rig.poller.limited(1000);
    assert.ok(!rig.statuses.some(({ kind }) => kind === 'limited'));
    const polling = rig.poller.poll();
    await turns(20);
    rig.poller.limited(2000);
    assert.deepEqual(rig.statuses.at(-1), { kind: 'limited', until: 2000 });
    const timer = setInterval(() => release(), 0);
    await polling;
    clearInterval(timer);
  });

  for (const concurrency of [4, 1])
    it(`has the share and the estimated end of a long scan, and so has output 2, with ${concurrency} at once`, async () => {
      const tenant = tenantWith(120);
      const clock = new FakeClock(Date.UTC(2026, 10, 22), 50);
      const rig = new Rig(tenant, { config: { start: 'beginning', pageSize: 2 }, clock, concurrency });
      await rig.poller.poll();
      assert.deepEqual(
        [...idsOf(rig)].sort((a, b) => Number(a) - Number(b)),
        upTo(120),
      );
      assert.ok(rig.progress.length > 1, `${rig.progress.length} messages`);
      const last = rig.progress.at(-1);
      assert.equal(last?.kind, 'poll');
      assert.ok(last.sent > 0 && last.share !== undefined && last.share > 0 && last.share <= 1);
      assert.ok(Date.parse(last.estimatedEnd ?? '') > Date.UTC(2026, 10, 22));
      assert.ok(rig.statuses.some((status) => status.kind === 'polling' && status.progress?.estimatedEnd));
    });

  it('tells output 2 of a long scan every ten seconds at most: how many, which share, and when it ends', async () => {
    const tenant = tenantWith(240);
    const clock = new FakeClock();
    const toldAt: number[] = [];
    const look = () => {
      while (toldAt.length < rig.progress.length) toldAt.push(clock.now());
    };
    const slow: Requester = {
      request: (options: RequestOptions) => {
        look();
        clock.advance(1000);
        return tenant.request(options);
      },
    };
    const rig = new Rig(slow, { config: { start: 'beginning', pageSize: 2 }, clock });
    await rig.poller.poll();
    look();
    assert.ok(toldAt.length > 5, `${toldAt.length} messages`);
    const pauses = toldAt.slice(1).map((at, index) => at - (toldAt[index] ?? 0));
    assert.ok(
      pauses.every((pause) => pause >= 10_000),
      `${pauses}`,
    );
    for (const [index, { sent, share = 0 }] of rig.progress.slice(1).entries()) {
      const before = rig.progress[index];
      assert.ok(sent > (before?.sent ?? 0) && share > (before?.share ?? 1) && share < 1);
    }
    const end = Date.parse(rig.progress.at(-1)?.estimatedEnd ?? '');
    assert.ok(Math.abs(end - clock.now()) < 10_000, `${end - clock.now()} ms off`);
    const { length } = rig.statuses.filter(({ kind }) => kind === 'polling');
    assert.ok(length > toldAt.length, 'the status is told no more often');
  });
});

describe('a URL that takes values from the message', () => {
  /** The last content of a record is what the URL asks to be above: a filter whose value comes with a message. */
  const source: Source = {
    ...plainSource(),
    usesMessage: true,
    render: async (bounds, message) => {
      const wanted = (message as { above?: number } | undefined)?.above;
      if (wanted === undefined) throw new Error('no value');
      return new ListPath(`${(await plainSource().render(bounds)).whole}&above=${wanted}`);
    },
  };

  function asked(tenant: ModelTenant) {
    const paths: string[] = [];
    const valueIn = (path: string) => new URL(path, 'https://acme.example').searchParams.get('above');
    return {
      requester: {
        request: (options: RequestOptions) => {
          paths.push(options.path);
          return tenant.request(options);
        },
      } satisfies Requester,
      /** The values that were asked for, each once, in order. */
      values: () => [...new Set(paths.map(valueIn))],
      /** From now on: the value of each request. */
      since: () => {
        const { length } = paths;
        return () => paths.slice(length).map(valueIn);
      },
    };
  }

  it('is rendered for each message: polls for different messages are not one', async () => {
    const { requester, values } = asked(tenantWith(1));
    const rig = new Rig(requester, { source, config: { start: 'now' } });
    await Promise.all([1, 2, 3].map((above) => rig.poller.poll({ above })));
    assert.deepEqual(values(), ['1', '2', '3']);
    assert.equal(rig.summaries.length, 3);
  });

  it('is rendered for the message that asks for a back-fill', async () => {
    const { requester, values } = asked(tenantWith(1));
    const rig = new Rig(requester, { source });
    await rig.poller.backfill({ from: 'beginning', to: undefined, message: { above: 7 } });
    await turns(200);
    assert.deepEqual(values(), ['7']);
    assert.equal(rig.summaries.at(-1)?.backfill, true);
  });

  it('is rendered for the message that resets to now', async () => {
    const { requester, values } = asked(tenantWith(1));
    const rig = new Rig(requester, { source });
    await rig.poller.reset('now', { above: 5 });
    assert.deepEqual(values(), ['5']);
    await assert.rejects(rig.poller.reset('now'), /no value/);
  });

  it('keeps the value of a poll over a crash, and reads that one to its end before the next', async () => {
    const tenant = tenantWith(12);
    const { requester, values } = asked(tenant);
    const store = new MemoryStore();
    const rig = new Rig(requester, { source, store, config: { start: 'beginning', pageSize: 3 } });
    const stopped = new Promise<void>((resolve, reject) => {
      rig.onRecord = ({ coupa }) => void (coupa.id === 5 && rig.poller.close().then(resolve, reject));
    });
    const polling = rig.poller.poll({ above: 1 }).catch(() => undefined);
    await stopped;
    await polling;
    const successor = new Rig(requester, { source, store, config: { start: 'beginning', pageSize: 3 } });
    await successor.poller.poll({ above: 2 });
    assert.deepEqual([...idsOf(rig), ...idsOf(successor)], upTo(12));
    assert.deepEqual(values(), ['1', '2']);
  });

  it('goes on with the value of the poll that a crash cut off, before the poll for the next message', async () => {
    const { requester, values, since } = asked(tenantWith(120));
    const rig = new Rig(requester, { source, config: { start: 'beginning', pageSize: 5 } });
    // Saves go by the clock: some pages are in the store when it crashes.
    rig.onRecord = () => rig.clock.advance(100);
    void rig.poller.poll({ above: 1 });
    while (rig.messages.length < 60) await turns(1);
    rig.crash();
    const atCrash = rig.messages.length;
    const later = since();
    await rig.poller.poll({ above: 2 });
    assert.deepEqual(values(), ['1', '2']);
    const first = later().indexOf('2');
    assert.ok(first > 0, 'the old scan was not gone on with');
    assert.ok(!later().slice(first).includes('1'), 'the two were mixed');
    assert.deepEqual(new Set(idsOf(rig)), new Set(upTo(120)));
    assert.ok(rig.messages.length - atCrash < 120, 'the old scan began anew');
  });
});
