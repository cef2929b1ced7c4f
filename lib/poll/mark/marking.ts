import { CoupaError } from '../../base/errors';
import { type Phrase, phrase } from '../../base/text/phrase';
import { unlessAborted } from '../../base/unless-aborted';
import { isoDate } from '../../dates/iso-date';
import type { Answer, Requester, RequestOptions } from '../../ports/requester';
import { leftUnmarked, markRequest } from '../../write/mark';
import { namingScope } from '../../write/needed-scope';
import { Places } from '../../write/places';
import { recordIn } from '../../write/record-in';
import type { Marks } from '../compile/marks';
import type { Settlement } from '../delivery/settlement';
import type { Memory } from '../ledger/memory';
import { type RecordMessage, recordMessage, tellsRemoval } from '../model/message';
import type { RecordReader, Version } from '../model/record';
import { saidBy } from '../model/said';
import type { PollSettings } from '../model/settings';
import type { Source } from '../model/source';
import { isSameContent } from './same-content';

/** What marking needs of the node it marks for. */
export interface MarkingParts {
  readonly marks: Marks;
  readonly settings: PollSettings;
  readonly source: Pick<Source, 'asksSince'>;
  readonly requester: Requester;
  readonly reader: RecordReader;
  /** Where it is remembered how a mark left a record. */
  readonly ledger: { readonly memory: Memory };
  /** Resolves when everything up to now is stored. */
  saved(): Promise<void>;
  /** Marks under way at once. */
  readonly concurrency: number;
}

/**
 * `markExported`: a record that the flow has is marked in Coupa, and only then is it settled. What Coupa answers is compared with what was
 * delivered: a record that was changed in between is read anew, and delivered first.
 *
 * Marks are many and nobody waits for one, so they let polls of the connection go first.
 */
export class Marking implements Settlement {
  private readonly places: Places;

  constructor(private readonly parts: MarkingParts) {
    this.places = new Places(parts.concurrency);
  }

  /** What is outstanding is stored first: what was marked, and changed just before, no list of unexported records shows again. */
  async settle(message: RecordMessage, signal: AbortSignal): Promise<RecordMessage | undefined> {
    if (tellsRemoval(message)) return undefined;
    await unlessAborted(this.parts.saved(), signal);
    return this.places.take(async () => {
      signal.throwIfAborted();
      const id = this.idOf(message);
      const marked = await this.mark(id, signal);
      if (marked !== undefined && this.isDated(message, marked) && this.isAsDelivered(message, marked))
        return this.remember(message, marked);
      const now = await this.read(id, signal);
      if (this.isAsDelivered(message, now)) {
        // What was answered did not show the flag.
        if (marked === undefined) this.refuseUnmarked({ body: now, statusCode: 200 }, id);
        return this.remember(message, now);
      }
      return this.newer(message, this.parts.reader.read(now));
    });
  }

  private idOf({ coupa }: RecordMessage): string {
    if (coupa.id !== undefined) return String(coupa.id);
    const { resource } = this.parts.settings;
    throw new CoupaError(
      'COUPA_VALIDATION',
      phrase`Marking ${resource} as exported: the record came without its id, so it cannot be marked. Add "id" to the fields that the URL asks for.`,
    );
  }

  /** @returns the record as Coupa answered it, where it did */
  private async mark(id: string, signal: AbortSignal): Promise<object | undefined> {
    const { marks, settings } = this.parts;
    const request = markRequest(marks.mark, id, true, marks.form);
    const purpose = phrase`marking ${settings.resource} ${id} as exported`;
    const answer = await this.ask({ ...request, purpose, repeatable: true, signal }, 'markExported');
    this.refuseUnmarked(answer, id);
    return recordIn(answer.body, id);
  }

  private refuseUnmarked(answer: Pick<Answer, 'body' | 'statusCode'>, id: string): void {
    const refused = leftUnmarked(answer, { resource: this.parts.settings.resource, id }, true);
    if (refused !== undefined) throw this.refusal('COUPA_VALIDATION', refused, answer);
  }

  private async read(id: string, signal: AbortSignal): Promise<object> {
    const { marks, settings } = this.parts;
    const query = marks.form.length === 0 ? '' : `?${marks.form.join('&')}`;
    const path = `${marks.path}/${encodeURIComponent(id)}${query}`;
    const purpose = phrase`reading ${settings.resource} ${id}`;
    const answer = await this.ask({ path, purpose, signal }, 'get');
    const record = recordIn(answer.body, id);
    if (record !== undefined) return record;
    throw this.refusal(
      'COUPA_NOT_FOUND',
      phrase`Reading ${settings.resource} ${id} anew, which was changed before it was marked: the tenant answered HTTP ${answer.statusCode} without that record.`,
      answer,
    );
  }

  private async ask(options: RequestOptions, operation: 'markExported' | 'get'): Promise<Answer> {
    try {
      return await this.parts.requester.request({ ...options, priority: 'background' });
    } catch (error) {
      throw namingScope(error, this.parts.marks.path, operation);
    }
  }

  /** An answer that says no, though its status does not. What is told of it may mirror a secret. */
  private refusal(
    code: 'COUPA_VALIDATION' | 'COUPA_NOT_FOUND',
    text: Phrase,
    { statusCode }: Pick<Answer, 'statusCode'>,
  ): CoupaError {
    const error = new CoupaError(code, text, { statusCode });
    return this.parts.requester.scrubber?.error(error) ?? error;
  }

  private isAsDelivered({ payload }: RecordMessage, record: object): boolean {
    return isSameContent(payload, record, this.parts.settings.removeNulls);
  }

  /** Whether an answer says when the record was changed, where that was delivered: else no poll would know it again. */
  private isDated({ coupa }: RecordMessage, record: object): boolean {
    return coupa.updatedAt === undefined || this.versionOf(record)?.updatedAt !== undefined;
  }

  /** A mark may make a record newer: the next poll is not to take that for a change. */
  private remember({ payload, coupa }: RecordMessage, record: object): undefined {
    const { ledger, source } = this.parts;
    const version = this.versionOf(record);
    if (version === undefined || typeof payload !== 'object' || payload === null) return;
    const { identity } = version;
    const updatedAt = coupa.updatedAt === undefined ? undefined : version.updatedAt;
    ledger.memory.expect({ identity, updatedAt, digest: saidBy(payload, true) }, source.asksSince ?? false);
  }

  /** `undefined`: in this form it cannot be compared with what a poll reads; at worst it is sent once more. */
  private versionOf(record: object): Version | undefined {
    try {
      return this.parts.reader.read(record);
    } catch (error) {
      if (error instanceof CoupaError) return undefined;
      throw error;
    }
  }

  private newer({ coupa }: RecordMessage, version: Version): RecordMessage {
    const twin = version.updatedAt !== undefined && isoDate(version.updatedAt) === coupa.updatedAt;
    return recordMessage(version, this.parts.settings, { eventType: 'UPDATED', twin, poll: coupa.poll });
  }
}
