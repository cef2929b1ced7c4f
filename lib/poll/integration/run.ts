import type { Mutable } from '../../base/mutable';
import type { RecordId } from '../../scan/record-id';
import type { StoredReport, StoredRun } from '../model/integration-state';

/** How it went so far with something that Coupa is to be told. It is not stored. */
export interface Progress {
  /** Counts all that was ever noted down, so that it is known what a stored document holds. */
  readonly serial: number;
  /** Coupa may know of it: it was begun by a process that was killed, or an answer was lost. */
  isUncertain: boolean;
  /** How often it failed. */
  tries: number;
  /** It failed: the others go first. */
  isResting: boolean;
}

/** A report that waits. */
export interface Report extends StoredReport, Progress {}

/** A run that is not over, and how it went with its own next step. */
export interface Run extends Mutable<Omit<StoredRun, 'reports'>>, Progress {
  readonly reports: Report[];
}

/** One that Coupa has. */
export type OpenRun = Run & { id: RecordId };

/** As it is stored. */
export function rowOf({ reports, ...run }: Run): StoredRun {
  return { ...lasting(run), reports: reports.map(lasting) };
}

function lasting<Value extends Progress>(value: Value): Omit<Value, keyof Progress> {
  const { serial: _, isUncertain: __, tries: ___, isResting: ____, ...rest } = value;
  return rest;
}
