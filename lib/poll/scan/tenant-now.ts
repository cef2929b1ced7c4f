import { CoupaError } from '../../base/errors';
import { phrase } from '../../base/text/phrase';
import { unlessAborted } from '../../base/unless-aborted';
import type { Answer, Requester } from '../../ports/requester';
import type { TenantClock } from '../clock/tenant-clock';
import { secondMs, seenAt } from '../clock/tenant-time';
import type { PollSettings } from '../model/settings';
import type { Source } from '../model/source';

/** Asks a tenant for its time. */
export class TenantNow {
  constructor(
    private readonly settings: PollSettings,
    private readonly source: Source,
    private readonly requester: Requester,
    /** Epoch milliseconds, by our clock: what is asked for hardly matters. */
    private readonly now: () => number,
    private readonly tenantClock: TenantClock,
  ) {}

  /**
   * The tenant's time, from the `Date` of the smallest answer there is; of two, where nothing explains the first. Our own clock
   * is never taken for it: one that is a day ahead would lose a day. Epoch milliseconds.
   *
   * @param message the one that asks: a URL with `{{msg.…}}` needs it
   * @throws {CoupaError} of the request; `COUPA_RESPONSE` if the answer has no `Date`.
   */
  async ask(signal: AbortSignal, message?: unknown): Promise<number> {
    const askedAt = this.tenantClock.monotonic();
    const first = await this.request(signal, message);
    const believed = this.tenantClock.observe(first, false);
    const seen = believed ?? seenAt(first);
    if (seen === undefined)
      throw new CoupaError(
        'COUPA_RESPONSE',
        phrase`The tenant answered without a "Date" header, so its time is not known and the first poll cannot tell what is new. Check whether a proxy takes the header away, or start from a date or from the beginning.`,
      );
    if (believed !== undefined) return believed;
    const second = await this.request(signal, message);
    const passedMs = this.tenantClock.monotonic() - askedAt;
    const again = this.tenantClock.observe(second, false) ?? seenAt(second);
    if (again === undefined) return seen;
    // The first one was earlier than it should have been.
    if (seen < again - passedMs - this.tenantClock.toleranceMs) return again - passedMs;
    return Math.min(seen, again - passedMs);
  }

  /**
   * A moment by the tenant's clock that is not after the one at which this was called, as `ask`, and one that is not before it: whatever the
   * tenant dated until then is dated so or earlier. Epoch milliseconds.
   */
  async askBoth(signal: AbortSignal, message?: unknown): Promise<{ earliest: number; latest: number }> {
    const askedAt = this.tenantClock.monotonic();
    const earliest = await this.ask(signal, message);
    return { earliest, latest: earliest + (this.tenantClock.monotonic() - askedAt) + 2 * secondMs };
  }

  private async request(signal: AbortSignal, message: unknown): Promise<Answer> {
    const now = this.now();
    const size = this.source.paging === 'token' ? 'pageSize' : 'limit';
    const list = await unlessAborted(this.source.render({ lower: now, now }, message), signal);
    return this.requester.request({
      path: list.with([[size, 1]]),
      purpose: phrase`reading ${this.settings.resource}`,
      signal,
    });
  }
}
