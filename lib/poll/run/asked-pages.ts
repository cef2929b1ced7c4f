import type { Answer } from '../../ports/requester';
import type { Ledger } from '../ledger/ledger';
import type { ExpectedPage } from '../ledger/memory';
import type { Scan } from '../scan/scan';
import type { ScanPolicy } from './scan-policy';

/** The pages that one run has asked for, and what was so then. What a back-fill waits for may hold what records were before. */
export class AskedPages {
  private readonly answered = new WeakMap<Answer, ExpectedPage>();
  /** Those of a back-fill that are not taken in yet. */
  private readonly open = new Set<ExpectedPage>();
  private hasEnded = false;

  constructor(
    private readonly ledger: Pick<Ledger, 'memory'>,
    private readonly scan: Pick<Scan, 'startedAt'>,
    private readonly policy: Pick<ScanPolicy, 'movesPosition'>,
  ) {}

  /** A page is asked for now. It is not waited for where there is none: `ask` resolves to `undefined`, or rejects. */
  async ask<Result>(ask: (page: ExpectedPage) => Promise<Result>): Promise<Result> {
    const { memory } = this.ledger;
    const page = { in: memory.scans, since: this.scan.startedAt };
    if (!this.policy.movesPosition && !this.hasEnded) {
      this.open.add(page);
      memory.expectPage(page);
    }
    let isThere = false;
    try {
      const result = await ask(page);
      isThere = result !== undefined;
      return result;
    } finally {
      if (!isThere) this.taken(page);
    }
  }

  /** This is the answer to it. */
  answer(answer: Answer, page: ExpectedPage): void {
    this.answered.set(answer, page);
  }

  /** The page that was answered like this. */
  of(answer: Answer): ExpectedPage | undefined {
    return this.answered.get(answer);
  }

  /** It was taken in, or never will be. */
  taken(page: ExpectedPage | undefined): void {
    if (page === undefined) return;
    this.open.delete(page);
    this.ledger.memory.pageTaken(page);
  }

  /** Nothing is taken in any more. */
  end(): void {
    this.hasEnded = true;
    this.allTaken();
  }

  /** Whatever was asked for was taken in, or never will be. */
  allTaken(): void {
    for (const page of this.open) this.taken(page);
  }
}
