import type { Phrase } from './text/phrase';

/**
 * What the reader of a pasted configuration wants its user to know.
 *
 * | severity | meaning |
 * | --- | --- |
 * | `mended` | it was wrong and was put right; nothing to do |
 * | `unsupported` | it has no counterpart here, and the flow works without it |
 * | `check` | the flow works as it is, but its user has to know this before it is deployed |
 * | `manual` | something must be typed in or decided before the flow works as meant |
 * | `error` | this part could not be read, and is not in the flow |
 */
export type Severity = 'mended' | 'unsupported' | 'check' | 'manual' | 'error';

/** One thing found in a pasted configuration. It never holds a secret. */
export interface Finding {
  severity: Severity;
  /** What kind of thing, for programs: `line-break`, `placeholder`, `secret`. */
  code: string;
  /** Where: a JSON Pointer (RFC 6901) into the pasted value, `""` for the whole of it. */
  path: string;
  /** What was found and what becomes of it, as a sentence. */
  message: Phrase;
  /** Which of several configurations in one text it is about. */
  about?: string;
  /** The text as it was pasted. */
  was?: string;
  /** The text as it was read. */
  now?: string;
}

/** Whether a user has to do something before the flow works as meant. */
export function needsHand(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'manual' || severity === 'error');
}

/** Whether a finding belongs into what is read before a flow is deployed. */
export function isForReading(finding: Finding): boolean {
  return finding.severity === 'check' || needsHand([finding]);
}

/** A JSON Pointer made of keys: `['a', 'b/c']` is `/a/b~1c`. A key that is longer than any real one is cut. */
export function pointer(keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${clip(String(key), 200).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** A text that is shown, cut where it is longer than anybody reads. */
export function clip(text: string, length = 500): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** Whether a setting of this name may hold a secret, so that its value is never shown: `api.key`, `user.password`. */
export function isSecretKey(key: string): boolean {
  return key === '' || /secret|passw|token|\bcode\b|(?:^|[._-])key$|credential|auth|headers?$/i.test(key);
}

/** A finding as one line of text, for a log or a terminal. */
export function formatFinding(finding: Finding): string {
  const { severity, path, message, about, was, now } = finding;
  const change = was === undefined ? '' : ` [${was}${now === undefined ? '' : ` → ${now}`}]`;
  const places = [severity, about, path].filter((place) => place !== undefined && place !== '');
  return `${places.join(': ')}: ${message}${change}`.replace(/\r?\n/g, '⏎').replace(unprintable, '�');
}

/** What would steer a terminal instead of being shown. */
const unprintable = /(?!\t)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;
