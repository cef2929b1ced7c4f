import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyPlatform } from './harness';
import { strangeErrors } from './harness/receipts';
import { quarters } from './soak/report';
import { WatchedRun } from './soak/watched-run';

/** `npm run test:soak -- --sidebar` asks for more, and for the report. */
const minutes = Number(process.env['COUPA_SOAK_MINUTES'] ?? 0.3);
const seed = Number(process.env['COUPA_SOAK_SEED'] ?? 4);
const wantsReport = process.env['COUPA_SOAK_MINUTES'] !== undefined;

/** Looks, five seconds apart, below which nothing can be said of growth. */
const fewLooks = 120;

/** By how much a last quarter may exceed the first: garbage that was not collected yet, a connection more or less. */
const slack = {
  memory: 48 * 1024,
  openFiles: 4,
  sockets: 8,
  keptFiles: 2,
  heap: 4096,
  nodes: 2000,
  listeners: 500,
};

describe(`Polls each second, watched for ${minutes} minutes, seed ${seed}`, function () {
  this.timeout((minutes + 10) * 60_000);

  let run: WatchedRun;

  before(async () => {
    const platform = everyPlatform[seed % everyPlatform.length] ?? 'node-26';
    run = await WatchedRun.start({ platform, minutes, seed });
  });

  after(async () => {
    if (run && wantsReport) {
      const { cache } = await import('../../scripts/paths.mjs');
      mkdirSync(cache, { recursive: true });
      const { footprints, pages } = run;
      writeFileSync(join(cache, `watched-soak-${seed}.json`), JSON.stringify({ footprints, pages }));
      await run.onlooker.picture(`watched-soak-${seed}`);
      process.stdout.write(`${report()}\n`);
    }
    await run?.close();
  });

  /** Of each thing that is measured, its four quarters. */
  const measured = (): Record<keyof typeof slack, number[]> => {
    const { footprints, pages } = run;
    return {
      memory: quarters(footprints.map(({ memory }) => memory)),
      openFiles: quarters(footprints.map(({ openFiles }) => openFiles)),
      sockets: quarters(footprints.map(({ sockets }) => sockets)),
      keptFiles: quarters(footprints.map(({ keptFiles }) => keptFiles)),
      heap: quarters(pages.map(({ heap }) => heap)),
      nodes: quarters(pages.map(({ nodes }) => nodes)),
      listeners: quarters(pages.map(({ listeners }) => listeners)),
    };
  };

  const report = () =>
    [
      `${run.changes} changes, ${run.ledger.received} messages, ${run.requests} requests; sent again ${run.onlooker.resent} times`,
      ...Object.entries(measured()).map(([name, values]) => `${name} by quarters: ${values.join(', ')}`),
      `${run.footprints.length} looks; memory and heap in kB`,
    ].join('\n');

  it('send every change, in order, and nobody hears of an error', async () => {
    await run.run();
    assert.ok(run.changes > minutes * 60 * 50, `only ${run.changes} changes`);
    assert.deepEqual(run.ledger.disorder, []);
    assert.deepEqual(run.ledger.caught, []);
    assert.deepEqual(strangeErrors(run.nodeRed), []);
  });

  it('make neither Node-RED nor the page of the editor grow', () => {
    assert.ok(run.pages.length > 0);
    if (run.pages.length < fewLooks) return;
    for (const [name, [first = 0, , , last = 0]] of Object.entries(measured())) {
      const most = first * 1.2 + slack[name as keyof typeof slack];
      assert.ok(last <= most, `${name}: ${first} in the first quarter, ${last} in the last`);
    }
  });
});
