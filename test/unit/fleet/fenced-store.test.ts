import assert from 'node:assert/strict';
import { CoupaError } from '../../../lib/base/errors';
import { phrase } from '../../../lib/base/text/phrase';
import type { Change, Verdict } from '../../../lib/fleet/engine/documents';
import type { Engine } from '../../../lib/fleet/engine/engine';
import type { Witness } from '../../../lib/fleet/engine/leases';
import { FencedStore } from '../../../lib/fleet/fenced-store';
import { type EndOfTerm, Term } from '../../../lib/fleet/term';
import { DamagedState } from '../../../lib/ports/state-store';
import { type ManualClock, manualClock } from '../connection/manual-clock';
import { ModelEngine } from './model-engine';

const head = { format: 2, tenant: 'https://acme.example', path: '/api/invoices', proven: 5, position: 7 };
const row = (id: string, attempt = 1) => ({ id, attempt, message: `the record ${id}` });
const documentOf = (...pending: object[]) => ({ ...head, paused: false, memory: [['a', 1]], pending });

/** An engine whose replies may be lost, and that counts what is written. */
class Shaky extends ModelEngine {
  readonly changes: Change[] = [];
  /** What happens to the next write. */
  loses: 'nothing' | 'reply' | 'write' = 'nothing';

  override async write(name: string, change: Change): Promise<Verdict> {
    const { loses } = this;
    this.loses = 'nothing';
    if (loses === 'write') throw lost();
    this.changes.push(change);
    const verdict = await super.write(name, change);
    if (loses === 'reply') throw lost();
    return verdict;
  }
}

const lost = () => new CoupaError('COUPA_STATE', phrase`The engine cannot be reached.`);

