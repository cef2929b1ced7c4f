import assert from 'node:assert/strict';
import fc from 'fast-check';
import { play, runs, world } from './hub-worlds';
import { parameters, patience, wrongAnswers } from './worlds';

describe('the laws of the poll engine on a hub', function () {
  this.timeout(patience);

  it('lose nothing, repeat nothing and keep the order, whatever order and pages the hub gives', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { sent, list, known } = await play(given);
        const contents = sent.map(({ content }) => content);
        const missed = list
          .contents()
          .filter((content) => !contents.includes(content) && !known.has(content));
        assert.deepEqual(missed, [], 'last versions that never arrived');
        assert.equal(new Set(contents).size, contents.length, 'a version was sent twice');
        const last = new Map<number, number>();
        for (const { id, content } of sent) {
          assert.ok(content > (last.get(id) ?? 0), `record ${id}: version ${content} after ${last.get(id)}`);
          last.set(id, content);
        }
      }),
      { numRuns: runs },
    );
  });

  it('lose nothing whatever clocks its answers go by', async () => {
    await fc.assert(
      fc.asyncProperty(world, wrongAnswers, async (given, clocks) => {
        const { sent, list, known } = await play(given, { clocks });
        const contents = new Set(sent.map(({ content }) => content));
        const missed = list.contents().filter((content) => !contents.has(content) && !known.has(content));
        assert.deepEqual(missed, [], 'last versions that never arrived');
      }),
      parameters(25),
    );
  });
});
