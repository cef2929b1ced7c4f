import fc from 'fast-check';
import { type Target, targets } from './targets';

/** Milliseconds that one target gets before the next has its turn. */
const slice = 4000;

/**
 * Feeds everything that takes something from outside with what nobody would send on purpose, for so many minutes:
 * `main.ts MINUTES SEED`. What fails is printed with what is needed to make it a test, and ends the process with code 1.
 */
async function main(): Promise<void> {
  const [minutes = '1', seedText = '1'] = process.argv.slice(2);
  const until = performance.now() + Number(minutes) * 60_000;
  const all = await targets();
  const counts = new Map(all.map(({ name }) => [name, 0]));
  const failures = new Map<string, string>();
  for (let seed = Number(seedText); performance.now() < until; seed += 1) {
    for (const target of all) {
      if (failures.has(target.name)) continue;
      const rest = until - performance.now();
      if (rest <= 0) break;
      const found = await fuzz(target, seed, Math.min(slice, rest));
      counts.set(target.name, (counts.get(target.name) ?? 0) + found.runs);
      if (found.failure === undefined) continue;
      failures.set(target.name, found.failure);
      process.stdout.write(`\n${target.name}: seed ${seed}\n${found.failure}\n`);
    }
    if (failures.size === all.length) break;
  }
  for (const target of all) await target.close?.();
  for (const [name, runs] of counts)
    process.stdout.write(`${name}: ${runs} inputs${failures.has(name) ? ', FAILED' : ''}\n`);
  process.exitCode = failures.size > 0 ? 1 : 0;
}

async function fuzz(
  { property }: Target,
  seed: number,
  milliseconds: number,
): Promise<{ runs: number; failure?: string }> {
  const details = await fc.check(property, {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: milliseconds,
    markInterruptAsFailure: false,
  });
  const { errorInstance: error } = details;
  if (!details.failed) return { runs: details.numRuns };
  return {
    runs: details.numRuns,
    failure: `${fc.defaultReportMessage(details)}\n${error instanceof Error ? error.stack : String(error)}`,
  };
}

void main();
