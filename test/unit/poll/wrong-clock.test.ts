import assert from 'node:assert/strict';
import type { Source } from '../../../lib/poll/model/source';
import { HubRig } from '../../laws/hub-rig';
import { ModelTenant } from '../../laws/model-tenant';
import { idsOf, plainSource, Rig, turns } from './rig';

const minute = 60;
const hour = 3600;
const day = 24 * hour;

/** Seconds at which a record is created, and at which the node polls. */
const created = [60, 240, 500, 700, 1000];
const polled = [0, 120, 180, 900, 1800];

interface Scene {
  delivery: 'send' | 'acknowledge';
  overlap: number;
  /** Seconds by which answers of the poll at 180 s are ahead. */
  ahead: number;
  /** Of that poll: only the first answer, or all. */
  wrong: 'first' | 'all';
  /** Whether that poll finds something, so that it makes more than one request. */
  found: boolean;
  /** The poll after which the process is killed, by its place. */
  killed?: number;
}

/** What a scene is played on: Coupa itself, or a hub. */
interface Stage {
  rig: Pick<Rig, 'messages' | 'notices' | 'errors' | 'clock' | 'poller'>;
  create(): void;
  wait(seconds: number): void;
  skew(of: () => number): void;
  restart(): Promise<void> | void;
  end(): Promise<void> | void;
}

function direct({ delivery, overlap }: Scene): Stage {
  const tenant = new ModelTenant();
  const rig = new Rig(tenant, { config: { start: 'now', overlap, delivery } });
  rig.onRecord = ({ coupa }) => void setImmediate(() => rig.poller.acknowledge(coupa.delivery));
  return {
    rig,
    create: () => tenant.apply({ kind: 'create' }),
    wait: (seconds) => {
      tenant.time += seconds * 1000;
    },
    skew: (of) => {
      tenant.skew = of;
    },
    restart: () => rig.crash(),
    end: () => {},
  };
}

async function onHub({ delivery, overlap }: Scene): Promise<Stage> {
  const time = { now: Date.UTC(2026, 10, 22, 8) };
  const config = {
    resource: 'customers',
    url: '/hubs/finance/customers?where=updatedDate>${epoch}',
    updatedDateField: 'updatedDate',
    updatedDateFormat: 'milliseconds',
    createdDateField: '',
    start: 'now',
    overlap,
    delivery,
  };
  const rig = await HubRig.start(config, {}, { now: () => time.now });
  const { records } = rig.hub.list('finance/customers');
  rig.onRecord = ({ coupa }) => void setImmediate(() => rig.poller.acknowledge(coupa.delivery));
  return {
    rig,
    create: () => void records.push({ id: records.length + 1, updatedDate: time.now }),
    wait: (seconds) => {
      time.now += seconds * 1000;
    },
    skew: (of) => {
      rig.skew = of;
    },
    restart: () => rig.restart(),
    end: () => rig.stop(),
  };
}

async function play(scene: Scene, stage: Stage): Promise<void> {
  const events = [...created, ...(scene.found ? [150] : [])].map((at) => ({ at, poll: -1 }));
  events.push(...polled.map((at, poll) => ({ at, poll })));
  events.sort((a, b) => a.at - b.at);
  let now = 0;
  for (const { at, poll } of events) {
    stage.wait(at - now);
    stage.rig.clock.advance((at - now) * 1000);
    now = at;
    if (poll < 0) {
      stage.create();
      continue;
    }
    let answers = 0;
    stage.skew(() => {
      answers += 1;
      return at === 180 && (scene.wrong === 'all' || answers === 1) ? scene.ahead * 1000 : 0;
    });
    await stage.rig.poller.poll();
    await turns();
    if (poll === scene.killed) await stage.restart();
  }
}

function assertAllCameAndToldOnce(scene: Scene, { rig }: Stage): void {
  const ids = rig.messages.map(({ coupa }) => coupa.id);
  const every = created.length + (scene.found ? 1 : 0);
  assert.deepEqual(
    [...new Set(ids)].sort((a, b) => Number(a) - Number(b)),
    Array.from({ length: every }, (_, index) => index + 1),
  );
  assert.equal(ids.length, every, 'something came twice');
  assert.deepEqual(rig.errors, []);
  assert.equal(rig.notices.length, 1, rig.notices.join('\n'));
  const said = new Date(Date.UTC(2026, 10, 22, 8, 2, 59) + scene.ahead * 1000).toISOString().slice(0, 18);
  assert.ok(rig.notices[0]?.includes(said), `${rig.notices[0]} does not name ${said}`);
}

