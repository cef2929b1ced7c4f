import Mustache from 'mustache';
import { CoupaError } from '../base/errors';
import { closest } from '../base/text/closest';
import { type Phrase, phrase } from '../base/text/phrase';
import { decodeText } from './percent';
import {
  compilePlaceholder,
  type DatePlaceholder,
  type PlaceholderDates,
  placeholderNames,
} from './placeholder';

/** Where mustache values come from. */
export type ValueScope = 'env' | 'flow' | 'global' | 'msg';

/** A piece of a URL template; `position` is the index of `text` in the template. */
export type TemplatePiece =
  | { kind: 'literal'; text: string; position: number }
  | { kind: 'date'; text: string; position: number; date: DatePlaceholder }
  | { kind: 'value'; text: string; position: number; scope: ValueScope; path: string; raw: boolean };

/**
 * Cuts a template into literal text, `${…}` and `{{…}}`.
 *
 * @throws {CoupaError} `COUPA_CONFIG` with `details: { position, length }` for whatever is unknown or unbalanced.
 */
export function readPieces(text: string, dates: PlaceholderDates): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let at = 0;
  for (;;) {
    const start = nextPlaceholder(text, at);
    addMustache(pieces, text.slice(at, start), at);
    if (start === text.length) {
      checkBraces(pieces);
      return pieces;
    }
    const end = endOfPlaceholder(text, start);
    const isWhole = start === 0 && end === text.length - 1;
    const date = compilePlaceholder(text.slice(start + 2, end), start + 2, dates, isWhole);
    checkBefore(text, start, end + 1);
    pieces.push({ kind: 'date', text: text.slice(start, end + 1), position: start, date });
    at = end + 1;
  }
}

/** `${{` is a dollar sign before mustache. */
function nextPlaceholder(text: string, from: number): number {
  let at = text.indexOf('${', from);
  while (at >= 0 && text[at + 2] === '{') at = text.indexOf('${', at + 2);
  return at < 0 ? text.length : at;
}

/** The first `}`; a later one where only that closes the quotes: `${date:yyyy'}'}`. */
function endOfPlaceholder(text: string, start: number): number {
  const limit = nextPlaceholder(text, start + 2);
  const first = text.indexOf('}', start);
  if (first < 0 || first > limit) {
    throw pieceError(
      start,
      limit - start,
      phrase`The placeholder that begins with "\${" is never closed. Write } behind it.`,
    );
  }
  let quotes = 0;
  for (let at = start; at < limit; at += 1) {
    if (text[at] === "'") quotes += 1;
    if (text[at] === '}' && quotes % 2 === 0) return at;
    if (text.startsWith('{{', at)) break;
  }
  return first;
}

/** What a shell, a file of Docker Compose or Terraform escapes a placeholder with stays there when the text is taken from it. */
function checkBefore(text: string, start: number, end: number): void {
  const sign = text.charAt(start - 1);
  if (sign !== '$' && sign !== '\\') return;
  throw pieceError(
    start - 1,
    end - start + 1,
    phrase`A "${sign}" stands in front of ${text.slice(start, end)}, and would be sent along with its date. Remove it.`,
  );
}

function addMustache(pieces: TemplatePiece[], text: string, offset: number): void {
  if (text === '') return;
  for (const [type, value, start, end] of parseMustache(text, offset)) {
    const position = offset + start;
    if (type === 'text') pieces.push(checkLiteral({ kind: 'literal', text: value, position }));
    else pieces.push(readValue(type, value, text.slice(start, end), position));
  }
}

type MustacheToken = [type: string, value: string, start: number, end: number];

/** A writer of its own: the library's shared cache would keep every text that was ever typed into an editor. */
function parseMustache(text: string, offset: number): MustacheToken[] {
  try {
    const tokens: MustacheToken[] = new Mustache.Writer().parse(text);
    return tokens;
  } catch (error) {
    const start = startOfLastTag(text);
    const reason = error instanceof Error ? error.message.replace(/ at \d+$/, '') : String(error);
    throw pieceError(
      offset + start,
      text.length - start,
      phrase`The mustache "{{" is not balanced (${reason}). Write {{msg.name}}, with as many } as {.`,
    );
  }
}

function startOfLastTag(text: string): number {
  const at = text.lastIndexOf('{{');
  return text[at - 1] === '{' ? at - 1 : at;
}

/** JSON has braces of its own, `["id",{"custom_fields":{}}]`; what is left of mustache are those that close nothing. */
function checkBraces(pieces: readonly TemplatePiece[]): void {
  let open = 0;
  let before: TemplatePiece['kind'] = 'literal';
  for (const piece of pieces) {
    if (piece.kind === 'literal') open = checkBracesOf(piece, open, before === 'value');
    before = piece.kind;
  }
}

/** @returns the braces that are open behind it */
function checkBracesOf({ text, position }: TemplatePiece, open: number, afterTag: boolean): number {
  let left = open;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '{') left += 1;
    if (text[at] !== '}') continue;
    left -= 1;
    if (left >= 0) continue;
    left = 0;
    const start = text[at - 1] === '}' ? at - 1 : at;
    const isPair = text.startsWith('}}', start);
    if (!isPair && !(afterTag && at === 0)) continue;
    throw pieceError(
      position + start,
      isPair ? 2 : 1,
      phrase`There is a "}" without its "{". Write {{msg.name}}, with as many } as {.`,
    );
  }
  return left;
}

