import type { OpenRun, Report, Run } from './run';

/** What Coupa is told next. */
export type Step =
  | { kind: 'open'; run: Run }
  /** `total`: how many records it has, where that is known. */
  | { kind: 'start'; run: OpenRun; total: number | undefined }
  | { kind: 'report'; run: OpenRun; report: Report }
  | { kind: 'end'; run: OpenRun };

/** What polls are still about. */
export interface PollsUnderWay {
  /** Whether a poll's list is still being read, or will be read on. */
  isReading(poll: string): boolean;
  /** Whether one of a poll's records is not settled yet. */
  isUnsettled(poll: string): boolean;
}

/**
 * What Coupa is told next of some runs: steps that may be taken side by side; none: nothing for now. Runs are opened in their
 * order, the oldest goes first, and nothing of a document is told before what is older of it.
 *
 * @param stored what has a lower serial is stored: nothing is told before.
 * @param most steps at most.
 */
export function nextSteps(
  runs: readonly Run[],
  polls: PollsUnderWay,
  stored: number,
  most: number,
): readonly Step[] {
  const held = new Set<string>();
  for (const run of runs) {
    if (run.refused) continue;
    if (!isOpen(run)) return run.isResting || run.serial >= stored ? [] : [{ kind: 'open', run }];
    const steps = run.running
      ? [...reportsOf(run, held, stored, most), ...endOf(run, polls)]
      : startOf(run, polls, held);
    if (steps.length > 0) return steps;
  }
  return [];
}

/** Whether a poll may still have something to report. */
export function isUnderWay({ poll }: Run, polls: PollsUnderWay): boolean {
  return polls.isReading(poll) || polls.isUnsettled(poll);
}

/** `held`: documents of which something older is still to be told. */
function startOf(run: OpenRun, polls: PollsUnderWay, held: Set<string>): Step[] {
  for (const { document } of run.reports) held.add(String(document));
  if (run.isResting) return [];
  return [{ kind: 'start', run, total: polls.isReading(run.poll) ? undefined : recordsOf(run) }];
}

/** Where the one who sent its first records was killed before that was stored, there may be reports of more than are known to have been sent. */
function recordsOf({ records, reports }: Run): number {
  return Math.max(records, new Set(reports.map(({ key }) => key)).size);
}

/** The oldest reports, each of another document. */
function reportsOf(run: OpenRun, held: Set<string>, stored: number, most: number): Step[] {
  const steps: Step[] = [];
  for (const report of run.reports) {
    if (steps.length === most) break;
    if (isDue(report, held) && report.serial < stored) steps.push({ kind: 'report', run, report });
  }
  return steps;
}

function endOf(run: OpenRun, polls: PollsUnderWay): Step[] {
  if (run.reports.length > 0 || run.ended || run.isResting || isUnderWay(run, polls)) return [];
  return [{ kind: 'end', run }];
}

function isOpen(run: Run): run is OpenRun {
  return run.id !== undefined;
}

/** Whether it may be told now; it goes before whatever comes behind it of its document. */
function isDue({ document, isResting }: Report, held: Set<string>): boolean {
  const isHeld = held.has(String(document));
  held.add(String(document));
  return !isHeld && !isResting;
}
