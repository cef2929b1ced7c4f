import assert from 'node:assert/strict';
import type { Change, Kept } from '../../../lib/fleet/engine/documents';
import type { Engine } from '../../../lib/fleet/engine/engine';
import type { ExchangeOrder } from '../../../lib/fleet/engine/exchanges';

/** A poll that one leads, and the instances that take its records. */
class Poll {
  private writes = 0;

  private constructor(
    private readonly engine: Engine,
    private readonly name: string,
    readonly term: string,
  ) {}

  static async led(engine: Engine, name: string): Promise<Poll> {
    const bid = { instance: 'leader', run: 'leader', leaseMs: 60_000, random: 'random' };
    const campaign = await engine.campaign(name, bid);
    assert.equal(campaign.kind, 'won');
    return new Poll(engine, name, (campaign as { term: string }).term);
  }

  private get head(): string {
    return this.writes === 0 ? '' : `head ${this.writes}`;
  }

  async write(change: Partial<Change>): Promise<void> {
    const from = this.head;
    this.writes += 1;
    const rest = { term: this.term, from, to: this.head, put: new Map(), drop: [] };
    assert.equal(await this.engine.write(this.name, { ...rest, ...change }), 'WRITTEN');
  }

  send(...ids: string[]): Promise<void> {
    return this.write({
      put: new Map(ids.map((id) => [id, `row ${id}`])),
      send: ids.map((id) => ({ token: `${id}.1` })),
    });
  }

  exchange(run: string, order: Partial<ExchangeOrder> = {}) {
    const rest = { run, answers: [], maxInFlight: 100, room: 100, deadMs: 60_000 };
    return this.engine.exchange(this.name, { ...rest, ...order });
  }

  async take(run: string, order: Partial<ExchangeOrder> = {}): Promise<string[]> {
    return (await this.exchange(run, order)).records.map(({ token }) => token);
  }

  async gather(deadMs = 60_000): Promise<string[]> {
    const order = { term: this.term, head: this.head, deadMs, count: 100 };
    const answers = await this.engine.gather(this.name, order);
    assert.ok(Array.isArray(answers), String(answers));
    return answers;
  }

  async read(): Promise<Kept> {
    const kept = await this.engine.read(this.name, this.term);
    assert.notEqual(kept, 'FENCED');
    return kept as Kept;
  }
}

