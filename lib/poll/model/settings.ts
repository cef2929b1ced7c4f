import { CoupaError } from '../../base/errors';
import { phrase, type Text } from '../../base/text/phrase';
import { showValue } from '../../base/text/show-value';
import { findResource, nearestResource, type Resource } from '../../catalogue/resources';
import { coupaDateFormat, parseIso } from '../../dates/coupa-date';

/** A poll node's properties, read and completed: see the contract for their meaning. Durations in milliseconds. */
export interface PollSettings {
  resource: string;
  /** The template as it was written, or the catalogue's. */
  url: string;
  /** Whether it was written and not taken from the catalogue. */
  givenUrl: boolean;
  idField: string;
  updatedDateField: string;
  updatedDateFormat: string;
  updatedDateTimezone: string;
  createdDateField: string;
  createdDateFormat: string;
  createdDateTimezone: string;
  createdCheckTolerance: number;
  /** Leave out records that are dated before what a poll asks for: what a URL without a date returns again and again. */
  filterByUpdatedDate: boolean;
  /** 0: only when asked. */
  interval: number;
  start: 'now' | 'beginning' | 'date';
  /** Epoch milliseconds, with `start: "date"`. */
  startDate: number | undefined;
  overlap: number;
  pageSize: number;
  delivery: 'send' | 'acknowledge';
  maxInFlight: number;
  /** Seconds. */
  acknowledgeTimeout: number;
  maxAttempts: number;
  output: 'record' | 'notification';
  removeNulls: boolean;
}

/** Seconds: longer ones Node.js fires at once. */
const longestTimer = 2_147_483;

/** Milliseconds from 1970 to the first or the last date that JavaScript can hold. */
const furthestDate = 8.64e15;

/**
 * Reads the properties of a `coupa-poll` node as a flow stores them; what is absent has its default.
 *
 * @throws {CoupaError} `COUPA_CONFIG` naming the property, what it holds and what it may hold.
 */
export function readPollSettings(config: Readonly<Record<string, unknown>>): PollSettings {
  const resource = text(config, 'resource', 'invoices');
  const known = findResource(resource);
  const updatedDateFormat = text(config, 'updatedDateFormat', coupaDateFormat);
  const updatedDateTimezone = text(config, 'updatedDateTimezone', 'UTC');
  const start = choice(config, 'start', ['now', 'beginning', 'date'] as const);
  return {
    resource,
    url: readUrl(config, resource, known),
    givenUrl: text(config, 'url', '') !== '',
    idField: field(config, 'idField', known?.idField ?? 'id'),
    updatedDateField: field(config, 'updatedDateField', known?.updatedDateField ?? 'updated-at'),
    updatedDateFormat,
    updatedDateTimezone,
    createdDateField: field(config, 'createdDateField', known?.createdDateField ?? 'created-at'),
    createdDateFormat: text(config, 'createdDateFormat', updatedDateFormat),
    createdDateTimezone: text(config, 'createdDateTimezone', updatedDateTimezone),
    createdCheckTolerance: 1000 * number(config, 'createdCheckTolerance', 10, { min: 0 }),
    filterByUpdatedDate: isTrue(config['filterByUpdatedDate']),
    interval: readInterval(config),
    start,
    startDate: start === 'date' ? readInstant(config['startDate'], 'startDate') : undefined,
    overlap: 1000 * number(config, 'overlap', 300, { min: 0 }),
    pageSize: number(config, 'pageSize', 50, { min: 1, whole: true }),
    delivery: choice(config, 'delivery', ['send', 'acknowledge'] as const),
    maxInFlight: number(config, 'maxInFlight', 500, { min: 1, whole: true }),
    acknowledgeTimeout: number(config, 'acknowledgeTimeout', 300, { min: 0.001, max: longestTimer }),
    maxAttempts: number(config, 'maxAttempts', 5, { min: 1, whole: true }),
    output: choice(config, 'output', ['record', 'notification'] as const),
    removeNulls: isTrue(config['removeNulls']),
  };
}

/**
 * Reads a moment as the node's `startDate` and the commands' `msg.from` and `msg.to` give it: ISO 8601, epoch
 * milliseconds, or a `Date`. A text without a zone means UTC.
 *
 * @throws {CoupaError} `COUPA_CONFIG` naming the property and its value.
 */
