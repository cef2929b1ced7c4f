import assert from 'node:assert/strict';
import type { Change, Kept } from '../../../lib/fleet/engine/documents';
import type { Engine } from '../../../lib/fleet/engine/engine';
import type { Campaign } from '../../../lib/fleet/engine/leases';

/** One instance's side of a campaign. */
const bidOf = (run: string, leaseMs: number | undefined = 60_000) => ({
  instance: `instance ${run}`,
  run,
  leaseMs,
  random: `random-${run}`,
});

async function won(engine: Engine, poll: string, run: string): Promise<string> {
  const campaign = await engine.campaign(poll, bidOf(run));
  assert.equal(campaign.kind, 'won');
  return (campaign as Extract<Campaign, { kind: 'won' }>).term;
}

async function keptOf(engine: Engine, poll: string, term: string): Promise<Kept> {
  const kept = await engine.read(poll, term);
  assert.notEqual(kept, 'FENCED');
  return kept as Kept;
}

const changeOf = (term: string, from: string, to: string, more: Partial<Change> = {}): Change => ({
  term,
  from,
  to,
  document: `document ${to}`,
  witness: `witness ${to}`,
  put: new Map(),
  drop: [],
  ...more,
});

/** What every engine does: the title is also the name of the poll, so that no case meets another. */
export const engineCases: [title: string, play: (engine: Engine, poll: string) => Promise<void>][] = [
  [
    'gives the lease to the first that campaigns, and names it to the next',
    async (engine, poll) => {
      await won(engine, poll, 'a');
      assert.deepEqual(await engine.campaign(poll, bidOf('b')), {
        kind: 'waits',
        leader: 'instance a',
        witness: undefined,
      });
    },
  ],
  [
    'begins another term for whoever holds the lease and campaigns again',
    async (engine, poll) => {
      const first = await won(engine, poll, 'a');
      const second = await won(engine, poll, 'a');
      assert.notEqual(first, second);
      assert.equal(await engine.write(poll, changeOf(first, '', '1')), 'FENCED');
    },
  ],
  [
    'lets an instance look who leads without leading itself',
    async (engine, poll) => {
      const look = { ...bidOf('b'), leaseMs: undefined };
      assert.deepEqual(await engine.campaign(poll, look), {
        kind: 'waits',
        leader: undefined,
        witness: undefined,
      });
      await won(engine, poll, 'a');
    },
  ],
  [
    'gives a lease that was given back to the next at once, and only the holder gives it back',
    async (engine, poll) => {
      const term = await won(engine, poll, 'a');
      await engine.resign(poll, 'another term');
      assert.equal((await engine.campaign(poll, bidOf('b'))).kind, 'waits');
      await engine.resign(poll, term);
      await won(engine, poll, 'b');
    },
  ],
  [
    'gives a lease that ran out to the next, while the term stays until then',
    async (engine, poll) => {
      const { kind, ...rest } = await engine.campaign(poll, bidOf('a', 30));
      assert.equal(kind, 'won');
      const { term } = rest as { term: string };
      await until(async () => {
        const { leader } = (await engine.campaign(poll, { ...bidOf('b'), leaseMs: undefined })) as {
          leader?: string;
        };
        return leader === undefined;
      });
      assert.equal(await engine.write(poll, changeOf(term, '', '1')), 'WRITTEN');
      const holder = { instance: 'instance a', run: 'a', term, leaseMs: 60_000 };
      assert.equal((await engine.renew(poll, holder)).kind, 'renewed');
      assert.equal((await engine.campaign(poll, bidOf('b'))).kind, 'waits');
    },
  ],
  [
    'renews a lease for its holder only, and tells what it holds of the poll',
    async (engine, poll) => {
      const term = await won(engine, poll, 'a');
      const holder = { instance: 'instance a', run: 'a', term, leaseMs: 60_000 };
      assert.deepEqual(await engine.renew(poll, holder), { kind: 'renewed', witness: undefined });
      await engine.write(poll, changeOf(term, '', '1'));
      const renewal = await engine.renew(poll, holder);
      assert.equal(renewal.kind === 'renewed' && renewal.witness?.head, 'witness 1');
      assert.equal((await engine.renew(poll, { ...holder, term: 'another' })).kind, 'lost');
      await engine.resign(poll, term);
      await won(engine, poll, 'b');
      assert.equal((await engine.renew(poll, holder)).kind, 'lost');
    },
  ],
  [
    'applies a write as a whole, and gives it back as it was',
    async (engine, poll) => {
      const term = await won(engine, poll, 'a');
      assert.deepEqual(await keptOf(engine, poll, term), {
        head: '',
        document: undefined,
        rows: new Map(),
        witnesses: [],
        underWay: [],
        answers: [],
      });
      const put = new Map([
        ['one', 'ä\u0000\n"1"'],
        ['two', '2'],
      ]);
      assert.equal(await engine.write(poll, changeOf(term, '', 'h1', { put })), 'WRITTEN');
      const second = { put: new Map([['three', '3']]), drop: ['two'], document: undefined };
      assert.equal(await engine.write(poll, changeOf(term, 'h1', 'h2', second)), 'WRITTEN');
      const kept = await keptOf(engine, poll, term);
      assert.equal(kept.head, 'h2');
      assert.equal(kept.document, 'document h1');
      assert.deepEqual(Object.fromEntries(kept.rows), { one: 'ä\u0000\n"1"', three: '3' });
    },
  ],
  [
    'says DONE to a write that comes a second time, and does not apply it again',
    async (engine, poll) => {
      const term = await won(engine, poll, 'a');
      const change = changeOf(term, '', 'h1', { put: new Map([['one', '1']]) });
      assert.equal(await engine.write(poll, change), 'WRITTEN');
      assert.equal(await engine.write(poll, change), 'DONE');
    },
  ],
  [
    'says REWOUND to a write behind a head that it does not have, and applies nothing of it',
    async (engine, poll) => {
      const term = await won(engine, poll, 'a');
      await engine.write(poll, changeOf(term, '', 'h1'));
      const change = changeOf(term, 'h5', 'h6', { put: new Map([['one', '1']]) });
      assert.equal(await engine.write(poll, change), 'REWOUND');
      const kept = await keptOf(engine, poll, term);
      assert.equal(kept.head, 'h1');
      assert.equal(kept.document, 'document h1');
      assert.equal(kept.rows.size, 0);
    },
  ],
  [
    'says FENCED to whoever writes or reads in an earlier term, and applies nothing of it',
    async (engine, poll) => {
      const first = await won(engine, poll, 'a');
      await engine.write(poll, changeOf(first, '', 'h1'));
      await engine.resign(poll, first);
      const second = await won(engine, poll, 'b');
      const change = changeOf(first, 'h1', 'h2', { drop: ['one'] });
      assert.equal(await engine.write(poll, change), 'FENCED');
      assert.equal(await engine.read(poll, first), 'FENCED');
      assert.equal((await keptOf(engine, poll, second)).document, 'document h1');
      assert.equal(await engine.write(poll, changeOf(second, 'h1', 'h2')), 'WRITTEN');
    },
  ],
  [
    'keeps what instances know of a poll until it knows itself',
    async (engine, poll) => {
      const witness = { at: 1_795_000_000_000, head: '{"tenant":"https://acme.example x"}' };
      await engine.campaign(poll, { ...bidOf('b'), leaseMs: undefined, witness });
      const term = await won(engine, poll, 'a');
      assert.deepEqual((await keptOf(engine, poll, term)).witnesses, [witness]);
      await engine.write(poll, changeOf(term, '', 'h1'));
      await engine.campaign(poll, { ...bidOf('b'), leaseMs: undefined, witness });
      assert.deepEqual((await keptOf(engine, poll, term)).witnesses, []);
    },
  ],
  [
    'says of its first document that it is later than what instances know, though its clock may be behind',
    async (engine, poll) => {
      const ahead = 4_000_000_000_000;
      const looks = { ...bidOf('b'), leaseMs: undefined };
      await engine.campaign(poll, { ...looks, witness: { at: ahead, head: '{}' } });
      const term = await won(engine, poll, 'a');
      await engine.write(poll, changeOf(term, '', 'h1'));
      assert.equal((await engine.campaign(poll, looks)).witness?.at, ahead + 1);
    },
  ],
  [
    'reserves one moment after the other for requests, a burst at once',
    async (engine, poll) => {
      const order = { perSecond: 0.01, burst: 3, run: 'a' };
      const waits: number[] = [];
      for (let count = 0; count < 5; count += 1) waits.push((await engine.permit(poll, order)).waitMs);
      assert.deepEqual(
        waits.map((wait) => Math.round(wait / 10_000)),
        [0, 0, 0, 10, 20],
      );
    },
  ],
  [
    'reserves nothing where there is no limit, but a pause holds all',
    async (engine, poll) => {
      const order = { perSecond: 0, burst: 1, run: 'a' };
      assert.equal((await engine.permit(poll, order)).waitMs, 0);
      assert.equal((await engine.permit(poll, order)).waitMs, 0);
      await engine.pause(poll, 60_000);
      await engine.pause(poll, 10);
      const { waitMs, pausedMs, instances } = await engine.permit(poll, { ...order, run: 'b' });
      assert.ok(waitMs > 50_000 && waitMs <= 60_000, `${waitMs}`);
      assert.equal(pausedMs, waitMs);
      assert.equal(instances, 2);
    },
  ],
  [
    'replaces a small text only where it is what it is taken for',
    async (engine, name) => {
      assert.equal(await engine.recall(name), undefined);
      assert.equal(await engine.replace(name, { text: 'one', keptMs: 60_000 }), true);
      assert.equal(await engine.replace(name, { text: 'two', keptMs: 60_000 }), false);
      assert.equal(await engine.replace(name, { before: 'x', text: 'two', keptMs: 60_000 }), false);
      assert.equal(await engine.replace(name, { before: 'one', text: 'two', keptMs: 60_000 }), true);
      const recalled = await engine.recall(name);
      assert.equal(recalled?.text, 'two');
      assert.ok(recalled.leftMs > 50_000 && recalled.leftMs <= 60_000);
      assert.equal(await engine.replace(name, { before: 'two', keptMs: 0 }), true);
      assert.equal(await engine.recall(name), undefined);
    },
  ],
  [
    'keeps letters in order until they are collected, once',
    async (engine, box) => {
      assert.deepEqual(await engine.collect(box), []);
      await engine.post(box, 'one', 60_000);
      await engine.post(box, '', 60_000);
      await engine.post(box, 'three', 60_000);
      assert.deepEqual(await engine.collect(box), ['one', '', 'three']);
      assert.deepEqual(await engine.collect(box), []);
    },
  ],
];

