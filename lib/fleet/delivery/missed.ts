import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import type { ReceiverParts } from './receiver-parts';

/** Times in a row that records went to others meanwhile, after which that is told: a computer that slept misses them once. */
const missedAtMost = 2;

/** Tells of records that take so long to an instance that others get them. */
export class Missed {
  /** How often in a row that was so. */
  private count = 0;

  constructor(private readonly parts: Pick<ReceiverParts, 'deadMs' | 'failed'>) {}

  /** Others have what was on its way for so long, and may fare no better; or they have not. */
  note(isMissed: boolean): void {
    this.count = isMissed ? this.count + 1 : 0;
    if (this.count !== missedAtMost) return;
    const seconds = this.parts.deadMs / 1000;
    this.parts.failed?.(
      new CoupaError(
        'COUPA_STATE',
        phrase`Records take longer from the engine to this instance than the lease of ${seconds} seconds, so they go to others meanwhile, and are undeliverable in the end. Set a longer lease in the fleet, or give this instance a faster line to the engine.`,
      ),
    );
  }
}
