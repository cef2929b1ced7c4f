/** From a character to before another. */
export type Span = readonly [from: number, to: number];

/** Where a text has what looks like a token, or a login in a URL, though nobody told of it. In linear time. */
export function* knownShapes(text: string): Generator<Span> {
  for (const match of text.matchAll(/\b(?:Bearer|Basic)\s+([\w.~+/=-]{8,})/gi)) {
    const to = match.index + match[0].length;
    yield [to - (match[1] ?? '').length, to];
  }
  for (const match of text.matchAll(/\/\/([^\s/@]{1,300})@/g)) {
    yield [match.index + 2, match.index + match[0].length - 1];
  }
  // A run as a whole first, so that a text of nothing but beginnings is looked at once.
  for (const run of text.matchAll(/[\w.-]{12,}/g)) {
    const at = run[0].search(/\beyJ[\w-]{8}/);
    if (at !== -1 && run[0].includes('.', at)) yield [run.index + at, run.index + run[0].length];
  }
}
