/**
 * What a scan asks for: decided when it begins, and stored, so that it goes on after a restart as it began. Moments are epoch
 * milliseconds by the tenant's clock.
 */
export interface ScanOrder {
  /** Id of the poll, `msg.coupa.poll`. */
  readonly poll: string;
  /** The position when it began; `undefined`: the beginning of time. */
  readonly from?: number;
  /** The bound that was rendered into the URL. */
  readonly lower: number;
  /** Path and query, where the template takes values from a message, which is gone after a restart. */
  readonly rendered?: string;
  /** Upper bound of a back-fill: versions after it belong to the polls. */
  readonly to?: number;
  /** The moment rendered for `${now…}`. */
  readonly now?: number;
  /** Versions before this instant are remembered without being sent: what was there before the first poll. */
  readonly silentBefore?: number;
  /** With `silentBefore`: records without a date, too. */
  readonly silentUndated?: boolean;
}