/** Asks again until it is so; the engine's clock is nobody's to set. */
async function until(isSo: () => Promise<unknown>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

/** How long an instance may be silent, by a clock that nobody can set, while a case asks again and again. */
class Silence {
  private longestMs = 0;
  private lookedAt = performance.now();

  constructor(readonly deadMs: number) {}

  /** Whether nobody was asked for so long that an instance that lives is rightly taken for dead. */
  get wasTooLong(): boolean {
    return this.longestMs > this.deadMs / 2;
  }

  async until(isSo: () => Promise<unknown>): Promise<void> {
    await until(async () => {
      try {
        return await isSo();
      } finally {
        this.longestMs = Math.max(this.longestMs, performance.now() - this.lookedAt);
        this.lookedAt = performance.now();
      }
    });
  }
}

/** Plays it with little patience; where this machine had no time for it meanwhile, again with more, in another poll. */
async function withPatience(play: (silence: Silence, attempt: string) => Promise<void>): Promise<void> {
  for (let deadMs = 60; ; deadMs *= 4) {
    const silence = new Silence(deadMs);
    try {
      return await play(silence, `${deadMs} ms`);
    } catch (error) {
      if (!silence.wasTooLong || deadMs > 4000) throw error;
    }
  }
}

const answerTo = (token: string, answer = `answer to ${token}`) => ({ token, answer });

type Case = [title: string, play: (poll: Poll, engine: Engine, name: string) => Promise<void>];

/** A case in which instances are silent, and some for too long. */
function silentCase(
  title: string,
  play: (poll: Poll, silence: Silence, engine: Engine, name: string) => Promise<void>,
): Case {
  return [
    title,
    (_, engine, title) =>
      withPatience(async (silence, attempt) => {
        const name = `${title}, ${attempt}`;
        await play(await Poll.led(engine, name), silence, engine, name);
      }),
  ];
}

const cases: Case[] = [
  [
    'gives each record to one instance, in order, with its row',
    async (poll) => {
      await poll.exchange('b');
      await poll.send('1', '2', '3');
      const { records, inHand, instances } = await poll.exchange('a', { room: 2 });
      assert.deepEqual(records, [
        { token: '1.1', row: 'row 1' },
        { token: '2.1', row: 'row 2' },
      ]);
      assert.deepEqual([inHand, instances], [2, 2]);
      assert.deepEqual(await poll.take('b'), ['3.1']);
      assert.deepEqual(await poll.take('a'), []);
    },
  ],
  [
    'gives who has a record at hand no more than its token, whole once it says that it lacks it, and others the row',
    async (poll) => {
      const put = new Map(['1', '2', '3', '4'].map((id) => [id, `row ${id}`]));
      const send = ['1', '2', '3', '4'].map((id) => ({ token: `${id}.1`, own: 'a' }));
      await poll.write({ put, send });
      await poll.write({ put: new Map([['2', '']]) });
      const { records } = await poll.exchange('a', { room: 2 });
      assert.deepEqual(records, [
        { token: '1.1', row: '' },
        { token: '3.1', row: '' },
      ]);
      assert.deepEqual((await poll.exchange('b')).records, [{ token: '4.1', row: 'row 4' }]);
      assert.deepEqual((await poll.exchange('a', { has: ['1.1'] })).records, [
        { token: '3.1', row: 'row 3' },
      ]);
    },
  ],
  [
    'has nothing more under way of what a write says it has heard of, whoever had it, and nothing of what it never had',
    async (poll) => {
      await poll.exchange('b');
      await poll.send('1', '2', '3');
      assert.deepEqual(await poll.take('a', { room: 2 }), ['1.1', '2.1']);
      assert.deepEqual(await poll.take('b'), ['3.1']);
      await poll.write({ put: new Map([['1', '']]), heard: ['1.1', '3.1', '9.1', 'nothing'] });
      assert.deepEqual((await poll.read()).underWay, ['2.1']);
      assert.equal((await poll.exchange('a')).inHand, 1);
      const { inHand, gone, records } = await poll.exchange('b', { has: ['3.1'] });
      assert.deepEqual([inHand, gone, records], [0, ['3.1'], []]);
      const many = Array.from({ length: 2500 }, (_, at) => `${at + 10}`);
      await poll.send(...many);
      await poll.write({ heard: many.map((id) => `${id}.1`) });
      assert.deepEqual((await poll.read()).underWay, ['2.1']);
    },
  ],
  [
    'gives what was at hand where it failed whole to others',
    async (poll) => {
      await poll.exchange('b');
      await poll.write({
        put: new Map([['1', 'row 1']]),
        send: [{ token: '1.1', own: 'a', avoid: 'a' }],
      });
      assert.deepEqual(await poll.take('a'), []);
      assert.deepEqual((await poll.exchange('b')).records, [{ token: '1.1', row: 'row 1' }]);
    },
  ],
  [
    'gives an instance its share of what may be in hand, and more when it has answered',
    async (poll) => {
      await poll.exchange('a');
      await poll.exchange('b');
      await poll.send('1', '2', '3', '4', '5');
      const maxInFlight = 3;
      assert.deepEqual(await poll.take('a', { maxInFlight }), ['1.1', '2.1']);
      assert.deepEqual(await poll.take('a', { maxInFlight }), []);
      assert.deepEqual(await poll.take('b', { maxInFlight }), ['3.1', '4.1']);
      assert.deepEqual(await poll.take('a', { maxInFlight, answers: [answerTo('1.1')] }), ['5.1']);
    },
  ],
  [
    'brings a million bytes at once, about, and the rest in order with what is asked for next',
    async (poll) => {
      const ids = Array.from({ length: 60 }, (_, index) => String(index + 1));
      const put = new Map(ids.map((id) => [id, id.padEnd(Number(id) > 30 ? 150_000 : 60_000, '-')]));
      await poll.write({ put, send: ids.map((id) => ({ token: `${id}.1` })) });
      const taken: string[] = [];
      for (;;) {
        const { records } = await poll.exchange('a');
        const bytes = records.reduce((sum, { row }) => sum + row.length, 0);
        assert.ok(bytes < 2_000_000, `${bytes} bytes`);
        taken.push(...records.map(({ token }) => token));
        if (records.length === 0) break;
        assert.ok(bytes >= 1_000_000 || taken.length === ids.length, `${bytes} bytes, and there was more`);
      }
      assert.deepEqual(
        taken,
        ids.map((id) => `${id}.1`),
      );
    },
  ],
  [
    'gives no more than there is room for, and none twice, of many',
    async (poll) => {
      const ids = Array.from({ length: 70 }, (_, index) => String(index + 1));
      await poll.send(...ids);
      await poll.write({ put: new Map([['3', '']]), drop: ['31', '32'] });
      const first = await poll.take('a', { room: 45 });
      const answers = [...first, ...first].map((token) => answerTo(token));
      const second = await poll.take('b', { answers });
      const there = ids.filter((id) => !['3', '31', '32'].includes(id)).map((id) => `${id}.1`);
      assert.deepEqual([first, second], [there.slice(0, 45), there.slice(45)]);
      assert.deepEqual(
        await poll.gather(),
        answers.map(({ answer }) => answer),
      );
      assert.deepEqual((await poll.read()).underWay.toSorted(), second.toSorted());
    },
  ],
  [
    'gives again what an instance has taken and does not know of, and tells what it has no more',
    async (poll) => {
      await poll.send('1', '2', '3');
      await poll.take('a');
      await poll.exchange('b', { answers: [answerTo('1.1')] });
      const { records, gone, inHand } = await poll.exchange('a', { has: ['1.1', '2.1'] });
      assert.deepEqual(records, [{ token: '3.1', row: 'row 3' }]);
      assert.deepEqual(gone, ['1.1']);
      assert.equal(inHand, 2);
    },
  ],
  [
    'keeps answers in order until they are dealt with, and each as often as it came',
    async (poll) => {
      await poll.send('1', '2');
      await poll.take('a');
      const answers = [answerTo('2.1'), answerTo('1.1')];
      await poll.exchange('a', { answers });
      await poll.exchange('a', { answers: [answerTo('2.1')] });
      const texts = ['answer to 2.1', 'answer to 1.1', 'answer to 2.1'];
      assert.deepEqual(await poll.gather(), texts);
      assert.deepEqual(await poll.gather(), texts);
      await poll.write({ dealtWith: texts.slice(0, 2) });
      assert.deepEqual(await poll.gather(), ['answer to 2.1']);
    },
  ],
  [
    'takes away of the answers exactly those that are dealt with, whichever they are',
    async (poll) => {
      await poll.send('1', '2', '3');
      await poll.exchange('a', { answers: ['1.1', '2.1', '3.1'].map((token) => answerTo(token)) });
      await poll.write({ dealtWith: ['answer to 2.1', 'answer to nothing'] });
      assert.deepEqual(await poll.gather(), ['answer to 1.1', 'answer to 3.1']);
      await poll.write({ dealtWith: ['answer to 3.1', 'answer to 1.1', 'answer to 1.1'] });
      assert.deepEqual(await poll.gather(), []);
    },
  ],
  [
    'gives nobody a record of which nothing is left, and keeps no answer to it',
    async (poll) => {
      await poll.send('1', '2', '3');
      await poll.write({ put: new Map([['1', '']]), drop: ['2'] });
      assert.deepEqual(await poll.take('a'), ['3.1']);
      await poll.exchange('a', { answers: ['1.1', '2.1', 'foreign', ''].map((token) => answerTo(token)) });
      assert.deepEqual(await poll.gather(), []);
      assert.deepEqual((await poll.read()).underWay, ['3.1']);
    },
  ],
  [
    'names what is under way until it is answered, and then the answer',
    async (poll) => {
      await poll.send('1', '2', '3');
      await poll.take('a', { room: 2 });
      await poll.exchange('a', { answers: [answerTo('2.1')], room: 0 });
      const { underWay, answers } = await poll.read();
      assert.deepEqual(underWay.toSorted(), ['1.1', '3.1']);
      assert.deepEqual(answers, ['answer to 2.1']);
    },
  ],
  [
    'answers for an instance that is no more, once and for all',
    async (poll) => {
      const deadMs = 60;
      await poll.send('1', '2');
      await poll.take('a', { room: 1, deadMs });
      await until(async () => (await poll.gather(deadMs)).length > 0);
      const [text = ''] = await poll.gather(deadMs);
      assert.deepEqual(JSON.parse(text), { token: '1.1', kind: 'lost', run: 'a' });
      assert.deepEqual(await poll.take('b'), ['2.1']);
      const { gone } = await poll.exchange('a', { has: ['1.1'], room: 0 });
      assert.deepEqual(gone, ['1.1']);
    },
  ],
  silentCase(
    'takes nobody for dead as long as it is asked, nor when nobody could ask',
    async (poll, silence) => {
      const { deadMs } = silence;
      await poll.send('1', '2');
      await poll.take('a', { room: 1, deadMs });
      const began = Date.now();
      await silence.until(async () => {
        await poll.exchange('a', { room: 0, deadMs });
        assert.deepEqual(await poll.gather(deadMs), []);
        return Date.now() - began > 3 * deadMs;
      });
      const last = Date.now();
      await silence.until(async () => Date.now() - last > 2 * deadMs);
      assert.deepEqual(await poll.gather(deadMs), []);
    },
  ),
  silentCase(
    'takes nobody for dead whose heart beats, and none for alive by a beat that has left',
    async (poll, silence, engine, name) => {
      const { deadMs } = silence;
      await poll.send('1', '2');
      await poll.take('a', { room: 1, deadMs });
      const began = Date.now();
      await silence.until(async () => {
        await engine.beat(name, 'a');
        assert.deepEqual(await poll.gather(deadMs), []);
        return Date.now() - began > 3 * deadMs;
      });
      await poll.exchange('a', { leaves: true, room: 0 });
      await engine.beat(name, 'a');
      await engine.beat(name, 'stranger');
      assert.equal((await poll.exchange('b')).instances, 1);
    },
  ),
  silentCase(
    'judges an instance by its own lease where that is longer than the one of whoever asks',
    async (poll, silence) => {
      const { deadMs } = silence;
      const its = { deadMs: 4 * deadMs, room: 0 };
      await poll.send('1', '2');
      await poll.take('a', { ...its, room: 1 });
      const began = Date.now();
      await silence.until(async () => {
        await poll.exchange('a', its);
        assert.deepEqual(await poll.gather(deadMs), []);
        return Date.now() - began > its.deadMs;
      });
      await silence.until(async () => (await poll.gather(deadMs)).length > 0);
      assert.equal((await poll.exchange('b', { deadMs, room: 0 })).instances, 1);
    },
  ),
  silentCase('judges an instance by a longer lease from when it has it', async (poll, silence) => {
    const { deadMs } = silence;
    await poll.send('1');
    await poll.take('a', { deadMs });
    const its = { deadMs: 100 * deadMs, room: 0 };
    const began = Date.now();
    await silence.until(async () => {
      await poll.exchange('a', its);
      assert.deepEqual(await poll.gather(deadMs), []);
      assert.equal((await poll.exchange('b', { deadMs, room: 0 })).instances, 2);
      return Date.now() - began > 3 * deadMs;
    });
  }),
  [
    'keeps what an instance had that leaves, for whoever asks next or answers in its place',
    async (poll) => {
      await poll.send('1', '2');
      await poll.take('a');
      const answers = [answerTo('1.1')];
      assert.equal((await poll.exchange('a', { leaves: true, room: 0, answers })).inHand, 1);
      assert.equal((await poll.exchange('b')).instances, 1);
      assert.deepEqual((await poll.read()).underWay, ['2.1']);
      assert.deepEqual(await poll.gather(), ['answer to 1.1']);
    },
  ],
  [
    'keeps a record from where it failed while there are others, and only then',
    async (poll) => {
      await poll.exchange('b');
      const put = new Map([
        ['1', 'row 1'],
        ['2', 'row 2'],
      ]);
      await poll.write({ put, send: [{ token: '1.2', avoid: 'a' }, { token: '2.1' }] });
      assert.deepEqual(await poll.take('a'), ['2.1']);
      assert.deepEqual(await poll.take('b'), ['1.2']);
      await poll.write({ put: new Map([['3', 'row 3']]), send: [{ token: '3.2', avoid: 'b' }] });
      await poll.exchange('a', { leaves: true, room: 0 });
      assert.deepEqual(await poll.take('b'), ['3.2']);
    },
  ],
  [
    'says FENCED to a leader that gathers in an earlier term, and REWOUND to one that knows a later head',
    async (poll, engine, name) => {
      const order = { term: poll.term, head: 'head 5', deadMs: 1000, count: 1 };
      assert.equal(await engine.gather(name, order), 'REWOUND');
      await engine.resign(name, poll.term);
      await Poll.led(engine, name);
      assert.equal(await engine.gather(name, order), 'FENCED');
    },
  ],
];

/** What every engine does with records: see `engineCases`. */
export const exchangeCases = cases.map(
  ([title, play]): [title: string, play: (engine: Engine, name: string) => Promise<void>] => [
    title,
    async (engine, name) => play(await Poll.led(engine, name), engine, name),
  ],
);

/** What every engine does when its clock goes back by far more than a lease. @param goBack turns it back */
export async function playClockGoesBack(engine: Engine, name: string, goBack: () => Promise<unknown>) {
  const deadMs = 1000;
  const poll = await Poll.led(engine, name);
  await poll.send('1', '2');
  assert.deepEqual(await poll.take('dies', { deadMs, room: 1 }), ['1.1']);
  assert.deepEqual(await poll.take('lives', { deadMs }), ['2.1']);
  await goBack();
  const lost: string[] = [];
  await until(async () => {
    await poll.exchange('lives', { deadMs, room: 0 });
    lost.push(...(await poll.gather(deadMs)));
    return lost.length > 0;
  });
  assert.deepEqual(
    lost.map((text) => JSON.parse(text)),
    [{ token: '1.1', kind: 'lost', run: 'dies' }],
  );
  assert.equal((await poll.exchange('lives', { deadMs, room: 0 })).instances, 1);
}

/** What every engine does with a record that is kept from where it failed, when its clock goes back. @param goBack turns it back */
export async function playAvoidedForHours(engine: Engine, name: string, goBack: () => Promise<unknown>) {
  const poll = await Poll.led(engine, name);
  await poll.exchange('other', { room: 0 });
  await poll.write({ put: new Map([['1', 'row 1']]), send: [{ token: '1.2', avoid: 'a' }] });
  assert.deepEqual(await poll.take('a'), []);
  await goBack();
  await poll.exchange('other', { room: 0 });
  assert.deepEqual(await poll.take('a'), ['1.2']);
}

/** What an engine does with records of which somebody removes what the instances take them by. @param remove does so */
export async function playRemoved(engine: Engine, name: string, remove: () => Promise<unknown>) {
  const deadMs = 60_000;
  const poll = await Poll.led(engine, name);
  await poll.send('1', '2');
  assert.deepEqual(await poll.take('a', { room: 1 }), ['1.1']);
  assert.deepEqual((await poll.read()).underWay.sort(), ['1.1', '2.1']);
  await remove();
  const order = { term: poll.term, head: 'head 1', deadMs, count: 100 };
  assert.equal(await engine.gather(name, order), 'REWOUND');
  const kept = await poll.read();
  assert.deepEqual([kept.underWay, kept.rows.size], [[], 2]);
  assert.deepEqual(await engine.gather(name, order), []);
  await poll.write({ send: [{ token: '1.2' }, { token: '2.2' }] });
  assert.deepEqual(await poll.take('a'), ['1.2', '2.2']);
}
