import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { bundleLaws, lawNames } from './bundle-laws.mjs';
import { root } from './paths.mjs';
import { installPlatforms, platform } from './platforms.mjs';
import { run, say } from './run.mjs';
import { main, setup } from './setup.mjs';

/** Much less is computed with it than with the oldest Node.js of this package, which plays the laws in the gate. */
const newest = 'node-26';

/** What takes longest, the longest first: it begins before the others, so that the last minutes are not spent on one core. */
const longest = ['fleet-moves', 'fleet-pages', 'fleet', 'fleet-commands', 'fleet-removals'];

const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');

/**
 * Runs the property tests for longer: `npm run test:long -- [runs] [seed] [laws…]`. Default 20,000 runs of each law with a new
 * seed, which is printed first: with it a failure comes again. The other tests that draw random values run as often as in the
 * gate, with the new seed; where laws are named, such as `fleet marking`, only these run.
 */
main(import.meta.url, async () => {
  const { runs, seed, laws } = readArguments(process.argv.slice(2));
  await setup({ endToEnd: false });
  say(`${runs} runs of each law, seed ${seed}`);
  const env = { ...process.env, COUPA_PROPERTY_RUNS: runs, COUPA_PROPERTY_SEED: seed };
  const isGreen = (await playLaws(laws ?? lawNames(), env)) && (laws !== undefined || (await runOthers(env)));
  say(`${isGreen ? 'Every law held' : 'A law was broken'}: ${runs} runs of each law, seed ${seed}`);
  process.exitCode = isGreen ? 0 : 1;
});

function readArguments([runs = '20000', seed = String(Math.floor(Math.random() * 2 ** 31)), ...laws]) {
  if (![runs, seed].every((number) => /^\d+$/.test(number)))
    throw new Error('Usage: npm run test:long -- [runs] [seed] [laws…]');
  const unknown = laws.filter((name) => !lawNames().includes(name));
  if (unknown.length > 0)
    throw new Error(`No law is called ${unknown.join(', ')}; there are ${lawNames().join(', ')}.`);
  return { runs, seed, laws: laws.length > 0 ? laws : undefined };
}

/** As many at a time as there are cores, each in a process of its own. @returns whether all of them held. */
async function playLaws(laws, env) {
  const node = await newestNode();
  const bundled = await bundleLaws();
  const place = (name) => (longest.includes(name) ? longest.indexOf(name) : longest.length);
  const waiting = [...laws].sort((one, other) => place(one) - place(other));
  let isGreen = true;
  const lane = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const args = [...room, ...bundled.argumentsFor(name), '--timeout', '0'];
      const code = await run(node, args, { env, title: `\nLaws of test/laws/${name}.property.test.ts` });
      isGreen &&= code === 0;
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), laws.length) }, lane));
  } finally {
    bundled.remove();
  }
  return isGreen;
}

/** What a world leaves behind is dead when it is collected the next time, and need not be copied. */
const room = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

async function newestNode() {
  await installPlatforms([newest]);
  try {
    return platform(newest).node;
  } catch (error) {
    say(`${error.message} The laws are played with that.`);
    return process.execPath;
  }
}

/** A day of a node, and the unit tests that draw random values. */
async function runOthers(env) {
  return (await run(process.execPath, [mocha, '--timeout', '0', ...otherTests()], { env })) === 0;
}

function otherTests() {
  const laws = lawNames().map((name) => join('test', 'laws', `${name}.property.test.ts`));
  return ['laws', 'unit']
    .map((suite) => join(root, 'test', suite))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.test.ts') && !laws.includes(relative(root, file)))
    .filter((file) => /from 'fast-check'|from '\.\/worlds'/.test(readFileSync(file, 'utf8')))
    .sort();
}
