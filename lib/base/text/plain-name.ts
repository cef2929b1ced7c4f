/** What two spellings of one name have in common: case, hyphens, underscores and blanks do not matter. */
export function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[-_\s]/g, '');
}
