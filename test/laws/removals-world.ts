import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pollParts } from '../../lib/poll/compile/parts';
import type { RecordMessage } from '../../lib/poll/model/message';
import type { StoredRemovals } from '../../lib/poll/model/removals-state';
import { readPollSettings } from '../../lib/poll/model/settings';
import { Rig, type RigOptions } from '../unit/poll/rig';
import { KnownToDocuments, silentAbout } from './known-to-documents';
import { type RemovalChange, type RemovalFault, type RemovalReadings, RemovalTenant } from './removal-tenant';
import { nextTurn } from './worlds';

/** What a flow does with a message. */
type Reply = 'acknowledge' | 'refuse' | 'ignore';

const picked = (kind: 'update' | 'remove' | 'restore' | 'leave' | 'enter') =>
  fc.record({ kind: fc.constant(kind), pick: fc.nat(30) });

/** What happens to a tenant. */
export const removalChange: fc.Arbitrary<RemovalChange> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'create' } as const) },
  { weight: 3, arbitrary: picked('update') },
  { weight: 4, arbitrary: picked('remove') },
  { weight: 1, arbitrary: picked('leave') },
  { weight: 1, arbitrary: picked('enter') },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 3000 }) }),
  },
);

/** Few records that go and come back while looks are under way: between most requests nothing happens. */
export const comingAndGoing: fc.Arbitrary<RemovalChange> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(50) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('remove' as const, 'restore' as const), pick: fc.nat(5) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('update' as const), pick: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'create' } as const) },
);

/** What goes wrong with a request, if anything does. */
export const removalFault = fc.oneof(
  { weight: 8, arbitrary: fc.constant<RemovalFault | undefined>(undefined) },
  fc.constantFrom<RemovalFault>('fails', 'forbidden', 'order'),
);

/** What tenants may do. */
export const readings: fc.Arbitrary<RemovalReadings> = fc.record({
  ids: fc.constantFrom('number' as const, 'beyond' as const, 'text' as const),
  absent: fc.constantFrom('404' as const, '[]' as const),
  ignoresFields: fc.boolean(),
  ignoresIds: fc.boolean(),
});

/** Everything that happens to one tenant and one node that looks for removals. */
export interface RemovalsWorld {
  before: RemovalChange[];
  during: RemovalChange[];
  faults: (RemovalFault | undefined)[];
  /** Which request, counted from 0, is answered with an empty list that is a lie, if it is for a list. */
  lie: number;
  /** Which question for the list of some ids is. */
  lyingQuestion: number;
  readings: RemovalReadings;
  start: 'now' | 'beginning';
  idField: 'id' | 'number';
  delivery: 'send' | 'acknowledge';
  replies: Reply[];
  pageSize: number;
  /** Seconds. Default 2. */
  overlap?: number;
  /** Turns of the event loop until it comes to rest. Default 40. */
  turns?: number;
  /** A kill so many turns of the event loop after the one before. */
  kills: number[];
}

/** @param most changes while requests are answered */
export function removalsWorldOf(
  changes: fc.Arbitrary<RemovalChange>,
  most: number,
): fc.Arbitrary<RemovalsWorld> {
  return fc.record({
    before: fc.array(changes, { maxLength: 20 }),
    during: fc.array(changes, { maxLength: most, size: 'max' }),
    faults: fc.array(removalFault, { maxLength: 30 }),
    lie: fc.nat(40),
    lyingQuestion: fc.nat(4),
    readings,
    start: fc.constantFrom('now' as const, 'beginning' as const),
    idField: fc.constantFrom('id' as const, 'id' as const, 'number' as const),
    delivery: fc.constantFrom('send' as const, 'acknowledge' as const),
    replies: fc.array(fc.constantFrom<Reply>('acknowledge', 'acknowledge', 'refuse', 'ignore'), {
      minLength: 1,
      maxLength: 12,
    }),
    pageSize: fc.integer({ min: 1, max: 5 }),
    kills: fc.array(fc.nat(50), { maxLength: 4 }),
  });
}

export const removalsWorld = removalsWorldOf(removalChange, 30);

const noValues = {
  env: () => undefined,
  flow: () => undefined,
  global: () => undefined,
  msg: () => undefined,
};

