import type { Clock } from '../../../lib/base/clock';
import type { CoupaError } from '../../../lib/base/errors';
import { DateReader } from '../../../lib/dates/read-date';
import { seal, unseal } from '../../../lib/local/seal';
import type { Marks } from '../../../lib/poll/compile/marks';
import { recordOutput } from '../../../lib/poll/compile/output';
import type { RecordMessage } from '../../../lib/poll/model/message';
import { RecordReader } from '../../../lib/poll/model/record';
import type { RemovalsSummary } from '../../../lib/poll/model/removals-state';
import { type PollSettings, readPollSettings } from '../../../lib/poll/model/settings';
import type { Source } from '../../../lib/poll/model/source';
import type { PollSummary, Progress } from '../../../lib/poll/model/summary';
import { Poller, type PollerOutlet, type PollerStatus } from '../../../lib/poll/poller';
import type { Outbox } from '../../../lib/ports/outbox';
import type { PageReaders } from '../../../lib/ports/page-readers';
import type { Requester } from '../../../lib/ports/requester';
import type { RowStore } from '../../../lib/ports/row-store';
import { DamagedState, type StateStore } from '../../../lib/ports/state-store';
import type { Telemetry } from '../../../lib/ports/telemetry';
import { ListPath } from '../../../lib/scan/list-path';

/** What a clock goes by, in place of being moved by a test. */
export interface Pace {
  /** Milliseconds that have passed. */
  passed: number;
}

/** Time that stands still until a test moves it, or what it goes by. */
export class FakeClock implements Clock {
  private own = 0;
  private readonly timers: { at: number; callback: () => void; id: number }[] = [];
  private ids = 0;

  constructor(
    private readonly wall = Date.UTC(2026, 10, 22),
    /** Milliseconds that pass with each look at the clock. */
    private readonly step = 0,
    private readonly pace: Pace = { passed: 0 },
  ) {}

  now(): number {
    return this.wall + this.time;
  }

  monotonic(): number {
    this.own += this.step;
    return this.time;
  }

  setTimeout(callback: () => void, milliseconds: number): unknown {
    this.ids += 1;
    this.timers.push({ at: this.time + milliseconds, callback, id: this.ids });
    return this.ids;
  }

  clearTimeout(timer: unknown): void {
    const at = this.timers.findIndex(({ id }) => id === timer);
    if (at >= 0) this.timers.splice(at, 1);
  }

  /** Lets time pass, for what the clock goes by, too, and fires what is due, in order. */
  advance(milliseconds: number): void {
    const until = this.time + milliseconds;
    for (;;) {
      const due = this.first;
      if (due === undefined || due.at > until) break;
      this.timers.splice(this.timers.indexOf(due), 1);
      this.passUntil(due.at);
      due.callback();
    }
    this.passUntil(until);
  }

  get pendingTimers(): number {
    return this.timers.length;
  }

  /** The timer that is due first; of several the one that was set first. */
  private get first() {
    let first = this.timers[0];
    for (const timer of this.timers) if (first !== undefined && timer.at < first.at) first = timer;
    return first;
  }

  private get time(): number {
    return this.own + this.pace.passed;
  }

  private passUntil(moment: number): void {
    this.pace.passed += Math.max(0, moment - this.time);
  }
}

/** A store in memory that goes through JSON as a file does. */
export class MemoryStore implements StateStore {
  text: string | undefined;
  saves = 0;
  broken: Error | undefined;

  load(): Promise<unknown> {
    if (this.text === undefined) return Promise.resolve(undefined);
    const read = unseal(Buffer.from(this.text));
    return read.kind === 'whole'
      ? Promise.resolve(read.document)
      : Promise.reject(new DamagedState(this.text, 'a copy', read.why, read.head));
  }

  save(document: object): Promise<void> {
    if (this.broken !== undefined) return Promise.reject(this.broken);
    this.text = Array.isArray(document) ? JSON.stringify(document) : seal(document);
    this.saves += 1;
    return Promise.resolve();
  }
}

/** A source without a template: everything updated since the bound, to the second. */
export function plainSource(parameters = ''): Source {
  return {
    tenant: 'https://acme.example',
    path: '/api/invoices',
    filter: parameters,
    paging: 'id',
    dateParameter: 'updated-at',
    byOwnDate: true,
    usesNow: false,
    render: ({ lower }) =>
      new ListPath(
        `/api/invoices?updated-at[gt_or_eq]=${encodeURIComponent(new Date(lower).toISOString().replace(/\.\d+/, ''))}${parameters}`,
      ),
    effectiveLower: (lower) => Math.floor(lower / 1000) * 1000,
    effectiveUpper: (now) => now,
  };
}

/** Reads the records of a node with such settings. */
export function readerOf(settings: PollSettings): RecordReader {
  const dates = { format: settings.updatedDateFormat, timezone: settings.updatedDateTimezone };
  const { idField, updatedDateField, createdDateField } = settings;
  const updatedDate = DateReader.compile(dates);
  return new RecordReader({
    idField,
    updatedDateField,
    createdDateField,
    updatedDate,
    createdDate: updatedDate,
  });
}