export function readInstant(value: unknown, name: string): number {
  const instant =
    value instanceof Date
      ? value.getTime()
      : typeof value === 'number'
        ? value
        : parseIso(typeof value === 'string' ? value : '');
  if (Math.abs(instant) <= furthestDate) return instant;
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) {
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`"${name}" is empty. Write a date there, like 2026-01-31 or 2026-01-31T08:15:00Z.`,
      { reason: { kind: 'setting', property: name, missing: true } },
    );
  }
  throw new CoupaError(
    'COUPA_CONFIG',
    phrase`"${name}" is ${show(value)}, which is not a date in ISO 8601. Write it like 2026-11-22 or 2026-11-22T08:15:00Z.`,
    { reason: { kind: 'setting', property: name } },
  );
}

function readUrl(
  config: Readonly<Record<string, unknown>>,
  resource: string,
  known: Resource | undefined,
): string {
  const url = text(config, 'url', known?.url ?? '');
  if (url !== '') return url;
  const unknown = phrase`The resource "${resource}" is not in the catalogue, so its URL has to be given, like /api/invoices?updated-at[gt_or_eq]=\${date:yyyy-MM-dd'T'HH:mm:ssXXX}.`;
  const near = nearestResource(resource)?.name;
  const message = near === undefined ? unknown : phrase`${unknown} ${phrase`Did you mean "${near}"?`}`;
  throw new CoupaError('COUPA_CONFIG', message, { reason: { kind: 'setting', property: 'resource' } });
}

function readInterval(config: Readonly<Record<string, unknown>>): number {
  const minutes = number(config, 'interval', 15, { min: 0 });
  if (minutes === 0 || minutes >= 0.005) return Math.min(minutes * 60_000, 2 ** 31 - 1);
  throw invalid(
    'interval',
    config['interval'],
    phrase`minutes, at least 0.005, or 0 to poll only when a message asks for it`,
  );
}

/** A text property; absent and empty mean the default. An environment variable may have made a number or a boolean of it. */
function text(config: Readonly<Record<string, unknown>>, name: string, fallback: string): string {
  const value = config[name];
  if (value === undefined || value === null || value === '') return fallback;
  if (isPlain(value)) return String(value);
  throw invalid(name, value, phrase`text`);
}

/** A path into the record; absent means the default, empty means there is none. */
function field(config: Readonly<Record<string, unknown>>, name: string, fallback: string): string {
  const value = config[name];
  if (value === undefined || value === null) return fallback;
  if (isPlain(value)) return String(value).trim();
  throw invalid(name, value, phrase`the name of a field`);
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** A property that an environment variable may have made into text. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

function choice<const Choices extends readonly [string, ...string[]]>(
  config: Readonly<Record<string, unknown>>,
  name: string,
  choices: Choices,
): Choices[number] {
  const value = text(config, name, choices[0]);
  const found = choices.find((one) => one === value);
  if (found !== undefined) return found;
  throw invalid(name, value, choices.map((one) => `"${one}"`).join(', '));
}

function number(
  config: Readonly<Record<string, unknown>>,
  name: string,
  fallback: number,
  { min, max = Number.MAX_SAFE_INTEGER, whole = false }: { min: number; max?: number; whole?: boolean },
): number {
  const value = config[name];
  if (value === undefined || value === null || value === '') return fallback;
  const read = typeof value === 'string' ? Number(value.trim() || Number.NaN) : value;
  if (typeof read === 'number' && read >= min && read <= max && (!whole || Number.isInteger(read)))
    return read;
  const kind = whole ? phrase`a whole number` : phrase`a number`;
  const expected =
    max === Number.MAX_SAFE_INTEGER
      ? phrase`${kind}, at least ${min}`
      : phrase`${kind}, at least ${min} and at most ${max}`;
  throw invalid(name, value, expected);
}

function invalid(name: string, value: unknown, expected: Text): CoupaError {
  const what = phrase`"${name}" is ${show(value)}; it has to be ${expected}.`;
  const unset = typeof value === 'string' && value.includes('${');
  return new CoupaError('COUPA_CONFIG', unset ? phrase`${what} Is the environment variable set?` : what, {
    reason: { kind: 'setting', property: name },
  });
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function show(value: unknown): Text {
  if (isEmpty(value)) return phrase`empty`;
  return showValue(value);
}
