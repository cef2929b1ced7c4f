import { CoupaError } from '../base/errors';
import { type Phrase, phrase } from '../base/text/phrase';
import { coupaDateFormat } from './coupa-date';
import { formatPattern } from './format-pattern';
import { compileSteps, type ParseStep } from './parse-steps';
import { instantOf, ParsedFields } from './parsed-fields';
import { type PatternItem, readPattern } from './pattern-items';
import { usualDate } from './usual-date';
import type { Zone } from './zone';

/**
 * A date pattern of `java.text.SimpleDateFormat` (US locale), compiled once and used for many dates.
 *
 * Formatting equals Java's. Parsing equals Java's where Java's result is what the text says; where Java accepts
 * rubbish in silence (month 13, trailing text, a weekday that is not that day's) it throws, since a wrong instant loses records.
 */
export class JavaDatePattern {
  private readonly fields = new ParsedFields();
  private readonly steps: readonly ParseStep[];
  private readonly windowStart: number;

  /**
   * @param now epoch milliseconds; two-digit years are read within the 100 years that began 80 years before. Default: the present.
   * @throws {CoupaError} `COUPA_CONFIG` for an unbalanced quote or a letter Java does not know; `details: { position }`, the
   *   index in the pattern.
   */
  static compile(pattern: string, now: number = Date.now()): JavaDatePattern {
    return new JavaDatePattern(pattern, readPattern(pattern), now);
  }

  private constructor(
    readonly pattern: string,
    private readonly items: readonly PatternItem[],
    now: number,
  ) {
    const start = new Date(now);
    start.setUTCFullYear(start.getUTCFullYear() - 80);
    this.windowStart = start.getTime();
    this.steps = compileSteps(items, start.getUTCFullYear());
  }

  /** The letters in it: `yMdHms` for a common date. */
  get letters(): string {
    return this.items.map((item) => (item.kind === 'field' ? item.letter : '')).join('');
  }

  /** Prints an instant, epoch milliseconds. */
  format(epochMs: number, zone: Zone): string {
    return formatPattern(this.items, epochMs, zone);
  }

  /**
   * Reads a date; returns epoch milliseconds. An offset or zone in the text counts before `zone`. A wall-clock time that
   * occurs twice is the second one (standard time), one that a clock skips counts from before the change, as in Java.
   *
   * @throws {CoupaError} `COUPA_RESPONSE`, naming the text and the pattern.
   */
  parse(text: string, zone: Zone): number {
    const usual = this.pattern === coupaDateFormat ? usualDate(text) : Number.NaN;
    return Number.isNaN(usual) ? this.parseByStep(text, zone) : usual;
  }

  private parseByStep(text: string, zone: Zone): number {
    this.fields.clear();
    let at = 0;
    for (const step of this.steps) {
      const end = step(text, at, this.fields, zone);
      if (end < 0) throw this.unreadable(text, phrase`it does not fit from character ${at + 1} on`);
      at = end;
    }
    if (at < text.length) throw this.unreadable(text, phrase`there is more text from character ${at + 1} on`);
    const instant = instantOf(this.fields, zone, this.windowStart);
    if (Number.isNaN(instant)) throw this.unreadable(text, phrase`there is no such date or time`);
    return instant;
  }

  private unreadable(text: string, reason: Phrase): CoupaError {
    const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    return new CoupaError(
      'COUPA_RESPONSE',
      phrase`The date "${shown}" cannot be read with the format "${this.pattern}": ${reason}. Change the format so that it describes such dates.`,
      { details: { text: shown, pattern: this.pattern } },
    );
  }
}
