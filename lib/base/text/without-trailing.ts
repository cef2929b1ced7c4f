/** A text without the slashes at its end, in linear time: the regular expression for it looks at each run of slashes anew. */
export function withoutTrailingSlashes(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}
