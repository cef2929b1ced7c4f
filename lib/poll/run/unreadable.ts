import { CoupaError } from '../../base/errors';
import { phrase, times } from '../../base/text/phrase';

/** Records told of one by one; a wrong date format concerns every record there is. */
const toldAtMost = 5;

/** Tells of records that could not be read: each once however often it is read, and the many in one sentence. */
export class Unreadable {
  private readonly known = new Set<string>();
  private untold = 0;

  constructor(private readonly tell: (error: CoupaError) => void) {}

  add(record: unknown, error: CoupaError): void {
    if (this.known.size >= toldAtMost) {
      this.untold += 1;
      return;
    }
    const text = JSON.stringify(record);
    if (this.known.has(text)) return;
    this.known.add(text);
    this.tell(error);
  }

  /** The reading has ended. */
  end(resource: string): void {
    if (this.untold === 0) return;
    this.tell(
      new CoupaError(
        'COUPA_RESPONSE',
        phrase`Reading ${resource}: ${times(this.untold)} more a record could not be read. If these are all records, check the names and the formats of the date fields.`,
      ),
    );
    this.untold = 0;
  }
}
