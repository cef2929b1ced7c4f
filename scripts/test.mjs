import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { pack } from './pack.mjs';
import { root } from './paths.mjs';
import { run, say } from './run.mjs';
import { beginSetup, main } from './setup.mjs';
import { groupsOf, runGroups, suites } from './test-groups.mjs';

/** More groups at a time than this want more memory than a small machine has. */
const mostJobs = 4;

/** Groups wait about half their time, for browsers, pauses and restarts: half as many again as there are cores keep all of these busy. */
const usualJobs = Math.min(Math.ceil(1.5 * availableParallelism()), mostJobs);

const none = { passed: 0, failed: 0, skipped: 0 };

main(import.meta.url, async () => {
  const wanted = readArguments(process.argv.slice(2));
  const results = await runAll(wanted).catch((error) => {
    say(error.message);
    return [{ ...none, failed: 1 }];
  });
  // Once more at the end, where whoever keeps only the last of a long output finds it.
  for (const { name, failed, failures = [] } of results)
    if (name && failed > 0) say([`${failed} failed in ${name}`, ...failures].join('\n'));
  const total = results.reduce(add, none);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
});

/**
 * Names of suites; all of them when there is none. `--jobs 1` runs one group of files after the other.
 *
 * @returns {{ wanted: string[], jobs: number }}
 */
function readArguments(args) {
  const { values, positionals } = parseArgs({
    args,
    options: { jobs: { type: 'string', default: String(usualJobs) } },
    allowPositionals: true,
  });
  if (!/^[1-9]\d?$/.test(values.jobs))
    throw new Error(`--jobs is ${values.jobs}: it has to be a whole number from 1 to 99.`);
  const known = ['lint', 'build', ...suites];
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`No suite is called ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  return { wanted: positionals.length > 0 ? positionals : known, jobs: Number(values.jobs) };
}

/** Only the tests that look at the platforms wait for these: installing them takes about as long as lint and build. */
async function runAll({ wanted, jobs }) {
  // Mocha asks for more than the package does, which the end-to-end tests run on the oldest Node.js it promises.
  const endToEnd = wanted.includes('e2e');
  // Listed before folders come and go below the platforms.
  const groups = groupsOf(wanted);
  const engine = endToEnd || wanted.includes('unit');
  const installing = beginSetup({ endToEnd, engine, minimum: [20, 19, 0] });
  await installing.dependencies;
  const results = [];
  if (wanted.includes('lint')) results.push(await lint());
  // Nodes and end-to-end tests load what is in dist/: it has to be of today.
  if (wanted.some((name) => ['build', 'nodes', 'e2e'].includes(name))) results.push(await buildCounted());
  // Packing takes longer than many a test: it is done once for all groups.
  const env = endToEnd ? { COUPA_TARBALL: await pack() } : {};
  await installing.engine;
  results.push(...(await runGroups(groups, { jobs, env, installed: installing.endToEnd })));
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

function add(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}
