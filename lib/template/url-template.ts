import { checkAddress, checkText, readSite } from './check-address';
import { decodeParameter, decodeText, encodeText } from './percent';
import type { DatePlaceholder, PlaceholderDates } from './placeholder';
import { checkTarget, encodeLiteral, encodeOffsets } from './request-target';
import { plainAmpersands } from './split-query';
import { readPieces, type TemplatePiece } from './template-pieces';
import { checkSegment, knownValues, renderValue, type TemplateValues } from './template-value';
import { type ValuePlace, valuePlaces } from './value-places';

export type { TemplateValues } from './template-value';

export interface TemplateOptions extends PlaceholderDates {
  /** The site, where it is known already: an absolute URL of another one is then an error at once. */
  origin?: string;
  /** It was made of a hub's URL. Default: no. */
  isTranslated?: boolean;
}

/** What a template is rendered with. */
export interface RenderOptions {
  /** The poll's lower bound, epoch milliseconds. */
  lower: number;
  /** The moment the poll began, epoch milliseconds. */
  now: number;
  /** Origin of the site (`https://acme.coupahost.com`), or its base URL where paths are relative to one. */
  origin: string;
  values: TemplateValues;
  /** Somebody looks: names stand for values that only come with a message, wherever these stand. Default: no. */
  isShown?: boolean;
}

/** A placeholder in the template's text. */
export interface Placeholder {
  kind: 'date' | 'value';
  /** As it is written, braces included. */
  text: string;
  position: number;
  length: number;
}

/** A piece of a rendered URL, encoded. */
export interface RenderedPart {
  text: string;
  kind: 'literal' | 'date' | 'value';
}

/**
 * A URL with placeholders for dates (`${date:yyyy-MM-dd'T'HH:mm:ssXXX}` and the rest of the Open Connectors vocabulary) and
 * values (`{{env.X}}`, `{{flow.x}}`, `{{global.x}}`, `{{msg.x}}`; `{{{…}}}` for text that is part of a URL already).
 *
 * Law: whatever the values are, the rendered path stays on the site, or rendering throws.
 */
export class UrlTemplate {
  readonly placeholders: readonly Placeholder[];
  /** Whether it has a date that moves with the position, `${date:…}` and its kind. */
  readonly hasLowerBound: boolean;
  /** Whether it has an upper bound, `${now:…}`. */
  readonly usesNow: boolean;
  /** Whether it needs the message that asked for the poll. */
  readonly usesMessage: boolean;
  /** Names of query parameters that have a date placeholder in their value, decoded: `updated-at[gt_or_eq]`. */
  readonly dateParameters: readonly string[];

  /**
   * @throws {CoupaError} `COUPA_CONFIG` with `details: { position, length }`, the place in `text`, for what cannot work: an unknown
   *   placeholder, pattern letter or zone, anything unbalanced, a line break, an address that is not the site's.
   */
  static compile(text: string, options: TemplateOptions): UrlTemplate {
    const leading = text.length - text.trimStart().length;
    checkText(text.trim(), leading);
    const pieces = readPieces(' '.repeat(leading) + text.trim(), options);
    const plain = pieces.map((piece) =>
      piece.kind === 'literal' ? { ...piece, text: plainAmpersands(piece.text) } : piece,
    );
    return new UrlTemplate(text, trimFirst(plain, leading), options);
  }

  private readonly places: ReadonlyMap<TemplatePiece, ValuePlace>;

  private constructor(
    readonly text: string,
    private readonly pieces: readonly TemplatePiece[],
    { origin, isTranslated = false }: TemplateOptions,
  ) {
    this.places = valuePlaces(pieces, isTranslated);
    this.placeholders = pieces.flatMap((piece) => {
      if (piece.kind === 'literal') return [];
      return [{ kind: piece.kind, text: piece.text, position: piece.position, length: piece.text.length }];
    });
    this.hasLowerBound = pieces.some((piece) => piece.kind === 'date' && piece.date.instant === 'lower');
    this.usesNow = pieces.some((piece) => piece.kind === 'date' && piece.date.instant === 'now');
    this.usesMessage = pieces.some((piece) => piece.kind === 'value' && piece.scope === 'msg');
    this.dateParameters = findDateParameters(pieces);
    checkAddress(pieces, origin);
  }

