import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pollParts } from '../../lib/poll/compile/parts';
import type { RecordMessage } from '../../lib/poll/model/message';
import { readPollSettings } from '../../lib/poll/model/settings';
import { copyOf, Rig } from '../unit/poll/rig';
import { type FlagChange, type FlagFault, type FlagReadings, type FlagRow, FlagTenant } from './flag-tenant';
import { contentOf, nextTurn, parameters, patience } from './worlds';

/** What a flow does with a message. */
type Reply = 'acknowledge' | 'refuse' | 'ignore';

const change: fc.Arbitrary<FlagChange> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'create' } as const) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('update' as const), pick: fc.nat(30) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 3000 }) }),
  },
);

const fault = fc.oneof(
  { weight: 6, arbitrary: fc.constant<FlagFault | undefined>(undefined) },
  fc.constantFrom<FlagFault>('fails', 'lost', 'refused'),
);

interface World {
  before: FlagChange[];
  during: FlagChange[];
  faults: (FlagFault | undefined)[];
  readings: FlagReadings;
  delivery: 'send' | 'acknowledge';
  replies: Reply[];
  pageSize: number;
  /** A kill so many turns of the event loop after the one before; `lost`: the state goes with it. */
  kills: { turns: number; lost: boolean }[];
}

const world: fc.Arbitrary<World> = fc.record({
  before: fc.array(change, { maxLength: 12 }),
  during: fc.array(change, { maxLength: 40 }),
  faults: fc.array(fault, { maxLength: 30 }),
  readings: fc.record({ changeResets: fc.boolean(), markIsNewer: fc.boolean() }),
  delivery: fc.constantFrom('send' as const, 'acknowledge' as const),
  replies: fc.array(fc.constantFrom<Reply>('acknowledge', 'acknowledge', 'refuse', 'ignore'), {
    minLength: 1,
    maxLength: 12,
  }),
  pageSize: fc.integer({ min: 1, max: 5 }),
  kills: fc.array(fc.record({ turns: fc.nat(60), lost: fc.boolean() }), { maxLength: 5 }),
});

const config = {
  url: '/api/invoices?exported=false',
  markExported: true,
  maxAttempts: 40,
  maxInFlight: 4,
  acknowledgeTimeout: 10,
};

const noValues = {
  env: () => undefined,
  flow: () => undefined,
  global: () => undefined,
  msg: () => undefined,
};

/** What a node with these properties is made of, for a rig. */
function partsOf(changed: object) {
  const properties = { interval: 0, ...config, ...changed };
  const surroundings = { origin: 'https://acme.example', hub: false, values: () => noValues };
  const { settings, source, marks } = pollParts(readPollSettings(properties), surroundings);
  return { config: { ...properties, start: settings.start }, source, marks };
}

/** One world as it happens: a tenant, a node that is killed, and a flow that answers as it likes. */
class Play {
  readonly tenant: FlagTenant;
  readonly rig: Rig;
  /** Contents that the flow has, by record. */
  readonly had = new Map<unknown, Set<number>>();
  /** Records that were marked with a content that the flow does not have yet: what was changed just before its mark. */
  readonly inDoubt = new Map<number, number>();
  /** Contents that went with a state that was lost in that moment. */
  readonly excused = new Set<number>();
  readonly violations: string[] = [];
  private waiting: { token: string; message: RecordMessage }[] = [];
  private turn = 0;
  private replies: readonly Reply[];

  constructor(
    private readonly given: World,
    changed: object = {},
  ) {
    this.replies = given.replies;
    this.tenant = new FlagTenant(given.readings);
    this.tenant.onMark = (row) => this.lookAtMark(row);
    const { delivery, pageSize } = given;
    this.rig = new Rig(this.tenant, { ...partsOf({ delivery, pageSize, ...changed }), concurrency: 2 });
    this.rig.onRecord = (message) => this.take(copyOf(message));
  }

  /** Lets it happen, and then come to rest. */
  async run(): Promise<void> {
    const { before, during, faults, kills } = this.given;
    for (const one of before) this.tenant.apply(one);
    this.tenant.script = [...during];
    this.tenant.faults = [...faults];
    for (const { turns, lost } of kills) {
      await this.pollFor(turns + 5);
      this.kill(lost);
    }
    await this.pollFor(120);
    this.tenant.rest();
    this.replies = ['acknowledge'];
    await this.comeToRest();
  }

