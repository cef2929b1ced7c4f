import assert from 'node:assert/strict';
import { DateReader } from '../../../lib/dates/read-date';
import { Ledger } from '../../../lib/poll/ledger/ledger';
import { RecordReader, Version } from '../../../lib/poll/model/record';
import { readPollSettings } from '../../../lib/poll/model/settings';
import { newState } from '../../../lib/poll/model/state';
import type { StoredScan } from '../../../lib/poll/model/stored-scan';
import { rememberedAtFirst } from '../../../lib/poll/model/window';
import { backfillPolicy } from '../../../lib/poll/run/backfill-policy';
import { pollPolicy } from '../../../lib/poll/run/poll-policy';
import { VersionJudge } from '../../../lib/poll/run/version-judge';
import { Scan } from '../../../lib/poll/scan/scan';
import { Windows } from '../../../lib/poll/scan/windows';
import { plainSource } from './rig';

/** A moment so many seconds after noon, the position of the node. */
const at = (seconds: number) => Date.UTC(2026, 10, 22, 12) + seconds * 1000;

const version = (updatedAt: number | undefined, content = 1, createdAt = at(-90_000)) =>
  new Version({ content }, 1, updatedAt, createdAt);

interface Circumstances {
  kind?: 'poll' | 'backfill';
  scan?: Partial<StoredScan>;
  /** The node's properties. */
  config?: object;
  /** What was remembered before, and whether it was sent. */
  remembered?: [Version, boolean][];
  /** Where the node began to poll. */
  since?: number;
  byOwnDate?: boolean;
  asksSince?: boolean;
}

/** A record that shows no dates, and one that shows only when it was created. */
const undated = (content = 1) => new Version({ content }, 1, undefined, undefined);
const createdOnly = (createdAt: number) => new Version({}, 1, undefined, createdAt);

function judgeIn({
  kind = 'poll',
  scan,
  config,
  remembered = [],
  since,
  byOwnDate = true,
  asksSince,
}: Circumstances) {
  const settings = readPollSettings({ interval: 0, ...config });
  const source = { ...plainSource(), byOwnDate, asksSince };
  const ledger = new Ledger(source);
  ledger.take({ ...newState(source), position: at(0), since });
  for (const [one, sent] of remembered) ledger.memory.remember(one, sent);
  const windows = new Windows(settings, source);
  const dates = DateReader.compile({
    format: settings.updatedDateFormat,
    timezone: settings.updatedDateTimezone,
  });
  const reader = new RecordReader({
    idField: settings.idField,
    updatedDateField: settings.updatedDateField,
    createdDateField: settings.createdDateField,
    updatedDate: dates,
    createdDate: dates,
  });
  const row = { ...Scan.none().toRow(), lower: at(-60), from: at(0), startedAt: at(60), ...scan };
  const policy = kind === 'poll' ? pollPolicy : backfillPolicy;
  const parts = { settings, source, reader, ledger, windows, rememberedAtFirst };
  return new VersionJudge(parts, Scan.resume(row), policy);
}

