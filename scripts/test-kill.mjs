import { newSeed, runEndToEnd } from './end-to-end.mjs';
import { main } from './setup.mjs';

/**
 * Kills a real Node-RED again and again while its tenant changes, and damages its files in between: `npm run test:kill --
 * [kills] [seed]`. Default 200 kills, in pieces on each platform in turn, with a new seed, which is printed first. Then a tenth as
 * many on each platform while records are marked as exported, and while a record node writes.
 */
main(import.meta.url, async () => {
  const [kills = '200', seed = newSeed()] = process.argv.slice(2);
  if (![kills, seed].every((number) => /^\d+$/.test(number)))
    throw new Error('Usage: npm run test:kill -- [kills] [seed]');
  await runEndToEnd('kill.test.ts', `${kills} kills, seed ${seed}`, {
    COUPA_KILLS: kills,
    COUPA_KILL_SEED: seed,
  });
  const few = String(Math.ceil(Number(kills) / 10));
  await runEndToEnd('closed-loop.test.ts', `${few} kills of a closed loop, seed ${seed}`, {
    COUPA_LOOP_KILLS: few,
    COUPA_LOOP_SEED: seed,
  });
  await runEndToEnd('record-kill.test.ts', `${few} kills while records are written, seed ${seed}`, {
    COUPA_RECORD_KILLS: few,
    COUPA_RECORD_SEED: seed,
  });
});
