import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyPlatform } from './harness';
import { quarters, report } from './soak/report';
import { SoakRun } from './soak/soak-run';

/** `npm run test:soak` asks for more, and for the report. */
const minutes = Number(process.env['COUPA_SOAK_MINUTES'] ?? 0.75);
const seed = Number(process.env['COUPA_SOAK_SEED'] ?? 4);
const wantsReport = process.env['COUPA_SOAK_MINUTES'] !== undefined;

/** Samples of memory, two seconds apart, below which nothing can be said of its growth. */
const fewSamples = 300;

/** Kilobytes by which garbage that was not collected yet may differ. */
const slack = 48 * 1024;

describe(`Polls in all weathers for ${minutes} minutes, seed ${seed}`, function () {
  this.timeout((minutes + 15) * 60_000);

  let run: SoakRun;

  before(async () => {
    const platform = everyPlatform[seed % everyPlatform.length] ?? 'node-26';
    run = await SoakRun.start({ platform, minutes, seed });
  });

  after(async () => {
    if (run && wantsReport) {
      const { cache } = await import('../../scripts/paths.mjs');
      const leaks = await run.leaks();
      const log = join(cache, `soak-${seed}.log`);
      mkdirSync(cache, { recursive: true });
      writeFileSync(log, run.nodeRed.log.join('\n'));
      process.stdout.write(`${report(run, { leaks: leaks.length })}\nNode-RED's log is in ${log}\n`);
    }
    await run?.close();
  });

  it('come to rest when the weather does: everything has arrived, and all nodes are well', async () => {
    await run.run();
  });

  it('have lost nothing, and sent the versions of each record in their order', () => {
    assert.deepEqual(run.missing(), []);
    assert.deepEqual(run.ledger.disorder, []);
    assert.ok(run.ledger.received > 600, `only ${run.ledger.received} messages`);
  });

  it('have told only what has happened', () => {
    assert.ok(run.ledger.caught.length > 0, 'no error at all was told');
    assert.deepEqual(run.untrue(), []);
  });

  it('have shown no secret in files, log, statuses, debug messages or histories', async () => {
    assert.ok(run.comms.messages > 0, 'nothing came over the editor’s socket');
    assert.deepEqual(await run.leaks(), []);
  });

  it('have not grown', () => {
    const [first = 0, , , last = 0] = quarters(run.memory);
    if (run.memory.length < fewSamples) return;
    assert.ok(last < first * 1.2 + slack, `${first} kB in the first quarter, ${last} kB in the last`);
  });
});
