/** A text without the blanks, and the characters that nobody sees, which come along at its ends when it is copied. */
export function bareEnds(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && unseen.test(text.charAt(start))) start += 1;
  while (start < end && unseen.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const unseen = /[\s\p{Cf}]/u;
