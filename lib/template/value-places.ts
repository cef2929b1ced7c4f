import { decodeParameter } from './percent';
import type { TemplatePiece } from './template-pieces';

/**
 * Where a value stands, if what it may be depends on that. In the `where` of a hub: in quotes (`text`), in quotes behind `LIKE` beside
 * other text (`pattern`), in backticks (`name`), in none or in double ones (`bare`). `item`: one value of a list that Coupa cuts at commas.
 */
export type ValuePlace = 'text' | 'pattern' | 'name' | 'bare' | 'item';

/**
 * Finds the places of a template's values.
 *
 * @param isTranslated whether the template was made of a hub's URL, in which each value of a list stood in quotes of its own
 */
export function valuePlaces(
  pieces: readonly TemplatePiece[],
  isTranslated: boolean,
): ReadonlyMap<TemplatePiece, ValuePlace> {
  const reader = new PlaceReader(isTranslated);
  for (const piece of pieces) {
    if (piece.kind === 'literal') reader.literal(piece.text);
    else reader.placeholder(piece);
  }
  reader.closeQuote();
  return reader.places;
}

const signs: ReadonlyMap<string, string> = new Map([
  ['%22', '"'],
  ['%27', "'"],
  ['%60', '`'],
]);

/** Characters before a quote that tell whether `LIKE` stands there. */
const lookBack = 20;

class PlaceReader {
  readonly places = new Map<TemplatePiece, ValuePlace>();
  private part: 'path' | 'name' | 'value' = 'path';
  private name = '';
  private parameter: 'where' | 'list' | 'other' = 'other';
  private quote = '';
  private before = '';
  private inQuotes: TemplatePiece[] = [];
  private isPattern = false;
  private hasOtherText = false;

  constructor(private readonly isTranslated: boolean) {}

  literal(text: string): void {
    // Quotes count in their encoded form, too: the hub decodes them before it reads.
    for (const [written] of text.matchAll(/%(?:22|27|60)|./gs)) this.character(signs.get(written) ?? written);
  }

  placeholder(piece: TemplatePiece): void {
    if (this.part === 'name') this.name += '\u0000';
    if (this.part !== 'value') return;
    if (this.parameter === 'list' && piece.kind === 'value') this.places.set(piece, 'item');
    if (this.parameter !== 'where') return;
    if (this.quote === "'") {
      if (piece.kind === 'value') this.inQuotes.push(piece);
      else this.hasOtherText = true;
      return;
    }
    if (piece.kind === 'value') this.places.set(piece, this.quote === '`' ? 'name' : 'bare');
    this.before = '';
  }

  /** Only at the closing quote it is known what else is between the two. */
  closeQuote(): void {
    const isPart = this.hasOtherText || this.inQuotes.length > 1;
    for (const piece of this.inQuotes) this.places.set(piece, this.isPattern && isPart ? 'pattern' : 'text');
    this.inQuotes = [];
    this.quote = '';
  }

  private character(char: string): void {
    if (this.part === 'path') {
      if (char === '?') this.begin();
    } else if (char === '&') {
      this.closeQuote();
      this.begin();
    } else if (this.part === 'value') {
      if (this.parameter === 'where') this.inWhere(char);
    } else if (char === '=') {
      this.part = 'value';
      this.parameter = this.kindOf(decodeParameter(this.name));
    } else {
      this.name += char;
    }
  }

  private begin(): void {
    this.part = 'name';
    this.name = '';
    this.before = '';
  }

  private kindOf(name: string): PlaceReader['parameter'] {
    if (name.toLowerCase() === 'where') return 'where';
    return this.isTranslated && /\[(?:not_)?in\]$/.test(name) ? 'list' : 'other';
  }

  private inWhere(char: string): void {
    if (this.quote === '') {
      // What a hub makes of a double quote is its own matter: one between two of them opens nothing, and is no place for a text.
      if (char === "'" || char === '`' || char === '"') this.openQuote(char);
      else this.before = (this.before + char).slice(-lookBack);
    } else if (char === this.quote) {
      this.closeQuote();
    } else {
      this.hasOtherText = true;
    }
  }

  private openQuote(quote: string): void {
    this.quote = quote;
    this.isPattern = /like(?:\s|[+(]|%20|%28|%09|%0[AD])*$/i.test(this.before);
    this.hasOtherText = false;
  }
}