describe('one poll whose answers come from a machine with a wrong clock', () => {
  const stages = { 'on Coupa itself': direct, 'on a hub': onHub };
  for (const [where, stageOf] of Object.entries(stages)) {
    for (const ahead of [20 * minute, hour, day]) {
      for (const delivery of ['send', 'acknowledge'] as const) {
        for (const overlap of [0, 20, 300]) {
          for (const [found, wrong] of [
            [false, 'all'],
            [true, 'first'],
            [true, 'all'],
          ] as const) {
            const scene: Scene = { delivery, overlap, ahead, wrong, found };
            const what = `${where}, ${ahead} s ahead, ${delivery}, overlap ${overlap}, ${found ? 'found something' : 'empty'}, ${wrong}`;
            it(`loses nothing, repeats nothing, and tells it once: ${what}`, async () => {
              const stage = await stageOf(scene);
              try {
                await play(scene, stage);
                assertAllCameAndToldOnce(scene, stage);
              } finally {
                await stage.end();
              }
            });
          }
        }
      }
    }
    for (const killed of [0, 1, 2, 3]) {
      for (const found of [false, true]) {
        it(`loses nothing when the node is restarted after its poll at ${polled[killed]} s, ${where}, ${found ? 'found something' : 'empty'}`, async () => {
          const scene: Scene = { delivery: 'send', overlap: 20, ahead: hour, wrong: 'all', found, killed };
          const stage = await stageOf(scene);
          try {
            await play(scene, stage);
            const ids = new Set(stage.rig.messages.map(({ coupa }) => coupa.id));
            assert.equal(ids.size, created.length + (found ? 1 : 0));
            assert.equal(stage.rig.notices.length, 1, stage.rig.notices.join('\n'));
          } finally {
            await stage.end();
          }
        });
      }
    }
  }
});

