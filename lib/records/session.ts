import { systemClock } from '../base/clock';
import { isJsonObject, type JsonObject } from '../base/json';
import type { Phrase, Say } from '../base/text/phrase';
import { isReadingOperation, type RecordOperation } from '../catalogue/record-operations';
import type { UnreadableRecord } from '../connection/json/unreadable-record';
import type { Downloader } from '../ports/files';
import type { Requester } from '../ports/requester';
import { Places } from '../write/places';
import { EachSender } from '../write/session/each';
import { type Account, type FollowedParts, FollowedWork, type Send } from '../write/session/followed-work';
import { Life } from '../write/session/life';
import { told } from '../write/session/told';
import { FilesUnderWay } from './files/download';
import { keysFor } from './model/key';
import { readListQuery } from './model/query';
import { type RecordRequest, readRequest } from './model/request';
import type { RecordSettings } from './model/settings';
import { perform, type RecordResult, unread } from './perform';
import { listPages } from './reading/list';
import type { LeftOut } from './telling/left-out';
import { type RecordSummary, summaryOf } from './telling/summary';
import { OwnWrites } from './work/own-writes';
import { Remarks } from './work/remarks';
import type { Work } from './work/work';

/** What a node shows of its work. */
export type RecordStatus =
  | { kind: 'working'; operation: RecordOperation }
  | { kind: 'progress'; settled: number; requested: number }
  | { kind: 'listing'; count: number }
  | { kind: 'listed'; count: number }
  | { kind: 'done'; operation: RecordOperation; applied: number }
  | { kind: 'planned'; count: number }
  | { kind: 'partial'; applied: number; requested: number }
  | { kind: 'nothing' };

export type { Send } from '../write/session/followed-work';

/** What a session is made of. */
export interface RecordSessionParts extends FollowedParts {
  requester: Requester & Downloader;
  settings: RecordSettings;
  /** A copy of a message that shares nothing with it, for each further message sent. */
  copy: (message: JsonObject) => JsonObject;
  status: (status: RecordStatus) => void;
  /** Tells what a flow should know and that no output has. */
  warn: (text: Phrase) => void;
  /** Says what messages tell people. */
  say: Say;
  /** What is known of writes that must not be carried out twice; whoever writes to the same tenant shares it. Default: this session's own. */
  ownWrites?: OwnWrites;
}

/** Objects of a message behind which it waits while others, polls first of all, want a place. */
const short = 50;

/** Steps in which the progress of a long message is shown. */
const steps = 100;

/**
 * The life of one `coupa-record` between two deploys: carries out messages until it is closed. Messages may overlap; what they write
 * shares the node's places (`maxInFlight`), and of one key one write is under way at a time, whatever messages and nodes bring it.
 */
export class RecordSession {
  private readonly parts: RecordSessionParts;
  private readonly life: Life;
  private readonly places: Places;
  private readonly files = new FilesUnderWay();
  private readonly ownWrites: OwnWrites;
  private readonly followed: FollowedWork;

  constructor(parts: RecordSessionParts) {
    this.parts = parts;
    this.life = new Life(parts.requester);
    this.ownWrites = parts.ownWrites ?? new OwnWrites();
    this.followed = new FollowedWork(parts);
    this.places = new Places(parts.settings.maxInFlight);
  }

  /**
   * Carries out one message.
   *
   * @param resource the node's resource where its placeholders were filled in for this message. Default: as the node has it.
   * @throws {CoupaError} when nothing was applied, or the session was closed meanwhile; `details.notApplied` has the entries of output 2.
   */
  handle(message: JsonObject, send: Send, resource = this.parts.settings.resource): Promise<void> {
    return this.life.run(() =>
      this.followed.run(send, (account, sends) => this.handleWithinTurn(account, message, sends, resource)),
    );
  }

  /** Whether `close` was called: what a node shows is no longer this session's business. */
  get closed(): boolean {
    return this.life.closed;
  }

  /** Ends what is under way; nothing is sent from now on. */
  close(): void {
    this.life.close();
  }

  private async handleWithinTurn(
    account: Account,
    message: JsonObject,
    send: Send,
    resource: string,
  ): Promise<void> {
    const { settings, status } = this.parts;
    const request = readRequest(settings, resource, message);
    account.asks(request.operation, request.target.resource, isReadingOperation(request.operation));
    status({ kind: 'working', operation: request.operation });
    const work = this.workOf(request);
    if (request.operation === 'list' && settings.output === 'each')
      return this.listEach(account, { work, request, message, send });
    const performer = { work, places: this.places, files: this.files, onProgress: this.progress() };
    const result = await perform(performer, request);
    account.cameTo(
      result.record.applied,
      result.notApplied.map(({ outcome }) => outcome),
    );
    this.deliver(result, message, send);
  }

