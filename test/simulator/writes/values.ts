import { isObject } from '../json';
import type { Member } from '../schemas/objects';
import { readDate } from '../tenant-time';
import type { WriteContext } from './context';

/** A value as the tenant keeps it, or what is wrong with it. */
export type Kept = { value: unknown } | { wrong: string };

/** Reads a plain value (no object, no list) of a body. */
export function keptValue(value: unknown, member: Member | undefined, context: WriteContext): Kept {
  if (!member || member.kind === 'any') return { value };
  if (typeof value === 'object') return { wrong: 'is invalid' };
  const text = String(value);
  switch (member.kind) {
    case 'text':
      return keptText(text, member);
    case 'number':
      return decimal.test(text) ? { value: withTwoDigits(text) } : { wrong: 'is not a number' };
    case 'integer':
      return /^-?\d+$/.test(text) ? { value: Number(text) } : { wrong: 'is not a number' };
    case 'boolean':
      return /^(?:true|false)$/.test(text) ? { value: text === 'true' } : { wrong: 'is not true or false' };
    case 'date':
      return keptDate(text, context);
    default:
      return { wrong: 'is invalid' };
  }
}

/** The items of a list, which may come as in XML: `{"payments":{"payment":[…]}}`; `undefined` if it is no list. */
export function itemsOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return undefined;
  const [only, ...others] = Object.values(value);
  if (others.length > 0) return undefined;
  return Array.isArray(only) ? only : isObject(only) ? [only] : undefined;
}

const decimal = /^-?\d+(?:\.\d+)?$/;

/** "Supplier status must be one of active, inactive, onboarding." is how Coupa refuses another. */
function keptText(text: string, { length, oneOf }: Member): Kept {
  if (length !== undefined && text.length > length) {
    return { wrong: `is too long (maximum is ${length} characters)` };
  }
  if (oneOf && !oneOf.includes(text)) return { wrong: `must be one of ${oneOf.join(', ')}.` };
  return { value: text };
}

/** Decimals come back as strings, with two digits at least: `12.5` becomes `"12.50"`. */
function withTwoDigits(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(2, '0')}`;
}

/** A date without a time is that day's midnight where the tenant is. */
function keptDate(text: string, { date }: WriteContext): Kept {
  if (text === '') return { value: null };
  if (/^\d{4}-\d\d-\d\d$/.test(text) && readDate(text) !== undefined) {
    return { value: `${text}T00:00:00${date(0).slice(19)}` };
  }
  const instant = readDate(text.replace(' ', 'T'));
  return instant === undefined ? { wrong: 'is not a valid date' } : { value: date(instant) };
}
