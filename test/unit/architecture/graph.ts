/** Who imports whom, between folders or layers: for each pair the imports that make the arrow. */
export type Arrows = Map<string, Map<string, string[]>>;

/**
 * Puts imports together to arrows between what `nameOf` calls their ends; those within one name are left out.
 */
export function arrowsBetween(
  imports: { from: string; to: string }[],
  nameOf: (path: string) => string,
): Arrows {
  const arrows: Arrows = new Map();
  for (const { from, to } of imports) {
    const [start, end] = [nameOf(from), nameOf(to)];
    if (start === end) continue;
    const ends = arrows.get(start) ?? new Map<string, string[]>();
    arrows.set(start, ends.set(end, [...(ends.get(end) ?? []), `${from} imports ${to}`]));
  }
  return arrows;
}

/** The arrows that are part of a circle, those of the fewest imports first, since these are the ones to cut. */
export function circlesIn(arrows: Arrows, without: [from: string, to: string][] = []): string[] {
  const left = leaveOut(arrows, without);
  return [...left]
    .flatMap(([from, ends]) => [...ends].map(([to, imports]) => ({ from, to, imports })))
    .filter(({ from, to }) => reaches(left, to, from))
    .sort((one, other) => one.imports.length - other.imports.length)
    .map(({ from, to, imports }) => `${from} → ${to}: ${some(imports)}`);
}

function some(imports: string[]): string {
  const more = imports.length - 3;
  return `${imports.slice(0, 3).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

function leaveOut(arrows: Arrows, without: [from: string, to: string][]): Arrows {
  const isLeftOut = (from: string, to: string) =>
    without.some(([start, end]) => start === from && end === to);
  return new Map(
    [...arrows].map(([from, ends]) => [from, new Map([...ends].filter(([to]) => !isLeftOut(from, to)))]),
  );
}

function reaches(arrows: Arrows, from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return [...(arrows.get(from)?.keys() ?? [])].some((next) => reaches(arrows, next, to, seen));
}
