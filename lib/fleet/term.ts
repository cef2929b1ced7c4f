import type { Clock } from '../base/clock';

/** Why a term ended: see `Verdict`; `expired`: the engine was not reached for a whole lease; `closed`: the node was. */
export type EndOfTerm = 'FENCED' | 'REWOUND' | 'expired' | 'closed';

/**
 * One leadership of one poll by one instance. It ends for good when the engine says so, or once the lease was not renewed in time: from
 * then on another may lead, so nothing more may be sent.
 */
export class Term {
  private ended: EndOfTerm | undefined;
  private renewed: { monotonic: number; wall: number };

  constructor(
    /** As the engine calls it. */
    readonly id: string,
    private readonly leaseMs: number,
    private readonly clock: Clock,
    /** Called once, within whatever noticed it. */
    private readonly onEnd: (why: EndOfTerm) => void,
    /** When the engine was asked for it. */
    askedAt: Moment = momentOf(clock),
  ) {
    this.renewed = askedAt;
  }

  /** Whether this instance may lead at this very moment; finds out that the lease is over, and ends the term then. */
  get isAlive(): boolean {
    if (this.ended === undefined && this.isOverdue()) this.end('expired');
    return this.ended === undefined;
  }

  /** Milliseconds until the lease is over unless it is renewed. */
  get leftMs(): number {
    return Math.max(0, this.renewed.monotonic + this.leaseMs - this.clock.monotonic());
  }

  /** @param askedAt when the renewal was asked for: the engine granted it later than that. */
  renew(askedAt: Moment): void {
    this.renewed = askedAt;
  }

  end(why: EndOfTerm): void {
    if (this.ended !== undefined) return;
    this.ended = why;
    this.onEnd(why);
  }

  /** Both clocks are asked: a computer that slept may have stopped the one, and somebody may have set the other. */
  private isOverdue(): boolean {
    const { monotonic, wall } = momentOf(this.clock);
    return monotonic - this.renewed.monotonic >= this.leaseMs || wall - this.renewed.wall >= this.leaseMs;
  }
}

/** A moment on both clocks of this computer, milliseconds. */
export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

/** Now. */
export function momentOf(clock: Clock): Moment {
  return { monotonic: clock.monotonic(), wall: clock.now() };
}
