import { posix } from 'node:path';
import * as ts from 'typescript/unstable/ast';
import { type Source, sourcePaths } from '../../parsed-sources';

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
  return found !== undefined && ts.isStringLiteralLikeNode(found) ? found.text : undefined;
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
