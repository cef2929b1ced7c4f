import { readArguments, type Wanted } from './arguments';
import { measures } from './measures';
import { toText } from './report';
import type { Result } from './row';
import { quick, type Scale, whole } from './scale';

/**
 * `npm run bench`: every measure, at its whole size. `-- quick`: smaller. Measures may be named (`-- known large-gzip`).
 * `-- --write`: results go into `bench/`, where those of measures that did not run stay. `-- --against <checkout>`: the package of another
 * checkout and this one's in turn, instead of targets. `-- --repetitions 9`: instead of five.
 */
async function main(args: readonly string[]): Promise<void> {
  const wanted = readArguments(args, Object.keys(measures));
  await measureTargets(wanted, scaleOf(wanted));
}

function scaleOf({ isQuick, repetitions }: Wanted): Scale {
  const scale = isQuick ? quick : whole;
  return { ...scale, repetitions: repetitions ?? scale.repetitions };
}

async function measureTargets({ names }: Wanted, scale: Scale): Promise<void> {
  const results: Result[] = [];
  for (const name of names) {
    process.stderr.write(`Measuring: ${name}\n`);
    const result = await measures[name]?.run(scale);
    if (result === undefined) continue;
    for (const { measured, target, detail } of result.rows)
      process.stderr.write(`  ${measured} (${target}; ${detail})\n`);
    results.push(result);
  }
  const rows = results.flatMap((result) => result.rows);
  process.stdout.write(`\n${toText(rows)}\n`);
  if (rows.some(({ met }) => !met)) process.stdout.write('\nNot every target was met.\n');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
