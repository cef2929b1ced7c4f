import { type Clock, pause } from '../../base/clock';
import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import { isRefusal } from '../delivery/refusal';
import { toCoupaError } from '../lifecycle/interruption';
import type { CoupaRuns } from './coupa-runs';
import type { PollsUnderWay, Step } from './next-step';
import type { RunBook } from './run-book';

/** Milliseconds before something that failed is tried again, the first time; they double up to the longest. */
const firstPauseMs = 5000;
const longestPauseMs = 300_000;

/** How often something is tried that fails each time: for a day, at the longest pause. */
const mostTries = 300;

/** What a reporter needs of the node it reports for. */
export interface ReporterParts {
  book: RunBook;
  runs: CoupaRuns;
  polls: PollsUnderWay;
  clock: Clock;
  /** Reports under way at once. */
  concurrency: number;
  /** Aborted when the node is closed. */
  signal: AbortSignal;
  /** The book has changed: it is to be stored soon. */
  changed(): void;
  /** Resolves when the book is stored as it is now, or cannot be. */
  store(): Promise<unknown>;
  /** Something that Coupa refused. */
  refused(error: CoupaError): void;
  /** Something that a person should know once. */
  notice(text: Phrase): void;
}

/** A step that Coupa did not take. */
interface Failure {
  step: Step;
  error: CoupaError;
}

/**
 * Tells Coupa what the book says, behind the polls, reports of several documents side by side. What Coupa refuses is told to a
 * person and left; whatever else fails is tried again, after growing pauses, while the others go on.
 */
export class Reporter {
  private underWay: Promise<void> | undefined;
  private failures = 0;
  /** What was refused last, by what was to be done: the same is not told again until that succeeds. */
  private readonly told = new Map<string, string>();

  constructor(private readonly parts: ReporterParts) {}

  /** There may be something to tell now. */
  wake(): void {
    if (this.underWay !== undefined || this.parts.signal.aborted) return;
    this.underWay = this.tellAll().finally(() => {
      this.underWay = undefined;
    });
  }

  /** Resolves when nothing is under way any more; the signal has to be aborted. */
  async stopped(): Promise<void> {
    await this.underWay;
  }

  private async tellAll(): Promise<void> {
    const { signal } = this.parts;
    for (let steps = this.next(); steps.length > 0; steps = this.next()) {
      const tried = await Promise.all(steps.map((step) => this.tried(step)));
      if (signal.aborted) return;
      const failures = tried.filter((failure) => failure !== undefined);
      if (failures.length < steps.length) this.failures = 0;
      const [waiting] = failures.filter((failure) => this.isToWait(failure));
      this.parts.changed();
      if (waiting !== undefined) await this.rest(waiting.error);
      if (signal.aborted) return;
    }
  }

  private next(): readonly Step[] {
    const { book, polls, concurrency } = this.parts;
    return book.steps(polls, concurrency);
  }

  private async tried(step: Step): Promise<Failure | undefined> {
    try {
      await this.take(step);
      return undefined;
    } catch (error) {
      return { step, error: toCoupaError(error) };
    }
  }

  private async take(step: Step): Promise<void> {
    const { book, runs } = this.parts;
    switch (step.kind) {
      case 'open':
        book.opened(step.run, await this.open(step.run));
        // Else a run that a kill makes us forget would stay open in Coupa.
        await this.parts.store();
        break;
      case 'start':
        await runs.start(step.run.id, step.total);
        book.started(step.run);
        break;
      case 'report':
        await this.report(step);
        book.reported(step.run, step.report);
        break;
      case 'end':
        await runs.end(step.run.id, step.run.failed ? 'fail' : 'success');
        book.ended(step.run);
    }
    this.told.delete(step.kind);
  }

  private async open(run: Step['run']): Promise<string | number> {
    const { book, runs } = this.parts;
    const found = run.isUncertain
      ? await this.unlessRefused('find', runs.findOpened(run, book.knownRuns))
      : undefined;
    return found ?? runs.open(run.code);
  }

  private async report({ run, report }: Step & { kind: 'report' }): Promise<void> {
    const { runs } = this.parts;
    if (report.isUncertain && (await this.unlessRefused('find', runs.wasReported(report, run)))) return;
    // Coupa: earlier trouble of a document is solved before its success is told.
    if (report.failure === undefined)
      await this.unlessRefused('resolve', runs.resolveEarlier(report, run.code));
    await runs.report(report, run);
  }

  /** What Coupa does not let us look at, or resolve, keeps nothing from being reported. */
  private async unlessRefused<Value>(what: string, asked: Promise<Value>): Promise<Value | undefined> {
    try {
      const value = await asked;
      this.told.delete(what);
      return value;
    } catch (error) {
      if (!(error instanceof CoupaError) || !isRefusal(error)) throw error;
      this.tell(what, error, phrase`What it is about is reported all the same.`);
      return undefined;
    }
  }

  /** What Coupa refuses, and what has failed for a day, is told and left. */
  private isToWait({ step, error }: Failure): boolean {
    const { book } = this.parts;
    const tries = book.rest(step, error.outcome !== 'not sent');
    if (!isRefusal(error) && tries < mostTries) return true;
    this.tell(step.kind, error, adviceOn(step, error));
    leave(book, step);
    return false;
  }

  private async rest(error: CoupaError): Promise<void> {
    const { clock, signal, notice } = this.parts;
    this.failures += 1;
    if (this.failures === 1)
      notice(
        phrase`${error.phrase} What there is to tell of integration runs waits, and is told once that works again; records are delivered all the same.`,
      );
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (this.failures - 1));
    await pause(clock, pauseMs, signal).catch(() => undefined);
  }

  private tell(what: string, error: CoupaError, advice: Phrase): void {
    const said = JSON.stringify([error.code, error.statusCode, messagesOf(error)]);
    if (this.told.get(what) === said) return;
    this.told.set(what, said);
    this.parts.refused(error.with({ phrase: phrase`${error.phrase} ${advice}` }));
  }
}

function messagesOf({ reason }: CoupaError): unknown {
  return reason !== undefined && 'messages' in reason ? reason.messages : undefined;
}

function adviceOn({ kind, run }: Step, { code }: CoupaError): Phrase {
  if (kind === 'report') return phrase`This report is left out; the record is dealt with all the same.`;
  if (kind !== 'open')
    return phrase`The run stays in Coupa as it is; its records are dealt with all the same.`;
  const left = phrase`Nothing of this poll is reported; its records are delivered all the same.`;
  if (code === 'COUPA_FORBIDDEN') return left;
  return phrase`${left} There has to be an integration with the code "${run.code}" in Coupa's setup: create it, or correct the node's "integration".`;
}

/** Goes on without what Coupa refuses. */
function leave(book: RunBook, step: Step): void {
  if (step.kind === 'open') book.refused(step.run);
  else if (step.kind === 'start') book.started(step.run);
  else if (step.kind === 'report') book.reported(step.run, step.report);
  else book.ended(step.run);
}