export interface RigOptions {
  /** The node's properties. Default interval 0. */
  config?: Record<string, unknown>;
  source?: Source;
  /** Default: records are not marked. */
  marks?: Marks | undefined;
  store?: StateStore;
  /** Where the records are kept that were given up. Default: in memory. */
  undeliverableStore?: StateStore | RowStore;
  /** Where it is remembered what was sent again of them, or dismissed. Default: nowhere. */
  handledStore?: StateStore;
  clock?: FakeClock;
  concurrency?: number;
  /** See `PollerParts`. Default: as in use. */
  rememberedAtFirst?: number | undefined;
  /** Who hears of it, as the node `poll-1`. */
  telemetry?: Telemetry;
  /** Whether messages reach the nodes behind when the poller is closed. Default: they do. */
  landed?: () => boolean;
  /** Where records go. Default: into the flow of this process. */
  outbox?: Outbox;
  /** Others who read pages. Default: none do. */
  readers?: PageReaders;
  /** Whether each write takes a turn of the event loop, so that a kill may come between two. Default: no. */
  isSlow?: boolean;
  /** Puts something around what the poller tells. */
  wrap?: (outlet: PollerOutlet) => PollerOutlet;
}

/** One poller and everything that came out of it. */
export class Rig {
  readonly messages: RecordMessage[] = [];
  readonly undeliverable: { message: RecordMessage; reason: string }[] = [];
  readonly summaries: PollSummary[] = [];
  readonly removals: RemovalsSummary[] = [];
  readonly progress: Progress[] = [];
  readonly statuses: PollerStatus[] = [];
  readonly errors: CoupaError[] = [];
  readonly notices: string[] = [];
  readonly settings: PollSettings;
  /** The store in memory, unless another kind was given. */
  readonly store: MemoryStore;
  private readonly kept: StateStore;
  /** The store in memory of what was given up, unless another kind was given. */
  readonly undeliverableStore: MemoryStore;
  private readonly keptUndeliverable: StateStore | RowStore;
  readonly clock: FakeClock;
  onRecord: (message: RecordMessage) => void = () => {};
  onUndeliverable: (message: RecordMessage, reason: string) => void = () => {};
  /** Called with each document that was written. */
  onSave: (document: unknown) => void = () => {};
  poller: Poller;

  constructor(
    private readonly requester: Requester,
    private readonly options: RigOptions = {},
  ) {
    this.settings = readPollSettings({ interval: 0, ...options.config });
    this.store = options.store instanceof MemoryStore ? options.store : new MemoryStore();
    this.kept = options.store ?? this.store;
    const { undeliverableStore } = options;
    this.undeliverableStore =
      undeliverableStore instanceof MemoryStore ? undeliverableStore : new MemoryStore();
    this.keptUndeliverable = undeliverableStore ?? this.undeliverableStore;
    this.clock = options.clock ?? new FakeClock();
    this.poller = this.create();
  }

  private slow(kept: StateStore, live: () => boolean): StateStore {
    return {
      load: () => kept.load(),
      save: async (document) => {
        if (this.options.isSlow) await turns(1);
        if (!live()) return new Promise(() => {});
        await kept.save(document);
      },
      keep: kept.keep?.bind(kept),
    };
  }

  /** The process is killed: what was not saved is gone. Another takes over. */
  crash(): void {
    const dead = this.poller;
    this.alive += 1;
    void dead;
    this.poller = this.create();
  }

  private alive = 0;

  private create(): Poller {
    const generation = this.alive;
    const live = () => generation === this.alive;
    const { settings, clock } = this;
    return new Poller({
      settings,
      requester: {
        request: (request) => (live() ? this.requester.request(request) : new Promise(() => {})),
        pageRoom: this.requester.pageRoom,
      },
      source: this.options.source ?? plainSource(),
      reader: readerOf(settings),
      store: {
        load: () => this.kept.load(),
        save: async (document) => {
          if (this.options.isSlow) await turns(1);
          if (!live()) return new Promise(() => {});
          await this.kept.save(document);
          this.onSave(document);
        },
        keep: this.kept.keep?.bind(this.kept),
      },
      undeliverableStore:
        'taken' in this.keptUndeliverable ? this.keptUndeliverable : this.slow(this.keptUndeliverable, live),
      handledStore: this.options.handledStore,
      format: recordOutput,
      marks: this.options.marks,
      outbox: this.options.outbox,
      readers: this.options.readers,
      clock,
      ...(this.options.telemetry !== undefined && { telemetry: this.options.telemetry }),
      node: { id: 'poll-1', name: 'Invoices' },
      concurrency: this.options.concurrency ?? 4,
      rememberedAtFirst: this.options.rememberedAtFirst,
      outlet: (this.options.wrap ?? ((outlet) => outlet))({
        record: (message) => {
          if (!live()) return;
          // What the flow sees is its own from then on.
          this.messages.push(copyOf(message));
          this.onRecord(message);
        },
        landed: this.options.landed,
        undeliverable: (message, reason) => {
          if (!live()) return;
          this.undeliverable.push({ message, reason: String(reason) });
          this.onUndeliverable(message, String(reason));
        },
        summary: (summary) => void (live() && this.summaries.push(summary)),
        removals: (summary) => void (live() && this.removals.push(summary)),
        progress: (progress) => void (live() && this.progress.push(progress)),
        status: (status) => void (live() && this.statuses.push(status)),
        error: (error) => void (live() && this.errors.push(error)),
        notice: (text) => void (live() && this.notices.push(String(text))),
      }),
    });
  }
}

/** Lets everything that is ready happen. */
export async function turns(count = 10): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Ids of what was sent, in order. */
export function idsOf({ messages }: Rig): unknown[] {
  return messages.map(({ coupa }) => coupa.id);
}

/** The same as `structuredClone`, which takes several times as long for what is parsed JSON. */
export function copyOf<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(copyOf) as Value;
  if (typeof value === 'function' || typeof value === 'symbol') return structuredClone(value);
  if (typeof value !== 'object' || value === null) return value;
  const isParsed = Object.getPrototypeOf(value) === Object.prototype && !Object.hasOwn(value, '__proto__');
  if (!isParsed) return structuredClone(value);
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) copy[name] = copyOf((value as Record<string, unknown>)[name]);
  return copy as Value;
}
