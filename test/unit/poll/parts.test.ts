import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { seenAt } from '../../../lib/poll/clock/tenant-time';
import { readCommand } from '../../../lib/poll/command';
import { Memory } from '../../../lib/poll/ledger/memory';
import { classify, versionKey, withoutNulls } from '../../../lib/poll/model/message';
import { Version } from '../../../lib/poll/model/record';
import { mayComeAgain } from '../../../lib/poll/model/window';
import { positionAfter, type ReadScan } from '../../../lib/poll/scan/position';
import type { Answer } from '../../../lib/ports/requester';
import { checkPage, IrregularPage, idOf, readPage } from '../../../lib/scan/page';
import { compareIds, readId, toBigInt } from '../../../lib/scan/record-id';

describe('an id', () => {
  for (const [value, id] of [
    [17, 17],
    ['17', '17'],
    ['9223372036854775807', '9223372036854775807'],
    ['A-17', 'A-17'],
    [0, 0],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [{}, undefined],
    [[1], undefined],
    [true, undefined],
  ] as const) {
    it(`is ${id} when the tenant writes ${JSON.stringify(value) ?? 'nothing'}`, () => {
      assert.equal(readId(value), id);
    });
  }

  for (const [smaller, greater] of [
    [1, 2],
    [9, 10],
    ['9', '10'],
    [9, '10'],
    [9_007_199_254_740_991, '9007199254740993'],
    ['9007199254740993', '9007199254740994'],
    ['9223372036854775806', '9223372036854775807'],
    [-5, 3],
    ['A-1', 'A-17'],
    ['A-17', 'B-1'],
    ['A-2', 'a-1'],
  ] as const) {
    it(`${smaller} comes before ${greater}`, () => {
      assert.ok(compareIds(smaller, greater) < 0);
      assert.ok(compareIds(greater, smaller) > 0);
      assert.equal(compareIds(smaller, smaller), 0);
    });
  }

  it('is the same as text and as number', () => assert.equal(compareIds(17, '17'), 0));

  it('is a whole number only where nothing of it is lost', () => {
    assert.equal(toBigInt(17), 17n);
    assert.equal(toBigInt('9223372036854775807'), 2n ** 63n - 1n);
    for (const none of ['A-17', '1.5', '', ' 1', '0x10', '1e3', 1.5, 2 ** 60])
      assert.equal(toBigInt(none), undefined);
  });
});

const answer: Answer = { statusCode: 200, headers: {}, body: [], elapsed: 0, requests: 1 };

describe('a page', () => {
  it('is a list', () => {
    assert.deepEqual(readPage({ ...answer, body: [{ id: 1 }] }).records, [{ id: 1 }]);
  });

  for (const body of [undefined, null, {}, { errors: {} }, 'Sign in', 17]) {
    it(`is not ${JSON.stringify(body) ?? 'an empty answer'}`, () => {
      assert.throws(() => readPage({ ...answer, body }), { code: 'COUPA_RESPONSE' });
    });
  }

  it('ends its range when it reaches the last id, or goes past it', () => {
    const records = [{ id: 4 }, { id: 5 }, { id: 9 }];
    assert.deepEqual(checkPage(records, { after: 3, upTo: 5 }), {
      records: [{ id: 4 }, { id: 5 }],
      last: 5,
      ended: true,
    });
    assert.equal(checkPage(records, { after: 3, upTo: 9 }).ended, true);
    assert.deepEqual(checkPage(records, {}), { records, last: 9, ended: false });
    assert.deepEqual(checkPage([], { after: 3 }), { records: [], last: 3, ended: false });
  });

  for (const [irregularity, records, after] of [
    ['id', [{ name: 'x' }], undefined],
    ['id', [{ id: 1 }, null], undefined],
    ['order', [{ id: 1 }, { id: 3 }, { id: 2 }], undefined],
    ['bound', [{ id: 3 }, { id: 4 }], 3],
    ['bound', [{ id: 1 }], 3],
  ] as const) {
    it(`shows that the tenant does not keep to ${irregularity}: ${JSON.stringify(records)} after ${after}`, () => {
      assert.throws(
        () => checkPage(records, { after }),
        (error) => error instanceof IrregularPage && error.irregularity === irregularity,
      );
    });
  }

  it('knows the field by which lists are ordered', () => {
    assert.equal(idOf({ id: 17 }), 17);
    for (const none of [null, 17, 'x', {}, { id: null }]) assert.equal(idOf(none), undefined);
  });
});

describe('the tenant’s time', () => {
  it('is the Date of the answer without the time it took, to whole seconds', () => {
    assert.equal(seenAt({ ...answer, date: 10_000, elapsed: 0 }), 10_000);
    assert.equal(seenAt({ ...answer, date: 10_000, elapsed: 1 }), 9000);
    assert.equal(seenAt({ ...answer, date: 10_000, elapsed: 2500 }), 7000);
    assert.equal(seenAt(answer), undefined);
  });
});

