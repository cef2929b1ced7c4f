import type { ExportPart } from './export-part';

/** Hooks in the order in which they run; those that nothing is said of stay where they are. A circle is cut at its first hook. */
export function inOrder(parts: readonly ExportPart[]): ExportPart[] {
  const byId = new Map(parts.filter(({ id }) => id !== '').map((part) => [part.id, part]));
  const placed = new Set<ExportPart>();
  const begun = new Set<ExportPart>();
  const place = (part: ExportPart) => {
    if (begun.has(part)) return;
    begun.add(part);
    for (const id of part.runAfter) {
      const before = byId.get(id);
      if (before !== undefined) place(before);
    }
    placed.add(part);
  };
  for (const part of parts) place(part);
  return [...placed];
}