  /**
   * The path and query for one poll, beginning with `/`, percent-encoded.
   *
   * @throws {CoupaError} `COUPA_CONFIG` if a value is missing, is no text, or would lead off the site.
   */
  render(options: RenderOptions): string {
    return this.renderParts(options)
      .map((part) => part.text)
      .join('');
  }

  /**
   * The values that `render` needs, those that come later included: what is returned answers at once. A promise only where one
   * has to be waited for.
   */
  knownValues(values: TemplateValues): TemplateValues | Promise<TemplateValues> {
    return knownValues(
      this.pieces.filter((piece) => piece.kind === 'value'),
      values,
    );
  }

  /** The same in pieces, so that an editor can mark what came from a placeholder. */
  renderParts({ lower, now, origin, values, isShown = false }: RenderOptions): RenderedPart[] {
    const written = this.pieces.map((piece) => {
      if (piece.kind === 'literal') return encodeLiteral(piece.text);
      if (piece.kind === 'value')
        return renderValue(piece, values, isShown ? undefined : this.places.get(piece));
      return encodeText(piece.date.print(piece.date.instant === 'now' ? now : lower));
    });
    for (const [index, piece] of this.pieces.entries()) {
      if (piece.kind === 'value' && written[index] === '')
        checkSegment(piece, written.slice(0, index).join(''), written.slice(index + 1).join(''));
    }
    const parts = encodeOffsets(written).map((text, index) => ({
      kind: this.pieces[index]?.kind ?? 'literal',
      text,
    }));
    const { drop, prefix } = checkTarget(parts.map((part) => part.text).join(''), readSite(origin));
    const kept = dropStart(parts, drop).map(({ kind, text }) => ({
      kind,
      text: text.replaceAll('\\', '%5C'),
    }));
    return prefix === '' ? kept : [{ kind: 'literal', text: prefix }, ...kept];
  }

  /**
   * An instant up to `lower` that is written otherwise than one second after `lower`, since a filter may be strict: for
   * `date>'${date:yyyy-MM-dd}'` one of the day before, or else what is dated today would not be selected.
   */
  strictLower(lower: number): number {
    const bounds = this.pieces.flatMap((piece) =>
      piece.kind === 'date' && piece.date.instant === 'lower' ? [piece.date] : [],
    );
    const written = (epochMs: number) => bounds.map((date) => date.print(epochMs)).join('\n');
    const strict = written(lower + 1000);
    const step = coarsenesses.find((milliseconds) => written(lower - milliseconds) !== strict);
    return lower - (step ?? 0);
  }

  /**
   * How each of its values is printed, not encoded, that has a lower bound in it, with what stands around that: `T12:00:00Z`, `-05:00`; and
   * whether it is what something has to be below.
   */
  lowerBounds(lower: number): { placeholder: string; printed: string; isLimit: boolean }[] {
    const written = (part: TemplatePiece) =>
      part.kind === 'date' ? part.date.print(lower) : decodeText(part.text);
    return boundingValuesOf(this.pieces).map(({ parts, isLimit }) => ({
      placeholder: parts.map(({ text }) => text).join(''),
      printed: parts.map(written).join('').trim(),
      isLimit,
    }));
  }

  /**
   * The earliest instant that the rendered lower bound can mean to a tenant, epoch milliseconds: `${date:yyyy-MM-dd}` reaches back to
   * midnight. `-Infinity` for a template that has no lower bound.
   */
  effectiveLower(lower: number): number {
    const bounds = this.earliest('lower', lower);
    return bounds.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...bounds);
  }

  /** The earliest instant that what is rendered for `now` can mean to a tenant, epoch milliseconds; `now` for a template without it. */
  effectiveUpper(now: number): number {
    return Math.min(now, ...this.earliest('now', now));
  }

  private earliest(instant: DatePlaceholder['instant'], epochMs: number): number[] {
    return this.pieces.flatMap((piece) =>
      piece.kind === 'date' && piece.date.instant === instant ? [piece.date.earliest(epochMs)] : [],
    );
  }
}

