import type { SoakRun } from './soak-run';

/** What a soak came to, for whoever asked for a long one. */
export function report(run: SoakRun, { leaks }: { leaks: number }): string {
  const { counts, ledger } = run;
  const memory = quarters(run.memory).map((kilobytes) => `${Math.round(kilobytes / 1024)} MB`);
  return [
    `${run.changes} changes, ${ledger.received} messages (${ledger.repeats} came again), ${counts.requests} requests, ${counts.answers} of them answered with 200`,
    `${counts.restarts} restarts, ${counts.kills} kills, ${counts.deploys} deploys`,
    `weather: ${counted(run.felt.map(({ name }) => name))}`,
    `errors: ${counted(ledger.caught.map(({ code }) => code))}; untrue ${run.untrue().length}`,
    `warnings: ${ledger.warnings.length}; debug and status messages: ${run.comms.messages}`,
    `missing ${run.missing().length}, out of order ${ledger.disorder.length}, secrets ${leaks}`,
    `memory in the last life, by its quarters: ${memory.join(', ')} (${run.memory.length} samples)`,
  ].join('\n');
}

/** Medians of the quarters of what was measured, the first minute left out. Kilobytes. */
export function quarters(samples: readonly number[]): number[] {
  const settled = samples.length > 120 ? samples.slice(30) : samples;
  const quarter = Math.max(1, Math.floor(settled.length / 4));
  return [0, 1, 2, 3].map((index) => median(settled.slice(index * quarter, (index + 1) * quarter)));
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}

function counted(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
}
