import type { Phrase } from '../../base/text/phrase';
import { type AssumptionId, assumptions } from '../assumptions/assumptions';
import type { Verdict } from '../model/assumption';
import type { ExaminedAssumption } from '../model/report';

interface Entry {
  verdict: Verdict;
  seen?: Phrase | undefined;
}

/** Collects verdicts. Several may concern one assumption: what breaks it counts most, and what is not known least. */
export class Notebook {
  private readonly entries = new Map<AssumptionId, Entry>();

  kept(id: AssumptionId, seen?: Phrase): void {
    if (this.verdict(id) === 'unknown') this.entries.set(id, { verdict: 'kept', seen });
  }

  broken(id: AssumptionId, seen?: Phrase): void {
    if (this.verdict(id) !== 'not kept') this.entries.set(id, { verdict: 'not kept', seen });
  }

  /** Says why nothing can be said. */
  unknown(id: AssumptionId, seen: Phrase): void {
    if (!this.entries.has(id)) this.entries.set(id, { verdict: 'unknown', seen });
  }

  /** Whether it is as assumed. */
  judge(id: AssumptionId, isKept: boolean, seen?: Phrase): void {
    if (isKept) this.kept(id);
    else this.broken(id, seen);
  }

  verdict(id: AssumptionId): Verdict {
    return this.entries.get(id)?.verdict ?? 'unknown';
  }

  /** Every assumption, in the order of their table. */
  get examined(): ExaminedAssumption[] {
    return assumptions.map(({ id, assumption, otherwise }) => {
      const { verdict, seen } = this.entries.get(id) ?? { verdict: 'unknown' };
      return {
        id,
        assumption,
        verdict,
        ...(seen !== undefined && { seen }),
        ...(verdict === 'not kept' && { otherwise }),
      };
    });
  }
}
