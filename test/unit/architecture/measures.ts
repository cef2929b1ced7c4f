import * as ts from 'typescript/unstable/ast';
import type { Source } from '../../parsed-sources';
import { isIn } from './layering';

/** Where files hold facts in rows, so that their length says nothing. */
const facts = ['lib/catalogue'];

/** Something that was measured, and where. */
export interface Measured {
  lines: number;
  /** `lib/poll/poller.ts`, with a line behind it where it is part of a file. */
  place: string;
}

/** How long the files are, those aside that hold facts. */
export function filesOf(sources: Source[]): Measured[] {
  return sources
    .filter(({ path }) => !facts.some((folder) => isIn(path, folder)))
    .map(({ path, tree }) => ({ lines: tree.text.replace(/\n$/, '').split('\n').length, place: path }));
}

/** How long the functions and methods are that have a name; what is within them counts as theirs, too. */
export function functionsOf(sources: Source[]): Measured[] {
  return each(sources, hasBody).map(({ node, source }) => ({
    lines: lineOf(source, node.getEnd()) - lineOf(source, node.getStart(source.tree)) + 1,
    place: placeOf(source, node),
  }));
}

function hasBody(node: ts.Node): boolean {
  const isNamed =
    ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node) ||
    ts.isGetAccessorDeclaration(node) ||
    ts.isSetAccessorDeclaration(node);
  return isNamed && node.body !== undefined;
}

/** Where a type is `any`. */
export function anysOf(sources: Source[]): string[] {
  return each(sources, (node) => node.kind === ts.SyntaxKind.AnyKeyword).map(toPlace);
}

/** Where `!` says that something is there which the compiler does not see. */
export function assertionsOf(sources: Source[]): string[] {
  return each(sources, isAssertion).map(toPlace);
}

function isAssertion(node: ts.Node): boolean {
  if (ts.isNonNullExpression(node)) return true;
  if (ts.isPropertyDeclaration(node)) return node.postfixToken?.kind === ts.SyntaxKind.ExclamationToken;
  return ts.isVariableDeclaration(node) && node.exclamationToken !== undefined;
}

/** The files with members that are private to JavaScript (`#name`), too. */
export function hidingFilesOf(sources: Source[]): string[] {
  const hiding = each(sources, (node) => ts.isPropertyDeclaration(node) && ts.isPrivateIdentifier(node.name));
  return [...new Set(hiding.map(({ source }) => source.path))];
}

/** Where the compiler or the linter is told to look away. */
export function ignoresOf(sources: Source[]): string[] {
  return sources.flatMap(({ path, tree }) =>
    tree.text
      .split('\n')
      .flatMap((line, index) =>
        /@ts-(?:ignore|expect-error|nocheck)|biome-ignore/.test(line) ? [`${path}:${index + 1}`] : [],
      ),
  );
}

/** Exported declarations, and which of them have no docstring. */
export function declarationsOf(sources: Source[]): { count: number; undocumented: string[] } {
  const exported = sources.flatMap((source) =>
    source.tree.statements.filter(isExported).map((node) => ({ node, source })),
  );
  const undocumented = exported.filter(({ node, source }) => {
    const above = source.tree.text.slice(node.getFullStart(), node.getStart(source.tree));
    return !above.includes('/**');
  });
  return { count: exported.length, undocumented: undocumented.map(toPlace) };
}

function isExported(statement: ts.Statement): boolean {
  const isDeclaration =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isVariableStatement(statement);
  if (!isDeclaration) return false;
  return statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** The middle one, the one that nine of ten are not longer than, and the longest. */
export function distributionOf(measured: Measured[]): { median: number; p90: number; longest: Measured } {
  const ascending = measured.toSorted((one, other) => one.lines - other.lines);
  const at = (share: number) =>
    ascending[Math.min(Math.floor(ascending.length * share), ascending.length - 1)];
  const none = { lines: 0, place: '' };
  return { median: (at(0.5) ?? none).lines, p90: (at(0.9) ?? none).lines, longest: at(1) ?? none };
}

interface Found {
  node: ts.Node;
  source: Source;
}

function each(sources: Source[], matches: (node: ts.Node) => boolean): Found[] {
  return sources.flatMap((source) => {
    const found: Found[] = [];
    const visit = (node: ts.Node): void => {
      if (matches(node)) found.push({ node, source });
      node.forEachChild(visit);
    };
    visit(source.tree);
    return found;
  });
}

function toPlace({ node, source }: Found): string {
  return placeOf(source, node);
}

function placeOf(source: Source, node: ts.Node): string {
  return `${source.path}:${lineOf(source, node.getStart(source.tree))}`;
}

function lineOf({ tree }: Source, position: number): number {
  return tree.getLineAndCharacterOfPosition(position).line + 1;
}
