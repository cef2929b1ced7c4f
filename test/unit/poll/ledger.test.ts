import assert from 'node:assert/strict';
import { Ledger } from '../../../lib/poll/ledger/ledger';
import { clockAt } from '../../../lib/poll/model/clock-state';
import { Version } from '../../../lib/poll/model/record';
import type { PollSummary } from '../../../lib/poll/model/report';
import type { ScanOrder } from '../../../lib/poll/model/scan-order';
import { newState, type PollState } from '../../../lib/poll/model/state';
import type { StoredScan } from '../../../lib/poll/model/stored-scan';
import { Scan } from '../../../lib/poll/scan/scan';

const identity = { tenant: 'https://acme.example', path: '/api/invoices', filter: '/api/invoices' };
const order: ScanOrder = { poll: 'a-poll', from: 500, lower: 200 };
const scan = Scan.begin(order).toRow();
const summary: PollSummary = {
  resource: 'invoices',
  poll: 'a-poll',
  startedAt: '2026-11-22T08:00:00.000Z',
  finishedAt: '2026-11-22T08:00:01.000Z',
  pages: 0,
  records: 0,
  created: 0,
  updated: 0,
  repeats: 0,
  requests: 0,
  retries: 0,
};

/** One that took up a state. */
function ledgerWith(state: Partial<PollState>): Ledger {
  const ledger = new Ledger(identity);
  ledger.take({ ...newState(identity), ...state });
  return ledger;
}

/** As it would be stored, without members that are not there. */
function storedOf(ledger: Ledger): Partial<PollState> {
  return JSON.parse(JSON.stringify(ledger.toState([]))) as PollState;
}

type Case = [
  what: string,
  before: Partial<PollState>,
  act: (ledger: Ledger) => void,
  after: Partial<PollState>,
];

