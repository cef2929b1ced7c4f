import { resolve } from 'node:path';
import { readArguments, type Wanted } from './arguments';
import { compare, type Pair } from './comparison';
import { measures } from './measures';
import { commitOf, here } from './place';
import { comparisonsToText, toText } from './report';
import type { Compared, Measured } from './results';
import { quick, type Scale, whole } from './scale';
import { writeResults } from './write';

const known = Object.keys(measures);

/**
 * `npm run bench`: every measure, at its whole size. `-- quick`: smaller. Measures may be named (`-- known large-gzip`).
 * `-- --write`: results go into `bench/`, where those of measures that did not run stay. `-- --against <checkout>`: the package of another
 * checkout and this one's in turn, instead of targets. `-- --repetitions 9`: instead of five.
 */
async function main(args: readonly string[]): Promise<void> {
  const wanted = readArguments(args, known);
  const scale = scaleOf(wanted);
  if (wanted.against === undefined) await measureTargets(wanted, scale);
  else await measureAgainst(wanted, scale, resolve(wanted.against));
}

function scaleOf({ isQuick, repetitions }: Wanted): Scale {
  const scale = isQuick ? quick : whole;
  return { ...scale, repetitions: repetitions ?? scale.repetitions };
}

async function measureTargets({ names, isWritten }: Wanted, scale: Scale): Promise<void> {
  const measured: Record<string, Measured> = {};
  for (const name of names) {
    process.stderr.write(`Measuring: ${name}\n`);
    const result = await orNothing(name, async () => measures[name]?.run(scale));
    if (result === undefined) continue;
    for (const row of result.rows)
      process.stderr.write(`  ${row.measured} (${[row.target, row.detail].filter(Boolean).join('; ')})\n`);
    measured[name] = { place: await here(), ...result };
    // After each: a long run that is interrupted keeps what it has.
    if (isWritten) await writeResults({ measured }, known);
  }
  const rows = Object.values(measured).flatMap((result) => result.rows);
  process.stdout.write(`\n${toText(rows)}\n`);
  if (rows.some(({ met }) => met === false)) process.stdout.write('\nNot every target was met.\n');
}

/** The other package and this one in turn, the first of each pair in turn, too: what drifts meets both. */
async function measureAgainst({ names, isWritten }: Wanted, scale: Scale, checkout: string): Promise<void> {
  await buildCheckout(checkout);
  const against = commitOf(checkout);
  const compared: Record<string, Compared> = {};
  for (const name of names) {
    const pairs = await orNothing(name, () => pairsOf(name, scale, checkout));
    if (pairs === undefined) continue;
    const figures = compare(pairs);
    process.stderr.write(`${comparisonsToText({ [name]: figures })}\n`);
    compared[name] = { place: await here(), against, pairs: pairs.length, figures };
    if (isWritten) await writeResults({ compared }, known);
  }
  if (Object.keys(compared).length === 0) return;
  const all = Object.fromEntries(Object.entries(compared).map(([name, { figures }]) => [name, figures]));
  process.stdout.write(`\n${against} (before) and this (now):\n${comparisonsToText(all)}\n`);
  const isWorse = Object.values(all).some((figures) => figures.some(({ verdict }) => verdict === 'worse'));
  process.stdout.write(`\n${isWorse ? 'Something' : 'Nothing'} is worse by more than its noise.\n`);
}

/** A measure that fails, say since the other package has no such node, must not take the others with it. */
async function orNothing<Result>(
  name: string,
  measure: () => Promise<Result | undefined>,
): Promise<Result | undefined> {
  try {
    return await measure();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${name} failed: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

async function pairsOf(name: string, scale: Scale, checkout: string): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let pair = 0; pair < scale.repetitions; pair += 1) {
    process.stderr.write(`Measuring: ${name}, pair ${pair + 1} of ${scale.repetitions}\n`);
    pairs.push(await pairOf(name, scale, checkout, pair % 2 === 0));
  }
  return pairs;
}

async function pairOf(name: string, scale: Scale, checkout: string, isBeforeFirst: boolean): Promise<Pair> {
  const look = async (from: string | undefined) => (await measures[name]?.look(scale, from)) ?? [];
  if (isBeforeFirst) return { before: await look(checkout), after: await look(undefined) };
  const after = await look(undefined);
  return { before: await look(checkout), after };
}

async function buildCheckout(checkout: string): Promise<void> {
  const { run } = await import('../../scripts/run.mjs');
  const code = await run(process.execPath, ['scripts/build.mjs'], { cwd: checkout });
  if (code !== 0) throw new Error(`The package in ${checkout} could not be built.`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