/** A node that polls and looks, for a tenant; a look every 3.6 seconds unless the properties say otherwise. */
export function rigThatLooks(
  tenant: RemovalTenant,
  changed: Record<string, unknown> = {},
  options: RigOptions = {},
): Rig {
  return new Rig(tenant, { ...looking({ interval: 0, ...changed }), concurrency: 2, ...options });
}

/** What such a node reads, and how. */
export function looking(changed: Record<string, unknown>): Pick<RigOptions, 'config' | 'source' | 'marks'> {
  const config = {
    url: "/api/invoices?status=open&updated-at[gt_or_eq]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}",
    start: 'beginning',
    removals: 0.001,
    ...changed,
  };
  const surroundings = { origin: 'https://acme.example', hub: false, values: () => noValues };
  const { source, marks } = pollParts(readPollSettings(config), surroundings);
  return { config, source, marks };
}

/** One world as it happens: a tenant, a node that is killed, and a flow that answers as it likes. */
export class RemovalsPlay {
  readonly tenant: RemovalTenant;
  readonly rig: Rig;
  readonly violations: string[] = [];
  private readonly known: KnownToDocuments;
  /** Of which record the tenant refused to say whether it is there, and how many messages had been sent then. */
  private readonly refusals: { name: string; at: number }[] = [];
  private waiting: { token: string }[] = [];
  private turn = 0;
  private replies: readonly Reply[];

  constructor(private readonly given: RemovalsWorld) {
    const { delivery, pageSize, start, idField, readings, replies, overlap = 2 } = given;
    this.replies = replies;
    this.known = new KnownToDocuments(idField);
    this.tenant = new RemovalTenant(readings);
    this.rig = rigThatLooks(this.tenant, {
      delivery,
      pageSize,
      start,
      idField,
      overlap,
      maxAttempts: 60,
      maxInFlight: 4,
      acknowledgeTimeout: 10,
    });
    this.tenant.onRefusal = (id) =>
      this.refusals.push({ name: this.known.named(id), at: this.rig.messages.length });
    this.rig.onRecord = (message) => this.take(message);
    this.rig.onSave = (document) => this.known.learn((document as { removals?: StoredRemovals }).removals);
  }

  /**
   * Lets it happen, and then come to rest.
   *
   * @param isPolled whether polls are to have begun and ended at rest: one that began before may have waited for the flow
   */
  async run(isPolled = false): Promise<void> {
    const { before, during, faults, lie, lyingQuestion, kills } = this.given;
    for (const one of before) this.tenant.apply(one);
    this.rig.poller.start();
    this.tenant.script = [...during];
    this.tenant.faults = [...faults];
    if (lie < faults.length) this.tenant.faults[lie] = 'empty';
    this.tenant.lyingQuestion = lyingQuestion;
    for (const turns of kills) {
      await this.pollFor(turns + 3);
      this.rig.crash();
      this.waiting = [];
      this.rig.poller.start();
    }
    await this.pollFor(this.given.turns ?? 40);
    this.tenant.rest();
    // A list that is empty proves nothing where the tenant ignores ids.
    this.tenant.fill(1);
    this.replies = ['acknowledge'];
    await this.comeToRest();
    if (isPolled) {
      for (let polls = 0; polls < 3; polls += 1) await this.pollToEnd();
      // What such a poll had read before it was removed came behind the word that it was gone: the next look tells again.
      await this.comeToRest();
    }
    await this.rig.poller.close();
  }

  /** Records that are gone, were known to be in the list when that was stored, and are not told as gone by the last message. */
  get silent(): string[] {
    return silentAbout(this.tenant, this.known, this.rig.messages);
  }

  /** Records that are in the list, and that the flow takes for gone: the last it got of them says so. */
  get takenForGone(): string[] {
    const last = new Map(this.rig.messages.map(({ coupa }) => [String(coupa.id), coupa.eventType]));
    return this.tenant.rows
      .filter(({ isGone, status }) => !isGone && status === 'open')
      .map(({ id }) => this.known.named(id))
      .filter((name) => last.get(name) === 'DELETED');
  }