describe('what the ledger knows', () => {
  const whole: Partial<PollState> = {
    position: 900,
    since: 100,
    clock: clockAt(900),
    last: summary,
    scan,
    backfill: { ...scan, poll: 'another' },
    leftover: { ...scan, poll: 'a third' },
    memory: [['1', 900, 'digest', 1]],
    notices: ['paging-order'],
  };

  const cases: Case[] = [
    ['is what was stored', whole, () => {}, whole],
    ['holds nothing else of another state', whole, (ledger) => ledger.take(newState(identity)), {}],
    ['is paused', whole, (ledger) => ledger.pause(), { ...whole, paused: true }],
    ['is resumed', { ...whole, paused: true }, (ledger) => ledger.resume(), whole],
    [
      'is forgotten by a reset, but for what a person was told',
      whole,
      (ledger) => ledger.reset('beginning', undefined),
      { restart: 'beginning', notices: ['paging-order'] },
    ],
    [
      'stays paused over a reset',
      { ...whole, paused: true },
      (ledger) => ledger.reset('now', 700),
      { restart: 'now', restartAt: 700, paused: true, notices: ['paging-order'] },
    ],
    [
      'is a reset to a moment',
      { restart: 'now', restartAt: 700 },
      (ledger) => ledger.reset(300, undefined),
      { restart: 300 },
    ],
    ['is when a new node began', {}, (ledger) => ledger.startAt(700), { restartAt: 700 }],
    [
      'is when it was asked to begin, not when it was asked again',
      { restart: 'now', restartAt: 600 },
      (ledger) => ledger.startAt(700),
      { restart: 'now', restartAt: 600 },
    ],
    ['is a scan that begins', {}, (ledger) => ledger.beginScan(Scan.begin(order)), { scan }],
    [
      'is how far that scan has got',
      { scan },
      (ledger) => ledger.scan?.pageTaken(),
      { scan: { ...scan, pages: 1 } },
    ],
    [
      'is the position after a scan, and where the node began',
      { scan, restart: 'now', restartAt: 700 },
      (ledger) => ledger.finishScan(800),
      { position: 800, since: 500 },
    ],
    [
      'is that a node which began at the beginning began there',
      { scan: Scan.begin({ poll: 'a-poll', lower: 0 }).toRow() },
      (ledger) => ledger.finishScan(800),
      { position: 800, since: 0 },
    ],
    [
      'keeps where the node began over further scans',
      { ...whole, position: 700 },
      (ledger) => ledger.finishScan(800),
      { ...whole, position: 800, scan: undefined },
    ],
    [
      'keeps where to begin while a scan proved no position',
      { scan, restart: 'now', restartAt: 700 },
      (ledger) => ledger.finishScan(undefined),
      { restart: 'now', restartAt: 700, since: 500 },
    ],
    [
      'keeps the position when a scan is to be repeated',
      whole,
      (ledger) => ledger.repeatScan(),
      { ...whole, scan: undefined },
    ],
    ['is what was left behind', {}, (ledger) => ledger.leaveBehind(scan), { leftover: scan }],
    ['is that nothing is left', { leftover: scan }, (ledger) => ledger.leaveBehind(undefined), {}],
    [
      'is a back-fill that begins beside a scan',
      { scan },
      (ledger) => ledger.beginBackfill(Scan.begin({ ...order, poll: 'another', to: 900 })),
      { scan, backfill: { ...scan, poll: 'another', to: 900 } },
    ],
    [
      'is a scan when the back-fill has ended',
      { scan, backfill: scan },
      (ledger) => ledger.finishBackfill(),
      { scan },
    ],
    ['is what the last poll came to', whole, (ledger) => ledger.recordOutcome(summary), whole],
    [
      'goes back with the clock',
      { position: 900, clock: clockAt(900) },
      (ledger) => ledger.goBack(700),
      { position: 700, clock: clockAt(900) },
    ],
    ['does not go ahead with it', { position: 900 }, (ledger) => ledger.goBack(1000), { position: 900 }],
    ['has no position to go back from', {}, (ledger) => ledger.goBack(700), {}],
    [
      'begins no later than the clock says',
      { restartAt: 900 },
      (ledger) => ledger.startNoLaterThan(700),
      { restartAt: 700 },
    ],
    [
      'begins no later than it was asked to',
      { restartAt: 900 },
      (ledger) => ledger.startNoLaterThan(1000),
      { restartAt: 900 },
    ],
    ['has no moment to begin', {}, (ledger) => ledger.startNoLaterThan(700), {}],
    ['is what the clock said', {}, (ledger) => ledger.keepClock(clockAt(5)), { clock: clockAt(5) }],
    [
      'is what was told',
      { notices: ['one'] },
      (ledger) => ledger.isNews('another'),
      { notices: ['one', 'another'] },
    ],
    ['is told once', { notices: ['one'] }, (ledger) => ledger.isNews('one'), { notices: ['one'] }],
  ];

  for (const [what, before, act, after] of cases)
    it(what, () => {
      const ledger = ledgerWith(before);
      act(ledger);
      assert.deepEqual(storedOf(ledger), storedOf(ledgerWith(after)));
    });

  it('is news once', () => {
    const ledger = ledgerWith({});
    assert.deepEqual([ledger.isNews('one'), ledger.isNews('one'), ledger.isNews('two')], [true, false, true]);
  });

  it('is not seen by a scan that begins until it returns it', () => {
    const ledger = ledgerWith({ memory: [['1', 900, 'digest', 1]] });
    ledger.beginScan(Scan.begin(order));
    assert.equal(
      ledger.memory.count(({ seen }) => seen),
      0,
    );
    ledger.memory.knows(new Version({}, 1, 900, undefined));
    assert.equal(
      ledger.memory.count(({ seen }) => seen),
      1,
    );
  });

  it('names each poll whose list is read on: a scan, a back-fill, and what was left behind', () => {
    const ledger = ledgerWith(whole);
    const isReading = ['a-poll', 'another', 'a third', 'a fourth'].map((poll) => ledger.isReading(poll));
    assert.deepEqual(isReading, [true, true, true, false]);
    ledger.leaveBehind(undefined);
    assert.equal(ledger.isReading('a third'), false);
  });

  it('is written by verbs alone: what was looked at before does not change', () => {
    const acts = cases.map(([, , act]) => act);
    for (const act of acts) {
      const ledger = ledgerWith(whole);
      const { state } = ledger;
      const before = structuredClone(state);
      const stored = ledger.toState([]);
      const copy = structuredClone(stored);
      act(ledger);
      assert.deepEqual(state, before);
      assert.deepEqual(stored, copy);
    }
  });

  it('cannot be written by whoever looks at it', () => {
    // The compiler holds it: these would be `never` if a member could be written.
    const state: IsReadonly<Ledger['state']> = true;
    const clock: IsReadonly<NonNullable<PollState['clock']>> = true;
    const row: IsReadonly<StoredScan> = true;
    const asked: IsReadonly<ScanOrder> = true;
    assert.ok(state && clock && row && asked);
  });
});

