import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { plainSource, type Rig } from '../unit/poll/rig';
import type { ModelOptions } from './model-tenant';
import {
  assertNothingLost,
  assertNothingTwice,
  assertOrder,
  change,
  changeOrExport,
  nextTurn,
  overlapSeconds,
  parameters,
  patience,
  play,
  type World,
  worldOf,
} from './worlds';

/** Pages big enough that records out of order cannot look ordered by chance. */
const pageSize = fc.constantFrom(12, 30, 50);

/** As in use no page holds more than is remembered: what a tenant ignores shows on the second one, and then the first is read again. */
function withPagesOf(size: number, given: World): World {
  return { ...given, pageSize: size, rememberedAtFirst: Math.max(size, given.rememberedAtFirst ?? size) };
}

describe('a tenant that does not play along', function () {
  this.timeout(patience);

  const unruly: Record<string, ModelOptions> = {
    'ignores the order': { ignores: { order: true } },
    'ignores id[gt]': { ignores: { bound: true } },
    'ignores both': { ignores: { order: true, bound: true } },
    'hides the id': { hides: ['id'] },
    'hides the updated date': { hides: ['updated-at'] },
    'hides both': { hides: ['id', 'updated-at'] },
    'hides both and ignores both': { hides: ['id', 'updated-at'], ignores: { order: true, bound: true } },
    'caps its pages far below what is asked for': { pageCap: 2 },
  };

  for (const [what, tenant] of Object.entries(unruly)) {
    it(`and ${what} loses nothing and repeats nothing`, async () => {
      await fc.assert(
        fc.asyncProperty(worldOf(change), pageSize, async (given, size) => {
          const outcome = await play(withPagesOf(size, given), { tenant });
          assertNothingLost(outcome);
          assertNothingTwice(outcome);
          if (!tenant.hides?.includes('id')) assertOrder(outcome);
          const { notices } = outcome.rig;
          assert.equal(new Set(notices).size, notices.length, 'a notice was given twice');
        }),
        parameters(60),
      );
    });
  }

  it('in one request only, in the middle of a list, loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        worldOf(change),
        fc.array(fc.constantFrom(undefined, undefined, undefined, 'order' as const, 'bound' as const), {
          maxLength: 30,
        }),
        pageSize,
        async (given, faults, size) => {
          assertNothingLost(await play({ ...given, faults, pageSize: size }));
        },
      ),
      parameters(100),
    );
  });
});

describe('a list of records not exported yet', function () {
  this.timeout(patience);

  it('loses no record while others are marked exported between any two requests', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(changeOrExport), async (given) => {
        const outcome = await play(given, { rig: { source: plainSource('&exported=false') } });
        assertNothingLost(outcome, ({ exported }) => !exported);
        assertOrder(outcome);
        assertNothingTwice(outcome);
      }),
      parameters(150),
    );
  });

  it('loses no record either where the tenant pages by offset only', async () => {
    await fc.assert(
      fc.asyncProperty(worldOf(changeOrExport), pageSize, async (given, size) => {
        const outcome = await play(
          { ...given, pageSize: size },
          {
            tenant: { ignores: { order: true, bound: true } },
            rig: { source: plainSource('&exported=false') },
          },
        );
        assertNothingLost(outcome, ({ exported }) => !exported);
      }),
      parameters(60),
    );
  });
});

describe('dates without an offset, in the zone of the tenant', function () {
  this.timeout(patience);

  const moments = {
    'in November': Date.UTC(2026, 10, 22, 8, 0, 0, 137),
    'when an hour comes twice in Los Angeles': Date.UTC(2026, 10, 1, 8, 59, 50, 137),
    'when an hour is left out in Los Angeles': Date.UTC(2026, 2, 8, 9, 59, 50, 137),
    'when an hour comes twice in Berlin': Date.UTC(2026, 9, 25, 0, 59, 50, 137),
  };

  for (const [when, time] of Object.entries(moments)) {
    it(`${when} lose nothing`, async () => {
      await fc.assert(
        fc.asyncProperty(
          worldOf(change),
          fc.constantFrom('UTC', 'America/Los_Angeles', 'Europe/Berlin', 'Asia/Kathmandu', 'PST'),
          async (given, zone) => {
            const luxonZone = zone === 'PST' ? 'America/Los_Angeles' : zone;
            const writeDate = (epochMs: number) =>
              DateTime.fromMillis(epochMs, { zone: luxonZone }).toFormat('dd.MM.yyyy HH:mm:ss');
            const config = { updatedDateFormat: 'dd.MM.yyyy HH:mm:ss', updatedDateTimezone: zone };
            const outcome = await play(given, { tenant: { writeDate }, rig: { config }, time });
            assertNothingLost(outcome);
            assertOrder(outcome);
          },
        ),
        parameters(60),
      );
    });
  }
});

