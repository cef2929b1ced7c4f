import fc from 'fast-check';
import type { HubList } from '../simulator/hub';
import { FakeClock, type MemoryStore } from '../unit/poll/rig';
import { HubRig } from './hub-rig';
import { type Clocks, parameters, skewOf } from './worlds';

/** Runs of a property; `npm run test:long` sets more. Real HTTP, so fewer in the gate than the engine's own. */
export const { numRuns: runs } = parameters(50);

const overlapSeconds = 20;

type Change =
  | { kind: 'create'; late: number }
  | { kind: 'update'; pick: number; late: number }
  | { kind: 'wait'; milliseconds: number };

const late = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  fc.integer({ min: 1, max: (overlapSeconds - 3) * 1000 }),
);
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('create' as const), late }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('update' as const), pick: fc.nat(20), late }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      milliseconds: fc.integer({ min: 1, max: 4000 }),
    }),
  },
);

/** Everything that happens to one list of a hub and one poller. */
export const world = fc.record({
  before: fc.array(change, { maxLength: 8 }),
  during: fc.array(change, { maxLength: 30 }),
  failing: fc.array(fc.integer({ min: 2, max: 20 }), { maxLength: 3 }),
  restarts: fc.array(fc.nat(4), { maxLength: 2 }),
  pageSize: fc.integer({ min: 1, max: 4 }),
  emptyPages: fc.constantFrom(0, 2, 3),
  start: fc.constantFrom('now' as const, 'beginning' as const),
  dates: fc.constantFrom('milliseconds' as const, 'seconds' as const),
  bounded: fc.boolean(),
  order: fc.constantFrom('mixed' as const, 'updated' as const),
  counts: fc.boolean(),
  /** Which answers are empty by mistake, counted from 0, and how many in a row. */
  mistakes: fc.array(
    fc.record({
      at: fc.nat(20),
      what: fc.constantFrom('list' as const, 'body' as const),
      answers: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 3 },
  ),
  overlap: fc.constantFrom(0 as const, overlapSeconds as 20),
});
export type World = typeof world extends fc.Arbitrary<infer Type> ? Type : never;

/** A list of a hub whose records change, some of them visible only later than they are dated. */
export class ChangingList {
  private readonly versions: { id: number; content: number; at: number; from: number }[] = [];

  constructor(
    private readonly list: HubList,
    private readonly dates: World['dates'],
    private readonly clock: { now: number },
    /** Whether nothing becomes visible late. */
    private readonly isPrompt: boolean,
  ) {}

  apply(one: Change): void {
    if (one.kind === 'wait') this.clock.now += one.milliseconds;
    else this.write(one.kind === 'create' ? this.ids + 1 : (one.pick % Math.max(1, this.ids)) + 1, one.late);
    this.show();
  }

  /** The list as it is at this moment. */
  show(): void {
    const visible = new Map<number, Record<string, unknown>>();
    for (const { id, content, at, from } of this.versions) {
      const created = this.versions.find((version) => version.id === id)?.at ?? at;
      const record = { id, content, updated: this.print(at), created: this.print(created), updatedDate: at };
      if (from <= this.clock.now) visible.set(id, record);
    }
    this.list.records.splice(0, Number.POSITIVE_INFINITY, ...visible.values());
  }

  contents(): number[] {
    const last = new Map(this.versions.map(({ id, content }) => [id, content]));
    return [...last.values()];
  }

  private get ids(): number {
    return Math.max(0, ...this.versions.map(({ id }) => id));
  }

  /** Later versions are never shown before earlier ones. */
  private write(id: number, delay: number): void {
    const { now } = this.clock;
    const before = this.versions.findLast((version) => version.id === id);
    const at = this.dates === 'seconds' ? Math.floor(now / 1000) * 1000 : now;
    const from = Math.max(now + (this.isPrompt ? 0 : delay), before?.from ?? 0);
    this.versions.push({ id, content: this.versions.length + 1, at, from });
  }

  private print(epochMs: number): string | number {
    return this.dates === 'milliseconds' ? epochMs : new Date(epochMs).toISOString().slice(0, 19);
  }
}

/** The hub's clock, and what passes by it. */
class HubClock {
  private readonly start = Date.UTC(2026, 10, 22, 8, 0, 0, 137);
  now = this.start;

  get passed(): number {
    return this.now - this.start;
  }

  set passed(milliseconds: number) {
    this.now = this.start + milliseconds;
  }
}

export interface PlayOptions {
  store?: MemoryStore;
  /** Which answers have a wrong `Date`. Default: none. */
  clocks?: Clocks;
  /** Called when another process takes over, before it reads anything. */
  onRestart?(): void;
}

/** Lets one world happen, brings it to rest, and returns all there is to compare. */
export async function play(given: World, { store, clocks, onRestart = () => {} }: PlayOptions = {}) {
  const clock = new HubClock();
  const config = {
    resource: 'customers',
    url: `/hubs/finance/customers${given.bounded ? '?where=updatedDate>${epoch}' : ''}`,
    filterByUpdatedDate: !given.bounded,
    updatedDateField: 'updated',
    updatedDateFormat: given.dates === 'milliseconds' ? 'milliseconds' : "yyyy-MM-dd'T'HH:mm:ss",
    createdDateField: 'created',
    overlap: given.overlap,
    pageSize: given.pageSize,
    start: given.start,
  };
  const paced = clocks === undefined ? undefined : new FakeClock(undefined, 0, clock);
  const hub = { emptyPages: given.emptyPages, order: given.order, counts: given.counts };
  const rig = await HubRig.start(config, hub, { now: () => clock.now }, store, paced);
  const list = new ChangingList(rig.hub.list('finance/customers'), given.dates, clock, given.overlap === 0);
  try {
    for (const one of given.before) list.apply(one);
    const known = new Set<number>();
    if (given.start === 'now') {
      // What was there before stays; what comes late from before is new.
      clock.now += overlapSeconds * 1000;
      list.show();
      for (const content of list.contents()) known.add(content);
      await rig.poller.poll();
    }
    rig.skew = skewOf(clocks);
    rig.hub.mistake = mistakesOf(given);
    await pollWhileItChanges(rig, list, clock, given, onRestart);
    return {
      sent: rig.messages.map(({ payload }) => payload as { id: number; content: number }),
      list,
      known,
      errors: rig.errors,
      notices: rig.notices,
    };
  } finally {
    await rig.stop();
  }
}

/**
 * Answers that are empty by mistake, as far as anybody can tell: a further page once, and the first one only where it has no body, since an
 * empty list is a hub's word that there is nothing.
 */
function mistakesOf({ mistakes }: World): HubRig['hub']['mistake'] {
  let answers = -1;
  let last: 'list' | 'body' | undefined;
  return (isFurther) => {
    answers += 1;
    const one = mistakes.find(({ at, ...more }) => at <= answers && answers < at + more.answers)?.what;
    const isPromised = isFurther ? last === undefined : one === 'body';
    last = isPromised ? one : undefined;
    return last;
  };
}

async function pollWhileItChanges(
  rig: HubRig,
  list: ChangingList,
  clock: { now: number },
  given: World,
  onRestart: () => void,
): Promise<void> {
  const script = [...given.during];
  const step = () => {
    for (const one of script.splice(0, 2)) list.apply(one);
    clock.now += 40;
    list.show();
  };
  rig.tenant.on('received', step);
  rig.failing = new Set(given.failing.map((nth) => rig.requests + nth));
  for (let poll = 0; poll < 4; poll += 1) {
    // A poll may fail in bad weather; the laws hold all the same.
    await rig.poller.poll().catch(() => undefined);
    if (given.restarts.includes(poll)) {
      await rig.restart();
      onRestart();
    }
    clock.now += 5000;
  }
  rig.failing.clear();
  rig.hub.mistake = () => undefined;
  rig.skew = () => 0;
  for (const one of script.splice(0)) list.apply(one);
  for (let poll = 0; poll < 4; poll += 1) {
    clock.now += (overlapSeconds / 2) * 1000;
    list.show();
    await rig.poller.poll();
  }
}