function checkLiteral(piece: TemplatePiece & { kind: 'literal' }): TemplatePiece {
  checkDollars(piece.text, piece.position);
  return piece;
}

/**
 * Looks for placeholders that have lost their dollar sign, as the vendor of Open Connectors prints them, `{date:…}`, or were encoded with the
 * rest of a URL, `$%7Bdate%7D`.
 *
 * @throws {CoupaError} `COUPA_CONFIG` with the place of the first.
 */
export function checkDollars(text: string, position = 0): void {
  const lost = lostDollar.exec(text);
  if (lost !== null) {
    const [found, written = ''] = lost;
    const name = placeholderNames().find((one) => one.toLowerCase() === written.toLowerCase()) ?? written;
    throw pieceError(
      position + lost.index,
      found.length,
      phrase`"${found}" lacks its dollar sign: did you mean ${`\${${name}${text[lost.index + found.length] ?? ''}`}?`,
    );
  }
  const encoded = encodedPlaceholder.exec(text);
  if (encoded !== null) {
    throw pieceError(
      position + encoded.index,
      encoded[0].length,
      phrase`"${encoded[0]}" is a placeholder that was percent-encoded, and would be sent as text. Write ${decodeText(encoded[0])}.`,
    );
  }
}

const names = placeholderNames().join('|');
const lostDollar = new RegExp(`(?<![\${])\\{(${names})(?=[:}])`, 'i');
const encodedPlaceholder = new RegExp(`(?:\\$|%24)%7B(?:${names})(?:(?::|%3A)[\\w.,:%' -]{1,200}?)?%7D`, 'i');

function readValue(type: string, name: string, text: string, position: number): TemplatePiece {
  if (type !== 'name' && type !== '&' && type !== '{') {
    throw pieceError(
      position,
      text.length,
      phrase`"${text}" is no value. A URL takes only values of mustache, such as {{msg.name}}.`,
    );
  }
  const dot = name.indexOf('.');
  const [, inStore, store] = /^(flow|global)\[(\w{1,200})\]$/.exec(name.slice(0, Math.max(dot, 0))) ?? [];
  const scope = inStore ?? name.slice(0, Math.max(dot, 0));
  const inScope = name.slice(dot + 1);
  // The template node's spelling of a context store, in that of the other nodes.
  const path = store === undefined || inScope === '' ? inScope : `#:(${store})::${inScope}`;
  const called = asCalled(name);
  if (!isScope(scope) || path === '' || called !== undefined) {
    const advice = called === undefined ? adviceOnName(scope, path) : phrase`Did you mean {{${called}}}?`;
    throw pieceError(position, text.length, phrase`"${text}" names no value. ${advice}`);
  }
  return { kind: 'value', text, position, scope, path, raw: type !== 'name' };
}

/** What `flow.get("name", "store")`, as function nodes have it, or `env(NAME)` is here; `undefined` for anything else. */
function asCalled(name: string): string | undefined {
  const [, of, , inside, , store, rest = ''] = call.exec(name) ?? [];
  if (of === undefined || inside === undefined) return undefined;
  return store === undefined ? `${of}.${inside}${rest}` : `${of}[${store}].${inside}${rest}`;
}

const call =
  /^(env|flow|global)(?:\.get)?\(\s{0,5}(["']?)([\w.-]{1,100})\2(?:\s{0,5},\s{0,5}(["'])(\w{1,100})\4)?\s{0,5}\)([\w.[\]-]{0,200})$/;

function isScope(scope: string): scope is ValueScope {
  return scopes.some((known) => known === scope);
}

const scopes: readonly ValueScope[] = ['env', 'flow', 'global', 'msg'];

function adviceOnName(scope: string, path: string): Phrase {
  const [, of, , inside = ''] = inBrackets.exec(scope || path) ?? [];
  if (of !== undefined) {
    const whole = scope === '' ? inside : `${inside}.${path}`;
    // Only contexts have stores.
    return scope === '' || of === 'env' || of === 'msg'
      ? phrase`Did you mean {{${of}.${whole}}}?`
      : phrase`Did you mean {{${`${of}[${inside}]`}.${path}}}?`;
  }
  if (scope === '' && placeholderNames().includes(path)) return phrase`Did you mean \${${path}}?`;
  if (path !== '' && scope === '') return phrase`Did you mean {{msg.${path}}}?`;
  const near = path === '' ? undefined : closest(scope, scopes);
  return near === undefined
    ? phrase`Write {{env.NAME}}, {{flow.name}}, {{global.name}} or {{msg.name}}.`
    : phrase`Did you mean {{${near}.${path}}}?`;
}

/** `flow["name"]` and `flow["store"]`, as programs write them. */
const inBrackets = /^(env|flow|global|msg)\[\s{0,5}(["']?)([\w.-]{1,100})\2\s{0,5}\]$/;

/** An error at a place in a template. */
export function pieceError(position: number, length: number, message: Phrase): CoupaError {
  return new CoupaError('COUPA_CONFIG', message, { reason: { kind: 'setting', position, length } });
}
