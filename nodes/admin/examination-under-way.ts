import { type Clock, systemClock } from '../../lib/base/clock';
import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import { Connection } from '../../lib/connection/connection';
import type { ConnectionSettings } from '../../lib/connection/settings/settings';
import { examine, gently, usualQuestions } from '../../lib/examine/examine';
import type { ExaminationReport } from '../../lib/examine/model/report';
import { reportJson } from '../../lib/examine/telling/report-json';
import type { Answers } from './answers';

/** Milliseconds after which an examination that nobody asks for is given up: the dialog was closed. */
const forgottenAfter = 20_000;

/** Milliseconds that one question of the dialog waits for news at most. */
const longestWait = 5_000;

/** One examination, and whoever waits for news of it. */
export class ExaminationUnderWay {
  private readonly connection: Connection;
  private readonly ending = new AbortController();
  private readonly done: Promise<ExaminationReport>;
  private readonly listeners = new Set<() => void>();
  private asked = 0;
  private isOver = false;
  private timer: unknown;

  /** @param forget the last that happens to it. @throws {CoupaError} `COUPA_CONFIG` for settings that cannot work. */
  constructor(
    settings: ConnectionSettings,
    private readonly forget: () => void,
    private readonly clock: Clock = systemClock,
  ) {
    this.connection = new Connection(gently(settings));
    this.done = this.run(settings.scope);
    // Whoever asks next is told; nobody may.
    this.done.catch(() => undefined);
    this.expectQuestion();
  }

  /**
   * How far it is, as soon as that is another number than the one that is known; with the report at its end.
   *
   * @throws {CoupaError} why there is no report.
   */
  async news(known: number, signal: AbortSignal): Promise<Answers['examination']> {
    this.expectQuestion();
    if (this.asked === known && !this.isOver) await this.change(signal);
    const progress = { asked: this.asked, of: Math.max(usualQuestions, this.asked) };
    if (!this.isOver) return progress;
    this.end();
    const report = await this.done;
    return { ...progress, report, json: reportJson(report) };
  }

  private async run(scope: string | undefined): Promise<ExaminationReport> {
    try {
      const asked = (count: number) => {
        this.asked = count;
        this.tell();
      };
      return await examine(this.connection, { signal: this.ending.signal, scope, asked });
    } finally {
      await this.connection.close();
      this.isOver = true;
      this.tell();
    }
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stop = () => {
        this.clock.clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        this.listeners.delete(stop);
        resolve();
      };
      const timer = this.clock.setTimeout(stop, longestWait);
      signal.addEventListener('abort', stop, { once: true });
      this.listeners.add(stop);
    });
  }

  private expectQuestion(): void {
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => this.end(), forgottenAfter);
  }

  private end(): void {
    this.clock.clearTimeout(this.timer);
    this.ending.abort(new CoupaError('COUPA_TIMEOUT', phrase`The editor went away.`));
    this.forget();
  }
}