describe('a machine with a wrong clock', () => {
  const start = Date.UTC(2026, 10, 22, 8);

  /** Polls, after the given seconds, while answers are ahead by so many. */
  async function polls(rig: Rig, tenant: ModelTenant, ...steps: { after: number; ahead?: number[] }[]) {
    for (const { after, ahead = [] } of steps) {
      tenant.time += after * 1000;
      rig.clock.advance(after * 1000);
      const skews = [...ahead];
      tenant.skew = () => (skews.shift() ?? 0) * 1000;
      await rig.poller.poll();
      tenant.skew = () => 0;
    }
  }

  for (const [what, ahead] of [
    ['the first answer', [day]],
    ['the second answer', [0, day]],
    ['the first two answers', [day, day]],
    ['the answer to the first page', [0, 0, day]],
    ['every answer of the first poll', [day, day, day, day]],
  ] as const) {
    for (const interrupted of [false, true]) {
      it(`skips nothing of a node that starts now: ${what}${interrupted ? ', restarted after its second poll' : ''}`, async () => {
        const tenant = new ModelTenant();
        const rig = new Rig(tenant, { config: { start: 'now', overlap: 20 } });
        tenant.apply({ kind: 'create' });
        tenant.time += hour * 1000;
        await polls(rig, tenant, { after: 0, ahead: [...ahead] });
        tenant.time += 60_000;
        rig.clock.advance(60_000);
        tenant.apply({ kind: 'create' });
        await polls(rig, tenant, { after: 600 });
        if (interrupted) rig.crash();
        tenant.apply({ kind: 'create' });
        await polls(rig, tenant, { after: 600 }, { after: 600 });
        assert.deepEqual(idsOf(rig).sort(), [2, 3]);
        assert.ok(rig.notices.length <= 1, rig.notices.join('\n'));
      });
    }
  }

  it('is followed once another answer says the same: the position goes on from there, and that is told once', async () => {
    const tenant = new ModelTenant();
    const rig = new Rig(tenant, { config: { start: 'now', overlap: 20 } });
    const position = async () => Date.parse((await rig.poller.report()).position ?? '');
    await polls(rig, tenant, { after: 0 }, { after: 600 });
    const before = await position();
    const always = () => Array.from({ length: 50 }, () => hour);
    await polls(rig, tenant, { after: 600, ahead: always() }, { after: 600, ahead: always() });
    await polls(rig, tenant, { after: 600, ahead: always() });
    assert.ok((await position()) > before + hour * 1000, 'the position follows');
    assert.equal(rig.notices.length, 1, rig.notices.join('\n'));
  });

  it('is not what a computer that slept claims: it says that it may have stood still itself', async () => {
    const tenant = new ModelTenant();
    const rig = new Rig(tenant, { config: { start: 'now', overlap: 20 } });
    await polls(rig, tenant, { after: 0 }, { after: 600 });
    // Its monotonic clock stood still meanwhile.
    tenant.time += 8 * hour * 1000;
    tenant.apply({ kind: 'create' });
    await polls(rig, tenant, { after: 60 }, { after: 60 }, { after: 60 });
    assert.deepEqual(idsOf(rig), [1]);
    assert.equal(rig.notices.length, 1);
    assert.match(rig.notices[0] ?? '', /^The tenant's clock went ahead, or this computer stood still/);
  });

  it('skips nothing after a reset to now', async () => {
    const tenant = new ModelTenant();
    const rig = new Rig(tenant, { config: { start: 'beginning', overlap: 20 } });
    tenant.apply({ kind: 'create' });
    await polls(rig, tenant, { after: 0 }, { after: 600 });
    const skews = [hour];
    tenant.skew = () => (skews.shift() ?? 0) * 1000;
    await rig.poller.reset('now');
    tenant.time += 60_000;
    rig.clock.advance(60_000);
    tenant.apply({ kind: 'create' });
    await polls(rig, tenant, { after: 600 }, { after: 600 });
    assert.deepEqual(idsOf(rig), [1, 2]);
  });

  it('leaves nothing out of a back-fill up to now, whether it is ahead or behind', async () => {
    for (const skew of [-day, day]) {
      const tenant = new ModelTenant();
      const rig = new Rig(tenant, { config: { start: 'now', overlap: 20 } });
      await polls(rig, tenant, { after: 0 });
      tenant.time += 60_000;
      rig.clock.advance(60_000);
      tenant.apply({ kind: 'create' });
      await polls(rig, tenant, { after: 600 });
      const skews = [skew];
      tenant.skew = () => (skews.shift() ?? 0) * 1000;
      await rig.poller.backfill({ from: 'beginning', to: undefined });
      for (let count = 0; count < 50 && rig.summaries.at(-1)?.backfill !== true; count += 1) await turns();
      assert.deepEqual(idsOf(rig), [1, 1], `a clock ${skew} s ahead`);
    }
  });

  it('does not put off what a URL with ${now} asks for', async () => {
    const tenant = new ModelTenant();
    const asked: number[] = [];
    const source: Source = {
      ...plainSource(),
      usesNow: true,
      render: ({ lower, now }) => {
        asked.push(now);
        return plainSource().render({ lower, now });
      },
    };
    const rig = new Rig(tenant, { config: { start: 'beginning', overlap: 20 }, source });
    await polls(rig, tenant, { after: 0 }, { after: 600 });
    asked.length = 0;
    await polls(rig, tenant, { after: 600, ahead: [day] });
    assert.ok(Math.max(...asked.slice(2)) <= tenant.time, 'a moment of the future was rendered');
  });

  it('does not move the position where the tenant sends no Date and a record is dated in the future', async () => {
    const records = [1, 2, 3].map((id) => ({ id, at: start - id * hour * 1000 }));
    records.push({ id: 4, at: start + day * 1000 });
    const iso = (at: number) => new Date(at).toISOString();
    const rig = new Rig(
      {
        request: ({ path }) => {
          const query = new URLSearchParams(path.slice(path.indexOf('?')));
          const since = Date.parse(query.get('updated-at[gt_or_eq]') ?? '');
          const after = Number(query.get('id[gt]'));
          const body = records
            .filter(({ id, at }) => id > after && at >= since)
            .map(({ id, at }) => ({ id, 'updated-at': iso(at), 'created-at': iso(at) }));
          return Promise.resolve({ statusCode: 200, headers: {}, body, elapsed: 1, requests: 1 });
        },
      },
      { config: { start: 'beginning' } },
    );
    await rig.poller.poll();
    for (let id = 5; id < 12; id += 1) {
      records.push({ id, at: start + id * minute * 1000 });
      await rig.poller.poll();
    }
    assert.deepEqual(
      idsOf(rig),
      records.map(({ id }) => id),
    );
    const { position = '' } = await rig.poller.report();
    assert.ok(Date.parse(position) > start - 3 * hour * 1000, 'the position does not move at all');
    assert.ok(Date.parse(position) < start + hour * 1000, 'the position lies in the future');
  });
});
