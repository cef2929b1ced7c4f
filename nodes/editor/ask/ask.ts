import type { Said } from '../../../lib/base/text/said';
import type { Answers, Refusal } from '../../admin/answers';

/** What the runtime answers below a path, as JSON brings it. */
export type Answer<Path extends keyof Answers> = Said<Answers[Path]> & { error?: undefined };

/** Why there is no answer. */
export class AskFailed extends Error {
  constructor(
    message: string,
    /** HTTP status; 0 where there was no answer at all. */
    readonly status: number,
  ) {
    super(message);
  }

  /** Whether this user may not ask. Node-RED answers 401 also to a user who is signed in and lacks the permission. */
  get isForbidden(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

/** A question: the endpoint below `/coupa/`, and what its path has behind that. */
export interface Question<Path extends keyof Answers> {
  path: Path;
  /** What follows in the address, encoded: `/17`, `?resource=invoices`. */
  more?: string;
  /** What is posted; absent: it is only read. */
  body?: object;
}

/**
 * Asks Node-RED's runtime, with the editor's own credentials, address and language.
 *
 * @throws {AskFailed} when there is no answer.
 */
export function ask<Path extends keyof Answers>({
  path,
  more = '',
  body,
}: Question<Path>): Promise<Answer<Path> | Said<Refusal>> {
  return new Promise((resolve, reject) => {
    $.ajax({
      method: body === undefined ? 'GET' : 'POST',
      url: `coupa/${path}${more}`,
      dataType: 'json',
      // Not the browser's: a user can choose another one in the editor's settings.
      headers: { 'accept-language': RED.i18n.lang() ?? 'en' },
      ...(body && { contentType: 'application/json; charset=utf-8', data: JSON.stringify(body) }),
      // The runtime is of the same version, and its handlers are held to the same shapes.
      success: (answer) => resolve(answer as Answer<Path>),
      error: ({ status, statusText }) => reject(new AskFailed(statusText || 'error', status)),
    });
  });
}
