import type { CoupaErrorCode } from '../../base/errors';
import { Phrase, phrase } from '../../base/text/phrase';
import { fromParts } from '../../base/text/stored-phrase';
import type { PollSummary } from '../model/summary';

const texts = ['resource', 'poll', 'from', 'to', 'position'] as const;

const counts = [
  'pages',
  'records',
  'created',
  'updated',
  'repeats',
  'requests',
  'retries',
] as const satisfies (keyof PollSummary)[];

/**
 * Reads the summary of a poll that was kept in a file, which anybody may have written since: only what has its form is taken, and
 * `undefined` is what lacks what a chart draws.
 */
export function readSummary(value: unknown): PollSummary | undefined {
  const stored: Partial<Record<keyof PollSummary, unknown>> = Object(value);
  const { startedAt, finishedAt, backfill, sent } = stored;
  if (!isDate(startedAt) || !isDate(finishedAt) || !isCount(stored.created) || !isCount(stored.updated))
    return undefined;
  const error = stored.error === undefined ? undefined : readError(stored.error);
  if (stored.error !== undefined && error === undefined) return undefined;
  return {
    resource: '',
    poll: '',
    startedAt,
    finishedAt,
    ...pick(stored, texts, (text) => typeof text === 'string'),
    ...noCounts,
    ...pick(stored, counts, isCount),
    ...(backfill === true && { backfill }),
    ...(isCount(sent) && { sent }),
    ...(error !== undefined && { error }),
  };
}

const noCounts = { pages: 0, records: 0, created: 0, updated: 0, repeats: 0, requests: 0, retries: 0 };

function pick(stored: object, names: readonly string[], isFit: (value: unknown) => boolean): object {
  return Object.fromEntries(
    Object.entries(stored).filter(([name, value]) => names.includes(name) && isFit(value)),
  );
}

function readError(value: unknown): PollSummary['error'] {
  const { code, message }: { code?: unknown; message?: unknown } = Object(value);
  const said = typeof message === 'string' ? phrase`${message}` : fromParts(message);
  if (!isCode(code) || !(said instanceof Phrase)) return undefined;
  return { code, message: said };
}

function isCode(value: unknown): value is CoupaErrorCode {
  return typeof value === 'string' && /^COUPA_[A-Z_]{1,30}$/.test(value);
}

function isDate(value: unknown): value is string {
  return typeof value === 'string' && Date.parse(value) > 0;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