describe('the position after a scan', () => {
  const unproven: ReadScan = {
    order: { poll: 'a-poll', lower: 0 },
    startedAt: undefined,
    firstPageDate: undefined,
  };
  const scan = { ...unproven, startedAt: 100_000 };
  const rendered = { ...scan, order: { ...scan.order, now: 60_000 } };
  const midday = { ...scan, order: { ...scan.order, now: 100_000, from: 50_000 } };
  for (const [what, given, before, overlap, asksUpTo, position] of [
    ['is when the scan began', scan, undefined, 20_000, undefined, 100_000],
    ['moves on', scan, 90_000, 20_000, undefined, 100_000],
    ['does not follow a small step back of the tenant’s clocks', scan, 109_000, 20_000, undefined, 109_000],
    ['follows a large step back: the clock was wrong before', scan, 111_000, 20_000, undefined, 100_000],
    ['follows any step back where nothing overlaps', scan, 100_001, 0, undefined, 100_000],
    ['stays where nothing is proven', unproven, 5000, 0, undefined, 5000],
    ['is unknown where nothing ever was', unproven, undefined, 0, undefined, undefined],
    [
      'is the newest date of the first page where there is no Date',
      { ...unproven, firstPageDate: 7 },
      5,
      0,
      undefined,
      7,
    ],
    [
      'does not step back for want of a Date',
      { ...unproven, firstPageDate: 7 },
      90_000,
      0,
      undefined,
      90_000,
    ],
    ['is not after the moment that was rendered', rendered, undefined, 0, 60_000, 60_000],
    ['does not look at that moment unless the URL names it', rendered, undefined, 0, undefined, 100_000],
    ['is not after what the URL asked for up to then', midday, 60_000, 0, 80_000, 80_000],
    ['stays where the URL asked for nothing later', midday, 90_000, 0, 80_000, 90_000],
    ['is not before where a first poll began', midday, undefined, 0, 30_000, 50_000],
    ['follows a large step back all the same', midday, 200_000, 0, 30_000, 100_000],
  ] as const) {
    it(what, () => assert.equal(positionAfter(given, before, overlap, asksUpTo), position));
  }
});

describe('what may come again', () => {
  const window = { asked: 1000, next: 5000, byOwnDate: true };
  for (const [what, row, given, expected] of [
    ['a version within the next window', { updatedAt: 5000, seen: false }, window, true],
    ['no version before it', { updatedAt: 4999, seen: true }, window, false],
    [
      'a version that was returned although it is older than asked for',
      { updatedAt: 999, seen: true },
      window,
      true,
    ],
    ['no such version that was not returned this time', { updatedAt: 999, seen: false }, window, false],
    ['a record without a date that was returned', { updatedAt: undefined, seen: true }, window, true],
    ['no record without a date that is gone', { updatedAt: undefined, seen: false }, window, false],
    [
      'what was returned, where the URL filters on something else',
      { updatedAt: 1, seen: true },
      { ...window, byOwnDate: false },
      true,
    ],
    [
      'everything while no position is known',
      { updatedAt: 1, seen: false },
      { ...window, next: undefined },
      true,
    ],
  ] as const) {
    it(what, () => assert.equal(mayComeAgain(row, given), expected));
  }
});

const version = (content: number, updatedAt: number | null = 1000, id: number | null = 1) =>
  new Version({ id, content }, id ?? undefined, updatedAt ?? undefined, 500);

