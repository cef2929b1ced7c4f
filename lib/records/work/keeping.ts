import { phrase } from '../../base/text/phrase';
import type { BatchReport } from '../../write/carry-out';
import { isApplied } from '../../write/outcome';
import { recordIn } from '../../write/record-in';
import type { Done } from './plan';
import type { Work } from './work';

/** Characters of JSON that the answers to one message may have together before they are kept short. */
const mostCharacters = 64 * 1024 * 1024;

/** Messages of fewer objects are not counted: their answers are no burden. */
const few = 500;

/**
 * Keeps what Coupa answers to one message within a bounded memory: behind so much of it, a record is kept as its id alone, and that is
 * told once.
 */
export class Keeping {
  private left = mostCharacters;

  constructor(
    private readonly work: Work,
    private readonly requested: number,
  ) {}

  bounded(report: BatchReport<Done, unknown>): BatchReport<Done, unknown> {
    if (this.requested <= few || this.work.settings.dryRun) return report;
    const outcomes = report.outcomes.map((outcome) =>
      isApplied(outcome) ? { applied: this.kept(outcome.applied) } : outcome,
    );
    return { ...report, outcomes };
  }

  private kept(done: Done): Done {
    const record = recordIn(done.payload);
    if (record === undefined) return done;
    if (this.left > 0) {
      this.left -= JSON.stringify(record).length;
      return done;
    }
    this.tellOnce();
    return { ...done, payload: { id: record['id'] } };
  }

  private told = false;

  private tellOnce(): void {
    if (this.told) return;
    this.told = true;
    const message = phrase`The answers to this message are longer than what is kept: from here on a record is given by its id alone. Name the fields you need in "fields".`;
    this.work.remarks.add({ index: 0, path: '', message });
  }
}
