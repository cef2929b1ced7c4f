import type { ExportDescription } from './export-description';

/** What tells the exports of a description apart, in their order, and from its resources: `Create draft (export)`. */
export function exportKeys(exports: readonly ExportDescription[]): string[] {
  const used = new Set<string>();
  return exports.map(({ name, steps }, index) => {
    const plain = `${name || (steps[0]?.resource ?? '')} (export)`;
    const key = used.has(plain) ? `${plain} ${index + 1}` : plain;
    used.add(key);
    return key;
  });
}
