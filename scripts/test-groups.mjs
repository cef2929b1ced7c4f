import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { bundleLaws, lawNames } from './bundle-laws.mjs';
import { cache, root } from './paths.mjs';
import { run, say } from './run.mjs';

const minute = 60_000;

/** A group that hangs is ended after so many milliseconds and counts as failed. */
const limit = 40 * minute;

/** Milliseconds for a test of a law, as `.mocharc.json` gives to each test: a law is compiled, and played without that file. */
const usualTimeout = 3 * minute;

/**
 * Where the suites' files lie, and how they are grouped. The files of a group run one after the other in a Mocha of
 * their own: `file` where each takes long, `folder` where starting would take longer than the tests.
 */
const folders = {
  e2e: [{ folder: 'test/e2e', by: 'file' }],
  unit: [
    { folder: 'test/laws', by: 'file' },
    { folder: 'test/unit', by: 'folder' },
    { folder: 'test/simulator', by: 'folder' },
  ],
  nodes: [{ folder: 'test/nodes', by: 'folder' }],
};

/** The suites by name, in the order in which their groups start. */
export const suites = Object.keys(folders);

/**
 * Groups that take most of a minute or more, the longest first, as they took when this was written: they begin before the others, so
 * that no computer's last minutes are spent on one core.
 */
const longest = [
  'test/e2e/editor.test.ts',
  'test/e2e/import.test.ts',
  'test/e2e/closed-loop.test.ts',
  'test/e2e/kill.test.ts',
  'test/e2e/first-records.test.ts',
  'test/e2e/fleet-chaos.test.ts',
  'test/e2e/telemetry.test.ts',
  'test/e2e/record-kill.test.ts',
  'test/e2e/integration.test.ts',
  'test/e2e/cso-events.test.ts',
  'test/laws/fleet.property.test.ts',
  'test/e2e/import-hooks.test.ts',
  'test/e2e/instance-connection.test.ts',
  'test/unit/connection',
  'test/e2e/ten-thousand.test.ts',
  'test/e2e/soak.test.ts',
  'test/e2e/first-file.test.ts',
  'test/e2e/record.test.ts',
  'test/nodes',
  'test/e2e/removals.test.ts',
  'test/e2e/sidebar.test.ts',
  'test/unit',
  'test/e2e/fleet.test.ts',
  'test/unit/poll',
];

/**
 * Groups that wait for pauses, leases and restarts more than others do. Several at a time leave the processor idle: every third job
 * takes these one after the other, as long as there are any, and the rest compute beside it.
 */
const waits = [
  'closed-loop',
  'kill',
  'fleet-chaos',
  'integration',
  'removals',
  'soak',
  'watched-soak',
  'telemetry',
  'fleet-pages',
  'undeliverable',
  'redeploy',
  'fleet',
  'examples',
  'fleet-undeliverable',
  'two-processes',
  'fleet-records',
  'example-acknowledge',
  'example-forward',
  'example-jobs',
].map((name) => `test/e2e/${name}.test.ts`);

/** Groups of the suite `unit` that look at the platforms, or list every file below `test/`. */
const lookAtPlatforms = ['test/unit', 'test/unit/connection'];

/**
 * The groups of some suites, those that take longest first.
 *
 * @param {string[]} wanted names of suites; others are passed over
 * @returns {{ name: string, files: string[], needsPlatforms: boolean }[]}
 */
export function groupsOf(wanted) {
  const groups = suites
    .filter((suite) => wanted.includes(suite))
    .flatMap((suite) => folders[suite].flatMap(groupsIn))
    .map((group) => ({ ...group, needsPlatforms: needsPlatforms(group.name) }));
  const place = ({ name }) => (longest.includes(name) ? longest.indexOf(name) : longest.length);
  return groups.sort((one, other) => place(one) - place(other));
}

