import assert from 'node:assert/strict';
import {
  newState,
  type PollState,
  provenBy,
  readState,
  salvageState,
  writeState,
} from '../../../lib/poll/state';

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

/** As it is stored: through JSON. */
function stored(state: PollState): string {
  return JSON.stringify(writeState(state, provenBy(state, { from: position - 5000 })));
}

function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('a stored state', () => {
  it('is read as it was written', () => {
    const { state, problem } = readState(JSON.parse(stored(fullState())), identity);
    assert.equal(problem, undefined);
    assert.deepEqual(withoutUndefined(state), {
      ...(withoutUndefined(fullState()) as object),
      scan: { ...fullState().scan, silentUndated: false },
    });
  });

  it('is a new one where there is none', () => {
    assert.deepEqual(readState(undefined, identity), { state: newState(identity) });
  });

  it('has no position before the first poll has ended', () => {
    const { state, problem } = readState(JSON.parse(stored(newState(identity))), identity);
    assert.equal(problem, undefined);
    assert.equal(state.position, undefined);
  });

  for (const [what, changed] of [
    ['site', { tenant: 'https://other.example' }],
    ['resource', { path: '/api/users' }],
  ] as const) {
    it(`starts anew on another ${what}`, () => {
      const { state } = readState(JSON.parse(stored(fullState())), { ...identity, ...changed });
      assert.equal(state.position, undefined);
      assert.deepEqual([state.memory, state.pending], [[], []]);
    });
  }

  it('keeps the position and what was unsettled under another filter, and drops the scan under way', () => {
    const { state } = readState(JSON.parse(stored(fullState())), { ...identity, filter: 'another' });
    assert.equal(state.position, position);
    assert.equal(state.pending.length, 1);
    assert.equal(state.scan, undefined);
  });

  for (const document of [
    null,
    17,
    'text',
    [],
    {},
    { format: 2 },
    { format: 1, ...identity, position: 'soon' },
  ]) {
    it(`is damaged, and says so, when it is ${JSON.stringify(document)}`, () => {
      const { state, problem } = readState(document, identity);
      assert.equal(problem?.code, 'COUPA_STATE');
      assert.equal(state.position, undefined);
    });
  }

  it('leaves out rows that are none', () => {
    const document = {
      ...JSON.parse(stored(fullState())),
      memory: [1, ['x']],
      pending: [{ id: 1 }],
      notices: [1],
    };
    const { state } = readState(document, identity);
    assert.deepEqual([state.memory, state.pending, state.notices], [[], [], []]);
  });
});

describe('a stored state that was cut', () => {
  const text = stored(fullState());

  it('at any byte is either refused or gives a moment that nothing unsettled is behind', () => {
    const bytes = Buffer.from(text);
    let proven = 0;
    for (let length = 0; length < bytes.length; length += 1) {
      const { state, problem } = salvageState(bytes.subarray(0, length).toString('utf8'), identity, 'aside');
      assert.equal(problem?.code, 'COUPA_STATE');
      assert.match(problem?.message ?? '', /aside/);
      assert.ok(state.position === undefined || state.position === position - 5000, `cut at ${length}`);
      if (state.position !== undefined) proven += 1;
    }
    assert.ok(proven > bytes.length / 2, `a moment was proven for ${proven} of ${bytes.length} lengths`);
  });

  it('proves nothing of another site or resource', () => {
    for (const other of [{ tenant: 'https://other.example' }, { path: '/api/users' }])
      assert.equal(salvageState(text, { ...identity, ...other }, 'aside').state.position, undefined);
  });

  it('proves nothing that its text only pretends to', () => {
    const tricky = { ...identity, path: '/api/x","proven":5,"' };
    const cut = JSON.stringify(writeState(newState(tricky), 7)).slice(0, -3);
    assert.equal(salvageState(cut, identity, 'aside').state.position, undefined);
    assert.equal(salvageState(cut, tricky, 'aside').state.position, 7);
  });
});

describe('what a state proves', () => {
  const scan = fullState().scan;
  for (const [what, state, unsettled, proven] of [
    ['nothing when it is new', {}, undefined, undefined],
    ['its position', { position }, undefined, position],
    ['what unsettled records leave of its position', { position }, { from: 5 }, 5],
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
