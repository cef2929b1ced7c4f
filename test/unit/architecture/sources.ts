import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve, sep } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '../../..');

/** A source file of the package, by its path from the project's folder: `lib/poll/poller.ts`. */
export interface Source {
  path: string;
  tree: ts.SourceFile;
}

let parsed: Source[] | undefined;

/** Every TypeScript file of `lib/` and `nodes/`, parsed. */
export function sources(): Source[] {
  parsed ??= sourcePaths()
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({
      path,
      tree: ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2022, true),
    }));
  return parsed;
}

/** Every file of `lib/` and `nodes/` that somebody writes: no pictures, no texts of a language. */
export function sourcePaths(): string[] {
  return ['lib', 'nodes'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => posix.join(folder, file.split(sep).join('/')))
      .filter((path) => /\.(?:[cm]?[jt]s|css|html)$/.test(path) && !path.includes('/locales/'))
      .sort(),
  );
}

/** Something imported: the file that is found there, or the name of a package. */
export interface Import {
  from: string;
  to: string;
  kind: 'file' | 'package';
}

/** All that a file imports in whatever way, types included; what Node.js itself brings is left out. */
export function importsOf({ path, tree }: Source): Import[] {
  const specifiers: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) specifiers.push(specifier);
    node.forEachChild(visit);
  };
  visit(tree);
  return specifiers
    .filter((one) => !one.startsWith('node:'))
    .map((one) =>
      one.startsWith('.')
        ? { from: path, to: fileOf(path, one), kind: 'file' }
        : { from: path, to: packageOf(one), kind: 'package' },
    );
}

function specifierOf(node: ts.Node): string | undefined {
  const found =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isExternalModuleReference(node)
        ? node.expression
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : ts.isCallExpression(node) && isLoading(node.expression)
            ? node.arguments[0]
            : undefined;
  return found !== undefined && ts.isStringLiteralLike(found) ? found.text : undefined;
}

/** `import(…)`, `require(…)`, and `require.resolve(…)`. */
function isLoading(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  return /^require(?:\.resolve)?$/.test(callee.getText());
}

let known: Set<string> | undefined;

function fileOf(path: string, specifier: string): string {
  const base = posix.join(posix.dirname(path), specifier);
  known ??= new Set(sourcePaths());
  const file = [base, base.replace(/\.js$/, '.ts'), `${base}.ts`, `${base}/index.ts`].find((one) =>
    known?.has(one),
  );
  return file ?? base;
}

/** `undici` of `undici/types`, `@node-red/util` of `@node-red/util/lib/log`. */
function packageOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** The folder of a file. */
export function folderOf(path: string): string {
  return posix.dirname(path);
}
