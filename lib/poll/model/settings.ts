import { types } from 'node:util';
import { CoupaError } from '../../base/errors';
import { longestTimerMs } from '../../base/longest-timer';
import type { NumberOption, Read } from '../../base/options/option';
import { type Dialect, readOptions, withDefaults } from '../../base/options/read-options';
import { isUnset, storedNumber } from '../../base/options/stored-number';
import { type Phrase, phrase, type Text } from '../../base/text/phrase';
import { showValue } from '../../base/text/show-value';
import { findResource, nearestResource, type Resource } from '../../catalogue/resources';
import { parseIso } from '../../dates/coupa-date';
import { pollOptions } from './options';

/** A poll node's properties, read and completed. Durations in milliseconds. */
export interface PollSettings extends Read<typeof pollOptions> {
  /** Whether the URL was written and not taken from the catalogue. */
  givenUrl: boolean;
  /** Epoch milliseconds, with `start: "date"`. */
  startDate: number | undefined;
}

/** Milliseconds from 1970 to the first or the last date that JavaScript can hold. */
const furthestDate = 8.64e15;

/**
 * Reads the properties of a `coupa-poll` node as a flow stores them; what is absent has its default.
 *
 * @throws {CoupaError} `COUPA_CONFIG` naming the property, what it holds and what it may hold.
 */
export function readPollSettings(config: Readonly<Record<string, unknown>>): PollSettings {
  const { resource, updatedDateFormat, updatedDateTimezone } = readOptions(pollOptions, config, dialect);
  const known = findResource(resource);
  const completed = withDefaults(pollOptions, {
    idField: known?.idField,
    updatedDateField: known?.updatedDateField,
    createdDateField: known?.createdDateField,
    createdDateFormat: updatedDateFormat,
    createdDateTimezone: updatedDateTimezone,
  });
  const settings = readOptions(completed, config, dialect);
  return {
    ...settings,
    url: settings.url === '' ? catalogueUrl(resource, known) : settings.url,
    givenUrl: settings.url !== '',
    interval: Math.min(settings.interval, longestTimerMs),
    startDate: settings.start === 'date' ? readInstant(config['startDate'], 'startDate') : undefined,
  };
}

/** Whether a number is a moment of this century if it is taken for seconds, and one before there was any Coupa as milliseconds. */
function isSeconds(value: number): boolean {
  return value >= 1e8 && value < 1e11;
}

/**
 * Reads a moment as the node's `startDate` and the commands' `msg.from` and `msg.to` give it: ISO 8601, epoch
 * milliseconds, or a `Date`. A text without a zone means UTC.
 *
 * @throws {CoupaError} `COUPA_CONFIG` naming the property and its value.
 */
export function readInstant(value: unknown, name: string): number {
  const instant = types.isDate(value)
    ? value.getTime()
    : typeof value === 'number'
      ? value
      : parseIso(typeof value === 'string' ? value : '');
  if (value === instant && isSeconds(instant)) {
    const shown = new Date(instant).toISOString();
    throw new CoupaError(
      'COUPA_CONFIG',
      phrase`"${name}" is ${instant}: as milliseconds that would be ${shown}, so these are probably seconds. Multiply them by 1000, or write a date in ISO 8601.`,
      { reason: { kind: 'setting', property: name } },
    );
  }
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

function catalogueUrl(resource: string, known: Resource | undefined): string {
  if (known !== undefined) return known.url;
  const unknown = phrase`The resource "${resource}" is not in the catalogue, so its URL has to be given, like /api/invoices?updated-at[gt_or_eq]=\${date:yyyy-MM-dd'T'HH:mm:ssXXX}.`;
  const near = nearestResource(resource)?.name;
  const message = near === undefined ? unknown : phrase`${unknown} ${phrase`Did you mean "${near}"?`}`;
  throw new CoupaError('COUPA_CONFIG', message, { reason: { kind: 'setting', property: 'resource' } });
}

/** An environment variable may have made a number or a boolean of a text, and a text of anything. */
const dialect: Dialect = {
  isEmpty: isUnset,
  textOf: (value) => (['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined),
  flagOf: (value) => value === true || value === 'true',
  expectedNumber,
  expectedChoice: (choices) => choices.map((one) => `"${one}"`).join(', '),
  refusal: invalid,
};

function expectedNumber({ min, max, leastAboveZero, isWhole, unit }: NumberOption, value: unknown): Phrase {
  const given = storedNumber(value);
  if (given >= min && given < leastAboveZero)
    return unit === 'hours'
      ? phrase`hours, at least ${leastAboveZero}, or 0 to look for no removals`
      : phrase`minutes, at least ${leastAboveZero}, or 0 to poll only when a message asks for it`;
  const kind = isWhole ? phrase`a whole number` : phrase`a number`;
  return max === Number.MAX_SAFE_INTEGER
    ? phrase`${kind}, at least ${min}`
    : phrase`${kind}, at least ${min} and at most ${max}`;
}

function invalid(name: string, value: unknown, expected: Text): CoupaError {
  const what = phrase`"${name}" is ${show(value)}; it has to be ${expected}.`;
  const unset = typeof value === 'string' && value.includes('${');
  return new CoupaError('COUPA_CONFIG', unset ? phrase`${what} Is the environment variable set?` : what, {
    reason: { kind: 'setting', property: name },
  });
}

function show(value: unknown): Text {
  return isUnset(value) ? phrase`empty` : showValue(value);
}
