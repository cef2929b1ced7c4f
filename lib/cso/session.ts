import { setImmediate as turn } from 'node:timers/promises';
import type { JsonObject } from '../base/json';
import { TaskQueue } from '../base/task-queue';
import type { Phrase, Say } from '../base/text/phrase';
import type { UnreadableRecord } from '../connection/json/unreadable-record';
import type { Requester } from '../ports/requester';
import type { StateStore } from '../ports/state-store';
import { EachSender } from '../write/session/each';
import { type Account, type FollowedParts, FollowedWork, type Send } from '../write/session/followed-work';
import { Life } from '../write/session/life';
import { told } from '../write/session/told';
import { type Change, ChangeWatcher } from './changes/change-watcher';
import type { LeftOut } from './model/left-out';
import { type CsoOperation, isReadingOperation } from './model/objects';
import { type CsoRequest, type ParentValues, readRequest } from './model/request';
import type { CsoSettings } from './model/settings';
import { type OperationResult, perform, unread } from './perform';
import { listPages } from './reading/list';

/** What a node shows of its work. */
export type CsoStatus =
  | { kind: 'working'; operation: CsoOperation }
  | { kind: 'progress'; settled: number; requested: number }
  | { kind: 'listing'; count: number }
  | { kind: 'listed'; count: number }
  | { kind: 'done'; operation: CsoOperation; applied: number }
  | { kind: 'partial'; applied: number; requested: number }
  | { kind: 'nothing' }
  | { kind: 'seeded'; objects: number }
  | { kind: 'changes'; count: number; objects: number };

export type { Send } from '../write/session/followed-work';

/** What a session is made of. */
export interface SessionParts extends FollowedParts {
  requester: Requester;
  settings: CsoSettings;
  /** Where `changes` keeps the list to compare with. */
  store: StateStore;
  /** Origin of the site, so that the list of another tenant is another list. */
  site: string;
  /** A copy of a message that shares nothing with it, for each further message sent. */
  copy: (message: JsonObject) => JsonObject;
  /**
   * Whether what was sent in the last turn of the event loop reached the nodes behind, asked once the session is closed:
   * Node-RED drops messages on their way to a node that it stops. Default: it did.
   */
  landed?: () => boolean;
  status: (status: CsoStatus) => void;
  warn: (text: Phrase) => void;
  /** Says what the messages of output 2 tell people. */
  say: Say;
}

/** The life of one node between two deploys: carries out messages until it is closed. */
export class CsoSession {
  private readonly parts: SessionParts;
  private readonly watcher: ChangeWatcher;
  private readonly life: Life;
  private readonly followed: FollowedWork;
  /** Two comparisons at once would both see the same difference. */
  private readonly comparisons = new TaskQueue();

  constructor(parts: SessionParts) {
    this.parts = parts;
    this.life = new Life(parts.requester);
    this.followed = new FollowedWork(parts);
    this.watcher = new ChangeWatcher(parts.store, parts.settings.firstRun, parts.warn);
  }

  /**
   * Carries out one message.
   *
   * @throws {CoupaError} when nothing was carried out, or the session was closed meanwhile.
   */
  handle(message: JsonObject, parents: ParentValues, send: Send): Promise<void> {
    return this.life.run(() =>
      this.followed.run(send, (account, sends) => this.handleWithinTurn(account, message, parents, sends)),
    );
  }

  /** Whether `close` was called: what a node shows is no longer this session's business. */
  get closed(): boolean {
    return this.life.closed;
  }

  private async handleWithinTurn(
    account: Account,
    message: JsonObject,
    parents: ParentValues,
    send: Send,
  ): Promise<void> {
    const request = readRequest(this.parts.settings, parents, message);
    account.asks(request.operation, request.target.object.name, isReadingOperation(request.operation));
    this.parts.status({ kind: 'working', operation: request.operation });
    if (request.operation === 'changes')
      return this.comparisons.run(() => this.changes(account, request, message, send));
    if (request.operation === 'list' && this.parts.settings.output === 'each') {
      return this.listEach(account, request, message, send);
    }
    const result = await this.perform(request);
    account.cameTo(result.coupa.applied, result.unapplied ?? result.notApplied.map(() => 'refused' as const));
    this.deliver(result, message, send);
  }

