import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { KeyTurns, type Turn } from '../../../lib/write/key-turns';

describe('turns of writes with the same keys', () => {
  let turns: KeyTurns;
  let log: string[];
  let ends: Map<string, () => void>;
  beforeEach(() => {
    turns = new KeyTurns();
    log = [];
    ends = new Map();
  });

  /** Takes a turn until it is ended; with `also` it takes a further key when it is told to go on. */
  function begin(name: string, keys: string[], also?: string): Promise<void> {
    return turns.take(keys, async (turn: Turn) => {
      if (also !== undefined) {
        log.push(`${name} looks`);
        await untilTold(name);
        await turn.also(also);
      }
      log.push(name);
      await untilTold(name);
    });
  }

  function untilTold(name: string): Promise<void> {
    return new Promise((resolve) => ends.set(name, resolve));
  }

  async function tell(name: string): Promise<void> {
    ends.get(name)?.();
    await setImmediate();
  }

  it('come at once where they have no key in common, and one after the other where they have one', async () => {
    void begin('a', ['1', '2']);
    void begin('b', ['2', '3']);
    void begin('c', ['4']);
    await setImmediate();
    assert.deepEqual(log, ['a', 'c']);
    await tell('a');
    assert.deepEqual(log, ['a', 'c', 'b']);
  });

  it('are not overtaken by those that came later, though all that they have in common is waited for only', async () => {
    void begin('a', ['1']);
    void begin('b', ['1', '2']);
    void begin('c', ['2']);
    await setImmediate();
    assert.deepEqual(log, ['a']);
    await tell('a');
    await tell('b');
    assert.deepEqual(log, ['a', 'b', 'c']);
  });

  it('come after one that failed', async () => {
    const failed = turns.take(['1'], () => Promise.reject(new Error('refused')));
    void begin('b', ['1']);
    await assert.rejects(failed, /refused/);
    await setImmediate();
    assert.deepEqual(log, ['b']);
  });

  it('take a further key before those that came later and wait', async () => {
    void begin('a', ['1'], 'x');
    void begin('b', ['x', '1']);
    await setImmediate();
    await tell('a');
    assert.deepEqual(log, ['a looks', 'a']);
    await tell('a');
    assert.deepEqual(log, ['a looks', 'a', 'b']);
  });

  it('take a further key after those that have it, and after those that waited for it before', async () => {
    void begin('first', ['2']);
    void begin('second', ['x', '2']);
    void begin('a', ['1'], 'x');
    void begin('later', ['1']);
    await setImmediate();
    await tell('a');
    assert.deepEqual(log, ['first', 'a looks']);
    await tell('first');
    assert.deepEqual(log, ['first', 'a looks', 'second']);
    await tell('second');
    assert.deepEqual(log, ['first', 'a looks', 'second', 'a']);
    await tell('a');
    assert.deepEqual(log, ['first', 'a looks', 'second', 'a', 'later']);
  });
});
