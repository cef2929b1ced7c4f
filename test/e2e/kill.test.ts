import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyPlatform } from './harness';
import { KillRun } from './kills/kill-run';

/** `npm run test:kill` asks for more, in pieces: the log of one run is held in memory. */
const asked = process.env['COUPA_KILLS'];
const kills = Number(asked ?? 12 * everyPlatform.length);
const seed = Number(process.env['COUPA_KILL_SEED'] ?? 7);
const mostInPiece = 50;

const pieces = Math.max(everyPlatform.length, Math.ceil(kills / mostInPiece));

for (let piece = 0; piece < pieces; piece += 1) {
  const platform = everyPlatform[piece % everyPlatform.length] ?? 'node-26';
  const count = Math.ceil(((piece + 1) * kills) / pieces) - Math.ceil((piece * kills) / pieces);
  const options = { platform, kills: count, seed: seed + piece, damages: 0.35 };

  describe(`Killed with SIGKILL at random moments while the tenant changes, its files damaged in between, on ${platform}, seed ${options.seed}`, function () {
    this.timeout(Math.max(600_000, count * 20_000));

    let run: KillRun;

    before(async () => {
      run = await KillRun.start(options);
    });

    after(async () => {
      if (run && asked !== undefined) {
        const { cache } = await import('../../scripts/paths.mjs');
        mkdirSync(cache, { recursive: true });
        writeFileSync(join(cache, `kill-${options.seed}.log`), run.nodeRed.log.join('\n'));
      }
      await run?.close();
    });

    it(`comes back ${count} times and goes on until the tenant rests and everything has arrived`, async () => {
      await run.run();
    });

    it('has lost no version that the tenant holds, under either delivery', () => {
      assert.deepEqual(run.missing(), []);
      for (const topic of ['invoices', 'purchase_orders'])
        assert.ok(
          run.receipts.filter((one) => one.topic === topic).length > 300,
          `hardly any ${topic} arrived`,
        );
      assert.ok(
        new Set(run.receipts.map(({ life }) => life)).size > count / 3,
        'hardly any life got a message',
      );
    });

    it('has told each damage of a position, and nothing that did not happen', () => {
      // A few kills may leave every file whole by chance.
      assert.ok(run.damages.length > 0 || count < 10, 'no file was damaged');
      assert.deepEqual(run.untold(), []);
      assert.deepEqual(run.falselyTold(), []);
    });

    it('has repeated only what was sent within the last second, or on the last pages, before a kill, or what a damaged file knew', () => {
      assert.deepEqual(run.unlawfulRepeats(), []);
    });

    it('has sent the versions of each record in their order', () => {
      assert.deepEqual(run.disorder(), []);
    });

    it('has left nothing behind but its positions and histories, whole and readable, and what was damaged', () => {
      const folder = join(run.nodeRed.userDir, 'coupa');
      // The lock is that of the Node-RED that runs.
      const files = readdirSync(folder).filter((name) => !name.endsWith('.tmp') && name !== 'process.lock');
      const whole = files.filter((name) => !name.includes('.damaged-')).sort();
      assert.deepEqual(
        whole,
        ['acknowledged', 'fromNow', 'sending'].flatMap((name) => [`${name}.history.json`, `${name}.json`]),
      );
      for (const name of whole) JSON.parse(readFileSync(join(folder, name), 'utf8'));
      assert.ok(files.length - whole.length <= run.damages.length, `one copy of each damage: ${files}`);
    });

    it('has shown no secret in any file or line of the log', () => {
      assert.deepEqual(run.leaks(), []);
    });
  });
}
