/** A text in one spelling for what programs on the way change and people do not see: blanks, line ends, letters made of two characters. */
export function inOneLine(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ');
}
