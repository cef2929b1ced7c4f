import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { systemClock } from '../../../lib/base/clock';
import { ownTurn } from '../../../lib/base/own-turn';
import { Slices } from '../../../lib/base/slices';

describe('A turn of one’s own', () => {
  it('is nobody else’s, however many work in slices at the same time', async () => {
    const turns: number[] = [];
    const work = async (rest: () => Promise<void>) => {
      for (let slice = 0; slice < 20; slice += 1) {
        await rest();
        turns.push(performance.nodeTiming.uvMetricsInfo.loopCount);
      }
    };
    const nodes = Array.from({ length: 4 }, () => new Slices(systemClock));
    await Promise.all([...nodes.map((slices) => work(() => slices.rest())), work(ownTurn)]);
    assert.equal(turns.length, 100);
    assert.equal(new Set(turns).size, 100, 'two of them worked in one turn of the event loop');
  });
});
