import type { Text } from '../../base/text/phrase';
import { type RecordId, readId } from '../../scan/record-id';
import type { FailedRun, IntegrationState, StoredReport } from '../model/integration-state';
import type { RecordMessage } from '../model/message';
import { isUnderWay, nextSteps, type PollsUnderWay, type Step } from './next-step';
import { NotedReports } from './noted-reports';
import { type Progress, type Report, type Run, rowOf } from './run';

/** Reports that wait for Coupa at most, of all runs together. */
const mostReports = 10_000;

/** Failed runs that are remembered: as many as there can be records to redeliver. */
const mostFailed = 1000;

/** Characters of a reason. Coupa declares a text without a limit; a state has one. */
const longestReason = 2000;

/**
 * The integration runs of a node: which there are, and what Coupa is told next of each, which follows from what is stored
 * alone. Nothing is told before the document is stored that holds it: what a kill leaves undone is in the next process's
 * book, and of what comes again nothing was told.
 */
export class RunBook {
  private runs: Run[] = [];
  private failed: FailedRun[] = [];
  private serial = 0;
  /** What has a lower serial is stored. */
  private stored = 0;
  private waitingReports = 0;

  constructor(
    /** Code of the integration; empty: there is none, and what is stored is told to its end. */
    private readonly code: string,
    private readonly now: () => number,
    /** There are more reports than are kept, and one is left out. */
    private readonly overflowed: () => void,
    /** A moment that the tenant's clock has reached; epoch milliseconds. `undefined`: none is known. */
    private readonly tenantTime: () => number | undefined = () => undefined,
    /** Where reports are kept until they are stored with the rest. Default: nowhere. */
    private readonly apart = new NotedReports(undefined),
  ) {}

  /** A record is sent for the first time. */
  sent({ coupa }: RecordMessage): void {
    if (this.code !== '') this.runOf(coupa.poll).records += 1;
  }

  /** A newer version takes a record's place, and is sent: it is one record all the same. */
  replaced({ coupa }: Pick<RecordMessage, 'coupa'>): void {
    const run = this.runs.find(({ poll }) => poll === coupa.poll);
    if (run !== undefined) run.records = Math.max(0, run.records - 1);
  }

  /** A record is settled. */
  settled(message: RecordMessage): void {
    this.add(message);
  }

  /** A record was given up, for this reason. */
  givenUp(message: RecordMessage, reason: Text): void {
    this.add(message, String(reason).slice(0, longestReason));
  }

  /** Takes what was stored, and what was kept apart since: any of it may have been told before. */
  restore({ runs, failed }: IntegrationState): void {
    this.failed = [...failed];
    this.runs = runs.map((run) => ({
      ...run,
      ...this.noted(true),
      reports: run.reports.map((report) => ({ ...report, ...this.noted(true) })),
    }));
    this.waitingReports = this.runs.reduce((sum, { reports }) => sum + reports.length, 0);
    this.stored = this.serial;
    for (const { poll, report } of this.apart.take(this.serial - 1)) {
      const run =
        this.runs.find((other) => other.poll === poll) ?? (this.code === '' ? undefined : this.begin(poll));
      if (run !== undefined && !run.refused) this.addTo(run, report, true);
    }
  }

  /** A copy of what is stored; `undefined`: there is nothing. */
  toState(): IntegrationState | undefined {
    if (this.runs.length + this.failed.length === 0) return undefined;
    return { runs: this.runs.map(rowOf), failed: [...this.failed] };
  }

  /** Where the book stands: what is noted down from now on is not in a copy that is taken now. */
  get mark(): number {
    return this.serial;
  }

  /** The copy that was taken at this mark is stored: what it holds may be told. */
  isStoredUpTo(mark: number): void {
    this.stored = Math.max(this.stored, mark);
    this.apart.isStoredUpTo(this.stored);
  }

  /** Reports that wait for Coupa, of all runs together. */
  get waiting(): number {
    return this.waitingReports;
  }

  /**
   * What Coupa is told next, side by side; none: nothing for now. What failed comes again when the others had their turn.
   *
   * @param most steps at most.
   */
  steps(polls: PollsUnderWay, most: number): readonly Step[] {
    // Of these there is nothing more to tell once their poll is over.
    for (const run of this.runs.filter(({ refused, ended }) => refused || ended))
      if (run.reports.length === 0 && !isUnderWay(run, polls)) this.ended(run);
    const steps = nextSteps(this.runs, polls, this.stored, most);
    if (steps.length > 0) return steps;
    for (const one of this.runs.flatMap((run) => [run, ...run.reports])) one.isResting = false;
    return nextSteps(this.runs, polls, this.stored, most);
  }

