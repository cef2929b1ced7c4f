import type { Id } from '../json';

/** What kind of write was carried out. */
export type WriteKind = 'create' | 'update' | 'delete' | 'action' | 'mark' | 'attach' | 'file';

/** One write that the tenant has carried out, whether its answer arrived or not. */
export interface CarriedOut {
  kind: WriteKind;
  method: string;
  /** Path and query, as asked. */
  path: string;
  /** The collection that was written to: `invoices`, `invoices/17/comments`. */
  resource: string;
  /** The record that was written; of one that was created the id it got. */
  id: Id;
  /** Of an action what follows the id in the path: `submit`, `business_groups/add`. */
  action?: string;
  /** By the tenant's clock, epoch milliseconds. */
  at: number;
  /** Whether the whole answer was sent; `false` until it is, and for good when it was lost. */
  told: boolean;
}