describe('regressions of tenants that do not play along', () => {
  it('proves no position from a date that may be an hour earlier', async () => {
    const outcome = await play(
      {
        before: [],
        between: [],
        during: [
          { kind: 'create', late: 0 },
          { kind: 'wait', ms: 1 },
          { kind: 'update', pick: 0, late: 0, times: 1 },
        ],
        faults: ['no-date'],
        pageSize: 1,
        start: 'beginning',
        ids: 'number',
        overlap: 0,
        clockSkewHours: -30,
        polls: 1,
        crashes: [],
      },
      {
        tenant: {
          writeDate: (epochMs) =>
            DateTime.fromMillis(epochMs, { zone: 'America/Los_Angeles' }).toFormat('dd.MM.yyyy HH:mm:ss'),
        },
        rig: {
          config: { updatedDateFormat: 'dd.MM.yyyy HH:mm:ss', updatedDateTimezone: 'America/Los_Angeles' },
        },
        time: Date.UTC(2026, 10, 1, 8, 59, 50, 137),
      },
    );
    assertNothingLost(outcome);
  });
});

describe('a back-fill beside the polls', function () {
  this.timeout(patience);

  it('loses nothing and keeps the order', async () => {
    await fc.assert(
      fc.asyncProperty(
        worldOf(change),
        fc.nat(5),
        fc.option(fc.integer({ min: 0, max: 30_000 })),
        async (given, at, back) => {
          const outcome = await play(given, {
            beforePoll: async (rig, poll) => {
              if (poll !== at) return;
              const now = Date.parse((await rig.poller.report()).position ?? '1970-01-01');
              const from = back === null ? ('beginning' as const) : Math.max(0, now - back);
              await rig.poller.backfill({ from: from, to: undefined }).catch(() => undefined);
            },
          });
          assertNothingLost(outcome);
          assertOrder(outcome);
        },
      ),
      parameters(200),
    );
  });

  it('that comes before the first poll of a node that starts now leaves no gap before that', async () => {
    await fc.assert(
      fc.asyncProperty(
        worldOf(change, { start: 'now', overlap: overlapSeconds }),
        fc.record({
          meanwhile: fc.array(change, { maxLength: 12 }),
          /** Milliseconds until the first poll. */
          wait: fc.constantFrom(0, 5000, 86_400_000),
          isPaused: fc.boolean(),
          isKilled: fc.boolean(),
          isReset: fc.boolean(),
          /** Milliseconds until its end, which is behind the first poll; `undefined`: it has none of its own. */
          end: fc.constantFrom(undefined, undefined, 604_800_000),
        }),
        async (given, first) => {
          const outcome = await play(given, {
            begin: async (rig, tenant) => {
              if (first.isPaused) await rig.poller.pause();
              tenant.script = [...first.meanwhile];
              if (first.isReset) await rig.poller.reset('now');
              const to = first.end && tenant.time + first.end;
              await rig.poller.backfill({ from: 'beginning', to });
              if (!first.isPaused) await untilFilled(rig);
              for (const one of tenant.script.splice(0)) tenant.apply(one);
              tenant.time += first.wait;
              if (first.isKilled) rig.crash();
              if (first.isPaused) await rig.poller.resume();
              await untilFilled(rig);
            },
          });
          assertNothingLost(outcome);
          assertOrder(outcome);
        },
      ),
      parameters(100),
    );
  });
});

/** Lets time pass for the node until its back-fill has ended. */
async function untilFilled(rig: Rig): Promise<void> {
  for (let turn = 0; (await rig.poller.report()).backfill !== undefined; turn += 1) {
    assert.ok(turn < 2000, 'the back-fill does not end');
    await nextTurn();
  }
}
