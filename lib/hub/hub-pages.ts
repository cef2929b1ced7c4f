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
  /** Whether the list should hold something, for all that is known; asked where its first page is empty. Default: nobody knows. */
  isExpected?: (() => boolean) | undefined;
}

/** One page of a hub's list. */
export interface HubPage {
  records: unknown[];
  answer: Answer;
  /** Nothing says that there are no records: an answer that was emptied on its way looks the same, and so does that of some hubs. */
  isWordless: boolean;
}

/**
 * Reads a list of an SAP Open Connectors hub page by page, following `Elements-Next-Page-Token` until an answer has none.
 * A page may be empty and still have a successor. No order of the records is promised.
 *
 * @throws {CoupaError} of the request; `COUPA_RESPONSE` for a body that is no array, tokens that lead round in a circle, pages without
 *   end, or tokens that never arrive
 */
export async function* hubPages(options: HubPagesOptions): AsyncGenerator<HubPage> {
  const { pageSize, purpose } = options;
  const circle = new CircleGuard(purpose);
  const endless = new EndlessList(purpose);
  let token: string | undefined;
  do {
    const isFurther = token !== undefined;
    let answer = await ask(options, pageSize, token);
    // A list that goes on is not over because an answer got lost on its way; some hubs end with an empty page. Nor is one empty that is
    // answered without a word, unless the status says so, or that should hold something.
    const mayBeLost =
      isWordless(answer) || (isEmpty(answer) && (isFurther || options.isExpected?.() === true));
    if (mayBeLost && nextToken(answer) === undefined) answer = await ask(options, pageSize, token);
    const records = recordsOf(answer, purpose);
    yield { records, answer, isWordless: isWordless(answer) };
    token = nextToken(answer);
    if (token === undefined) {
      if (!isFurther && records.length >= pageSize && !isCounted(answer))
        await checkThatTokensArrive(options);
      return;
    }
    circle.see(token);
    endless.see(records);
  } while (true);
}

function ask(
  { requester, path, purpose, priority, signal }: HubPagesOptions,
  pageSize: number,
  token?: string,
): Promise<Answer> {
  return requester.request({ path: pagePath(path, pageSize, token), purpose, list: true, priority, signal });
}

/**
 * A first page that is full, and names neither a next one nor how many records there are, may be all there is; or somebody on the way took
 * the headers away, and all behind it would be lost at each poll. Half a page tells: what is behind that is known to be there.
 *
 * @throws {CoupaError} `COUPA_RESPONSE` where that names no next one either.
 */
async function checkThatTokensArrive(options: HubPagesOptions): Promise<void> {
  const { pageSize, purpose } = options;
  const half = Math.floor(pageSize / 2);
  if (half === 0) return;
  const answer = await ask(options, half);
  if (nextToken(answer) !== undefined || isCounted(answer)) return;
  // Fewer: the list got shorter meanwhile. More: the hub gives whole lists, whatever is asked for.
  if (recordsOf(answer, purpose).length !== half) return;
  throw new CoupaError(
    'COUPA_RESPONSE',
    phrase`${atStart(purpose)}: the hub's pages name no next one, although there is one, so the list cannot be read beyond its first page. A proxy or gateway on the way may take the header "Elements-Next-Page-Token" away: ask whoever runs it to let it through. The position stays.`,
  );
}

function isCounted({ headers }: Answer): boolean {
  return headers['elements-total-count'] !== undefined;
}

/** Without a body, though neither the status nor the hub's count says that there is nothing. */
function isWordless(answer: Answer): boolean {
  return isNothing(answer) && answer.statusCode !== 204 && answer.headers['elements-total-count'] !== '0';
}

function isNothing({ body }: Answer): boolean {
  return body === undefined || body === null;
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
  // A hub may answer an empty list without a body.
  if (isNothing(answer)) return [];
  const refusal = listRefusal(answer);
  if (refusal !== undefined) throw refusal;
  if (Array.isArray(body)) return body;
  throw new CoupaError(
    'COUPA_RESPONSE',
    phrase`${atStart(purpose)}: the hub answered with JSON that is not a list. Check that the URL names a resource and not one record.`,
    { statusCode },
  );
}

function nextToken({ headers }: Answer): string | undefined {
  const value = headers['elements-next-page-token'];
  const token = Array.isArray(value) ? value[0] : value;
  return token === undefined || nothing.test(token) ? undefined : token;
}

/** What a gateway writes that knows of no token. */
const nothing = /^\s*(null|undefined)?\s*$/i;

function isEmpty(answer: Answer): boolean {
  return isNothing(answer) || (Array.isArray(answer.body) && answer.body.length === 0);
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