describe('the memory', () => {
  it('knows a version that it remembers, and no other', () => {
    const memory = new Memory();
    memory.remember(version(1), true);
    assert.equal(memory.knows(version(1)), true);
    assert.equal(memory.knows(version(1, 2000)), false);
    assert.equal(memory.knows(version(1, 1000, 2)), false);
  });

  it('tells the second of two changes within one second by its content', () => {
    const memory = new Memory();
    memory.remember(version(1), true);
    assert.equal(memory.knows(version(2)), false);
    assert.equal(memory.hasTwin(version(2)), true);
    assert.equal(memory.hasTwin(version(1)), false);
    assert.equal(memory.hasTwin(version(2, 2000)), false);
  });

  it('takes a content that returns within one second for new', () => {
    const memory = new Memory();
    for (const content of [1, 2]) memory.remember(version(content), true);
    assert.equal(memory.knows(version(1)), false);
  });

  it('knows whether a later version was there', () => {
    const memory = new Memory();
    memory.remember(version(1, 2000), true);
    assert.equal(memory.hasLater(version(2, 1000)), true);
    assert.equal(memory.hasLater(version(2, 2000)), false);
    assert.equal(memory.hasLater(version(2, null)), false);
  });

  it('knows what was sent, and what was only there before the first poll', () => {
    const memory = new Memory();
    memory.remember(version(1), false);
    assert.equal(memory.knows(version(1)), true);
    assert.equal(memory.sentBefore(version(1)), false);
    memory.remember(version(2), true);
    memory.remember(version(3), false);
    assert.equal(memory.sentBefore(version(3)), true);
  });

  it('forgets what it is told to, and keeps the rest over a restart', () => {
    const memory = new Memory();
    memory.remember(version(1, 1000, 1), true);
    memory.remember(version(1, null, 2), false);
    memory.remember(version(1, 9000, 3), true);
    memory.forget(({ updatedAt }) => updatedAt !== 1000);
    const again = new Memory(JSON.parse(JSON.stringify(memory.toRows())));
    assert.equal(again.size, 2);
    assert.equal(again.knows(version(1, 1000, 1)), false);
    assert.equal(again.knows(version(1, null, 2)), true);
    assert.equal(again.sentBefore(version(1, null, 2)), false);
    assert.equal(again.sentBefore(version(1, 9000, 3)), true);
  });

  it('keeps one row of a record that a mark has changed, and the others beside it', () => {
    const memory = new Memory();
    for (const id of [1, 2]) memory.remember(version(1, 1000, id), true);
    memory.expect(version(2, 2000, 1), false);
    memory.expect(version(1, 2000, 3), true);
    assert.deepEqual(
      memory.toRows().map(([identity, updatedAt]) => [identity, updatedAt]),
      [
        ['2', 1000],
        ['1', 2000],
        ['3', 2000],
      ],
    );
  });

  it('knows which versions the scan under way has returned', () => {
    const memory = new Memory([
      ['1', 1000, version(1).digest, 1],
      ['2', 1000, 'other', 1],
    ]);
    memory.beginScan();
    memory.knows(version(1));
    const seen: boolean[] = [];
    memory.forget((row) => {
      seen.push(row.seen);
      return row.seen;
    });
    assert.deepEqual(seen, [true, false]);
    assert.equal(memory.size, 1);
  });
});

describe('a version', () => {
  const tolerance = 10_000;
  const at = (createdAt: number | undefined, updatedAt: number | undefined) =>
    new Version({}, 1, updatedAt, createdAt);
  for (const [what, given, from, sentBefore, type] of [
    ['sent before', at(50_000, 50_000), 40_000, true, 'UPDATED'],
    ['created after the position', at(50_000, 90_000), 40_000, false, 'CREATED'],
    ['created at the position', at(40_000, 90_000), 40_000, false, 'CREATED'],
    ['created before the position', at(39_999, 90_000), 40_000, false, 'UPDATED'],
    ['whose two dates agree', at(20_000, 20_000), 40_000, false, 'CREATED'],
    ['whose two dates agree within the tolerance', at(20_000, 30_000), 40_000, false, 'CREATED'],
    ['whose two dates agree beyond the tolerance', at(20_000, 30_001), 40_000, false, 'UPDATED'],
    ['of a first poll from the beginning', at(1, 90_000), undefined, false, 'CREATED'],
    ['without a created date', at(undefined, 90_000), 40_000, false, 'UPDATED'],
    ['without an updated date', at(1, undefined), 40_000, false, 'CREATED'],
    ['without an updated date that was sent before', at(1, undefined), 40_000, true, 'UPDATED'],
  ] as const) {
    it(`${what} is ${type}`, () => assert.equal(classify(given, { from, sentBefore, tolerance }), type));
  }

  it('has a key of its resource, id and updated date', () => {
    assert.equal(
      versionKey('invoices', new Version({}, 4711, Date.UTC(2026, 10, 22, 8, 15), undefined), false),
      'invoices:4711:2026-11-22T08:15:00.000Z',
    );
  });

  it('has another key for the second change within one second, and where there is no date or no id', () => {
    const keys = [
      versionKey('r', version(1), false),
      versionKey('r', version(2), true),
      versionKey('r', version(1, null), false),
      versionKey('r', version(2, null), false),
      versionKey('r', version(1, 1000, null), false),
      versionKey('r', version(2, 1000, null), false),
    ];
    assert.equal(new Set(keys).size, keys.length);
  });

  it('is identified by its content where it has no id', () => {
    assert.equal(version(1, 1000, null).identity, version(1, 9000, null).identity);
    assert.notEqual(version(1, 1000, null).identity, version(2, 1000, null).identity);
  });

  it('loses its nulls at any depth, and nothing else, when it is asked to', () => {
    const record = { a: null, b: { c: null, d: [null, { e: null, f: 0 }], g: '' }, h: false };
    assert.deepEqual(withoutNulls(record), { b: { d: [null, { f: 0 }], g: '' }, h: false });
    assert.deepEqual(record.a, null);
  });
});

