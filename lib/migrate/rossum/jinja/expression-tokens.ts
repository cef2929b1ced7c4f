/** A word of an expression. */
export interface Token {
  kind: 'text' | 'number' | 'name' | 'sign' | 'end';
  text: string;
}

const pattern =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(==|!=|<=|>=|\/\/|\*\*|[-+*/%~<>()[\].,|=]))/y;

/** The words of an expression; `undefined` where something in it is none. Its length has to be bounded. */
export function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  const given = text.trim();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < given.length) {
    const found = pattern.exec(given);
    if (found === null) return undefined;
    const [, quotedText, number, name, sign = ''] = found;
    if (quotedText !== undefined) tokens.push({ kind: 'text', text: unescaped(quotedText.slice(1, -1)) });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else tokens.push(name === undefined ? { kind: 'sign', text: sign } : { kind: 'name', text: name });
  }
  return tokens;
}

function unescaped(text: string): string {
  const meanings: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  return text.replace(/\\(.)/gs, (_, letter: string) => meanings[letter] ?? letter);
}
