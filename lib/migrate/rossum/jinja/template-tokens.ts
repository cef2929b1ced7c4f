import { segmentsOf } from './segments';

/** What a JSON template with Jinja in it is made of. `chars`, `expression` and `statement` also stand inside strings. */
export interface TemplateToken {
  kind: 'sign' | 'open' | 'close' | 'chars' | 'word' | 'expression' | 'statement';
  text: string;
}

/** More than any template has. */
export const mostTokens = 8_000;

/** The tokens of a template, `mostTokens` and one at most. Time is linear in its length. */
export function templateTokens(template: string): TemplateToken[] {
  const tokens: TemplateToken[] = [];
  let isInString = false;
  for (const segment of segmentsOf(template)) {
    if (tokens.length > mostTokens) break;
    if (segment.kind === 'text') isInString = take(segment.text, isInString, tokens);
    else tokens.push({ kind: segment.kind, text: segment.text });
  }
  return tokens.slice(0, mostTokens + 1);
}

const outside = /\s*(?:(["{}[\]:,])|([^\s"{}[\]:,]+))/y;

/** @returns whether the text ends within a string */
function take(text: string, isInString: boolean, tokens: TemplateToken[]): boolean {
  let at = 0;
  let inString = isInString;
  while (at < text.length && tokens.length <= mostTokens) {
    if (inString) {
      const end = endOfString(text, at);
      if (end > at) tokens.push({ kind: 'chars', text: unescaped(text.slice(at, end)) });
      if (end === text.length) return true;
      tokens.push({ kind: 'close', text: '"' });
      inString = false;
      at = end + 1;
    } else {
      outside.lastIndex = at;
      const [all, sign, word] = outside.exec(text) ?? [];
      if (all === undefined) return false;
      at += all.length;
      if (word !== undefined) tokens.push({ kind: 'word', text: word });
      else tokens.push({ kind: sign === '"' ? 'open' : 'sign', text: sign ?? '' });
      inString = sign === '"';
    }
  }
  return inString;
}

function endOfString(text: string, from: number): number {
  const signs = /["\\]/g;
  signs.lastIndex = from;
  for (let found = signs.exec(text); found !== null; found = signs.exec(text)) {
    if (found[0] === '"') return found.index;
    signs.lastIndex = found.index + 2;
  }
  return text.length;
}

function unescaped(text: string): string {
  const meanings: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  return text.replace(/\\(?:u([\da-f]{4})|(.))/gis, (_, code: string | undefined, letter: string) =>
    code === undefined ? (meanings[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
