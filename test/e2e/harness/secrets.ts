import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Something that a search for secrets looks through. */
export interface Place {
  name: string;
  text: string;
}

/** Every file below a folder but those of installed packages. */
export function* filesBelow(folder: string): Generator<Place> {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (name.split(/[\\/]/).includes('node_modules')) continue;
    const text = textOf(join(folder, name));
    if (text !== undefined) yield { name, text };
  }
}

/** `undefined` for a folder, and for a file that was renamed a moment ago: it is seen under its other name. */
function textOf(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'latin1') : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Where any of the secrets stands, whole or cut: as it is, percent-encoded, in base64 at any offset. A tenant's tokens need
 * not be named: every simulated one has a padding that shows in any piece of it.
 *
 * @param secrets of letters, digits and hyphens at their start, at least sixteen of them: a piece of that length is looked for.
 */
export function findSecrets(places: Iterable<Place>, secrets: readonly string[]): string[] {
  const traces = [...secrets.flatMap(tracesOf), paddingOfTokens];
  const found: string[] = [];
  for (const { name, text } of places) {
    for (const trace of traces) {
      const at = text.indexOf(trace);
      if (at >= 0) found.push(`${name}: ${JSON.stringify(text.slice(Math.max(0, at - 160), at + 80))}`);
    }
  }
  return found;
}

/** `xxxxxxxxx` in base64. */
const paddingOfTokens = 'eHh4eHh4eHh4';

function tracesOf(secret: string): string[] {
  const head = secret.slice(0, 16);
  // Base64 depends on where in its input the secret begins; the first and the last characters on its neighbours.
  const inBase64 = [0, 1, 2].map((offset) =>
    Buffer.from(' '.repeat(offset) + head)
      .toString('base64')
      .slice(offset === 0 ? 0 : 4, 20),
  );
  return [head, ...inBase64];
}
