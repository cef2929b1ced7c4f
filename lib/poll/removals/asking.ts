import { CoupaError } from '../../base/errors';
import { atStart, phrase, type Text } from '../../base/text/phrase';
import { listRefusal } from '../../connection/failures/list-refusal';
import type { Answer, RequestOptions } from '../../ports/requester';
import { idOf, readPage } from '../../scan/page';
import type { RecordId } from '../../scan/record-id';
import { isRefusal } from '../delivery/refusal';
import type { Paging } from '../model/source';
import { listOfIds, onlyRecord } from './ids-path';

/** Ids that a list is asked for at once: as many as Coupa answers. */
const mostIds = 50;

/** Characters of these ids: a URL has to hold them. */
const mostCharacters = 1500;

/** What asking needs of its surroundings. */
export interface AskingParts {
  /** Path of the list, rendered. */
  path: string;
  paging: Paging;
  resource: string;
  /** Some records that the list has, to try out whether a record can be asked for by itself. */
  examples(): RecordId[];
  request(options: Pick<RequestOptions, 'path' | 'purpose' | 'list'>): Promise<Answer>;
}

/**
 * Asks whether records that are missing from a list are there. That one is gone is only said where two answers agree: the list of its id
 * alone, whatever the URL filters by, is empty, and the record by itself is not found. Where the list cannot be asked like that (a
 * hub has no such filter; a tenant may ignore it), a record that is there has to be found by itself first.
 */
export class Asking {
  /** Ids that the list is asked for at once; 0: it cannot be asked. */
  private most: number;
  private isProven = false;
  private untold: CoupaError | undefined;

  constructor(private readonly parts: AskingParts) {
    this.most = parts.paging === 'token' ? 0 : mostIds;
  }

  /** Why no record of the list can be told to be gone, once that was found out. */
  get untellable(): CoupaError | undefined {
    return this.untold;
  }

  /** Which of these are there as far as the list tells; `undefined`: it does not. @throws {CoupaError} */
  async listed(ids: readonly RecordId[]): Promise<ReadonlySet<string> | undefined> {
    const found = new Set<string>();
    let left = ids.map(String);
    while (left.length > 0) {
      if (this.most === 0) return undefined;
      const asked = left.slice(0, together(left, this.most));
      const answered = await this.list(asked);
      if (answered === undefined) this.most = asked.length > 1 ? 1 : 0;
      else {
        for (const id of answered) found.add(id);
        left = left.slice(asked.length);
      }
    }
    return found;
  }

  /**
   * Whether a record is gone that the list does not tell of.
   *
   * @param isListSure whether the list was asked for it, and does not have it
   * @throws {CoupaError} where nobody can tell.
   */
  async isGone(id: RecordId, isListSure: boolean): Promise<boolean> {
    if (await this.isThere(id)) return false;
    if (!isListSure) await this.prove();
    return true;
  }

  /** The ids that the list of these has; `undefined`: it was not heard which were asked for. */
  private async list(ids: readonly string[]): Promise<string[] | undefined> {
    const { path, resource } = this.parts;
    const purpose = phrase`asking which of the missing ${resource} are there`;
    let answer: Answer;
    try {
      answer = await this.parts.request({ path: listOfIds(path, ids), purpose, list: true });
    } catch (error) {
      if (error instanceof CoupaError && error.code === 'COUPA_VALIDATION') return undefined;
      throw error;
    }
    const found = readPage(answer).records.map((record) => String(idOf(record)));
    return found.every((id) => ids.includes(id)) ? found : undefined;
  }

  private async isThere(id: RecordId): Promise<boolean> {
    const { path, paging, resource } = this.parts;
    const purpose = phrase`asking whether ${resource} ${id} is there`;
    try {
      const answer = await this.parts.request({ path: onlyRecord(path, String(id), paging), purpose });
      return holds(answer, String(id), purpose);
    } catch (error) {
      if (error instanceof CoupaError && (error.statusCode === 404 || error.statusCode === 410)) return false;
      throw error;
    }
  }

  private async prove(): Promise<void> {
    if (this.isProven) return;
    const examples = this.parts.examples();
    for (const id of examples) {
      this.isProven = await this.isThere(id);
      if (this.isProven) return;
    }
    const { resource } = this.parts;
    this.untold = new CoupaError(
      'COUPA_RESPONSE',
      examples.length === 0
        ? phrase`Looking for removals of "${resource}": the list is empty, and the tenant cannot be asked in two ways whether a record is gone, so none is told as DELETED.`
        : phrase`Looking for removals of "${resource}": records that the list has are not found when they are asked for by their id, so nothing can be told of those that it has not, and none is told as DELETED. Set "removals" to 0 for this list.`,
    );
    throw this.untold;
  }
}

/** Whether an error may be about one record, and say nothing of others: the tenant said no, or something else. */
export function isAboutOne(error: unknown): error is CoupaError {
  return error instanceof CoupaError && (isRefusal(error) || error.code === 'COUPA_RESPONSE');
}

/** Whether an answer is the record that was asked for; no record at all says that it is not there. @throws {CoupaError} */
function holds(answer: Answer, id: string, purpose: Text): boolean {
  const { body, statusCode } = answer;
  if (body === undefined || body === null) return false;
  const refusal = listRefusal(answer);
  if (refusal !== undefined) throw refusal;
  const records: readonly unknown[] = Array.isArray(body) ? body : [body];
  const others = records.map(idOf).filter((one) => one !== undefined);
  if (records.length === 0) return false;
  if (typeof records[0] === 'object' && (others.length === 0 || others.some((one) => String(one) === id)))
    return true;
  throw new CoupaError(
    'COUPA_RESPONSE',
    phrase`${atStart(purpose)}: the tenant answered HTTP ${statusCode} with something else than that record, so it is not known whether it is there.`,
    { statusCode },
  );
}

/** How many of these are asked for at once. */
function together(ids: readonly string[], most: number): number {
  let count = 0;
  let characters = 0;
  for (const id of ids.slice(0, most)) {
    // A comma stands between ids.
    if (count > 0 && (id.includes(',') || characters + id.length > mostCharacters)) break;
    count += 1;
    characters += encodeURIComponent(id).length;
    if (id.includes(',')) break;
  }
  return count;
}