describe('A fenced store', () => {
  let clock: ManualClock;
  let engine: Shaky;
  const ends: EndOfTerm[] = [];

  beforeEach(() => {
    clock = manualClock();
    engine = new Shaky(() => clock.now(), true);
    ends.length = 0;
  });

  interface More {
    local?: unknown;
    witness?: Witness;
    /** When it made its copy. Default: nobody knows. */
    copiedAt?: number;
    handedOver?: () => void;
    /** The write that it left the fleet with. */
    leftWith?: string;
  }

  async function lead(run: string, more: More = {}): Promise<{ store: FencedStore; term: Term }> {
    const bid = { instance: run, run, leaseMs: 10_000, random: run };
    const campaign = await engine.campaign('poll', bid);
    assert.equal(campaign.kind, 'won');
    const id = (campaign as { term: string }).term;
    const term = new Term(id, 10_000, clock, (why) => ends.push(why));
    const store = new FencedStore({
      engine: engine as Engine,
      poll: 'poll',
      term,
      clock,
      memory: {
        get witness() {
          return more.witness;
        },
        isLater: ({ at }) => at > (more.copiedAt ?? Number.POSITIVE_INFINITY),
        remember: () => Promise.resolve(more.witness),
      },
      local: {
        load: () => Promise.resolve(more.local),
        handedOver: () => Promise.resolve(more.handedOver?.()),
        leftWith: () => Promise.resolve(more.leftWith),
      },
    });
    return { store, term };
  }

  async function succeed(run: string): Promise<FencedStore> {
    await clock.tick(10_001);
    return (await lead(run)).store;
  }

  it('gives a successor the document as it was saved last, records that are not settled in their order', async () => {
    const { store } = await lead('a', { local: documentOf() });
    await store.load();
    await store.save(documentOf(row('2'), row('1')));
    await store.save(documentOf(row('1', 2), row('3')));
    const found = await (await succeed('b')).load();
    assert.deepEqual(found, documentOf(row('1', 2), row('3')));
  });

  it('writes again only the records that changed', async () => {
    const { store } = await lead('a', { local: documentOf() });
    await store.load();
    await store.save(documentOf(row('1'), row('2')));
    engine.changes.length = 0;
    await store.save(documentOf(row('1', 2), row('2')));
    assert.deepEqual([...(engine.changes[0]?.put.keys() ?? [])], ['1']);
    await store.save(documentOf(row('2')));
    assert.deepEqual(engine.changes[1]?.drop, ['1']);
  });

  it('cuts many large records into writes that do not hold the engine up, the document last', async () => {
    const { store } = await lead('a', { local: documentOf() });
    await store.load();
    const large = ['1', '2', '3', '4', '5'].map((id) => ({ id, message: 'x'.repeat(600_000) }));
    await store.save(documentOf(...large));
    assert.deepEqual(
      engine.changes.map(({ put, document }) => [put.size, document !== undefined]),
      [
        [2, false],
        [2, false],
        [1, true],
      ],
    );
  });

  it('repeats a write whose reply was lost, and goes on behind it', async () => {
    for (const loses of ['reply', 'write'] as const) {
      engine = new Shaky(() => clock.now(), true);
      const { store } = await lead('a', { local: documentOf() });
      await store.load();
      engine.loses = loses;
      await assert.rejects(store.save(documentOf(row('1'))), { code: 'COUPA_STATE' });
      await store.save(documentOf(row('1'), row('2')));
      assert.deepEqual(ends, [], loses);
      assert.deepEqual(await (await succeed('b')).load(), documentOf(row('1'), row('2')));
    }
  });

  it('ends its term when another leads, and changes nothing', async () => {
    const { store } = await lead('a', { local: documentOf() });
    await store.load();
    await store.save(documentOf());
    await engine.resign('poll', '1-a');
    const { store: successor } = await lead('b');
    await successor.load();
    await assert.rejects(store.save(documentOf(row('1'))), /Another instance of the fleet polls now/);
    assert.deepEqual(ends, ['FENCED']);
    await successor.save(documentOf(row('2')));
    assert.deepEqual(await (await succeed('c')).load(), documentOf(row('2')));
  });

  it('ends its term when the engine has forgotten what it had confirmed', async () => {
    const { store } = await lead('a', { local: documentOf() });
    await store.load();
    await store.save(documentOf(row('1')));
    await store.save(documentOf(row('2')));
    engine.rewind(1);
    await assert.rejects(store.save(documentOf(row('3'))));
    assert.deepEqual(ends, ['REWOUND']);
    assert.deepEqual(await (await succeed('b')).load(), documentOf(row('1')));
  });

  it('writes nothing once its lease is over, by either clock', async () => {
    const { store } = await lead('a', { local: documentOf() });
    await store.load();
    await clock.tick(10_001);
    await assert.rejects(store.save(documentOf()));
    assert.deepEqual(ends, ['expired']);
    assert.equal(engine.changes.length, 0);
  });

  it('takes over what a node kept without a fleet, and says so once the engine has it, and it remembers that itself', async () => {
    let handed = 0;
    const handedOver = () => {
      handed += 1;
    };
    const more: More = { local: documentOf(row('1')), handedOver };
    const { store } = await lead('a', more);
    assert.deepEqual(await store.load(), documentOf(row('1')));
    assert.equal(handed, 0);
    await store.save(documentOf(row('1')));
    assert.equal(handed, 0);
    more.witness = { at: 1, head: JSON.stringify(head) };
    await store.save(documentOf(row('1')));
    await store.save(documentOf(row('1')));
    assert.equal(handed, 1);
  });

  it('keeps what a node kept without a fleet where the engine forgets it before anybody remembers that it had it', async () => {
    const more: More = { local: documentOf(row('1')) };
    more.handedOver = () => {
      more.local = undefined;
    };
    const { store } = await lead('a', more);
    await store.load();
    await store.save(documentOf(row('1')));
    engine.rewind(1);
    await clock.tick(10_001);
    const again = await lead('a', more);
    assert.deepEqual(await again.store.load(), documentOf(row('1')));
  });

  it('is new where nobody knows anything, after the others had time to say what they know', async () => {
    const { store } = await lead('a');
    const loading = store.load();
    loading.catch(() => undefined);
    await clock.tick(4900);
    const witness = { at: 1, head: JSON.stringify(head) };
    await engine.campaign('poll', { ...bidOf('b'), leaseMs: undefined, witness });
    await clock.tick(200);
    await assert.rejects(loading, (error: DamagedState) => {
      assert.ok(error instanceof DamagedState);
      assert.equal(error.head?.['proven'], 5);
      return true;
    });
    engine.flush();
    const { store: fresh } = await lead('c');
    const found = fresh.load();
    await clock.tick(5500);
    assert.equal(await found, undefined);
  });

  it('goes on from the latest that an instance knows when the engine came back empty', async () => {
    const witness = { at: 2, head: JSON.stringify({ ...head, proven: 6 }) };
    const { store } = await lead('a', { witness });
    await assert.rejects(store.load(), (error: DamagedState) => error.head?.['proven'] === 6);
    engine.flush();
    const further = await lead('a', { witness, local: { ...documentOf(), proven: 9 } });
    assert.equal(((await further.store.load()) as { proven: number }).proven, 9);
  });

  it('goes on from what the engine had after the node made its copy, though that was further: somebody had reset it', async () => {
    const witness = { at: 2, head: JSON.stringify({ ...head, proven: 6 }) };
    const { store } = await lead('a', { witness, copiedAt: 1, local: { ...documentOf(), proven: 9 } });
    await assert.rejects(store.load(), (error: DamagedState) => error.head?.['proven'] === 6);
  });

  it('goes on from what another instance knows of the engine after the node made its copy, and was off: somebody had reset it', async () => {
    const own = { at: 2, head: JSON.stringify({ ...head, proven: 9 }) };
    const witness = { at: 3, head: JSON.stringify({ ...head, proven: 6 }) };
    await engine.campaign('poll', { ...bidOf('b'), leaseMs: undefined, witness });
    const { store } = await lead('a', { witness: own, copiedAt: 2, local: { ...documentOf(), proven: 9 } });
    await assert.rejects(store.load(), (error: DamagedState) => error.head?.['proven'] === 6);
  });

  describe('keeps rows beside the document', () => {
    const beside = async (store: FencedStore) => [...(await store.readBeside()).rows];

    it('with what was told at the same time, in its order', async () => {
      const { store } = await lead('a', { local: documentOf() });
      await store.load();
      const { unwritten } = store;
      for (const id of ['undeliverable:1', 'undeliverable:2', 'undeliverable:3'])
        unwritten.add({ kind: 'put', id, text: `the row ${id}` });
      unwritten.add({ kind: 'drop', id: 'undeliverable:1' });
      unwritten.add({ kind: 'drop', id: 'undeliverable:2' });
      unwritten.add({ kind: 'put', id: 'undeliverable:2', text: 'again' });
      await store.flush();
      assert.deepEqual(
        new Map(await beside(await succeed('b'))),
        new Map([
          ['undeliverable:2', 'again'],
          ['undeliverable:3', 'the row undeliverable:3'],
        ]),
      );
    });

    it('though no document names them: a successor drops none, with its document nor before there is one', async () => {
      const { store } = await lead('a', { local: documentOf() });
      await store.load();
      store.unwritten.add({ kind: 'put', id: 'undeliverable:1', text: 'the row' });
      await store.flush();
      await clock.tick(10_001);
      const { store: second } = await lead('b', { local: documentOf(row('1')) });
      assert.equal((await second.readBeside()).hasDocument, false);
      assert.deepEqual(await second.load(), documentOf(row('1')));
      await second.save(documentOf(row('1')));
      const third = await succeed('c');
      assert.deepEqual(await third.load(), documentOf(row('1')));
      await third.save(documentOf());
      assert.deepEqual(await beside(await succeed('d')), [['undeliverable:1', 'the row']]);
    });
  });

  it('tells a document that is not as it was written', async () => {
    const { store, term } = await lead('a', { local: documentOf() });
    await store.load();
    await store.save(documentOf(row('1')));
    const change = { term: term.id, from: `${term.id}.1`, to: 'x', put: new Map(), drop: ['1'] };
    await engine.write('poll', change);
    await assert.rejects((await succeed('b')).load(), /records that were not acknowledged are missing/);
  });

  it('names the write of its last document, unless something was handed over that it does not know', async () => {
    const { store } = await lead('a', { local: documentOf() });
    await store.load();
    assert.equal(store.documentedBy, undefined);
    await store.save(documentOf());
    const named = store.documentedBy;
    assert.equal(named, engine.changes.at(-1)?.to);
    store.unwritten.add({ kind: 'send', token: '1.1', row: row('1'), avoid: undefined });
    await store.save(documentOf());
    assert.equal(store.documentedBy, undefined);
    await store.save(documentOf(row('1')));
    assert.equal(store.documentedBy, engine.changes.at(-1)?.to);
    assert.notEqual(store.documentedBy, named);
  });

  describe('that finds a position of the node itself beside one of the engine', () => {
    /** What the engine kept since the node left: something is unsettled, so its proof lies before its position. */
    const engines = { ...head, filter: '', proven: 50, position: 70, since: 10, pending: [row('old')] };
    const alone = { ...engines, proven: 500, position: 500, pending: [row('new')] };

    interface Came {
      /** Whether the node left the fleet with what the engine has, or before others wrote there. */
      left?: 'last' | 'before';
      /** What was handed over, and what came of it is not known. */
      sends?: { id: string; attempt: number };
    }

    async function begin(document: object, local: unknown, { left, sends }: Came = {}) {
      const { store: leader } = await lead('a');
      await clock.tick(0);
      const loading = leader.load();
      await clock.tick(5_001);
      await loading.catch(() => undefined);
      if (sends !== undefined) {
        const token = `${sends.id}.${sends.attempt}`;
        leader.unwritten.add({ kind: 'send', token, row: sends, avoid: undefined });
      }
      await leader.save(document);
      const leftWith = leader.documentedBy;
      assert.notEqual(leftWith, undefined);
      if (left === 'before') await leader.save(document);
      await clock.tick(10_001);
      let handedOver = 0;
      const { store } = await lead('b', {
        local,
        ...(left !== undefined && { leftWith }),
        witness: { at: 1, head: JSON.stringify(head) },
        handedOver: () => {
          handedOver += 1;
        },
      });
      return { store, handedOver: () => handedOver };
    }

    async function comeBack(document: object, local: unknown, came?: Came) {
      const { store, handedOver } = await begin(document, local, came);
      const taken = await store.load();
      await store.save(taken as object);
      const kept = await succeed('c').then((next) => next.load());
      return { taken, kept, handedOver: handedOver(), rows: engine.kept('poll') };
    }

    it('goes on from its own where that was left with the other and has read further, and drops what was unsettled before', async () => {
      const { taken, kept, handedOver, rows } = await comeBack(engines, alone, { left: 'last' });
      assert.deepEqual(taken, alone);
      assert.deepEqual(kept, alone);
      assert.deepEqual([handedOver, rows], [1, 1]);
    });

    const large = {
      ...alone,
      pending: ['x', 'y', 'z'].map((id) => ({ ...row(id), message: 'm'.repeat(600_000) })),
    };
    const whichever: [what: string, own: object][] = [
      ['', alone],
      [', of records that need several writes else', large],
    ];
    for (const [what, own] of whichever)
      it(`leaves the one or the other whole, wherever it is killed${what}`, async () => {
        const { store } = await begin(engines, own, { left: 'last' });
        engine.loses = 'write';
        await assert.rejects(store.load(), { code: 'COUPA_STATE' });
        assert.deepEqual(await (await succeed('c')).load(), engines);

        engine = new Shaky(() => clock.now(), true);
        const { store: again } = await begin(engines, own, { left: 'last' });
        engine.changes.length = 0;
        again.unwritten.add({ kind: 'put', id: 'undeliverable:1', text: 'the row' });
        await again.load();
        assert.equal(engine.changes.length, 1);
        assert.equal(engine.changes[0]?.put.get('undeliverable:1'), 'the row', 'what changes beside it, too');
        assert.deepEqual(await (await succeed('c')).load(), own);
        assert.equal(engine.kept('poll'), own === large ? 3 : 1);
      });

    it('renames its file though the reply was lost, and the engine has its own already', async () => {
      const { store, handedOver } = await begin(engines, alone, { left: 'last' });
      engine.loses = 'reply';
      await assert.rejects(store.load(), { code: 'COUPA_STATE' });
      assert.deepEqual(await store.load(), alone);
      await store.save(alone);
      assert.equal(handedOver(), 1);
    });

    it('sends its own again, though the engine has handed over the same record before', async () => {
      const same = { ...alone, pending: [row('old')] };
      const { store } = await begin(engines, same, { left: 'last', sends: row('old') });
      assert.deepEqual(await store.load(), same);
      assert.deepEqual([...store.underWay], []);
    });

    it('goes on from its own where the other never began', async () => {
      const never = { ...engines, proven: null, position: null, pending: [] };
      assert.deepEqual((await comeBack(never, alone, { left: 'last' })).taken, alone);
    });

    const counts: [why: string, engines: object, local: unknown][] = [
      ['its own has not read as far', engines, { ...alone, position: 69 }],
      ['its own began after what is still to be delivered', engines, { ...alone, since: 51 }],
      ['its own does not say when it began', engines, { ...alone, since: undefined }],
      ['its own is of another list', engines, { ...alone, path: '/api/orders' }],
      ['its own is of another selection', engines, { ...alone, filter: '?status=new' }],
      ['it has none', engines, undefined],
      ['a back-fill is under way there', { ...engines, backfill: { poll: 'p' } }, alone],
      [
        'something of a back-fill is unsettled there',
        { ...engines, pending: [{ ...row('old'), beside: true }] },
        alone,
      ],
    ];
    for (const [why, document, local] of counts)
      it(`goes on from the engine's where ${why}`, async () => {
        const { taken, handedOver } = await comeBack(document, local, { left: 'last' });
        assert.deepEqual(taken, document);
        assert.equal(handedOver, 0);
      });

    it("goes on from the engine's where it never polled by itself", async () => {
      assert.deepEqual((await comeBack(engines, alone)).taken, engines);
    });

    it("goes on from the engine's where others went on in the fleet since it left", async () => {
      assert.deepEqual((await comeBack(engines, alone, { left: 'before' })).taken, engines);
    });

    it("goes on from the engine's where its own cannot be read", async () => {
      const broken = Promise.reject(new DamagedState('', '', phrase`it is cut off`));
      broken.catch(() => undefined);
      const { store } = await begin(engines, broken, { left: 'last' });
      assert.deepEqual(await store.load(), engines);
    });
  });
});

const bidOf = (run: string) => ({ instance: run, run, leaseMs: 10_000, random: run });