  /** Runs in Coupa that are known to be another than the one that is looked for. */
  get knownRuns(): ReadonlySet<string> {
    const ids = [...this.runs, ...this.failed].map(({ id }) => id);
    return new Set(ids.filter((id) => id !== undefined).map(String));
  }

  /** A step failed. `isUncertain`: it may have been carried out. @returns how often it has failed. */
  rest(step: Step, isUncertain: boolean): number {
    const one = step.kind === 'report' ? step.report : step.run;
    one.tries += 1;
    one.isResting = true;
    one.isUncertain ||= isUncertain;
    return one.tries;
  }

  opened(run: Run, id: RecordId): void {
    run.id = id;
    gotFurther(run);
  }

  /** Coupa refuses to open it: nothing of it can be told, now or later. */
  refused(run: Run): void {
    run.refused = true;
    this.waitingReports -= run.reports.length;
    run.reports.length = 0;
  }

  started(run: Run): void {
    run.running = true;
    gotFurther(run);
  }

  /** Coupa was told, or refuses it. */
  reported(run: Run, report: Report): void {
    const index = run.reports.indexOf(report);
    if (index < 0) return;
    run.reports.splice(index, 1);
    this.waitingReports -= 1;
  }

  /** Coupa was told that it is over. */
  ended(run: Run): void {
    this.runs = this.runs.filter((other) => other !== run);
    const { poll, code, begunAt, id } = run;
    if (!run.failed || id === undefined) return;
    const others = this.failed.filter((other) => other.poll !== poll);
    this.failed = [...others, { poll, code, begunAt, id }].slice(-mostFailed);
  }

  private add({ payload, coupa }: RecordMessage, failure?: string): void {
    if (this.code === '') return;
    const run = this.runOf(coupa.poll);
    if (failure !== undefined) run.failed = true;
    const document = documentIn(payload) ?? coupa.id;
    if (run.refused || document === undefined) return;
    const status = statusIn(payload);
    const report = {
      key: coupa.key,
      document,
      ...(status !== undefined && { status }),
      ...(failure !== undefined && { failure }),
    };
    if (this.addTo(run, report, false)) this.apart.note(run.poll, report, this.serial - 1);
  }

  /** @returns whether it is new. */
  private addTo(run: Run, report: StoredReport, isUncertain: boolean): boolean {
    const { key, failure } = report;
    if (failure !== undefined) run.failed = true;
    // What came again after a kill, or was restored, is told once.
    if (run.reports.some((other) => other.key === key && other.failure === failure)) return false;
    if (this.waitingReports >= mostReports) {
      this.overflowed();
      return false;
    }
    this.waitingReports += 1;
    run.reports.push({ ...report, ...this.noted(isUncertain) });
    return true;
  }

  /** The run of a poll: the one that is not over, the one that failed when the record was given up, or a new one. */
  private runOf(poll: string): Run {
    return this.runs.find((run) => run.poll === poll) ?? this.begin(poll);
  }

  private begin(poll: string): Run {
    const before = this.failed.find((run) => run.poll === poll);
    const own = before === undefined ? {} : { ...before, running: true, failed: true, ended: true };
    const notBefore = this.tenantTime();
    const run = {
      poll,
      code: this.code,
      begunAt: this.now(),
      ...(notBefore !== undefined && { notBefore }),
      records: 0,
      ...own,
      ...this.noted(false),
      reports: [],
    };
    this.runs.push(run);
    return run;
  }

  private noted(isUncertain: boolean): Progress {
    this.serial += 1;
    return { serial: this.serial - 1, isUncertain, tries: 0, isResting: false };
  }
}

/** What failed before is over. */
function gotFurther(run: Run): void {
  run.tries = 0;
  run.isUncertain = false;
}

/** Reports name a document by the id that Coupa gave it, whatever identifies it to the user. */
function documentIn(record: unknown): RecordId | undefined {
  return readId(Object(record).id);
}

function statusIn(record: unknown): string | undefined {
  const { status } = Object(record) as { status?: unknown };
  return typeof status === 'string' ? status : undefined;
}
