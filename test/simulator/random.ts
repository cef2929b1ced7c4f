/** Pseudo-random numbers that come out the same for the same seed (mulberry32). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.integer(0, values.length - 1)] ?? values[0];
  }

  /** An amount as Coupa writes decimals: a string, two digits after the point. */
  amount(from: number, to: number): string {
    return (this.integer(from * 100, to * 100) / 100).toFixed(2);
  }

  /** Words that mean nothing, `length` characters long. */
  words(length: number): string {
    const syllables = ['ka', 'lo', 'mi', 'ser', 'ton', 'ur', 'ven', 'bra', 'du', 'ple'] as const;
    let text = '';
    while (text.length < length) {
      text += this.pick(syllables) + (this.integer(0, 3) === 0 ? ' ' : '');
    }
    return text.slice(0, length).trimEnd();
  }
}