  /** Ends what is under way; nothing is sent from now on. Resolves when a list just sent is on disk. */
  async close(): Promise<void> {
    this.life.close();
    await this.comparisons.idle();
  }

  private perform(request: CsoRequest): Promise<OperationResult> {
    const { requester, settings, status, warn } = this.parts;
    return perform(
      {
        requester,
        settings,
        signal: this.life.signal,
        onWarning: (text) => warn(requester.scrubber?.phrases(text) ?? text),
        onProgress: (settled, requested) => status({ kind: 'progress', settled, requested }),
      },
      request,
    );
  }

  private deliver({ payload, notApplied, coupa }: OperationResult, message: JsonObject, send: Send): void {
    const template = { ...message, payload: undefined };
    const second =
      notApplied.length === 0
        ? null
        : { ...this.parts.copy(template), payload: this.told(notApplied), coupa };
    const first = payload === undefined ? null : { ...message, payload, coupa };
    const { operation, applied, requested } = coupa;
    if (second !== null) this.parts.status({ kind: 'partial', applied, requested });
    else if (operation === 'list') this.parts.status({ kind: 'listed', count: applied });
    else this.parts.status(requested === 0 ? { kind: 'nothing' } : { kind: 'done', operation, applied });
    send(first, second);
  }

  private told(entries: readonly LeftOut[]): object[] {
    return told(entries, this.parts.requester, this.parts.say);
  }

  private async listEach(
    account: Account,
    { target, query }: CsoRequest,
    message: JsonObject,
    send: Send,
  ): Promise<void> {
    const { requester, copy, status } = this.parts;
    const { signal } = this.life;
    const template = { ...message, payload: undefined };
    const coupa = { operation: 'list', object: target.object.name };
    const each = new EachSender(message, (part) =>
      send({ ...copy(template), ...part, coupa: { ...coupa } }, null),
    );
    const unreadable: LeftOut[] = [];
    const onUnreadable = (record: UnreadableRecord) => unreadable.push(unread(record));
    for await (const rows of listPages({ requester, signal, onUnreadable }, target, query)) {
      signal.throwIfAborted();
      each.give(rows);
      status({ kind: 'listing', count: each.count });
    }
    each.end();
    account.cameTo(
      each.count,
      unreadable.map(() => 'refused' as const),
    );
    status({ kind: 'listed', count: each.count });
    this.tellUnread(unreadable, coupa, message, send);
  }

  /** Output 2: what a list held and nobody could read. */
  private tellUnread(
    unreadable: readonly LeftOut[],
    coupa: JsonObject,
    message: JsonObject,
    send: Send,
  ): void {
    if (unreadable.length === 0) return;
    const template = this.parts.copy({ ...message, payload: undefined });
    send(null, { ...template, payload: this.told(unreadable), coupa });
  }

  private async changes(
    account: Account,
    { target, query }: CsoRequest,
    message: JsonObject,
    send: Send,
  ): Promise<void> {
    const { requester, site, copy, status } = this.parts;
    const signal = this.life.signal;
    signal.throwIfAborted();
    const report = await this.watcher.compare({ requester, signal }, site, target, query);
    signal.throwIfAborted();
    const template = { ...message, payload: undefined };
    for (const change of report.changes) {
      const coupa = { operation: 'changes', object: target.object.name, ...about(change) };
      send({ ...copy(template), payload: change.object, coupa }, null);
    }
    await turn();
    // What a deploy took away on its way would never come again once it is remembered.
    if (signal.aborted && !(this.parts.landed?.() ?? true)) signal.throwIfAborted();
    await report.settle();
    account.cameTo(report.changes.length, []);
    const coupa = { operation: 'changes', object: target.object.name };
    this.tellUnread(report.unreadable.map(unread), coupa, message, send);
    const { changes, objects, first } = report;
    if (first && changes.length === 0) status({ kind: 'seeded', objects });
    else status({ kind: 'changes', count: changes.length, objects });
  }
}

function about({ eventType, id, changed, previous }: Change): JsonObject {
  return {
    eventType,
    id,
    ...(changed === undefined ? {} : { changed }),
    ...(previous === undefined ? {} : { previous }),
  };
}
