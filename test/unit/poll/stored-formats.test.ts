import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { FileStore } from '../../../lib/local/file-store';
import { seal, unseal } from '../../../lib/local/seal';
import { type LoadedState, loadState } from '../../../lib/poll/ledger/load-state';
import { readDocument, writeState } from '../../../lib/poll/ledger/state-document';
import { newState, type StateIdentity } from '../../../lib/poll/model/state';
import { PollHistory } from '../../../lib/poll/tell/history';
import type { Requester } from '../../../lib/ports/requester';
import { DamagedState, type StateStore } from '../../../lib/ports/state-store';
import { ModelTenant } from '../../laws/model-tenant';
import { MemoryStore, plainSource, Rig, turns } from './rig';

/** Files as versions of this package wrote them. */
const folder = join(__dirname, 'stored', 'format-1');
const sealed = join(__dirname, 'stored', 'format-2');

const polls = ['at-rest', 'failed', 'hub', 'leftover', 'paused-new', 'reset', 'under-way'];

const sealedPolls = [
  ...polls,
  'backfill',
  'clock',
  'message',
  'paused',
  'pending',
  'reset-beginning',
  'reset-date',
];

/** What format 1 held besides a state. */
const besides = ['format', 'proven', 'paging', 'dateParameter', 'byOwnDate', 'usesNow', 'usesMessage'];

type Stored = Record<string, unknown> & StateIdentity & { proven: number | null; position: number | null };

async function stored(name: string, from = folder): Promise<Stored> {
  const read = unseal(await readFile(join(from, `${name}.json`)));
  assert.ok(read.kind === 'whole', `${name} is damaged`);
  return read.document as Stored;
}

/** A store that holds these bytes. */
function holding(bytes: Buffer): StateStore {
  return {
    load: async () => {
      const read = unseal(bytes);
      if (read.kind === 'whole') return read.document;
      throw new DamagedState(bytes.toString('utf8'), 'a copy', read.why, read.head);
    },
    save: () => Promise.reject(new Error('nobody asked for this')),
  };
}

/** Either the very state, or damage that is told, and then a moment that is proven, or none. */
function assertSameOrTold({ state, problem }: LoadedState, whole: LoadedState, proven: number | null): void {
  if (problem === undefined) {
    assert.deepEqual(state, whole.state);
    return;
  }
  assert.equal(problem.code, 'COUPA_STATE');
  const { position, paused, ...rest } = state;
  assert.deepEqual({ ...rest, paused: false }, newState(state));
  if (position === undefined) assert.match(problem.message, /not even|not begun|another list|later version/i);
  else assert.ok(proven !== null && position <= proven, `${position} was not proven`);
}

for (const name of polls) {
  describe(`a position file of the first version (${name})`, () => {
    it('is read without losing anything', async () => {
      const document = await stored(name);
      const { state, problem, remark } = await loadState(
        new FileStore(join(folder, `${name}.json`)),
        document,
      );
      assert.deepEqual([problem, remark], [undefined, undefined]);
      const expected = Object.fromEntries(Object.entries(document).filter(([key]) => !besides.includes(key)));
      assert.deepEqual({ ...state, position: state.position ?? null }, expected);
    });

    it('cut at any byte goes on from what its head says, or says that it cannot', async () => {
      const document = await stored(name);
      const bytes = await readFile(join(folder, `${name}.json`));
      const whole = await loadState(holding(bytes), document);
      const headEnds = bytes.indexOf(',"filter"');
      for (let length = 0; length < bytes.length - 2; length += length < headEnds ? 1 : 5) {
        const found = await loadState(holding(bytes.subarray(0, length)), document);
        assert.ok(found.problem !== undefined, `cut at ${length}`);
        assertSameOrTold(found, whole, document.proven);
        if (length > headEnds)
          assert.equal(found.state.position ?? null, document.proven, `cut at ${length}`);
      }
    });
  });

  describe(`a position file as it is written now (${name})`, () => {
    /** The same state in today's form. */
    async function today() {
      const document = await stored(name);
      const read = readDocument(document, document);
      assert.ok(read.kind === 'state');
      const bytes = Buffer.from(seal(writeState(read.state, document.proven ?? undefined)));
      return { document, bytes, whole: await loadState(holding(bytes), document), state: read.state };
    }

    it('holds what the first version held', async () => {
      const { whole, state } = await today();
      assert.deepEqual(whole, { state, problem: undefined, remark: undefined });
    });

    it('with any bit flipped is what it was, or damaged and told, and goes on from a proven moment', async () => {
      const { document, bytes, whole } = await today();
      const headEnds = bytes.indexOf(',"head":"');
      // Every bit of what can be salvaged, and of the rest as many as take no more than a moment.
      const step = Math.max(1, Math.floor((bytes.length * 8) / 1000));
      let told = 0;
      for (let bit = 0; bit < bytes.length * 8; bit += bit < headEnds * 8 ? 1 : step) {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const found = await loadState(holding(flipped), document);
        assertSameOrTold(found, whole, document.proven);
        if (found.problem !== undefined) told += 1;
        if (bit > (headEnds + 20) * 8 && found.problem !== undefined)
          assert.equal(found.state.position ?? null, document.proven, `bit ${bit}`);
      }
      assert.ok(told > 900, `${told} of them`);
    });

    it('with any of its names misspelt is damaged, and that is told', async () => {
      const { document, bytes, whole } = await today();
      const text = bytes.toString('utf8');
      for (const { index } of text.matchAll(/"[a-zA-Z]+":/g)) {
        const misspelt = `${text.slice(0, index + 1)}X${text.slice(index + 2)}`;
        const found = await loadState(holding(Buffer.from(misspelt)), document);
        assert.ok(found.problem !== undefined, misspelt.slice(index, index + 20));
        assertSameOrTold(found, whole, document.proven);
      }
    });
  });
}