function needsPlatforms(name) {
  return lookAtPlatforms.includes(name) || !/^test\/(?:unit|laws|simulator)\b/.test(name);
}

function groupsIn({ folder, by }) {
  const groups = new Map();
  for (const file of testFiles(folder)) {
    const below = file.slice(folder.length + 1).split('/');
    const name = by === 'file' ? file : join(folder, below.length > 1 ? below[0] : '');
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  return [...groups].map(([name, files]) => ({ name, files }));
}

function testFiles(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true })
    .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
    .sort()
    .map((file) => join(folder, file).replaceAll('\\', '/'));
}

/**
 * Runs groups, some at a time; what each says is shown as a whole when it has ended.
 *
 * @param {{ name: string, files: string[], needsPlatforms: boolean }[]} groups
 * @param {{ jobs: number, env?: NodeJS.ProcessEnv, installed: Promise<unknown> }} options `jobs`: how many at a time; `env`: what
 *   the groups find in their environment beside ours; `installed`: until the platforms are there, only others begin
 * @returns {Promise<{ name: string, passed: number, failed: number, skipped: number, failures?: string[] }[]>} of each group, in the
 *   order they ended; `failures`: what failed, and why
 */
export async function runGroups(groups, { jobs, env = {}, installed }) {
  rmSync(countsFolder, { recursive: true, force: true });
  mkdirSync(countsFolder, { recursive: true });
  const waiting = groups.map((group, index) => ({ ...group, counts: join(countsFolder, `${index}.json`) }));
  let isInstalled = false;
  const notice = () => {
    isInstalled = true;
  };
  // Whoever waits for it is told that it failed.
  installed.then(notice, () => undefined);
  // What is there already is noticed before the first group is chosen.
  await nextTurn();
  const next = async (forWaits) => {
    const ready = waiting.filter(({ needsPlatforms }) => isInstalled || !needsPlatforms);
    const group = ready.find(({ name }) => waits.includes(name) === forWaits) ?? ready[0];
    if (group === undefined && waiting.length > 0) {
      await installed;
      return next(forWaits);
    }
    if (group !== undefined) waiting.splice(waiting.indexOf(group), 1);
    return group;
  };
  const laws = groups.some(({ name }) => lawIn(name) !== undefined) ? await bundleLaws() : undefined;
  const results = [];
  const lane = async (_, index) => {
    const forWaits = index % 3 === 2;
    for (let group = await next(forWaits); group !== undefined; group = await next(forWaits))
      results.push(await runGroup(group, env, laws));
  };
  try {
    await Promise.all(Array.from({ length: jobs }, lane));
  } finally {
    laws?.remove();
  }
  return results;
}

/** @returns {string | undefined} which law a group is */
function lawIn(name) {
  return lawNames().find((law) => name === `test/laws/${law}.property.test.ts`);
}

const countsFolder = join(cache, 'counts');

async function runGroup({ name, files, counts }, env, laws) {
  const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const law = lawIn(name);
  const tests =
    law === undefined ? [mocha, ...files] : [...laws.argumentsFor(law), '--timeout', String(usualTimeout)];
  const args = [...tests, '--forbid-only', '--reporter', join(root, 'scripts', 'reporter.mjs')];
  const begun = Date.now();
  const code = await run(process.execPath, args, {
    env: { ...process.env, ...env, TEST_COUNTS: counts },
    timeout: limit,
    title: `\nTests of ${name}`,
  });
  say(`${name} took ${Math.round((Date.now() - begun) / 1000)} s`);
  return { name, ...readCounts(name, counts, code) };
}

/** A group that ended without counts, or badly though no test failed, has failed as a whole. */
function readCounts(name, file, code) {
  const result = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { passed: 0, failed: 0, skipped: 0 };
  if (code === 0 || result.failed > 0) return result;
  say(`${name} ended with exit code ${code} before all its tests had run, or hung after them.`);
  return { ...result, failed: result.failed + 1 };
}