/** What every engine does with requests when its clock goes back by far more than a request costs. @param goBack turns it back */
export async function playRequestsAreDue(engine: Engine, limit: string, goBack: () => Promise<unknown>) {
  const order = { perSecond: 0.1, burst: 2, run: 'a' };
  for (let count = 0; count < 2; count += 1) await engine.permit(limit, order);
  await engine.permit(limit, { ...order, run: 'dies' });
  await goBack();
  const next = await engine.permit(limit, order);
  // One was reserved ahead, and this is behind that.
  assert.equal(Math.round(next.waitMs / 1000), 20);
  assert.equal(next.instances, 1);
  await engine.pause(limit, 60_000);
  await goBack();
  const { pausedMs } = await engine.permit(limit, order);
  assert.ok(pausedMs > 50_000 && pausedMs <= 60_000, `${pausedMs}`);
}

/** What every engine does with the lease of a leader that is dead when its clock goes back. @param goBack turns it back */
export async function playLeaseEnds(engine: Engine, poll: string, goBack: () => Promise<unknown>) {
  const leaseMs = 1500;
  assert.equal((await engine.campaign(poll, { ...bidOf('dies'), leaseMs })).kind, 'won');
  await goBack();
  assert.equal((await engine.campaign(poll, { ...bidOf('b'), leaseMs: 60_000 })).kind, 'waits');
  await until(async () => (await engine.campaign(poll, { ...bidOf('b'), leaseMs: 60_000 })).kind === 'won');
}

/** What every engine says of the document that is written after its clock went back. @param goBack turns it back */
export async function playIsLater(engine: Engine, poll: string, goBack: () => Promise<unknown>) {
  const seenAt = async () => {
    const { witness } = await engine.campaign(poll, { ...bidOf('a'), leaseMs: undefined });
    return witness?.at ?? Number.NaN;
  };
  const term = await won(engine, poll, 'leads');
  await engine.write(poll, changeOf(term, '', '1'));
  await goBack();
  const before = await seenAt();
  await engine.write(poll, changeOf(term, '1', '2'));
  const after = await seenAt();
  assert.ok(after > before, `${after} > ${before}`);
}

/** Asks again until it is so; the engine's clock is nobody's to set. */
async function until(isSo: () => Promise<unknown>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