/** `true` if no member of an object can be written. */
type IsReadonly<Value> =
  (<T>() => T extends Value ? 1 : 2) extends <T>() => T extends Readonly<Value> ? 1 : 2 ? true : never;

describe('a scan', () => {
  const moved: [what: string, act: (scan: Scan) => void, after: Partial<StoredScan>][] = [
    ['has read nothing', () => {}, {}],
    ['began', (one) => one.confirmStart(600), { startedAt: 600 }],
    [
      'began at no time that is known',
      (one) => {
        one.confirmStart(600);
        one.doubtStart();
      },
      {},
    ],
    ['sends from an earlier moment', (one) => one.sendFrom(400), { from: 400, silentBefore: 400 }],
    ['is proven by its first page', (one) => one.provenByFirstPage(650), { firstPageDate: 650 }],
    ['was answered', (one) => one.answered(1), { requests: 1 }],
    ['was answered after retries', (one) => one.answered(3), { requests: 3, retries: 2 }],
    ['has taken a page', (one) => one.pageTaken(), { pages: 1 }],
    ['has found a repeat', (one) => one.recordTaken('repeat'), { records: 1, repeats: 1 }],
    ['has found what was there before', (one) => one.recordTaken('silent'), { records: 1 }],
    ['has found what is new', (one) => one.recordTaken('CREATED'), { records: 1, created: 1 }],
    ['has found what was changed', (one) => one.recordTaken('UPDATED'), { records: 1, updated: 1 }],
    [
      'could not read a record',
      (one) => one.recordUnreadable({ after: '6', upTo: 7 }),
      { unreadable: 1, leftBehind: [{ after: '6', upTo: 7 }] },
    ],
    ['could not even ask for a record', (one) => one.recordUnreadable(undefined), { unreadable: 1 }],
    [
      'spans its ids',
      (one) => {
        one.reading.span = { first: 1, last: 9 };
      },
      { span: { first: 1, last: 9 } },
    ],
    ['has got somewhere', (one) => one.reading.readTo(one.ranges[0]!, 7), { ranges: [{ after: 7 }] }],
    [
      'is read in parts',
      (one) => one.reading.split(one.reading.split(one.ranges[0]!, 4), 7),
      { ranges: [{ upTo: 4 }, { after: 4, upTo: 7 }, { after: 7 }] },
    ],
    [
      'has read one of its parts',
      (one) => one.reading.finish(one.reading.split(one.ranges[0]!, 4)),
      { ranges: [{ upTo: 4 }] },
    ],
    ['has read everything', (one) => one.reading.finishAll(), { ranges: [] }],
  ];
  for (const [what, act, after] of moved)
    it(`${what}, and stands there after a restart`, () => {
      const one = Scan.begin(order);
      act(one);
      const row = JSON.parse(JSON.stringify(one.toRow())) as StoredScan;
      assert.deepEqual(row, JSON.parse(JSON.stringify({ ...scan, ...after })));
      assert.deepEqual(Scan.resume(row).toRow(), row);
    });

  it('stores what does not move with it', () => {
    const one = Scan.begin(order);
    const [range] = one.ranges;
    const row = one.toRow();
    const copy = structuredClone(row);
    one.reading.split(range!, 5);
    one.reading.readTo(range!, 3);
    one.recordUnreadable({ after: '6', upTo: 7 });
    one.answered(2);
    assert.deepEqual(row, copy);
  });

  it('goes on beside what it was stored as', () => {
    const row = Scan.begin(order).toRow();
    const copy = structuredClone(row);
    const one = Scan.resume(row);
    one.reading.readTo(one.ranges[0]!, 3);
    one.recordUnreadable({ after: '6', upTo: 7 });
    assert.deepEqual(row, copy);
  });

  it('leaves a thousand records behind at most, and knows then that there are more', () => {
    const one = Scan.begin(order);
    for (let id = 1; id <= 1000; id += 1) one.recordUnreadable({ after: String(id - 1), upTo: id });
    assert.equal(one.isLeftBehindKnown, true);
    one.recordUnreadable({ after: '1000', upTo: 1001 });
    assert.deepEqual([one.leftBehind.length, one.isLeftBehindKnown], [1000, false]);
  });
});
