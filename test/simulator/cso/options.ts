import type { IncomingHttpHeaders } from 'node:http';
import type { Mounted } from '../tenant-options';
import type { CsoCollection, CsoOrder } from './collection';

/** How a CSO site is set up. */
export interface CsoOptions {
  /** The key it accepts in `X-CSO-API-KEY`. Default `cso-key`. */
  key?: string;
  /** Makes the same ids and the same dropped objects come out again. Default 1. */
  seed?: number;
  /** Share of the objects of a write that is passed over in silence, 0 to 1. Default 0. */
  dropShare?: number;
  /** Objects in one answer at most. Default 250. */
  pageLimit?: number;
  /** Order of an index. Default by id. */
  order?: CsoOrder;
  /** Sends ids as bare numbers of 19 digits. Default: as strings. */
  bareIds?: boolean;
  /** What it does with filters. Default `understood`. */
  filters?: 'understood' | 'ignored' | 'refused';
  offsetIgnored?: boolean;
  /** Leaves `total` out of its lists. */
  noTotal?: boolean;
}

/** One request that reached the site. */
export interface CsoRequestLog {
  method: string;
  /** Path and query, as sent. */
  url: string;
  headers: IncomingHttpHeaders;
  /** As sent, byte for byte. */
  body: string;
}

/** Something that goes wrong with requests. */
export interface CsoFault {
  method?: string;
  /** Tested against path and query. */
  url?: RegExp;
  /** Whether the request is carried out first. Default false. */
  carriedOut?: boolean;
  /** What is answered; absent: the connection is lost; `never`: it stays open and silent. */
  answer?: CsoAnswer | 'never';
  /** How many requests it strikes. Default 1. */
  times?: number;
}

export interface CsoAnswer {
  status: number;
  body: string;
  type?: string;
}

/** A simulated CSO site, to be mounted in a tenant or started alone. */
export interface Cso {
  readonly requests: CsoRequestLog[];
  /** Ids (for creates: names) of objects that writes passed over in silence. */
  readonly dropped: string[];
  /** The objects under a path: `/api/events`, `/api/events/1/fact-sheets`. */
  collection(path: string): CsoCollection;
  fault(fault: CsoFault): void;
  clearFaults(): void;
  /** Called before every answer to a list, with the number of lists so far: changes what is being paged. */
  onList(listener: (count: number) => void): void;
  readonly mounted: Mounted;
  /** Listens on a free port of 127.0.0.1. */
  start(): Promise<{ url: string; close(): Promise<void> }>;
}
