import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

let known: string | undefined;

/** The version of this package. */
export function packageVersion(): string {
  known ??= versionAbove(__dirname);
  return known;
}

/** The version of the package that a folder belongs to; compiled files are a level deeper than their sources. */
function versionAbove(folder: string): string {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return version;
  } catch (error) {
    const above = dirname(folder);
    if (above === folder || !isMissing(error)) throw error;
    return versionAbove(above);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
