/** What fills a gap in a phrase: another phrase, or what is the same in every language, such as a name or a tenant's own words. */
export type PhraseValue = Phrase | string | number;

/** A phrase, or words that are nobody's to translate. */
export type Text = Phrase | string;

/** Says a phrase in somebody's language; whatever is no phrase stays as it is. */
export type Say = (text: PhraseValue) => string;

/** What phrases say in one language: their English templates, and beside them the translated ones. */
export type Catalogue = Readonly<Record<string, string>>;

/**
 * A text for people that can be said in their language: an English template, `{0}` standing for the first value, and the
 * values. Made by the tag `phrase`, and never changed. It prints, and goes into JSON, in English.
 */
export class Phrase {
  constructor(
    readonly template: string,
    readonly values: readonly PhraseValue[],
    /** Where it stands in a sentence. */
    readonly place: 'alone' | 'first' | 'inside' = 'alone',
  ) {}

  /** The same where a sentence begins: its first letter is a capital one. */
  atStart(): Phrase {
    return new Phrase(this.template, this.values, 'first');
  }

  /** The same where a sentence goes on behind it: without a full stop. */
  inMiddle(): Phrase {
    return new Phrase(this.template, this.values, 'inside');
  }

  /** What it says with another template, the one of another language. */
  fill(template: string, say: Say): string {
    // A value that comes first stays as it is: a resource has one way to be written.
    const words = this.place === 'first' ? capitalised(template) : template;
    // What was filled in is not looked at again: a tenant's own words may hold braces.
    const said = words.replace(/\{(\d+)\}/g, (_, index) => visible(say(this.values[index] ?? '')));
    return this.place === 'inside' ? said.replace(/[.。]$/, '') : said;
  }

  toString(): string {
    return this.fill(this.template, String);
  }

  toJSON(): string {
    return this.toString();
  }
}

/**
 * Marks a text for people as one to translate: `` phrase`Reading ${resource}: ${what}` ``. The template is the key in the catalogues of
 * `nodes/locales/<language>/phrases.json`, and a test finds every one, so it has to be written out where it is used.
 */
export function phrase(texts: TemplateStringsArray, ...values: PhraseValue[]): Phrase {
  const template = texts.reduce((before, text, index) => `${before}{${index - 1}}${text}`);
  return new Phrase(template, values);
}

/**
 * What was filled in, as far as it can be seen: an id with a line break in it would begin a line of the log of its own, one with a
 * terminal's commands would carry them out, and marks of a writing direction would turn the sentence around.
 */
function visible(said: string): string {
  return said.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

/** How often something happened: `once`, `3 times`. */
export function times(count: number): Phrase {
  return count === 1 ? phrase`once` : phrase`${count} times`;
}

/** A text where a sentence begins: its first letter is a capital one. */
export function atStart(text: Text): Text {
  return text instanceof Phrase ? text.atStart() : capitalised(text);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Several phrases one after the other: `a; b; c`. Empty if there are none. */
export function inSeries(phrases: readonly Phrase[]): Phrase {
  const [first = new Phrase('', []), ...others] = phrases;
  return others.reduce((before, next) => phrase`${before}; ${next}`, first);
}

/** Says a phrase, and the phrases in it, in the catalogue's language. What is not in the catalogue is English. */
export function translate(text: PhraseValue, catalogue: Catalogue): string {
  if (!(text instanceof Phrase)) return String(text);
  const { template } = text;
  // A template that was read from a file may be any text, `constructor` included.
  const translated = Object.hasOwn(catalogue, template) ? catalogue[template] : undefined;
  return text.fill(translated ?? template, (value) => translate(value, catalogue));
}
