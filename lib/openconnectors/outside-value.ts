import type { Findings } from './findings';
import { readTolerantJson } from './tolerant-json';

/** A JSON object from outside. */
export type OutsideObject = Record<string, unknown>;

/** The value as an object, or `undefined`. */
export function asObject(value: unknown): OutsideObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as OutsideObject)
    : undefined;
}

/** The value as an object; a string is read as JSON, as `event.poller.configuration` often is. */
export function asObjectOrJson(value: unknown, findings: Findings): OutsideObject | undefined {
  if (typeof value !== 'string') return asObject(value);
  const { documents, findings: found } = readTolerantJson(value);
  findings.take(found);
  return asObject(documents[0]);
}

/** The value as text: strings, numbers and booleans; anything else is `undefined`. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The value as a yes or no; `"true"` is one, anything unreadable is the default. */
export function asBoolean(value: unknown, byDefault: boolean): boolean {
  const text = asText(value)?.trim().toLowerCase();
  if (text === 'true') return true;
  return text === 'false' ? false : byDefault;
}

/** The value as a number from 0 on, `"15"` included; `undefined` if it is none. */
export function asNumber(value: unknown): number | undefined {
  const text = asText(value)?.trim();
  const number = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

/**
 * Whether a text stands for something that its reader should fill in: `xxxxxxxx`, `<CLIENT_ID>`, `{{page.elementKey}}`.
 * Node-RED's `${NAME}` and this package's `{{env.NAME}}` are values.
 */
export function isPlaceholder(text: string): boolean {
  return /^(?:[xX*•.]{3,}|<[^<>]*>?)$/.test(text.trim()) || placeholdersIn(text).length > 0;
}

/** What a text's reader should fill in, each once: `<SCREEN_NAME>`, `{calendarId}`, `{{page.key}}`. */
export function placeholdersIn(text: string): string[] {
  return [...new Set(text.match(placeholder) ?? [])];
}

const placeholder =
  /<[A-Za-z][\w-]*>|\{\{\{?\s*(?!(?:env|flow|global|msg)\b)[\w.]+\s*\}\}|(?<![${])\{[A-Za-z_][\w-]*\}(?!\})/g;
