import { CoupaError } from '../base/errors';
import { atStart, phrase, type Text } from '../base/text/phrase';
import { listRefusal } from '../connection/failures/list-refusal';
import type { Answer, Requester, RequestOptions } from '../ports/requester';
import { EndlessList } from './endless-list';

/** A walk through a list of a hub. */
export interface HubPagesOptions extends Pick<RequestOptions, 'purpose' | 'priority' | 'signal'> {
  requester: Requester;
  /** Rendered path and query below the hub's base: `/hubs/finance/customers?where=…`, percent-encoded. */
  path: string;
  /** Records per request. */
  pageSize: number;
}

/** One page of a hub's list. */
export interface HubPage {
  records: unknown[];
  answer: Answer;
}

/**
 * Reads a list of an SAP Open Connectors hub page by page, following `Elements-Next-Page-Token` until an answer has none.
 * A page may be empty and still have a successor. No order of the records is promised.
 *
 * @throws {CoupaError} of the request; `COUPA_RESPONSE` for a body that is no array, tokens that lead round in a circle, or
 *   pages without end
 */
export async function* hubPages(options: HubPagesOptions): AsyncGenerator<HubPage> {
  const { requester, path, pageSize, purpose, priority, signal } = options;
  const circle = new CircleGuard(purpose);
  const endless = new EndlessList(purpose);
  let token: string | undefined;
  do {
    const answer = await requester.request({
      path: pagePath(path, pageSize, token),
      purpose,
      list: true,
      priority,
      signal,
    });
    const records = recordsOf(answer, purpose);
    yield { records, answer };
    token = nextToken(answer);
    if (token === undefined) return;
    circle.see(token);
    endless.see(records);
  } while (true);
}

/** What a template says of the page itself is the reader's to say, so it is replaced. */
function pagePath(path: string, pageSize: number, token: string | undefined): string {
  const question = path.indexOf('?');
  const base = question < 0 ? path : path.slice(0, question);
  const own = question < 0 ? [] : path.slice(question + 1).split('&');
  const kept = own.filter(
    (parameter) => parameter !== '' && !/^(?:pageSize|nextPage|page)=/i.test(parameter),
  );
  const added = [
    `pageSize=${pageSize}`,
    ...(token === undefined ? [] : [`nextPage=${encodeURIComponent(token)}`]),
  ];
  return `${base}?${[...kept, ...added].join('&')}`;
}

function recordsOf(answer: Answer, purpose: Text): unknown[] {
  const { body, statusCode } = answer;
  if (Array.isArray(body)) return body;
  // A hub may answer an empty list without a body.
  if (body === undefined || body === null) return [];
  const refusal = listRefusal(answer);
  if (refusal !== undefined) throw refusal;
  throw new CoupaError(
    'COUPA_RESPONSE',
    phrase`${atStart(purpose)}: the hub answered with JSON that is not a list. Check that the URL names a resource and not one record.`,
    { statusCode },
  );
}

function nextToken({ headers }: Answer): string | undefined {
  const value = headers['elements-next-page-token'];
  const token = Array.isArray(value) ? value[0] : value;
  return token === undefined || token === '' ? undefined : token;
}

/** Finds a circle of tokens of any length while it remembers one (Brent's algorithm). */
class CircleGuard {
  private anchor: string | undefined;
  private steps = 0;
  private limit = 1;

  constructor(private readonly purpose: Text) {}

  see(token: string): void {
    if (token === this.anchor) {
      throw new CoupaError(
        'COUPA_RESPONSE',
        phrase`${atStart(this.purpose)}: the hub gave the same page token twice, so its list has no end. The position stays; ask the hub's support if the next poll fails too.`,
      );
    }
    this.steps++;
    if (this.steps < this.limit) return;
    this.anchor = token;
    this.limit *= 2;
    this.steps = 0;
  }
}