  /**
   * Records that were told as gone twice, though no version came in between. A killed process may have told one that only its list proved,
   * since it was empty, where the tenant ignores ids, or of which the tenant refuses since to say whether it is there: the look that goes on
   * cannot prove that again, and a later one has a key of its own.
   */
  get toldTwice(): string[] {
    const { kills, delivery, readings } = this.given;
    const isKilled = kills.length > 0;
    const last = new Map<unknown, { key: string; at: number }>();
    const twice: string[] = [];
    for (const [at, { coupa }] of this.rig.messages.entries()) {
      const before = last.get(coupa.id);
      const again = isKilled || delivery === 'acknowledge';
      const isForgotten = isKilled && (readings.ignoresIds === true || this.refused(coupa.id, before?.at));
      const isOther = before?.key !== coupa.key && !isForgotten;
      if (coupa.eventType !== 'DELETED') last.delete(coupa.id);
      else if (before !== undefined && (isOther || !again)) twice.push(coupa.key);
      else last.set(coupa.id, { key: coupa.key, at: before?.key === coupa.key ? before.at : at });
    }
    return twice;
  }

  /** Whether the tenant has refused to say whether a record is there since so many messages had been sent. */
  private refused(id: unknown, since = Number.POSITIVE_INFINITY): boolean {
    return this.refusals.some(({ name, at }) => name === String(id) && at > since);
  }

  /**
   * Until looks have begun and ended since, and behind the last record, and nothing is unsettled. A poll that waits for the flow may send what
   * was removed meanwhile behind looks that had begun by then, also while what is unsettled waits to be sent again: the next one tells that.
   */
  private async comeToRest(): Promise<void> {
    const records = () => this.rig.messages.filter(({ coupa }) => coupa.eventType !== 'DELETED').length;
    for (let sent = -1, round = 0; records() > sent; round += 1) {
      assert.ok(round < 100, 'it never came to rest');
      await this.lookAgain(records);
      sent = records();
      await this.settle();
    }
  }

  private async lookAgain(records: () => number): Promise<void> {
    const ended = () => this.rig.removals.filter(({ error }) => error === undefined).length;
    let last = ended();
    let sent = records();
    for (let looks = 0, round = 0; looks < 2; round += 1) {
      // A record that was refused several times rests for an hour, and a look waits for it.
      assert.ok(round < 1000, 'it never came to rest');
      await this.pollFor(12);
      if (records() > sent) looks = 0;
      else if (ended() > last) looks += 1;
      last = ended();
      sent = records();
    }
  }

  private async pollToEnd(): Promise<void> {
    let hasEnded = false;
    const end = () => {
      hasEnded = true;
    };
    this.rig.poller.poll().then(end, end);
    for (let turn = 0; !hasEnded; turn += 1) {
      assert.ok(turn < 1000, 'a poll does not end');
      await nextTurn();
      this.answer();
      this.rig.clock.advance(9000);
    }
    await this.settle();
  }

  private async settle(): Promise<void> {
    for (let round = 0; round < 1000; round += 1) {
      if ((await this.rig.poller.report()).pending === 0) return;
      this.rig.clock.advance(9000);
      await this.pollFor(3);
    }
    assert.fail('something stays unsettled');
  }

  /** Polls again and again, and lets the flow answer and time pass, for some turns of the event loop. */
  private async pollFor(turns: number): Promise<void> {
    let polling = false;
    for (let turn = 0; turn < turns; turn += 1) {
      if (!polling && turn % 8 === 0) {
        polling = true;
        const done = () => {
          polling = false;
        };
        this.rig.poller.poll().then(done, done);
      }
      await nextTurn();
      this.answer();
      this.rig.clock.advance(700);
    }
  }

  private take({ coupa, payload }: RecordMessage): void {
    if (this.given.delivery === 'acknowledge') this.waiting.push({ token: coupa.delivery });
    if (coupa.eventType !== 'DELETED') return;
    const wasGone = this.tenant.rows.some(
      (row) => (row.isGone || row.wasGone) && this.known.named(row.id) === String(coupa.id),
    );
    if (!wasGone) this.violations.push(`${coupa.id} is told as DELETED, and is there`);
    assert.deepEqual(payload, { id: coupa.id });
  }

  private answer(): void {
    for (const { token } of this.waiting.splice(0)) {
      const reply = this.replies[this.turn++ % this.replies.length];
      if (reply === 'refuse') this.rig.poller.refuse(token, 'the flow says no');
      if (reply === 'acknowledge') this.rig.poller.acknowledge(token);
    }
  }
}
