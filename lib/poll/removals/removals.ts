import { randomUUID } from 'node:crypto';
import type { CoupaError } from '../../base/errors';
import { longestTimerMs } from '../../base/longest-timer';
import type { KnownIds } from '../known/known-ids';
import type { LookCounts } from '../known/look-under-way';
import { toCoupaError } from '../lifecycle/interruption';
import type { Lifetime } from '../lifecycle/lifetime';
import { Schedule } from '../lifecycle/schedule';
import type { RemovalsReport, RemovalsSummary } from '../model/removals-state';
import type { RunContext } from '../run/run-context';
import type { NodeStatus } from '../tell/node-status';
import { Look } from './look';

/** What a look came to that was read to its end. */
interface Ending {
  known: KnownIds;
  counts: LookCounts;
  /** What the tenant said no to. */
  refused: CoupaError | undefined;
}

/** Milliseconds between two tries of a look that fails, at most. */
const longestPauseMs = 900_000;

/**
 * Looks for records that are no longer there, every `removals` hours, beside the polls and behind them. One that fails, or that a
 * restart ends, is taken up again where it stood.
 */
export class Removals {
  private readonly again: Schedule;
  private underWay: Promise<void> | undefined;
  private timer: unknown;
  /** When the look after the one that began at `begunAt` is due at the latest; monotonic milliseconds. */
  private due = { begunAt: Number.NaN, at: 0 };
  /** What a look came to that has ended, until that is stored. */
  private unstored: Ending | undefined;

  constructor(
    private readonly context: RunContext,
    private readonly status: NodeStatus,
    private readonly lifetime: Lifetime,
    private readonly tell: (summary: RemovalsSummary) => void,
  ) {
    this.again = new Schedule(context.clock, longestPauseMs, () =>
      context.followed.alone(() => this.start()),
    );
  }

  /** Begins or goes on when it is time, if the node looks at all, and nothing is under way. */
  start(): void {
    const { settings, source, ledger, clock } = this.context;
    const { signal, closed } = this.lifetime;
    if (settings.removals === 0 || closed || this.underWay !== undefined) return;
    ledger.known.belongTo(JSON.stringify([settings.idField, source.filter]));
    if (ledger.state.paused) return;
    this.clear();
    const waitMs = this.waitMs;
    if (waitMs > 0) {
      this.timer = clock.setTimeout(() => this.start(), Math.min(waitMs, longestTimerMs));
      return;
    }
    this.underWay = this.run(signal)
      .then(
        () => this.again.succeeded(),
        (error: unknown) => {
          if (!signal.aborted) this.failed(toCoupaError(error));
        },
      )
      .finally(() => {
        this.underWay = undefined;
        if (this.again.nextAt === undefined && !signal.aborted) this.start();
      });
  }

  /** Resolves when nothing is under way any more and nothing begins by itself; the signal has to be aborted. */
  async stopped(): Promise<void> {
    this.clear();
    await this.underWay;
  }

  /** How it stands; `undefined`: the node does not look. */
  report(): RemovalsReport | undefined {
    const { settings, ledger, clock } = this.context;
    const { looks, size: known } = ledger.known;
    if (settings.removals === 0) return undefined;
    const looking = this.underWay !== undefined;
    const isPlanned = !looking && !ledger.state.paused;
    const nextAt = this.again.nextAt ?? clock.now() + this.waitMs;
    return { looks, known, looking, ...(isPlanned && { nextLook: new Date(nextAt).toISOString() }) };
  }

  /** Milliseconds until the next look: `removals` at most, though this computer's clock was set back, or is behind that of an earlier leader. */
  private get waitMs(): number {
    const { settings, ledger, clock } = this.context;
    const { look, begunAt } = ledger.known;
    if (look !== undefined || begunAt === undefined || this.ending !== undefined) return 0;
    const now = clock.monotonic();
    if (this.due.begunAt !== begunAt) this.due = { begunAt, at: now + settings.removals };
    return Math.max(0, Math.min(begunAt + settings.removals - clock.now(), this.due.at - now));
  }

  /** Looks, unless that was done and could not be stored: then only that is tried again. */
  private async run(signal: AbortSignal): Promise<void> {
    this.unstored = this.ending ?? (await this.look(signal));
    const { counts, refused } = this.unstored;
    await this.context.stored.save();
    this.unstored = undefined;
    const error = refused && this.clean(refused);
    if (error !== undefined) this.context.problem(error);
    this.status.lookEnded();
    this.tell({ ...this.summary(counts), ...(error && told(error)) });
  }

  private async look(signal: AbortSignal): Promise<Ending> {
    const { ledger, clock, followed } = this.context;
    const { known, state } = ledger;
    const now = state.clock?.believed?.at ?? state.position ?? clock.now();
    const look = known.look ?? known.beginLook(randomUUID(), clock.now(), now);
    const refused = await followed.look(look, () => new Look(this.context, look, signal).run());
    known.endLook();
    return { known, counts: look.counts, refused };
  }

  /** After a reset what was not stored concerns nobody. */
  private get ending(): Ending | undefined {
    return this.unstored?.known === this.context.ledger.known ? this.unstored : undefined;
  }

  private failed(cause: CoupaError): void {
    const error = this.clean(cause);
    this.again.failed();
    this.status.lookFailed(error, this.again);
    const { look } = this.context.ledger.known;
    const counts = look?.counts ?? this.ending?.counts ?? { deleted: 0, left: 0, requests: 0 };
    this.tell({ ...this.summary(counts), ...told(error) });
  }

  private summary({ deleted, left, requests }: LookCounts): RemovalsSummary {
    const { settings, ledger } = this.context;
    const { looks: look, size: known } = ledger.known;
    return { resource: settings.resource, look, known, deleted, left, requests };
  }

  private clean(error: CoupaError): CoupaError {
    return this.context.requester.scrubber?.error(error) ?? error;
  }

  private clear(): void {
    this.again.clear();
    this.context.clock.clearTimeout(this.timer);
    this.timer = undefined;
  }
}

function told({ code, phrase: message }: CoupaError): Pick<Required<RemovalsSummary>, 'error'> {
  return { error: { code, message } };
}
