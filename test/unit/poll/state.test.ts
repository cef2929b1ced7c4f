import assert from 'node:assert/strict';
import { phrase } from '../../../lib/base/text/phrase';
import { seal, unseal } from '../../../lib/local/seal';
import { salvage } from '../../../lib/poll/ledger/salvage';
import { readDocument, writeState } from '../../../lib/poll/ledger/state-document';
import { newState, type PollState, provenBy } from '../../../lib/poll/model/state';

const identity = { tenant: 'https://acme.example', path: '/api/invoices', filter: '/api/invoices?a=${date}' };
const position = Date.UTC(2026, 10, 22, 8, 0, 0);

function fullState(): PollState {
  return {
    ...newState(identity),
    position,
    since: position - 1000,
    paused: true,
    memory: [
      ['1', position, 'digest-1', 1],
      ['2', null, 'digest-2', 0],
    ],
    pending: [
      {
        id: 'a',
        identity: 'invoices:1',
        key: 'k',
        message: '{"topic":"invoices"}',
        attempt: 2,
        from: position - 5000,
      },
    ],
    notices: ['paging-order'],
    scan: {
      poll: 'p',
      from: position,
      lower: position - 300_000,
      startedAt: position + 1000,
      ranges: [{ after: 17, upTo: '9223372036854775807' }, { after: 'A-17' }],
      span: { first: 1, last: '9223372036854775807' },
      pages: 1,
      records: 2,
      created: 1,
      updated: 0,
      repeats: 1,
      requests: 3,
      retries: 1,
      unreadable: 0,
      leftBehind: [],
    },
  };
}

/** As it is stored. */
function stored(state: PollState): string {
  return seal(writeState(state, provenBy(state, { from: position - 5000 })));
}

/** Reads a document that has to be one of a state. */
function stateIn(document: unknown, given = identity): PollState {
  const read = readDocument(document, given);
  assert.equal(read.kind, 'state');
  return read.kind === 'state' ? read.state : newState(given);
}

describe('a stored state', () => {
  it('is read as it was written', () => {
    assert.deepEqual(stateIn(JSON.parse(JSON.stringify(writeState(fullState(), position)))), fullState());
  });

  it('is a new one where there is none', () => {
    assert.deepEqual(readDocument(undefined, identity), { kind: 'state', state: newState(identity) });
  });

  it('has no position before the first poll has ended', () => {
    assert.equal(stateIn(writeState(newState(identity), undefined)).position, undefined);
  });

  for (const [what, changed] of [
    ['site', { tenant: 'https://other.example' }],
    ['resource', { path: '/api/users' }],
  ] as const) {
    it(`starts anew on another ${what}, paused if it was, and says what it leaves`, () => {
      const other = { ...identity, ...changed };
      const read = readDocument(writeState(fullState(), position), other);
      assert.ok(read.kind === 'state');
      assert.deepEqual(read.state, { ...newState(other), paused: true });
      assert.match(
        String(read.remark),
        /begins anew\. Its position there was 2026-11-22T08:00.*acknowledged: 1/,
      );
    });
  }

  it('keeps the position and what was unsettled under another filter, and drops the scan under way', () => {
    const state = stateIn(writeState(fullState(), position), { ...identity, filter: 'another' });
    assert.deepEqual([state.position, state.filter, state.pending.length], [position, 'another', 1]);
    assert.equal(state.scan, undefined);
  });

  for (const document of [null, 17, 'text', [], {}, { format: 0 }, { format: 1 }, { format: 2 }])
    it(`is damaged when it is ${JSON.stringify(document)}`, () => {
      assert.equal(readDocument(document, identity).kind, 'damaged');
    });

  it('is one that is not overwritten without a word when a later version wrote it', () => {
    assert.deepEqual(readDocument({ format: 3, positions: [] }, identity), { kind: 'newer', format: 3 });
  });

  const good = writeState(fullState(), position) as Record<string, unknown>;
  const scan = fullState().scan;
  const [row] = fullState().pending;
  for (const [place, changed] of [
    ['position', { position: 'soon' }],
    ['position', { position: 1e300 }],
    ['memory', { memory: undefined }],
    ['memory[1]', { memory: [['1', null, 'digest', 1], ['x']] }],
    ['pending', { pending: {} }],
    ['pending[0].identity', { pending: [{ ...row, identity: undefined }] }],
    ['pending[0].identitx', { pending: [{ ...row, identitx: 'invoices:1' }] }],
    ['pending[0].from', { pending: [{ ...row, from: 'soon' }] }],
    ['notices[0]', { notices: [1] }],
    ['scan.ranges', { scan: { ...scan, ranges: undefined } }],
    ['scan.ranges[0].after', { scan: { ...scan, ranges: [{ after: null }] } }],
    ['scan.ranges[0].aftes', { scan: { ...scan, ranges: [{ aftes: 17 }] } }],
    ['scan.startfdAt', { scan: { ...scan, startfdAt: 17 } }],
    ['scan', { scan: [] }],
    ['scbn', { scbn: scan }],
    ['restart', { restart: 'never' }],
    ['last', { last: {} }],
  ] as const) {
    it(`is damaged as a whole, and says where, when ${place} is not as it was written`, () => {
      const read = readDocument({ ...good, ...changed }, identity);
      assert.equal(read.kind, 'damaged');
      assert.ok(String(read.kind === 'damaged' && read.why).includes(`"${place}"`), JSON.stringify(read));
    });
  }
});

