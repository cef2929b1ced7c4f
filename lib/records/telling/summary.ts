import { isReadingOperation, type RecordOperation } from '../../catalogue/record-operations';
import type { Unapplied } from '../../write/outcome';
import type { WriteReport } from '../../write/write-all';
import type { Done, How } from '../work/plan';
import type { Ignored, Remark } from '../work/remarks';
import type { Work } from '../work/work';

/** What became of one object, in the order asked. */
export interface ResultEntry {
  index: number;
  id?: string;
  outcome: How | Unapplied;
  statusCode?: number;
}

/** What `msg.coupa.record` says of an operation. */
export interface RecordSummary {
  resource: string;
  operation: RecordOperation;
  action?: string;
  requested: number;
  applied: number;
  created: number;
  updated: number;
  unchanged: number;
  /** Present where nothing was sent, and the payload is what would have been. */
  dryRun?: true;
  ignored?: Ignored[];
  warnings?: Remark[];
  result: ResultEntry[];
}

/** The summary of something that did nothing yet. */
export function summaryOf({ target, operation, action, settings }: Work): RecordSummary {
  return {
    resource: target.resource,
    operation,
    ...(action === '' ? {} : { action }),
    requested: 0,
    applied: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    ...(settings.dryRun && !isReadingOperation(operation) ? { dryRun: true } : {}),
    result: [],
  };
}

/** What a finished operation came to. */
export function resultOf(work: Work, { outcomes }: WriteReport<Done, unknown>): RecordSummary {
  const result = outcomes.map((outcome, index): ResultEntry => {
    const { id, how, statusCode } =
      'applied' in outcome
        ? outcome.applied
        : { id: undefined, how: outcome.outcome, statusCode: outcome.statusCode };
    return {
      index,
      ...(id === undefined ? {} : { id }),
      outcome: how,
      ...(statusCode === undefined ? {} : { statusCode }),
    };
  });
  const count = (wanted: How) => result.filter(({ outcome }) => outcome === wanted).length;
  const { ignored, warnings } = work.remarks;
  return {
    ...summaryOf(work),
    requested: outcomes.length,
    applied: outcomes.filter((outcome) => 'applied' in outcome).length,
    created: count('created'),
    updated: count('updated'),
    unchanged: work.operation === 'get' ? 0 : count('unchanged'),
    ...(ignored.length === 0 ? {} : { ignored }),
    ...(warnings.length === 0 ? {} : { warnings }),
    result,
  };
}
