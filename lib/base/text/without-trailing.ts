/** A text without the slashes at its end, in linear time: the regular expression for it looks at each run of slashes anew. */
export function withoutTrailingSlashes(text: string): string {
  return withoutTrailing(text, '/');
}

/** A text without the characters of one kind at its end, in linear time as well: `0` of the digits of a fraction. */
export function withoutTrailing(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}
