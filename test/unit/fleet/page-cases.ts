import assert from 'node:assert/strict';
import type { Change, Kept, Verdict } from '../../../lib/fleet/engine/documents';
import type { Engine } from '../../../lib/fleet/engine/engine';
import type { ParkedRow } from '../../../lib/fleet/parked/parked-row';

const page = 'page-1';

/** A poll that one leads, and a page of it that another has put aside. */
class Poll {
  private constructor(
    readonly engine: Engine,
    readonly name: string,
    private readonly term: string,
  ) {}

  static async led(engine: Engine, name: string): Promise<Poll> {
    const bid = { instance: 'leader', run: 'leader', leaseMs: 60_000, random: 'random' };
    const campaign = await engine.campaign(name, bid);
    assert.equal(campaign.kind, 'won');
    const poll = new Poll(engine, name, (campaign as { term: string }).term);
    await poll.park(0, 'zero', 'one');
    await poll.park(2, 'two');
    return poll;
  }

  park(first: number, ...texts: string[]): Promise<void> {
    return this.engine.park(this.name, { page, first, texts, keptMs: 60_000 });
  }

  write(from: string, to: string, change: Partial<Change>): Promise<Verdict> {
    const rest = { term: this.term, from, to, put: new Map(), drop: [] };
    return this.engine.write(this.name, { ...rest, ...change });
  }

  async rows(): Promise<Map<string, string>> {
    const kept = await this.engine.read(this.name, this.term);
    assert.notEqual(kept, 'FENCED');
    return (kept as Kept).rows;
  }

  parked(): Promise<(string | undefined)[]> {
    return this.engine.pick(this.name, { page, names: ['0', '1', '2'] });
  }
}

const rowOf = (id: string, field: number): ParkedRow => ({ id, page, field, before: `${id}<`, after: '>' });

type Case = [title: string, play: (poll: Poll) => Promise<void>];

const cases: Case[] = [
  [
    'makes rows of what was put aside, beside others, sends them, and keeps it aside no more',
    async (poll) => {
      const change = {
        parked: [rowOf('a', 0), rowOf('c', 2)],
        put: new Map([['b', 'row b']]),
        drop: ['x'],
        send: [{ token: 'a.1' }],
        dealtWith: ['nothing'],
      };
      assert.equal(await poll.write('', '1', change), 'WRITTEN');
      assert.deepEqual(
        new Map([...(await poll.rows())].sort()),
        new Map([
          ['a', 'a<zero>'],
          ['b', 'row b'],
          ['c', 'c<two>'],
        ]),
      );
      assert.deepEqual(await poll.parked(), [undefined, 'one', undefined]);
      const order = { run: 'r', answers: [], maxInFlight: 9, room: 9, deadMs: 60_000 };
      const { records } = await poll.engine.exchange(poll.name, order);
      assert.deepEqual(records, [{ token: 'a.1', row: 'a<zero>' }]);
    },
  ],
  [
    'says DONE of rows of what was put aside when they are written again',
    async (poll) => {
      const change = { parked: [rowOf('a', 0)] };
      await poll.write('', '1', change);
      assert.equal(await poll.write('', '1', change), 'DONE');
    },
  ],
  [
    'applies nothing when a text is gone that was put aside, and says so as of what it has forgotten',
    async (poll) => {
      const change = {
        parked: [rowOf('a', 0), rowOf('d', 3)],
        put: new Map([['b', 'row b']]),
        document: 'new',
      };
      assert.equal(await poll.write('', '1', change), 'REWOUND');
      assert.deepEqual(await poll.rows(), new Map());
      assert.deepEqual(await poll.parked(), ['zero', 'one', 'two']);
      assert.equal(await poll.write('', '1', { parked: [rowOf('a', 0)] }), 'WRITTEN');
    },
  ],
  [
    'drops a page, and lets one that is gone be gone',
    async (poll) => {
      await poll.engine.prolong(poll.name, [page, 'another'], 60_000);
      assert.deepEqual(await poll.parked(), ['zero', 'one', 'two']);
      await poll.engine.prolong(poll.name, [page], 0);
      assert.deepEqual(await poll.parked(), [undefined, undefined, undefined]);
      await poll.engine.prolong(poll.name, [page], 60_000);
      assert.equal(await poll.write('', '1', { parked: [rowOf('a', 0)] }), 'REWOUND');
    },
  ],
  [
    'forgets a page when its time is over, as a whole',
    async (poll) => {
      await poll.engine.park(poll.name, { page, first: 3, texts: ['three'], keptMs: 1 });
      while ((await poll.parked()).some((text) => text !== undefined));
      assert.equal(await poll.write('', '1', { parked: [rowOf('d', 3)] }), 'REWOUND');
    },
  ],
  [
    'shows rows by their ids',
    async (poll) => {
      await poll.write('', '1', { put: new Map([['b', 'row b']]), parked: [rowOf('a', 1)] });
      const names = ['a', 'nothing', 'b'];
      assert.deepEqual(await poll.engine.pick(poll.name, { names }), ['a<one>', undefined, 'row b']);
    },
  ],
  [
    'gives letters one by one to whoever takes them',
    async ({ engine, name }) => {
      for (const letter of ['1', '2', '3']) await engine.post(name, letter, 60_000);
      assert.deepEqual(await engine.collect(name, 1), ['1']);
      assert.deepEqual(await engine.collect(name, 1), ['2']);
      assert.deepEqual(await engine.collect(name), ['3']);
      assert.deepEqual(await engine.collect(name, 1), []);
    },
  ],
];

/** What every engine does with pages that were put aside. */
export const pageCases = cases.map(
  ([title, play]): [string, (engine: Engine, name: string) => Promise<void>] => [
    title,
    async (engine, name) => play(await Poll.led(engine, name)),
  ],
);