/** A value of a URL that has a lower bound in it. */
interface BoundingValue {
  /** Dates, and texts up to the signs that end a value, or begin it. */
  readonly parts: readonly TemplatePiece[];
  /** Something has to be below it. */
  readonly isLimit: boolean;
}

/** Those of a template, in one pass: a URL may be nothing but dates. */
function boundingValuesOf(pieces: readonly TemplatePiece[]): BoundingValue[] {
  const found: BoundingValue[] = [];
  let parts: TemplatePiece[] = [];
  let before = '';
  const end = () => {
    if (parts.some(isLowerBound)) found.push({ parts, isLimit: limit.test(before) });
    parts = [];
  };
  for (const piece of pieces) {
    const signs = piece.kind === 'literal' ? Array.from(piece.text.matchAll(endsOfValue)) : [];
    const [first, last] = [signs[0], signs.at(-1)];
    if (first === undefined || last === undefined) {
      if (piece.kind === 'value') end();
      else parts.push(piece);
      continue;
    }
    const begin = last.index + last[0].length;
    parts.push({ ...piece, text: piece.text.slice(0, first.index) });
    end();
    parts.push({ ...piece, text: piece.text.slice(begin) });
    before = (before + piece.text.slice(0, begin)).slice(-longestOperator);
  }
  end();
  return found;
}

function isLowerBound(piece: TemplatePiece): boolean {
  return piece.kind === 'date' && piece.date.instant === 'lower';
}

/** Characters in front of a value that tell what is done with it. */
const longestOperator = 40;

/** `start-date[lt]=`, `created_at <= '` */
const limit = /(?:(?:\[|%5B)lt(?:_or_eq)?(?:\]|%5D)=|(?:<|%3C)(?:=|%3D)?\s{0,9}(?:'|%27)?)$/i;

/** In a `where` without quotes a word ends one, too. */
const endsOfValue =
  /[&?=<>'"(),;|#[\]{}]|%(?:2[23789C]|3[BCDEF]|26|5[BD]|7[BCD])|(?:\s|%20|\+)(?:and|or)(?=\s|%20|\+)/gi;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Steps back that change what is written, by the smallest unit of a pattern: a day may have 25 hours, a year 366 days. */
export const coarsenesses = [0, minute, hour, day + hour, 32 * day, 367 * day];

/** Blanks before a URL keep its positions right and are no part of it. */
function trimFirst(pieces: TemplatePiece[], leading: number): TemplatePiece[] {
  const [first, ...others] = pieces;
  if (leading === 0 || first?.kind !== 'literal') return pieces;
  const text = first.text.slice(leading);
  return text === '' ? others : [{ ...first, text, position: leading }, ...others];
}

function dropStart(parts: RenderedPart[], count: number): RenderedPart[] {
  let left = count;
  return parts.flatMap(({ kind, text }) => {
    const kept = text.slice(left);
    left = Math.max(0, left - text.length);
    return kept === '' ? [] : [{ kind, text: kept }];
  });
}

/** Stand for placeholders while names and values of the query are told apart; neither can be in a template. */
const dateMark = '\u0000';
const valueMark = '\u0001';

function findDateParameters(pieces: readonly TemplatePiece[]): string[] {
  const marks = { date: dateMark, value: valueMark };
  const marked = pieces.map((piece) => (piece.kind === 'literal' ? piece.text : marks[piece.kind])).join('');
  const start = marked.indexOf('?');
  if (start < 0) return [];
  const names = marked
    .slice(start + 1)
    .split('&')
    .map(
      (parameter) => [parameter.split('=', 1)[0] ?? '', parameter.slice(parameter.indexOf('=') + 1)] as const,
    )
    .filter(
      ([name, value]) => value.includes(dateMark) && !name.includes(dateMark) && !name.includes(valueMark),
    )
    .map(([name]) => decodeParameter(name));
  return [...new Set(names)];
}
