import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { cache, root } from './paths.mjs';
import { run, say } from './run.mjs';
import { main, setup } from './setup.mjs';

const minute = 60_000;

/**
 * The suites, in the order they run. A suite that hangs is ended after `limit` milliseconds and counts as failed.
 * `npm test -- unit` runs only those named; `lint` and `build` may be named too.
 */
const suites = {
  unit: { folders: ['test/unit', 'test/laws', 'test/simulator'], limit: 25 * minute },
  nodes: { folders: ['test/nodes'], limit: 10 * minute },
  e2e: { folders: ['test/e2e'], limit: 45 * minute },
};

const none = { passed: 0, failed: 0, skipped: 0 };

main(import.meta.url, async () => {
  const wanted = readArguments(process.argv.slice(2));
  const results = await runAll(wanted).catch((error) => {
    say(error.message);
    return [{ ...none, failed: 1 }];
  });
  const total = results.reduce(add, none);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
});

/** Names of suites; all of them when there is none. */
function readArguments(args) {
  const known = ['lint', 'build', ...Object.keys(suites)];
  const unknown = args.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`No suite is called ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  return args.length > 0 ? args : known;
}

async function runAll(wanted) {
  // Mocha asks for more than the package does, which the end-to-end tests run on the oldest Node.js it promises.
  const endToEnd = wanted.includes('e2e');
  await setup({ endToEnd, engine: endToEnd || wanted.includes('unit'), minimum: [20, 19, 0] });
  const results = [];
  if (wanted.includes('lint')) results.push(await lint());
  // Nodes and end-to-end tests load what is in dist/: it has to be of today.
  if (wanted.some((name) => ['build', 'nodes', 'e2e'].includes(name))) results.push(await buildCounted());
  for (const name of wanted.filter((wantedName) => wantedName in suites)) results.push(await runSuite(name));
  return results;
}

async function lint() {
  say('Checking format, lint rules and types');
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const projects = ['tsconfig.json', 'nodes/editor/tsconfig.json', 'test/unit/editor/tsconfig.json'];
  const codes = await Promise.all([
    run(process.execPath, [biome, 'check', '.']),
    ...projects.map((project) => run(process.execPath, [tsc, '--noEmit', '-p', project])),
  ]);
  return { ...none, failed: codes.filter((code) => code !== 0).length };
}

async function buildCounted() {
  try {
    await build();
    return none;
  } catch (error) {
    say(error.message);
    return { ...none, failed: 1 };
  }
}

async function runSuite(name) {
  const { folders, limit } = suites[name];
  const files = folders.flatMap(testFiles);
  if (files.length === 0) return none;
  say(`Running the suite ${name}`);
  const counts = join(cache, `counts-${name}.json`);
  mkdirSync(cache, { recursive: true });
  rmSync(counts, { force: true });
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const args = [mocha, '--forbid-only', '--reporter', join(root, 'scripts', 'reporter.mjs'), ...files];
  const code = await run(process.execPath, args, {
    env: { ...process.env, TEST_COUNTS: counts },
    timeout: limit,
  });
  return readCounts(name, counts, code);
}

/** A suite that ended without counts, or badly though no test failed, has failed as a whole. */
function readCounts(name, file, code) {
  const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : none;
  if (code === 0 || result.failed > 0) return result;
  say(`The suite ${name} ended with exit code ${code} before all its tests had run, or hung after them.`);
  return add(result, { ...none, failed: 1 });
}

function testFiles(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true })
    .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
    .sort()
    .map((file) => join(folder, file));
}

function add(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}