  private workOf({ operation, target, action, exported, parameters, payload }: RecordRequest): Work {
    const { requester, settings, clock = systemClock } = this.parts;
    const isLong = operation === 'list' || (Array.isArray(payload) && payload.length > short);
    return {
      requester,
      settings,
      clock,
      operation,
      target,
      action,
      exported,
      parameters,
      signal: this.life.signal,
      keys: keysFor(settings.key, target.resource),
      priority: isLong ? 'background' : 'foreground',
      turns: this.ownWrites.turns,
      ownWrites: this.ownWrites,
      remarks: new Remarks(),
    };
  }

  /** A status for each of a hundred thousand objects would be all that Node-RED does. */
  private progress(): (settled: number, requested: number) => void {
    let shown = 0;
    return (settled, requested) => {
      if (requested === 1 || settled < shown + requested / steps) return;
      shown = settled;
      this.parts.status({ kind: 'progress', settled, requested });
    };
  }

  private deliver(
    { payload, beside, notApplied, record }: RecordResult,
    message: JsonObject,
    send: Send,
  ): void {
    const { copy } = this.parts;
    const coupa = this.told(record);
    const template = { ...message, payload: undefined };
    const second =
      notApplied.length === 0
        ? null
        : { ...copy(template), payload: this.leftOut(notApplied), coupa: withoutDelivery(message, coupa) };
    const first =
      payload === undefined
        ? null
        : {
            ...this.withoutOwnError(message),
            payload,
            ...beside,
            coupa: { ...coupaOf(message), record: coupa },
          };
    this.show(record, notApplied.length);
    send(first, second);
  }

  private show({ operation, applied, requested, dryRun }: RecordSummary, notApplied: number): void {
    const { status } = this.parts;
    if (notApplied > 0) status({ kind: 'partial', applied, requested });
    else if (operation === 'list') status({ kind: 'listed', count: applied });
    else if (requested === 0) status({ kind: 'nothing' });
    else if (dryRun) status({ kind: 'planned', count: applied });
    else status({ kind: 'done', operation, applied });
  }

  /** What messages tell is in the language of Node-RED and without secrets, as what output 2 tells. */
  private told(record: RecordSummary): JsonObject {
    const { requester, say } = this.parts;
    const { warnings, ...summary } = record;
    const said = warnings?.map(({ message, ...one }) => ({
      ...one,
      message: say(requester.scrubber?.phrases(message) ?? message),
    }));
    return { ...summary, ...(said === undefined ? {} : { warnings: said }) };
  }

  /**
   * A message that failed here, and that a catch node sent again, has what went wrong then. Once it is applied that is over: a poll would
   * take it for a refusal, and send its record once more.
   */
  private withoutOwnError(message: JsonObject): JsonObject {
    const { error, ...others } = message;
    const source = isJsonObject(error) ? error['source'] : undefined;
    const { node } = this.parts;
    return isJsonObject(source) && node !== undefined && source['id'] === node.id ? others : message;
  }

  private leftOut(entries: readonly LeftOut[]): object[] {
    return told(entries, this.parts.requester, this.parts.say);
  }

  private async listEach(
    account: Account,
    { work, request, message, send }: { work: Work; request: RecordRequest; message: JsonObject; send: Send },
  ): Promise<void> {
    const { copy, status } = this.parts;
    const template = { ...this.withoutOwnError(message), payload: undefined };
    const each = new EachSender(message, (part) => {
      const own = copy(template);
      const record = { resource: work.target.resource, operation: work.operation };
      // Whoever waits for the delivery of the asking message waits for the last.
      const isLast = 'count' in part.parts;
      const coupa = isLast ? { ...coupaOf(own), record } : withoutDelivery(own, record);
      send({ ...own, ...part, coupa }, null);
    });
    const unreadable: LeftOut[] = [];
    const onUnreadable = (one: UnreadableRecord) => unreadable.push(unread(one));
    const take = (records: JsonObject[]) => {
      work.signal.throwIfAborted();
      each.give(records);
      status({ kind: 'listing', count: each.count });
    };
    await listPages(work, readListQuery(request.query), take, onUnreadable);
    each.end();
    account.cameTo(
      each.count,
      unreadable.map(({ outcome }) => outcome),
    );
    status({ kind: 'listed', count: each.count });
    if (unreadable.length === 0) return;
    const own = copy(template);
    const coupa = withoutDelivery(own, { ...summaryOf(work), requested: each.count + unreadable.length });
    send(null, { ...own, payload: this.leftOut(unreadable), coupa });
  }
}

/** `msg.coupa` of a poll in front comes through untouched, so that its record can be acknowledged. */
function coupaOf({ coupa }: JsonObject): JsonObject {
  return isJsonObject(coupa) ? coupa : {};
}

/** The same for a message that acknowledges nothing. */
function withoutDelivery(message: JsonObject, record: object): JsonObject {
  const { delivery: _delivery, ...coupa } = coupaOf(message);
  return { ...coupa, record };
}
