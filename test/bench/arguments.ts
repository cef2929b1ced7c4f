import { parseArgs } from 'node:util';

/** What the benchmark was asked for. */
export interface Wanted {
  /** Names of measures, in the order of the table. */
  names: string[];
  isQuick: boolean;
  /** Whether the results are written into `bench/`. */
  isWritten: boolean;
  /** A checkout whose package is compared with this one's. */
  against: string | undefined;
  repetitions: number | undefined;
}

/**
 * Reads `npm run bench`'s arguments: names of measures, or their first words (`large` is `large-plain` and `large-gzip`); none: all.
 *
 * @param known names of all measures
 * @throws for what is not known
 */
export function readArguments(args: readonly string[], known: readonly string[]): Wanted {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      against: { type: 'string' },
      repetitions: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const named = positionals.filter((name) => name !== 'quick');
  const isMeant = (measure: string, name: string) => measure === name || measure.startsWith(`${name}-`);
  const unknown = named.filter((name) => !known.some((measure) => isMeant(measure, name)));
  if (unknown.length > 0)
    throw new Error(`No measure is called ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  const isQuick = positionals.includes('quick');
  if (isQuick && values.write)
    throw new Error('A short run is too rough to be written: leave quick or --write out.');
  const isWanted = (measure: string) => named.some((name) => isMeant(measure, name));
  return {
    names: known.filter((measure) => named.length === 0 || isWanted(measure)),
    isQuick,
    isWritten: values.write,
    against: values.against,
    repetitions: readRepetitions(values.repetitions),
  };
}

function readRepetitions(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const repetitions = Number(text);
  if (!Number.isInteger(repetitions) || repetitions < 1)
    throw new Error(`--repetitions ${text} is no number of times; write 5, for example.`);
  return repetitions;
}
