import { readdirSync } from 'node:fs';
import { posix, resolve, sep } from 'node:path';
import type { SourceFile } from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';

const root = resolve(__dirname, '..');

/** A source file of the package, by its path from the project's folder: `lib/poll/poller.ts`. */
export interface Source {
  path: string;
  tree: SourceFile;
}

let parsed: Source[] | undefined;

/**
 * Every TypeScript file of `lib/` and `nodes/`, parsed by the compiler that builds them. Its interface is called unstable,
 * so nothing but tests uses it.
 */
export function parsedSources(): Source[] {
  parsed ??= parse(sourcePaths().filter((path) => path.endsWith('.ts')));
  return parsed;
}

function parse(paths: string[]): Source[] {
  const compiler = new API({ cwd: root });
  try {
    const snapshot = compiler.updateSnapshot({ openFiles: paths.map((path) => resolve(root, path)) });
    return paths.map((path) => {
      const file = resolve(root, path);
      const tree = snapshot.getDefaultProjectForFile(file)?.program.getSourceFile(file);
      if (tree === undefined) throw new Error(`The compiler did not parse ${path}.`);
      return { path, tree };
    });
  } finally {
    compiler.close();
  }
}

/** Every file of `lib/` and `nodes/` that somebody writes: no pictures, no texts of a language. */
export function sourcePaths(): string[] {
  return ['lib', 'nodes'].flatMap((folder) =>
    readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => posix.join(folder, file.split(sep).join('/')))
      .filter((path) => /\.(?:[cm]?[jt]s|css|html)$/.test(path) && !path.includes('/locales/'))
      .sort(),
  );
}
