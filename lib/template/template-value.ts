import { types } from 'node:util';
import { CoupaError } from '../base/errors';
import { type Phrase, phrase } from '../base/text/phrase';
import { decodeText } from './percent';
import { encodeLiteral, forbidden } from './request-target';
import { pieceError, type TemplatePiece, type ValueScope } from './template-pieces';
import type { ValuePlace } from './value-places';

/**
 * Looks values up for mustache, by the path behind the scope: `flow('a.b')` for `{{flow.a.b}}`, `flow('#:(store)::a')` for
 * `{{flow[store].a}}`. A promise is a value that comes later.
 */
export type TemplateValues = Readonly<Record<ValueScope, (path: string) => unknown>>;

type ValuePiece = TemplatePiece & { kind: 'value' };

/**
 * A value as it stands in a URL, encoded.
 *
 * @param place where it stands, if that limits what it may be: in a hub's `where` no value becomes anything but a value
 * @throws {CoupaError} `COUPA_CONFIG` if it is missing, is no text, or may not stand there. It may be secret, so it is not shown.
 */
export function renderValue(
  piece: ValuePiece,
  values: TemplateValues,
  place: ValuePlace | undefined,
): string {
  const text = textOf(ask(piece, values), piece);
  const wrong = wrongIn(text, piece.raw, place);
  if (wrong !== undefined) throw valueError(piece, wrong);
  if (piece.raw) return encodeLiteral(text);
  return encodeURIComponent(place === 'text' || place === 'pattern' ? text.replaceAll("'", "''") : text);
}

/**
 * The same values, those that come later included: what is returned answers at once. Nothing is waited for where nothing comes
 * later.
 *
 * @throws {CoupaError} `COUPA_CONFIG` naming the placeholder whose value cannot be had.
 */
export function knownValues(
  pieces: readonly ValuePiece[],
  values: TemplateValues,
): TemplateValues | Promise<TemplateValues> {
  const asked = pieces.map((piece) => [piece, attempt(() => ask(piece, values))] as const);
  if (!asked.some(([, answer]) => answer instanceof Promise)) return values;
  return Promise.all(
    asked.map(
      async ([piece, answer]) => [keyOf(piece.scope, piece.path), await named(piece, answer)] as const,
    ),
  ).then((entries) => {
    const answers = new Map<string, unknown>(entries);
    const from = (scope: ValueScope) => (path: string) => answers.get(keyOf(scope, path));
    return { env: from('env'), flow: from('flow'), global: from('global'), msg: from('msg') };
  });
}

function keyOf(scope: ValueScope, path: string): string {
  return `${scope}.${path}`;
}

/** A failure as a promise of its own, so that it is met where the others are. */
function attempt(look: () => unknown): unknown {
  try {
    return look();
  } catch (error) {
    return Promise.reject(error);
  }
}

async function named(piece: ValuePiece, answer: unknown): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    throw unreadable(piece, error);
  }
}

function ask(piece: ValuePiece, values: TemplateValues): unknown {
  try {
    return values[piece.scope](piece.path);
  } catch (error) {
    throw unreadable(piece, error);
  }
}

function unreadable(piece: ValuePiece, error: unknown): CoupaError {
  // It has its place already.
  if (error instanceof CoupaError && error.reason?.kind === 'setting') return error;
  const reason =
    error instanceof CoupaError ? error.phrase : error instanceof Error ? error.message : String(error);
  return valueError(piece, phrase`cannot be read: ${reason}`);
}

/**
 * Refuses a value that is empty where it is a whole segment of the path: `/api/suppliers/{{msg.id}}` would become the list of all.
 *
 * @param before what was rendered in front of it
 * @param behind what was rendered behind it
 * @throws {CoupaError} `COUPA_CONFIG`, naming the value's place.
 */
export function checkSegment(piece: ValuePiece, before: string, behind: string): void {
  if (before.length < 2 || before.includes('?') || !before.endsWith('/') || !/^(?:[/?]|$)/.test(behind))
    return;
  throw valueError(piece, phrase`has no value. Set it first`);
}

/** A value that is missing would silently become another filter. */
function textOf(value: unknown, piece: ValuePiece): string {
  const fail = (reason: Phrase) => valueError(piece, reason);
  // Node-RED gives an empty text for a variable that is not set.
  if (value === undefined || value === null || (piece.scope === 'env' && value === ''))
    throw fail(phrase`has no value. Set it first`);
  if (types.isDate(value) && !Number.isNaN(value.getTime())) return value.toISOString();
  const isNone = typeof value === 'number' && !Number.isFinite(value);
  if (isNone || !['string', 'number', 'boolean', 'bigint'].includes(typeof value)) {
    throw fail(phrase`is neither text nor number. Name a property inside it`);
  }
  const shown = String(value);
  if (forbidden.test(shown))
    throw fail(phrase`has a line break or control character in its value. Remove it there`);
  return shown;
}

/** What a value may not be where it stands; `undefined`: it may stand there. */
function wrongIn(text: string, raw: boolean, place: ValuePlace | undefined): Phrase | undefined {
  switch (place) {
    case 'text':
    case 'pattern':
      return wrongInQuotes(raw ? decodeText(text) : text, raw, place);
    case 'name':
      return /^[\w.-]+$/.test(text)
        ? undefined
        : phrase`stands for the name of a field, and its value is none (letters, digits, "_", "-", ".")`;
    case 'bare':
      return raw || isPlain(text)
        ? undefined
        : phrase`stands without quotes in "where", and its value is neither a number nor a date. Put quotes around the placeholder, or write it in three braces, {{{…}}}, if the value is a part of the condition`;
    case 'item':
      return text.includes(',')
        ? phrase`is one value of a list, and Coupa would take the comma in it for the beginning of another. Remove it there`
        : undefined;
    default:
      return undefined;
  }
}

/** A backslash is text to one hub and makes text of the closing quote to another. */
function wrongInQuotes(text: string, raw: boolean, place: 'text' | 'pattern'): Phrase | undefined {
  if (text.includes('\\'))
    return phrase`has a backslash in its value, which a hub may read as part of the quote. Remove it there`;
  if (raw && text.includes("'"))
    return phrase`has a quote in its value, which would end the text in "where". Write the placeholder in two braces`;
  if (place === 'pattern' && text.includes('%'))
    return phrase`has a "%" in its value, which LIKE would read as any text. Remove it there`;
  return undefined;
}

const number = /^[+-]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?$/;
const date = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Numbers, dates, true and false; several of them, as `IN (…)` has them. */
function isPlain(text: string): boolean {
  return text
    .split(',')
    .map((one) => one.trim())
    .every((one) => number.test(one) || date.test(one) || one === 'true' || one === 'false');
}

function valueError({ text, position }: ValuePiece, reason: Phrase): CoupaError {
  return pieceError(position, text.length, phrase`${text} in the URL ${reason}.`);
}
