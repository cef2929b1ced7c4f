import type { Phrase } from '../../base/text/phrase';
import type { RecordOperation } from '../../catalogue/record-operations';
import type { FormField } from '../../ports/form-field';
import type { Answer, RequestOptions } from '../../ports/requester';
import { type BatchReport, carryOut } from '../../write/carry-out';
import { isApplied, type Outcome } from '../../write/outcome';
import { mayStillHappen } from '../../write/request-failure';
import { happensWithin, type OwnWrite } from './own-writes';
import { ask, type Work } from './work';

/** What was done with one object. */
export type How =
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'deleted'
  | 'done'
  | 'marked'
  | 'attached'
  | 'fetched'
  | 'planned';

/** What became of an object that was applied. */
export interface Done {
  how: How;
  /** Id of the record, where it is known. */
  id?: string;
  /** What goes to output 1 for it. */
  payload: unknown;
  /** What a fetched file is. */
  file?: { filename: string; contentType: string };
  statusCode?: number;
}

export type RecordOutcome = Outcome<Done, unknown>;

/** A request that would change something. */
export interface PlannedRequest {
  method: NonNullable<RequestOptions['method']>;
  /** Path and query. */
  path: string;
  body?: unknown;
  /** Instead of a body. */
  form?: readonly FormField[];
}

/** What one object leads to: a request, or nothing more since it is settled already. */
export type Plan = { settled: RecordOutcome } | PlannedWrite;

export interface PlannedWrite {
  request: PlannedRequest;
  purpose: Phrase;
  /** What is done to the tenant, for the scope that is named where it is missing. */
  as: RecordOperation;
  /** Whether Coupa holds the same after it was carried out twice. */
  repeatable: boolean;
  /** Keys under which a second one would be one too many. Default: none. */
  once?: readonly string[];
  /** Minutes within which it is not sent again when nobody knows, since nothing shows whether it was carried out. Default: as long as it may still be. */
  within?: number;
  /** @param own what is known of it as one of those that must not be carried out twice */
  judge(answer: Answer, own: OwnWrite | undefined): RecordOutcome | Promise<RecordOutcome>;
  /** After a failure that leaves open whether it was carried out. */
  findOut(why: Phrase, sending: Sending): Promise<RecordOutcome>;
}

/** When a write was begun. */
export interface Sending {
  /** By a clock that never jumps, in milliseconds. */
  begunAt: number;
  /** As `judge` has it. */
  own: OwnWrite | undefined;
}

/** Carries out a plan; with `dryRun` the request itself is the result. */
export async function carryOutPlan(
  work: Work,
  object: unknown,
  plan: Plan,
): Promise<BatchReport<Done, unknown>> {
  if ('settled' in plan) return { outcomes: [plan.settled], result: [] };
  const { request, purpose, repeatable } = plan;
  if (work.settings.dryRun)
    return { outcomes: [{ applied: { how: 'planned', payload: shownRequest(request) } }], result: [] };
  // What waited for its turn until now was not sent.
  work.signal.throwIfAborted();
  const begunAt = work.clock.monotonic();
  const own = plan.once === undefined ? undefined : work.ownWrites.begin(plan.once, begunAt);
  let report: BatchReport<Done, unknown> | undefined;
  try {
    report = await carryOut<Done, unknown>({
      items: [object],
      send: () => ask(work, plan.as, { ...request, purpose, repeatable }),
      judge: async (answer) => ({ outcomes: [withStatus(await plan.judge(answer, own), answer)] }),
      findOut: async (why) => [await plan.findOut(why, { begunAt, own })],
    });
  } finally {
    if (own !== undefined) conclude(work, own, report, plan.within);
  }
  return report;
}

/** @param report `undefined`: it was ended before anybody knew what became of it. */
function conclude(
  { clock }: Work,
  own: OwnWrite,
  report: BatchReport<Done, unknown> | undefined,
  within: number | undefined,
): void {
  const [outcome] = report?.outcomes ?? [];
  const isOpen = outcome === undefined || (!isApplied(outcome) && outcome.outcome === 'unknown');
  const isOver = within === undefined && report?.error !== undefined && !mayStillHappen(report.error);
  if (isOpen) own.leftOpen(clock.monotonic() + (isOver ? 0 : (within ?? happensWithin) * 60_000));
  else own.settled();
}

/** A request as it is told: of a file that is in it not its bytes, but what it is. */
export function shownRequest({ form, ...request }: PlannedRequest): object {
  if (form === undefined) return request;
  return {
    ...request,
    form: form.map(({ name, value }) => {
      if (typeof value === 'string') return { name, value };
      const { filename, contentType, size } = value;
      return { name, filename, contentType, size };
    }),
  };
}

function withStatus(outcome: RecordOutcome, { statusCode }: Answer): RecordOutcome {
  return 'applied' in outcome ? { applied: { statusCode, ...outcome.applied } } : { statusCode, ...outcome };
}
