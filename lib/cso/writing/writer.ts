import type { Caller } from '../reading/list';

/** What every write needs besides what it works on. */
export interface Writer extends Caller {
  /** Objects in one request at most. */
  batchSize: number;
  /** Called after each request with the objects settled so far. */
  onProgress?: (settled: number, requested: number) => void;
}