describe('a stored state of which only the head is whole', () => {
  const told = { why: phrase`Why.`, kept: phrase`Kept.` };

  it('goes on from the moment up to which everything was delivered, and says so', () => {
    const { head } = cutAt(stored(fullState()), -40);
    const { state, problem } = salvage(identity, head, told);
    assert.deepEqual(state, { ...newState(identity), position: position - 5000, paused: true });
    assert.match(problem.message, /^Why\..*up to 2026-11-22T07:59:55.000Z was delivered.*Kept\.$/);
  });

  it('is a new one, and says so, when the node had not begun to poll', () => {
    const { head } = cutAt(seal(writeState(newState(identity), undefined)), -40);
    const { state, problem } = salvage(identity, head, told);
    assert.equal(state.position, undefined);
    assert.match(problem.message, /had not begun to poll/);
  });

  it('proves nothing of another site or resource', () => {
    const { head } = cutAt(stored(fullState()), -40);
    for (const other of [{ tenant: 'https://other.example' }, { path: '/api/users' }]) {
      const { state, problem } = salvage({ ...identity, ...other }, head, told);
      assert.deepEqual([state.position, state.paused], [undefined, true]);
      assert.match(problem.message, /position of another list, https:\/\/acme\.example\/api\/invoices/);
    }
  });

  it('proves nothing that its text only pretends to', () => {
    const tricky = { ...identity, path: '/api/x","proven":5,"head":"00000000"' };
    const { head } = cutAt(seal(writeState(newState(tricky), 7)), -40);
    assert.equal(salvage(identity, head, told).state.position, undefined);
    assert.equal(salvage(tricky, head, told).state.position, 7);
  });

  it('is told to be unreadable when the head is not whole, or no head of a position', () => {
    for (const head of [undefined, {}, { ...identity, proven: 'soon' }, { ...identity, proven: 1e300 }]) {
      const { state, problem } = salvage(identity, head, told);
      assert.equal(state.position, undefined);
      assert.match(problem.message, /Not even the position could be read.*reset/);
    }
  });

  /** A position behind the proven moment, as a clock that was set right could leave it. */
  it('goes on from the position where that is the earlier one', () => {
    const { state } = salvage(identity, { ...identity, proven: 9, position: 5 }, told);
    assert.equal(state.position, 5);
  });

  function cutAt(text: string, length: number) {
    const read = unseal(Buffer.from(text).subarray(0, length));
    assert.ok(read.kind === 'damaged');
    return read;
  }
});

describe('what a state proves', () => {
  const scan = fullState().scan;
  for (const [what, state, unsettled, proven] of [
    ['nothing when it is new', {}, undefined, undefined],
    ['its position', { position }, undefined, position],
    ['what unsettled records leave of its position', { position }, { from: 5 }, 5],
    ['its position when that went back before unsettled records', { position: 5 }, { from: 7 }, 5],
    ['the beginning when a record of the first scan is unsettled', { position }, { from: undefined }, 0],
    ['where its first scan began', { scan }, undefined, position],
    [
      'the beginning while everything is read for the first time',
      { scan: { ...scan, from: undefined } },
      undefined,
      0,
    ],
    ['its position while it reads on', { position: 5, scan }, undefined, 5],
    ['where a reset asked it to begin', { restart: 9 }, undefined, 9],
    ['the beginning after such a reset', { restart: 'beginning' }, undefined, 0],
    ['nothing after a reset to now', { restart: 'now' }, undefined, undefined],
    [
      'less than its position while bad records are left behind',
      { position, leftover: { ...scan, from: 3 } },
      { from: 4 },
      3,
    ],
  ] as const) {
    it(`is ${what}`, () => {
      assert.equal(provenBy({ ...newState(identity), ...state } as PollState, unsettled), proven);
    });
  }
});
