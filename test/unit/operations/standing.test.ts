import assert from 'node:assert/strict';
import { phrase } from '../../../lib/base/text/phrase';
import type { Standing } from '../../../lib/operations/shown';
import { lagOf, lookedAgo, standingOf } from '../../../lib/operations/standing';
import type { PollSummary, StatusReport } from '../../../lib/poll/model/report';

const now = Date.parse('2026-11-28T12:00:00Z');
const minute = 60_000;

const last: PollSummary = {
  resource: 'invoices',
  poll: 'p1',
  startedAt: '2026-11-28T11:50:00.000Z',
  finishedAt: '2026-11-28T11:50:01.000Z',
  pages: 1,
  records: 0,
  created: 0,
  updated: 0,
  repeats: 0,
  requests: 1,
  retries: 0,
};

const failed: PollSummary = { ...last, error: { code: 'COUPA_AUTH', message: phrase`Refused.` } };

function report(changes: Partial<StatusReport>): StatusReport {
  const idle = { paused: false, polling: false, pending: 0, undeliverable: 0, remembered: 0 };
  return { resource: 'invoices', ...idle, position: ago(10), lastPoll: last, ...changes };
}

function ago(minutes: number): string {
  return new Date(now - minutes * minute).toISOString();
}

const cases: [
  what: string,
  expected: Standing,
  status: StatusReport | undefined,
  intervalMinutes?: number,
][] = [
  ['whose state cannot be read is broken', 'broken', undefined],
  ['that has polled a moment ago rests', 'resting', report({})],
  ['that waits for its next poll is not behind', 'resting', report({ position: ago(31) })],
  ['that missed a whole poll is behind', 'behind', report({ position: ago(32) })],
  ['that waits for the flow says so once it is late', 'waiting', report({ position: ago(32), pending: 4 })],
  ['that waits for the flow a moment only rests', 'resting', report({ pending: 4 })],
  ['that failed has failed, however late it is', 'failed', report({ position: ago(99), lastPoll: failed })],
  ['that is paused is no failure', 'paused', report({ paused: true, lastPoll: failed })],
  ['that is under way is polling', 'polling', report({ polling: true })],
  ['that reads a long list is behind as well', 'behind', report({ polling: true, position: ago(99) })],
  ['that was never begun is new', 'new', report({ position: undefined, lastPoll: undefined })],
  ['that polls only when asked is never behind', 'resting', report({ position: ago(9999) }), 0],
];

describe('how a poll stands', () => {
  for (const [what, expected, status, intervalMinutes = 15] of cases)
    it(`one ${what}`, () => {
      const facts = { status, intervalMs: intervalMinutes * minute, lagMs: lagOf(status, now) };
      assert.equal(standingOf(facts), expected);
    });

  it('one that reads from the beginning of time waits for the flow once no further record may be sent', () => {
    const facts = { intervalMs: 15 * minute, lagMs: undefined, maxInFlight: 5 };
    const status = (pending: number) => report({ position: undefined, polling: true, pending });
    assert.equal(standingOf({ ...facts, status: status(4) }), 'polling');
    assert.equal(standingOf({ ...facts, status: status(5) }), 'waiting');
  });

  it('one of a fleet stands by where another instance polls, unless that one is in trouble', () => {
    const facts = { intervalMs: 15 * minute, lagMs: minute, standsBy: true };
    assert.equal(standingOf({ ...facts, status: report({ polling: true }) }), 'standby');
    assert.equal(standingOf({ ...facts, status: report({ lastPoll: failed }) }), 'failed');
  });

  it('one is not behind by what the clock of this computer is ahead of the tenant', () => {
    const status = report({ position: ago(60), lagMs: minute });
    assert.equal(lagOf(status, now), minute);
    assert.equal(standingOf({ status, intervalMs: minute, lagMs: lagOf(status, now) }), 'resting');
  });

  it('a clock that runs behind the tenant leaves no lag below zero', () => {
    assert.equal(lagOf(report({ position: ago(-3) }), now), 0);
  });
});

describe('when a poll has looked last', () => {
  const ofOne = (status: StatusReport, standing: Standing = 'resting') => lookedAgo(standing, status, now);

  it('is told where nothing waits, here or at the instance of a fleet that polls', () => {
    assert.equal(ofOne(report({})), 10 * minute - 1000);
    assert.equal(ofOne(report({}), 'standby'), 10 * minute - 1000);
  });

  it('is not before it was, though the clock of another computer says so', () => {
    assert.equal(ofOne(report({ lastPoll: { ...last, finishedAt: ago(-1) } })), 0);
  });

  for (const [what, status] of [
    ['a record waits for its acknowledgement', report({ pending: 1 })],
    ['a record waits for its mark', report({ unmarked: 1 })],
    ['a back-fill is under way', report({ backfill: { kind: 'backfill', poll: 'p', sent: 1 } })],
    ['nobody has looked yet', report({ lastPoll: undefined })],
  ] as const)
    it(`is not told where ${what}`, () => assert.equal(ofOne(status), undefined));

  for (const standing of ['failed', 'behind', 'paused', 'polling'] as const)
    it(`is not told of one that is ${standing}`, () => assert.equal(ofOne(report({}), standing), undefined));
});