describe('what a version is to a scan', () => {
  const cases: [string, Version, Circumstances, string][] = [
    ['one that was not there', version(at(10)), {}, 'UPDATED'],
    ['one that was created since the position', version(at(10), 1, at(5)), {}, 'CREATED'],
    ['the one that was sent', version(at(10)), { remembered: [[version(at(10)), true]] }, 'repeat'],
    [
      'another content in the same second',
      version(at(10), 2),
      { remembered: [[version(at(10)), true]] },
      'UPDATED',
    ],
    [
      'a new record whose first version was sent',
      version(at(20), 2, at(5)),
      { remembered: [[version(at(10), 1, at(5)), true]] },
      'UPDATED',
    ],
    [
      'a new record whose first version was kept silent',
      version(at(20), 2, at(5)),
      { remembered: [[version(at(10), 1, at(5)), false]] },
      'CREATED',
    ],
    ['one that is older than what was asked for', version(at(-61)), {}, 'UPDATED'],
    [
      'one that is older, where the node filters itself',
      version(at(-61)),
      { config: { filterByUpdatedDate: true } },
      'outside',
    ],
    [
      'one at the bound, where the node filters itself',
      version(at(-60)),
      { config: { filterByUpdatedDate: true } },
      'UPDATED',
    ],
    [
      'one without a date, where the node filters itself',
      version(undefined),
      { config: { filterByUpdatedDate: true } },
      'CREATED',
    ],
    ['one from before the first poll', version(at(-1)), { scan: { silentBefore: at(0) } }, 'silent'],
    ['one from the moment of the first poll', version(at(0)), { scan: { silentBefore: at(0) } }, 'UPDATED'],
    ['one without a date in a first poll', version(undefined), { scan: { silentBefore: at(0) } }, 'CREATED'],
    [
      'one without a date in a first poll from now',
      version(undefined),
      { scan: { silentBefore: at(0), silentUndated: true } },
      'silent',
    ],
    [
      'one from before, where the URL filters on another date',
      version(at(-1)),
      { scan: { silentBefore: at(0) }, byOwnDate: false },
      'UPDATED',
    ],
  ];
  const ofDates = { asksSince: true };
  const whole = { since: at(-1000) };
  cases.push(
    ['one without dates, where the URL asks by date', undated(), ofDates, 'UPDATED'],
    [
      'one without dates in a first poll from the beginning, where the URL asks by date',
      undated(),
      { ...ofDates, scan: { from: undefined } },
      'CREATED',
    ],
    [
      'one that shows it was created since the position, where the URL asks by date',
      createdOnly(at(5)),
      ofDates,
      'CREATED',
    ],
    [
      'one that shows it was created before the position, where the URL asks by date',
      createdOnly(at(-5)),
      ofDates,
      'UPDATED',
    ],
    ['one without dates, not seen in a list that is read whole', undated(), whole, 'CREATED'],
    [
      'one without dates, seen in a list that is read whole, but never sent',
      undated(2),
      { ...whole, remembered: [[undated(1), false]] },
      'UPDATED',
    ],
    ['one without dates in a whole list, after what was remembered is gone', undated(), {}, 'UPDATED'],
  );
  const inBackfill: typeof cases = [
    [
      'one without dates, which a poll may have sent',
      undated(),
      { ...ofDates, ...whole, scan: { from: undefined } },
      'UPDATED',
    ],
    [
      'one without dates, on a node that never polled',
      undated(),
      { ...ofDates, scan: { from: undefined } },
      'CREATED',
    ],
    [
      'one without dates of a list that is read whole, which no poll has seen',
      undated(),
      { ...whole, scan: { from: undefined } },
      'CREATED',
    ],
    [
      'one without a created date that was updated while the node polled',
      new Version({}, 1, at(-500), undefined),
      { ...ofDates, ...whole, scan: { from: undefined, lower: 0 } },
      'UPDATED',
    ],
    [
      'one without a created date that was last updated before the node polled',
      new Version({}, 1, at(-5000), undefined),
      { ...ofDates, ...whole, scan: { from: undefined, lower: 0 } },
      'CREATED',
    ],
    ['the one that a poll sent', version(at(-9000)), { remembered: [[version(at(-9000)), true]] }, 'UPDATED'],
    ['one after its end', version(at(-10)), { scan: { to: at(-20) } }, 'repeat'],
    ['one at its end', version(at(-20)), { scan: { to: at(-20) } }, 'UPDATED'],
    [
      'one that a poll has sent a later version of',
      version(at(-30)),
      { remembered: [[version(at(5)), true]] },
      'repeat',
    ],
    [
      'one of two of the same second that the next poll reads',
      version(at(30), 2),
      { remembered: [[version(at(30)), true]] },
      'repeat',
    ],
    [
      'one of two of the same second that no poll reads any more',
      version(at(-9000), 2),
      { remembered: [[version(at(-9000)), true]], scan: { lower: at(-10_000) } },
      'UPDATED',
    ],
    [
      'one of a record that was created while the node polled',
      version(at(-400), 1, at(-500)),
      { since: at(-1000), scan: { from: at(-8000), lower: at(-8001) } },
      'UPDATED',
    ],
    [
      'one of a record that no poll has read yet',
      version(at(20), 1, at(10)),
      { since: at(-1000), scan: { from: at(-8000), lower: at(-8001) } },
      'CREATED',
    ],
    [
      'one of a record that was created before the node polled',
      version(at(-400), 1, at(-2000)),
      { since: at(-1000), scan: { from: at(-8000), lower: at(-8001) } },
      'CREATED',
    ],
  ];
  for (const [what, given, circumstances, verdict] of cases)
    it(`${what}: ${verdict}`, () => assert.equal(judgeIn(circumstances).judge(given), verdict));
  for (const [what, given, circumstances, verdict] of inBackfill)
    it(`${what}, in a back-fill: ${verdict}`, () =>
      assert.equal(judgeIn({ ...circumstances, kind: 'backfill' }).judge(given), verdict));

  for (const [what, given, scan, needed] of [
    ['one of the first records of a scan', version(at(-9000)), { records: 5000, lower: 0 }, true],
    ['an old one behind them', version(at(-9000)), { records: 5001, lower: 0 }, false],
    ['a late one behind them', version(at(59)), { records: 5001, lower: 0 }, true],
    [
      'one while the tenant’s time is not known',
      version(at(-9000)),
      { records: 5001, startedAt: undefined },
      true,
    ],
  ] as [string, Version, Partial<StoredScan>, boolean][]) {
    it(`is ${needed ? '' : 'not '}needed by a coming poll: ${what}`, () =>
      assert.equal(judgeIn({ scan }).isNeeded(given), needed));
  }

  for (const [what, updatedAt, needed] of [
    ['before, and visible by then', at(-9000), false],
    ['before, and perhaps not visible by then', at(-7100), true],
    ['since', at(-6000), true],
    ['on a day that is not shown', undefined, true],
  ] as const)
    it(`is ${needed ? '' : 'not '}needed where a back-fill waits with a page that was asked for long ago: one that was changed ${what}`, () => {
      const judge = judgeIn({ scan: { records: 5001, lower: 0 } });
      judge.memory.expectPage({ in: 0, since: at(-7000) });
      assert.equal(judge.isNeeded(version(updatedAt)), needed);
    });
});
