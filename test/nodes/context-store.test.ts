import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Node } from 'node-red';
import { loadState } from '../../lib/poll/ledger/load-state';
import { writeState } from '../../lib/poll/ledger/state-document';
import { newState } from '../../lib/poll/model/state';
import { ContextStore } from '../../nodes/runtime/context-store';
import { FakeClock } from '../unit/poll/rig';

const identity = { tenant: 'https://acme.example', path: '/api/invoices', filter: '' };
const position = Date.UTC(2026, 10, 22, 8);

/** A node whose context holds this; its store answers later, as one in a database does. */
function nodeWith(values: Map<string, unknown>): Node {
  const context = {
    get: (key: string, _: string, answer: (error: unknown, value: unknown) => void) =>
      setImmediate(() => answer(undefined, values.get(key))),
    set: (key: string, value: unknown, _: string, answer: (error?: unknown) => void) => {
      values.set(key, value);
      setImmediate(answer);
    },
  };
  return { context: () => context } as unknown as Node;
}

describe('a position in a context store', () => {
  it('is read as it was written', async () => {
    const values = new Map<string, unknown>();
    const store = new ContextStore(nodeWith(values), 'file');
    const state = { ...newState(identity), position };
    await store.save(writeState(state, position));
    assert.deepEqual((await loadState(store, identity)).state, state);
  });

  for (const [what, value, proven] of [
    ['holds nothing', {}, undefined],
    ['is a list', [], undefined],
    ['is a text', '{"format":2', undefined],
    ['has a row that is none', { ...writeState(newState(identity), position), memory: [['1']] }, position],
    ['has a name that is misspelt', { ...writeState(newState(identity), position), scam: {} }, position],
    ['is one of a later version', { format: 3, ...identity, proven: position }, position],
  ] as const) {
    it(`that ${what} is told at each start until it is saved, goes on from what is proven, and is copied once`, async () => {
      const values = new Map<string, unknown>([['coupa', value]]);
      for (let start = 0; start < 3; start += 1) {
        const store = new ContextStore(nodeWith(values), 'file');
        const { state, problem } = await loadState(store, identity);
        assert.equal(state.position, proven);
        assert.match(problem?.message ?? '', /kept as #:\(file\)::coupa_damaged_[0-9a-f]{16}\./);
        assert.equal(values.get('coupa'), value);
      }
      const copies = [...values.keys()].filter((key) => key !== 'coupa');
      assert.deepEqual(
        copies.map((key) => values.get(key)),
        [JSON.stringify(value)],
      );
      const store = new ContextStore(nodeWith(values), 'file');
      await store.save(writeState(newState(identity), undefined));
      assert.equal((await loadState(store, identity)).problem, undefined);
    });
  }

  for (const operation of ['get', 'set'] as const) {
    const act = (store: ContextStore) => (operation === 'get' ? store.load() : store.save({}));
    const what = operation === 'get' ? 'read' : 'written';
    const nodeOf = (behave: (done: (error?: unknown) => void) => void): Node => {
      const context = { [operation]: (...parts: unknown[]) => behave(parts.at(-1) as () => void) };
      return { context: () => context } as unknown as Node;
    };

    for (const [how, behave] of [
      [
        'throws',
        () => {
          throw new TypeError('no client');
        },
      ],
      ['answers with an error', (done: (error: unknown) => void) => done(new Error('no client'))],
      ['answers with a text for an error', (done: (error: unknown) => void) => done('no client')],
    ] as const)
      it(`is told as not ${what} where its store ${how}`, async () => {
        await assert.rejects(act(new ContextStore(nodeOf(behave), 'redis')), {
          code: 'COUPA_STATE',
          message: `The position could not be ${what} in the context store "redis": no client. Check contextStorage in settings.js.`,
        });
      });

    it(`is told as not ${what} where its store never answers, and a deploy does not wait for it`, async () => {
      const clock = new FakeClock();
      let answer = (_error?: unknown) => {};
      const node = nodeOf((done) => {
        answer = done;
      });
      const asking = act(new ContextStore(node, 'redis', 'coupa', clock));
      clock.advance(10_000);
      await assert.rejects(asking, { code: 'COUPA_STATE', message: /it has not answered for 10 seconds/ });
      answer();
      const slow = act(new ContextStore(node, 'redis', 'coupa', clock));
      clock.advance(9_000);
      answer();
      await slow;
      assert.equal(clock.pendingTimers, 0);
    });
  }

  describe('whose store takes longer than is waited for', () => {
    const slowly = () => {
      const clock = new FakeClock();
      const values: unknown[] = [];
      const waiting: (() => void)[] = [];
      const context = {
        set: (_key: string, value: unknown, _store: string, done: () => void) => {
          waiting.push(() => {
            values.push(value);
            done();
          });
        },
      };
      const store = new ContextStore({ context: () => context } as unknown as Node, 'redis', 'coupa', clock);
      return { clock, store, values, waiting };
    };

    it('does not find the old stored behind the new', async () => {
      const { clock, store, values, waiting } = slowly();
      const first = store.save({ version: 1 });
      clock.advance(10_000);
      await assert.rejects(first, { code: 'COUPA_STATE' });
      const second = store.save({ version: 2 });
      assert.equal(waiting.length, 1);
      waiting[0]?.();
      while (waiting.length < 2) await nextTurn();
      waiting[1]?.();
      await second;
      assert.deepEqual(values, [{ version: 1 }, { version: 2 }]);
      assert.equal(clock.pendingTimers, 0);
    });

    it('is told of each save meanwhile, and goes on after a minute where the answer was lost', async () => {
      const { clock, store, values, waiting } = slowly();
      for (let save = 0; save < 6; save++) {
        const saving = store.save({ save });
        clock.advance(10_000);
        await assert.rejects(saving, { code: 'COUPA_STATE' });
        assert.equal(waiting.length, 1);
      }
      const later = store.save({ save: 6 });
      waiting[1]?.();
      await later;
      assert.deepEqual(values, [{ save: 6 }]);
    });
  });
});
