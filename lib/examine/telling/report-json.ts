import type { ExaminationReport, ExaminedAssumption } from '../model/report';

/**
 * A report as it is attached to an issue, in English: `{ version, assumptions: [{ id, assumption, verdict, seen?, then? }] }`, with a
 * line break at its end.
 */
export function reportJson({ version, assumptions }: ExaminationReport): string {
  return `${JSON.stringify({ version, assumptions: assumptions.map(asPublished) }, null, 2)}\n`;
}

function asPublished(one: ExaminedAssumption): object {
  const published = Object.entries(one).map(([name, value]) => [name === 'otherwise' ? 'then' : name, value]);
  return Object.fromEntries(published);
}
