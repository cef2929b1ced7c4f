/** Levels of lists and objects that a value may have: twice those of the deepest answer. Whoever walks more of them overflows. */
const deepest = 1000;

const [quote, backslash] = [0x22, 0x5c];

/** Whether a text that is JSON has more levels than anybody who reads it can follow. */
export function isTooDeep(json: string): boolean {
  let level = 0;
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === quote) inText = !inText;
    else if (inText && code === backslash) at += 1;
    else if (!inText && (code === 0x5b || code === 0x7b)) level += 1;
    else if (!inText && (code === 0x5d || code === 0x7d)) level -= 1;
    if (level > deepest) return true;
  }
  return false;
}
