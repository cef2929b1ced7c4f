import { CoupaError } from '../../base/errors';
import { phrase, type Text } from '../../base/text/phrase';

/**
 * What is sent of a value, as JSON.
 *
 * @throws {CoupaError} `COUPA_VALIDATION` where JSON cannot carry it.
 */
export function jsonBody(body: unknown, purpose: Text): { body: string; headers: Record<string, string> } {
  try {
    return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new CoupaError(
      'COUPA_VALIDATION',
      phrase`Before ${purpose}: what is to be sent is not JSON (${why}).`,
      { outcome: 'not sent' },
    );
  }
}
