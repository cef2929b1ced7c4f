/** What is the same of two names of one resource: case, hyphens, underscores and blanks do not matter. */
export function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[-_\s]/g, '');
}
