import type { Phrase } from '../../base/text/phrase';

/** What is wrong, or may be, with one object that is to be written. */
export interface RecordFinding {
  /** Where: `invoice-lines[0].currency`; `""`: the object itself. */
  path: string;
  /**
   * `error`: cannot be right whatever the tenant's release and custom fields are, such as a text where an object is due. `warning`: not
   * what is known of release 39.
   */
  severity: 'error' | 'warning';
  message: Phrase;
}
