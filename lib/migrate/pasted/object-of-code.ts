/**
 * An object as PHP, Ruby, Groovy, PowerShell, JavaScript or Python write it, with JSON's brackets and colons: `['a' => 1]`, `{"a" => 1}`, `[a: 1]`,
 * `@{a = 1; b = 2}`, `{a: JSON.stringify({b: 1})}`. Texts between quotes stay as they are. The text as it is where there is nothing of that.
 */
export function objectOfCode(text: string): string {
  return begins.test(text) ? new Rewriter(text).write() : text;
}

/** Rossum's `@{name}` is a placeholder, PowerShell's `@{name = …}` an object. */
const begins =
  /=>|@\{\s{0,50}(?:["']?[A-Za-z_][\w.-]{0,60}["']?\s{0,9}=|\}|$)|\[\s{0,20}(?:(['"])[A-Za-z_][\w.-]{0,60}\1|[A-Za-z_][\w.-]{0,60})\s{0,5}:/;

interface Open {
  /** Where it stands in what was written. */
  at: number;
  kind: 'object' | 'list' | 'round';
  /** Between `@{` and `}` a key is followed by `=`. */
  isPowerShell: boolean;
}

class Rewriter {
  private readonly written: string[] = [];
  private readonly open: Open[] = [];
  private at = 0;
  /** Quotes of a kind that is never closed are not looked for again. */
  private readonly unclosed = new Set<string>();

  constructor(private readonly text: string) {}

  write(): string {
    while (this.at < this.text.length) this.step();
    return this.written.join('');
  }

  private step(): void {
    const char = this.text.charAt(this.at);
    const inside = this.open.at(-1);
    if (this.text.startsWith('"""', this.at) || this.text.startsWith("'''", this.at)) this.tripled(char);
    else if (char === '"' || char === "'") this.quoted(char);
    else if (this.takes('@{')) this.begin('{', 'object', true);
    else if (this.takes('@(') || this.takes('array(')) this.begin('[', 'list');
    else if (this.takes('=>') || (char === ':' && inside?.kind === 'list' && this.takes(':')))
      this.pair(inside);
    else if (char === '=' && inside?.isPowerShell === true) this.put(':');
    else if (char === ';') this.put(',');
    else if (char === '{') this.put('{', 'object');
    else if (char === '[') this.put('[', 'list');
    else if (char === '(') this.put(' ', 'round');
    else if (char === '}' || char === ']' || char === ')') this.end(char);
    // Ruby's symbols are keys.
    else if (char === ':' && /^:[A-Za-z_]/.test(this.text.slice(this.at, this.at + 2))) this.put('');
    else this.put(char);
  }

  private takes(sign: string): boolean {
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  private begin(bracket: string, kind: Open['kind'], isPowerShell = false): void {
    // What stands in front of the outermost one is a program's.
    const line = this.open.length === 0 ? '\n' : '';
    this.open.push({ at: this.written.length, kind, isPowerShell });
    this.written.push(line + bracket);
  }

  private put(text: string, kind?: Open['kind']): void {
    this.at += 1;
    if (kind === undefined) this.written.push(text);
    else this.begin(text, kind);
  }

  private end(char: string): void {
    this.at += 1;
    const { kind } = this.open.pop() ?? {};
    if (kind === undefined) this.written.push(char);
    else if (kind !== 'round') this.written.push(kind === 'object' ? '}' : ']');
  }

  /** A key and its value: what they stand in is an object. */
  private pair(inside: Open | undefined): void {
    if (inside?.kind === 'list') {
      inside.kind = 'object';
      this.written[inside.at] = (this.written[inside.at] ?? '').replace('[', '{');
    }
    this.written.push(':');
  }

  /** A text that goes over lines, as Groovy, Python and Kotlin write one. */
  private tripled(quote: string): void {
    const whole = quote === '"' ? /"""([\s\S]*?)"""/y : /'''([\s\S]*?)'''/y;
    const quotes = quote.repeat(3);
    whole.lastIndex = this.at;
    const [found = quotes, inner] = this.unclosed.has(quotes) ? [] : (whole.exec(this.text) ?? []);
    if (inner === undefined) this.unclosed.add(quotes);
    this.written.push(inner === undefined ? found : JSON.stringify(inner.replace(/\\([\\$'"])/g, '$1')));
    this.at += found.length;
  }

  private quoted(quote: string): void {
    const whole = quote === '"' ? /"(?:[^"\\]|\\[\s\S])*"/y : /'(?:[^'\\]|\\[\s\S])*'/y;
    whole.lastIndex = this.at;
    const found = this.unclosed.has(quote) ? undefined : whole.exec(this.text)?.[0];
    if (found === undefined) this.unclosed.add(quote);
    this.written.push(found ?? quote);
    this.at += found?.length ?? 1;
  }
}
