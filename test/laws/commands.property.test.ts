import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CommandsPlay, commandsWorld } from './commands-world';
import { parameters, patience } from './worlds';

describe('the laws under commands', function () {
  this.timeout(patience);

  it('lose nothing, repeat nothing unasked, and do what was answered as done, whatever the disk does', async () => {
    await fc.assert(
      fc.asyncProperty(commandsWorld(false), async (world) => {
        const play = new CommandsPlay(world);
        await play.run();
        assert.deepEqual(play.violations, []);
        assert.deepEqual(play.missed, [], 'last versions that never arrived');
        assert.deepEqual(play.notSentAgain, [], 'asked for again, and never sent');
        assert.deepEqual(play.unasked, [], 'sent again unasked');
      }),
      parameters(150),
    );
  });

  it('lose nothing, and hold what was answered as done, when the process is killed at any moment, too', async () => {
    await fc.assert(
      fc.asyncProperty(commandsWorld(true), async (world) => {
        const play = new CommandsPlay(world);
        await play.run();
        assert.deepEqual(play.violations, []);
        assert.deepEqual(play.missed, [], 'last versions that never arrived');
        assert.deepEqual(play.notSentAgain, [], 'asked for again, and never sent');
      }),
      parameters(150),
    );
  });
});
