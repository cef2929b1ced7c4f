import type { Verdict } from '../model/assumption';
import type { ExaminationReport, ExaminedAssumption } from '../model/report';

/** Columns of the names, and of everything: a terminal has 80 at least. */
const nameWidth = 18;
const width = 100;

const heads: Readonly<Record<Verdict, string>> = { 'not kept': 'NOT KEPT', unknown: 'UNKNOWN', kept: 'KEPT' };

/** A report for a terminal, in English: what is not kept first, each with what was seen and what the package does then. */
export function reportText({ version, assumptions }: ExaminationReport): string {
  const of = (verdict: Verdict) => assumptions.filter((one) => one.verdict === verdict);
  const counts = (['kept', 'not kept', 'unknown'] as const)
    .map((one) => `${of(one).length} ${one}`)
    .join(', ');
  const parts = (['not kept', 'unknown', 'kept'] as const)
    .filter((verdict) => of(verdict).length > 0)
    .map((verdict) => [heads[verdict], ...of(verdict).map(lineOf)].join('\n'));
  return `${[`node-red-contrib-coupa ${version}: ${counts}`, ...parts].join('\n\n')}\n`;
}

function lineOf({ id, assumption, verdict, seen, otherwise }: ExaminedAssumption): string {
  const more = [
    seen === undefined ? undefined : verdict === 'not kept' ? `Seen: ${seen}` : String(seen),
    otherwise === undefined ? undefined : `Then: ${otherwise}`,
  ].filter((text) => text !== undefined);
  const [first = '', ...others] = [String(assumption), ...more].flatMap(wrapped);
  return [
    `  ${id.padEnd(nameWidth)} ${first}`,
    ...others.map((line) => `${' '.repeat(nameWidth + 3)}${line}`),
  ].join('\n');
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width - nameWidth - 4)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
