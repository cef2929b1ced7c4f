import type { ListPath } from '../../scan/list-path';

/** How a scan pages. `id`: `id[gt]`, or offsets where a tenant does not hear it. `token`: a hub's page tokens. */
export type Paging = 'id' | 'token';

/** The bounds of one reading, epoch milliseconds by the tenant's clock. */
export interface Bounds {
  lower: number;
  now: number;
}

/**
 * What a poll reads: one list of one tenant, through a template that was compiled for it. The poll node makes it from
 * the node's URL and connection.
 */
export interface Source {
  /** Origin of the tenant's site. */
  readonly tenant: string;
  /** Path of the list, without its query. */
  readonly path: string;
  /** The template's text: what identifies the filter. */
  readonly filter: string;
  /** How its pages are asked for. */
  readonly paging: Paging;
  /** Name of the query parameter that filters on the record's own updated date (`updated-at`), if one does. */
  readonly dateParameter: string | undefined;
  /** Whether the URL, or the node itself, filters on the record's own updated date, in whatever way. */
  readonly byOwnDate: boolean;
  /**
   * Whether the URL asks for nothing older than a date, so that a record which it did not return may have been there all the
   * same. Default: no.
   */
  readonly asksSince?: boolean;
  /** Whether `${now…}` is in the template: the tenant's time has to be known before the first page. */
  readonly usesNow: boolean;
  /** Whether `{{msg.…}}` is in the template: each reading is for the message that asked for it. Default: no. */
  readonly usesMessage?: boolean;
  /**
   * The URL of the list for these bounds. `message`: the message that asked for the poll, for `{{msg.…}}`. A promise where it takes a
   * value that comes later, from a context store on another computer.
   *
   * @throws {CoupaError} `COUPA_CONFIG` if a value is missing or would lead off the site.
   */
  render(bounds: Bounds, message?: unknown): ListPath | Promise<ListPath>;
  /**
   * The lowest date that a record which the rendered lower bound selects, and the node takes, can carry, epoch milliseconds: patterns
   * without seconds, in the URL or in the record, reach back further.
   */
  effectiveLower(lower: number): number;
  /**
   * The same for what the tenant returns, of which the node itself may leave out what is older (`filterByUpdatedDate`). Default: as
   * `effectiveLower`.
   */
  selectedLower?(lower: number): number;
  /**
   * The moment up to which a URL with `${now…}` surely asks for everything, epoch milliseconds: what the printed text leaves out, or
   * means in a tenant's own zone, can be earlier than `now`.
   */
  effectiveUpper(now: number): number;
}
