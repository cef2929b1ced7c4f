import { CoupaError, type CoupaErrorCode } from '../../base/errors';
import { isJsonObject, type JsonObject } from '../../base/json';
import { phrase } from '../../base/text/phrase';
import { UnreadableRecord } from '../../connection/json/unreadable-record';
import type { Answer, Requester } from '../../ports/requester';
import type { Parameter } from '../../scan/id-scan';
import { ListPath } from '../../scan/list-path';
import { readPage } from '../../scan/page';

/** What a question was answered with. */
export type Reply =
  | { kind: 'list'; records: JsonObject[]; answer: Answer }
  | { kind: 'value'; body: unknown; answer: Answer }
  | { kind: 'refused'; error: CoupaError };

/** Codes of failures that the next question would meet as well. */
const everybodys: readonly CoupaErrorCode[] = [
  'COUPA_AUTH',
  'COUPA_NETWORK',
  'COUPA_TIMEOUT',
  'COUPA_RATE_LIMIT',
  'COUPA_SERVER',
];

/** Such failures in a row after which nothing more is asked. */
const mostInRow = 2;

/** What is told of each question. */
export interface InquiryOptions {
  requester: Requester;
  signal: AbortSignal;
  /** Hears of each question that was answered, or not, and how many there were. */
  asked(count: number): void;
}

/** Asks a tenant one question after the other. Each is a GET. */
export class Inquiry {
  /** Everything that was answered with a status of success. */
  readonly answers: Answer[] = [];
  /** Everything that was not. */
  readonly refusals: CoupaError[] = [];
  private count = 0;
  private inRow = 0;

  constructor(private readonly options: InquiryOptions) {}

  /** Asks for a page of a list. @throws the signal's reason */
  async list(path: string, parameters: readonly Parameter[]): Promise<Reply> {
    return this.ask(new ListPath(path).with(parameters), (answer) => {
      const records = readPage(answer).records.filter(isReadable);
      return { kind: 'list', records, answer };
    });
  }

  /** Asks for whatever is at a path. @throws the signal's reason */
  async value(path: string): Promise<Reply> {
    return this.ask(path, (answer) => ({ kind: 'value', body: answer.body, answer }));
  }

  private async ask(path: string, read: (answer: Answer) => Reply): Promise<Reply> {
    const { requester, signal } = this.options;
    if (this.inRow >= mostInRow) return { kind: 'refused', error: givenUp };
    try {
      const answer = await requester.request({ path, purpose: phrase`examining`, list: true, signal });
      this.answers.push(answer);
      this.inRow = 0;
      return read(answer);
    } catch (error) {
      if (!(error instanceof CoupaError)) throw error;
      this.refusals.push(error);
      const isOwn = error.reason?.kind === 'redirected' || !everybodys.includes(error.code);
      this.inRow = isOwn ? 0 : this.inRow + 1;
      return { kind: 'refused', error };
    } finally {
      this.count += 1;
      this.options.asked(this.count);
    }
  }
}

const givenUp = new CoupaError('COUPA_NETWORK', phrase`The tenant does not answer any more.`);

function isReadable(record: unknown): record is JsonObject {
  return isJsonObject(record) && !(record instanceof UnreadableRecord);
}
