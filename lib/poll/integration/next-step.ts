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
 * What Coupa is told next of some runs; `undefined`: nothing for now. They are opened in their order, the oldest goes first, and
 * nothing of a document is told before what is older of it.
 *
 * @param stored what has a lower serial is stored: nothing is told before.
 */
export function nextStep(runs: readonly Run[], polls: PollsUnderWay, stored: number): Step | undefined {
  const held = new Set<string>();
  for (const run of runs) {
    if (run.refused) continue;
    if (!isOpen(run)) return run.isResting || run.serial >= stored ? undefined : { kind: 'open', run };
    const step = run.running ? stepOf(run, polls, stored, held) : startOf(run, polls, held);
    if (step !== undefined) return step;
  }
  return undefined;
}

/** Whether a poll may still have something to report. */
export function isUnderWay({ poll }: Run, polls: PollsUnderWay): boolean {
  return polls.isReading(poll) || polls.isUnsettled(poll);
}

/** `held`: documents of which something older is still to be told. */
function startOf(run: OpenRun, polls: PollsUnderWay, held: Set<string>): Step | undefined {
  for (const { document } of run.reports) held.add(String(document));
  if (run.isResting) return undefined;
  return { kind: 'start', run, total: polls.isReading(run.poll) ? undefined : run.records };
}

function stepOf(run: OpenRun, polls: PollsUnderWay, stored: number, held: Set<string>): Step | undefined {
  const report = run.reports.find((one) => isDue(one, held));
  if (report !== undefined) return report.serial < stored ? { kind: 'report', run, report } : undefined;
  if (run.reports.length > 0 || run.ended || run.isResting || isUnderWay(run, polls)) return undefined;
  return { kind: 'end', run };
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