  /** Something changes at rest, and it comes to rest again. */
  async runOn(changes: readonly FlagChange[]): Promise<void> {
    this.tenant.apply({ kind: 'wait', ms: 2000 });
    for (const one of changes) this.tenant.apply(one);
    await this.pollFor(80);
    await this.comeToRest();
  }

  private async comeToRest(): Promise<void> {
    for (let round = 0; round < 60 && !(await this.isAtRest()); round += 1) {
      this.tenant.apply({ kind: 'wait', ms: 60_000 });
      await this.pollFor(150);
    }
    assert.ok(await this.isAtRest(), 'it never came to rest');
    assert.deepEqual(this.violations, []);
    assert.ok(this.tenant.most <= 2, `${this.tenant.most} marks side by side`);
  }

  private async isAtRest(): Promise<boolean> {
    const { pending, unmarked } = await this.rig.poller.report();
    return pending === 0 && unmarked === 0 && this.tenant.rows.every(({ exported }) => exported);
  }

  /** Polls again and again, and lets the flow answer and time pass, for some turns of the event loop. */
  private async pollFor(turns: number): Promise<void> {
    let polling = false;
    for (let turn = 0; turn < turns; turn += 1) {
      if (!polling) {
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

  private kill(lost: boolean): void {
    this.rig.crash();
    this.waiting = [];
    this.tenant.underWay = 0;
    if (!lost) return;
    this.rig.store.text = undefined;
    for (const content of this.inDoubt.values()) this.excused.add(content);
    this.inDoubt.clear();
  }

  private take(message: RecordMessage): void {
    const { coupa, payload } = message;
    // Sent into the flow, which gets it with the next turn.
    if (this.given.delivery === 'send') setImmediate(() => this.has(coupa.id, contentOf(payload)));
    else this.waiting.push({ token: coupa.delivery, message });
  }

  private answer(): void {
    for (const { token, message } of this.waiting.splice(0)) {
      const reply = this.replies[this.turn++ % this.replies.length];
      if (reply === 'refuse') this.rig.poller.refuse(token, 'the flow says no');
      if (reply !== 'acknowledge') continue;
      this.has(message.coupa.id, contentOf(message.payload));
      this.rig.poller.acknowledge(token);
    }
  }

  private has(id: unknown, content: number): void {
    this.had.set(id, (this.had.get(id) ?? new Set()).add(content));
    if (this.inDoubt.get(Number(id)) === content) this.inDoubt.delete(Number(id));
  }

  private lookAtMark({ id, content }: FlagRow): void {
    const had = this.had.get(id);
    if (had === undefined) this.violations.push(`${id} was marked before the flow had it`);
    if (had?.has(content)) this.inDoubt.delete(id);
    else this.inDoubt.set(id, content);
  }

  /** Contents that were marked last and that the flow never had. */
  get missed(): number[] {
    return this.tenant.rows.flatMap(({ id, markedContent = -1 }) =>
      this.had.get(id)?.has(markedContent) || this.excused.has(markedContent) ? [] : [markedContent],
    );
  }
}

describe('the laws of the exported flag', function () {
  this.timeout(patience);

  it('deliver and mark every record, marked as it was delivered, after any kill, and lose nothing with the state', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const play = new Play(given);
        await play.run();
        assert.deepEqual(play.missed, [], 'marked, and never delivered like that');
      }),
      parameters(100),
    );
  });

  it('leave no content to chance where the state survives: none is excused', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const kills = given.kills.map(({ turns }) => ({ turns, lost: false }));
        const play = new Play({ ...given, kills });
        await play.run();
        assert.deepEqual([play.missed, [...play.excused]], [[], []]);
      }),
      parameters(100),
    );
  });

  for (const url of [config.url, undefined])
    it(`send and mark each version once where nothing goes wrong, ${url === undefined ? 'by the date' : 'by the flag'}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          world,
          fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 4 }),
          async (given, later) => {
            const calm = { ...given, during: [], faults: [], kills: [], replies: ['acknowledge' as const] };
            const play = new Play(calm, { url, start: 'beginning' });
            await play.run();
            for (const changes of later) await play.runOn(changes);
            assert.deepEqual(play.missed, []);
            const contents = play.rig.messages.map(({ payload }) => contentOf(payload));
            assert.equal(new Set(contents).size, contents.length, 'a version was sent twice');
            const keys = play.rig.messages.map(({ coupa }) => coupa.key);
            assert.equal(new Set(keys).size, keys.length, 'two versions share a key');
            assert.equal(play.tenant.marks, contents.length);
          },
        ),
        parameters(100),
      );
    });
});
