import { isObject } from '../../base/form';
import { parsedJson } from '../../base/json';
import type { FoundPage, FoundRecord } from '../../ports/page-readers';

/** A page that somebody is to read. */
export interface PageTask {
  /** What the page is called from then on. */
  page: string;
  /** Path and query. */
  path: string;
  /** The box for the answer. */
  to: string;
}

/** What came of it; without `found`: whoever asked has to read the page. */
export interface PageAnswer {
  page: string;
  found?: FoundPage;
}

/** Records as lists: about a hundred bytes each. */
type Row = [
  id: number | string,
  key: number | string | null,
  updatedAt: number | null,
  createdAt: number | null,
  fingerprint: string,
  digest: string,
  sent: string,
];

export function writeAnswer({ page, found }: PageAnswer): string {
  if (found === undefined) return JSON.stringify({ page });
  const { records, ...rest } = found;
  return JSON.stringify({ page, ...rest, records: records.map(rowOf) });
}

/** @returns `undefined` for what is none. */
export function readAnswer(text: string): PageAnswer | undefined {
  const letter = parsedJson(text);
  if (!isObject(letter) || typeof letter['page'] !== 'string') return undefined;
  const { page, records, bytes, requests, date } = letter;
  if (!Array.isArray(records)) return { page };
  const found: FoundPage = {
    records: (records as Row[]).map(recordOf),
    bytes: Number(bytes),
    requests: Number(requests),
    ...(typeof date === 'number' && { date }),
  };
  return { page, found };
}

/** @returns `undefined` for what is none. */
export function readTask(text: string): PageTask | undefined {
  const letter = parsedJson(text);
  if (!isObject(letter)) return undefined;
  const { page, path, to } = letter;
  if (typeof page !== 'string' || typeof path !== 'string' || typeof to !== 'string') return undefined;
  return { page, path, to };
}

/** A print that is the same as the one before it is left out. */
function rowOf({ id, key, updatedAt, createdAt, fingerprint, digest, sent }: FoundRecord): Row {
  const isPlain = fingerprint.endsWith(digest);
  return [
    id,
    key ?? null,
    updatedAt ?? null,
    createdAt ?? null,
    fingerprint,
    isPlain ? '' : digest,
    sent === digest ? '' : sent,
  ];
}

function recordOf([id, key, updatedAt, createdAt, fingerprint, other, sent]: Row): FoundRecord {
  const digest = other === '' ? fingerprint.slice(fingerprint.indexOf(':') + 1) : other;
  return {
    id,
    ...(key !== null && { key }),
    ...(updatedAt !== null && { updatedAt }),
    ...(createdAt !== null && { createdAt }),
    fingerprint,
    digest,
    sent: sent === '' ? digest : sent,
  };
}

/** The box for tasks of one poll: only who reads and sends records in the same way takes from it. */
export function tasksOf(poll: string, shape: string): string {
  return `${poll}:pages:${shape}`;
}