describe('a message', () => {
  const eight = Date.UTC(2026, 10, 22, 8);
  for (const [message, command] of [
    [{ coupa: { delivery: 'x.1' } }, { kind: 'acknowledge', delivery: 'x.1' }],
    [
      { coupa: { delivery: 'x.1' }, error: null },
      { kind: 'acknowledge', delivery: 'x.1' },
    ],
    [
      { coupa: { delivery: 'x.1' }, error: { message: 'the service is down', source: {} } },
      { kind: 'refuse', delivery: 'x.1', reason: 'the service is down' },
    ],
    [
      { coupa: { delivery: 'x.1' }, error: 'no' },
      { kind: 'refuse', delivery: 'x.1', reason: 'no' },
    ],
    [
      { coupa: { delivery: 'x.1' }, error: { code: 5 } },
      { kind: 'refuse', delivery: 'x.1', reason: '{"code":5}' },
    ],
    [
      { coupa: { delivery: 'x.1' }, command: 'pause' },
      { kind: 'acknowledge', delivery: 'x.1' },
    ],
    [{ command: 'pause' }, { kind: 'pause' }],
    [{ command: 'resume' }, { kind: 'resume' }],
    [{ command: 'status' }, { kind: 'status' }],
    [
      { command: 'reset', from: 'now' },
      { kind: 'reset', order: { from: 'now' } },
    ],
    [
      { command: 'reset', from: 'beginning' },
      { kind: 'reset', order: { from: 'beginning' } },
    ],
    [
      { command: 'reset', from: '2026-11-22T08:00:00Z' },
      { kind: 'reset', order: { from: eight } },
    ],
    [
      { command: 'backfill', from: 'beginning' },
      { kind: 'backfill', order: { from: 'beginning', to: undefined } },
    ],
    [
      { command: 'backfill', from: '2026-11-22T08:00', to: eight },
      { kind: 'backfill', order: { from: eight, to: eight } },
    ],
    [
      { command: 'backfill', from: eight, to: 'now' },
      { kind: 'backfill', order: { from: eight, to: undefined } },
    ],
  ] as const) {
    it(`${JSON.stringify(message)} is the command ${command.kind}`, () => {
      const order = 'order' in command && { order: { ...command.order, message } };
      assert.deepEqual(readCommand(message), { ...command, ...order });
    });
  }

  for (const message of [
    {},
    { command: 'poll' },
    { command: '' },
    { coupa: 'x' },
    { coupa: { delivery: 5 } },
    { payload: 1 },
  ]) {
    it(`${JSON.stringify(message)} asks for a poll`, () => {
      assert.deepEqual(readCommand(message), { kind: 'poll', message });
    });
  }

  const failed = { message: 'failed', source: { id: 'other', type: 'function' } };
  const ownFailed = { message: 'failed', source: { id: 'self', type: 'coupa-poll' } };
  for (const message of [
    { error: failed },
    { error: ownFailed },
    { error: 'failed', payload: 1 },
    { error: ownFailed, command: 'poll' },
    { error: ownFailed, command: 'resume' },
    { error: ownFailed, command: 'backfill', from: 'tomorrow' },
    { error: ownFailed, command: 'stop' },
  ]) {
    it(`${JSON.stringify(message)} asks for nothing`, () => {
      assert.deepEqual(readCommand(message, 'self'), { kind: 'nothing' });
    });
  }

  it('may pause the node that failed, and poll after the failure of another', () => {
    assert.deepEqual(readCommand({ error: ownFailed, command: 'pause' }, 'self'), { kind: 'pause' });
    const message = { error: failed, command: 'poll' };
    assert.deepEqual(readCommand(message, 'self'), { kind: 'poll', message });
  });

  for (const [message, code] of [
    [{ command: 'stop' }, 'COUPA_VALIDATION'],
    [{ command: 17 }, 'COUPA_VALIDATION'],
    [{ command: 'reset' }, 'COUPA_CONFIG'],
    [{ command: 'reset', from: 'tomorrow' }, 'COUPA_CONFIG'],
    [{ command: 'backfill' }, 'COUPA_CONFIG'],
    [{ command: 'backfill', from: 'beginning', to: 'later' }, 'COUPA_CONFIG'],
    [{ command: 'backfill', from: '2026-11-22', to: '2026-11-21' }, 'COUPA_VALIDATION'],
  ] as const) {
    it(`${JSON.stringify(message)} is an error`, () => {
      assert.throws(
        () => readCommand(message),
        (error) => error instanceof CoupaError && error.code === code,
      );
    });
  }
});
