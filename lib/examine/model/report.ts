import type { Phrase } from '../../base/text/phrase';
import type { Verdict } from './assumption';

/** What became of one assumption. Nothing in it is a value of a record, a name of the tenant's, or a secret. */
export interface ExaminedAssumption {
  id: string;
  assumption: Phrase;
  verdict: Verdict;
  /** What was seen: counts, statuses, forms. */
  seen?: Phrase;
  /** Where it is not kept: what the package does then. */
  otherwise?: Phrase;
}

/** What an examination found, fit to be shown to everybody. */
export interface ExaminationReport {
  /** Of this package. */
  version: string;
  assumptions: ExaminedAssumption[];
}