// `marking`: what waits for its mark in Coupa is settled by a node that does not mark.
for (const name of [...sealedPolls, 'marking']) {
  describe(`a position file with a checksum (${name})`, () => {
    it('is read without losing anything, and would be written as it is', async () => {
      const document = await stored(name, sealed);
      const { state, problem, remark } = await loadState(
        new FileStore(join(sealed, `${name}.json`)),
        document,
      );
      assert.deepEqual([problem, remark], [undefined, undefined]);
      const { format: _, proven, ...expected } = document;
      assert.deepEqual({ ...state, position: state.position ?? null }, expected);
      assert.deepEqual(JSON.parse(JSON.stringify(writeState(state, proven ?? undefined))), document);
    });
  });
}

for (const name of sealedPolls) {
  describe(`a position file with a checksum (${name})`, () => {
    it('stays what it is when a node takes it up and is closed before the tenant answers', async () => {
      const document = await stored(name, sealed);
      const { tenant, path, filter, pending } = document;
      const store = new MemoryStore();
      store.text = await readFile(join(sealed, `${name}.json`), 'utf8');
      const source = { ...plainSource(), tenant, path, filter };
      const rig = new Rig(silent, { source, store, config: { delivery: 'acknowledge' } });
      assert.equal((await rig.poller.report()).pending, (pending as object[]).length);
      await rig.poller.close();
      const after = unseal(Buffer.from(store.text));
      assert.ok(after.kind === 'whole');
      // What is unsettled was sent once more, and comes before all that is sent from now on.
      const unsettled = pending as object[];
      const rows = unsettled.map((row, at) => ({ ...row, sequence: at - unsettled.length }));
      const expected = withoutAttempts({ ...document, pending: rows });
      assert.deepEqual(withoutAttempts(after.document as Stored), expected);
    });
  });
}

/** A tenant that never answers. */
const silent: Requester = {
  request: ({ signal }) =>
    new Promise((_, reject) => {
      const fail = () => reject(signal?.reason as Error);
      if (signal?.aborted) fail();
      signal?.addEventListener('abort', fail, { once: true });
    }),
};

function withoutAttempts(document: Stored): object {
  const rows = document['pending'] as { attempt: number }[];
  return { ...document, pending: rows.map((row) => ({ ...row, attempt: undefined })) };
}

describe('what the first version stored', () => {
  let own: string;

  beforeEach(async () => {
    own = await mkdtemp(join(tmpdir(), 'coupa-formats-'));
  });

  afterEach(() => rm(own, { recursive: true, force: true }));

  it('is taken up: unsettled records come again, the scan and the back-fill go on', async () => {
    const file = join(own, 'node.json');
    await copyFile(join(folder, 'under-way.json'), file);
    const { tenant: origin, filter, pending, scan } = await stored('under-way');
    const source = { ...plainSource(), tenant: origin, filter };
    const rig = new Rig(new ModelTenant(), {
      source,
      config: { delivery: 'acknowledge', overlap: 300, pageSize: 2 },
      store: new FileStore(file),
    });
    rig.onRecord = ({ coupa }) => setImmediate(() => rig.poller.acknowledge(coupa.delivery));
    await rig.poller.poll();
    await turns(40);
    assert.deepEqual(rig.errors, []);
    assert.deepEqual(
      rig.messages.map(({ coupa }) => [coupa.key, coupa.attempt]),
      (pending as { key: string }[]).map(({ key }) => [key, 2]),
    );
    assert.equal(rig.summaries.at(-1)?.poll, (scan as { poll: string }).poll);
    await rig.poller.close();
    assert.equal(JSON.parse(await readFile(file, 'utf8')).format, 2);
  });

  it('is damaged where a row is not of its form, and goes on from what is proven; nothing is left out', async () => {
    const document = await stored('under-way');
    for (const changed of [
      { pending: [{ id: 1 }] },
      { memory: [['1']] },
      { notices: undefined },
      { sacn: document['scan'] },
    ]) {
      const file = join(own, 'node.json');
      await writeFile(file, JSON.stringify({ ...document, ...changed }));
      const { state, problem } = await loadState(new FileStore(file), document);
      assert.match(problem?.message ?? '', /damaged: its member .*everything up to .* copy .* kept as/);
      assert.equal(state.position, document.proven);
    }
  });
});

for (const [where, created] of [
  [folder, 1],
  [sealed, 2],
] as const)
  it(`what was stored of the last polls beside ${basename(where)} is drawn as before`, async () => {
    const polls = await new PollHistory(new FileStore(join(where, 'history.json'))).polls();
    assert.deepEqual(
      polls.map((poll) => [poll.created, poll.error?.code]),
      [
        [created, undefined],
        [0, 'COUPA_SERVER'],
      ],
    );
  });

describe('a position file of a later version', () => {
  it('is not overwritten without a word: a copy is kept, and its head is believed', async () => {
    const own = await mkdtemp(join(tmpdir(), 'coupa-formats-'));
    try {
      const identity = { tenant: 'https://acme.example', path: '/api/invoices', filter: '' };
      const file = join(own, 'node.json');
      const later = { format: 3, ...identity, proven: 5, position: 7, paused: true, rest: [] };
      await writeFile(file, seal(later));
      const { state, problem } = await loadState(new FileStore(file), identity);
      assert.deepEqual([state.position, state.paused], [5, true]);
      assert.match(problem?.message ?? '', /written by a later version.*format is 3/);
      const copy = /kept as (.*)\.$/.exec(problem?.message ?? '')?.[1] ?? '';
      assert.deepEqual(JSON.parse(await readFile(copy, 'utf8')), later);
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  });
});
