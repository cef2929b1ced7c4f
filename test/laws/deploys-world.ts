import fc from 'fast-check';
import { FakeClock, MemoryStore, plainSource, Rig } from '../unit/poll/rig';
import { type Answer, config as acknowledging, answer, Flow } from './acknowledging-flow';
import { slow } from './commands-world';
import { type Change, ModelTenant } from './model-tenant';
import { change, contentOf, fewOrMany, nextTurn, overlapSeconds } from './worlds';

/** Settings that a deploy may change. */
interface Settings {
  delivery: 'send' | 'acknowledge';
  removeNulls: boolean;
  pageSize: number;
  maxInFlight: number;
  maxAttempts: number;
  overlap: number;
  resource: string;
  /** Of the URL, behind its date. The tenant has the same records for each. */
  filter: string;
}

/** One thing that happens. */
type Act =
  | { kind: 'changes'; changes: Change[] }
  /** Time passes, so much with each of so many turns of the event loop. */
  | { kind: 'time'; turns: number; ms: number }
  | { kind: 'poll' | 'backfill' | 'pause' | 'resume' | 'redeliver' }
  /** `keepsFlow`: the nodes behind stay, and answer the next instance for what they got from this one. */
  | { kind: 'deploy'; settings: Settings; keepsFlow: boolean };

/** Everything that happens to one tenant, one node that is deployed again and again, and the flow behind it. */
export interface DeploysWorld {
  before: Change[];
  /** Taken one by one before and while requests are answered. */
  during: Change[];
  settings: Settings;
  /** See `PollerParts`. */
  rememberedAtFirst: number;
  /** What the flow does with messages that it is to acknowledge. */
  answers: Answer[];
  acts: Act[];
}

const settings: fc.Arbitrary<Settings> = fc.record({
  delivery: fc.oneof(
    { weight: 1, arbitrary: fc.constant('send' as const) },
    { weight: 2, arbitrary: fc.constant('acknowledge' as const) },
  ),
  removeNulls: fc.boolean(),
  pageSize: fc.integer({ min: 1, max: 5 }),
  maxInFlight: fc.integer({ min: 1, max: 4 }),
  maxAttempts: fc.integer({ min: 1, max: 4 }),
  overlap: fc.constantFrom(overlapSeconds, 3 * overlapSeconds, 10 * overlapSeconds),
  resource: fc.constantFrom('invoices', 'bills'),
  filter: fc.constantFrom('', '', '&status=open'),
});

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('changes' as const),
      changes: fc.array(change, { maxLength: 5 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      turns: fc.nat(30),
      ms: fc.constantFrom(0, 10, 700, 6000),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'poll' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('deploy' as const), settings, keepsFlow: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('backfill', 'pause', 'resume', 'redeliver') }),
  },
);

export const deploysWorld: fc.Arbitrary<DeploysWorld> = fc.record({
  before: fc.array(change, { maxLength: 10 }),
  during: fc.array(change, { maxLength: 20 }),
  settings,
  rememberedAtFirst: fewOrMany,
  answers: fc.array(fc.oneof(answer, fc.constant<Answer>('refuse')), { minLength: 1, maxLength: 12 }),
  acts: fc.array(act, { maxLength: 25 }),
});

/** Turns of the event loop within which a poll, and what it sends, has to come to its end at rest. */
const mostTurns = 4000;

/** One world as it happens. */
export class DeploysPlay {
  /** Broken laws, found where nothing may be thrown. */
  readonly violations: string[] = [];
  private readonly tenant = new ModelTenant();
  private readonly clock: FakeClock;
  private readonly stores = { store: new MemoryStore(), undeliverableStore: new MemoryStore() };
  private readonly flow: Flow;
  /** The content that the flow has of each record, by its id. */
  private readonly had = new Map<unknown, number>();
  private rig: Rig;

  constructor(private readonly world: DeploysWorld) {
    this.clock = new FakeClock(this.tenant.time, 0, this.tenant);
    this.flow = new Flow(world.answers);
    // With another overlap, or another filter, other records are read from the same position.
    this.flow.isBackfilled = true;
    this.flow.onAcknowledged = ({ coupa, payload }) => this.had.set(coupa.id, contentOf(payload));
    for (const one of world.before) this.tenant.apply(one);
    this.rig = this.begin(world.settings);
  }

  /** Lets it happen, and then come to rest. */
  async run(): Promise<void> {
    this.tenant.script = [...this.world.during];
    for (const one of this.world.acts) {
      await this.perform(one);
      await this.pass(1, 10);
    }
    await this.comeToRest();
    await this.close();
    this.violations.push(...this.flow.violations);
  }

  /** Last versions that the flow does not have. */
  get missed(): unknown[] {
    return this.tenant.lastVersions().filter(({ id, content }) => this.had.get(id) !== content);
  }

  private begin({ filter, ...changed }: Settings): Rig {
    const { acknowledgeTimeout } = acknowledging;
    const url = `/api/invoices?updated-at[gt_or_eq]=\${date}${filter}`;
    const rig = new Rig(slow(this.tenant), {
      config: { url, start: 'beginning', acknowledgeTimeout, ...changed },
      source: plainSource(filter),
      clock: this.clock,
      ...this.stores,
      isSlow: true,
      rememberedAtFirst: this.world.rememberedAtFirst,
    });
    this.flow.attach(rig);
    if (changed.delivery === 'send')
      rig.onRecord = ({ coupa, payload }) => void this.had.set(coupa.id, contentOf(payload));
    rig.poller.start();
    return rig;
  }

  private async perform(one: Act): Promise<void> {
    const { poller } = this.rig;
    if (one.kind === 'changes') for (const each of one.changes) this.tenant.apply(each);
    else if (one.kind === 'time') await this.pass(one.turns, one.ms);
    else if (one.kind === 'deploy') await this.deploy(one.settings, one.keepsFlow);
    // What is asked for may be refused, or ended by a deploy.
    else if (one.kind === 'redeliver') void poller.undeliverables.redeliver().catch(() => undefined);
    else if (one.kind === 'backfill')
      void poller.backfill({ from: 'beginning', to: undefined }).catch(() => undefined);
    else void poller[one.kind]().catch(() => undefined);
  }

  private async deploy(changed: Settings, keepsFlow: boolean): Promise<void> {
    await this.close();
    // Under `send` nobody waits for what the flow still has in hand.
    if (!keepsFlow || changed.delivery === 'send') this.flow.forget();
    this.rig = this.begin(changed);
  }

  private async close(): Promise<void> {
    const { rig } = this;
    const closed = rig.poller.close();
    const late = (what: string) => void this.violations.push(`a replaced instance ${what}`);
    rig.onRecord = ({ coupa }) => late(`sent ${coupa.key}`);
    rig.onUndeliverable = ({ coupa }) => late(`gave ${coupa.key} up`);
    await closed;
  }

  /** The flow takes everything, nothing changes any more, and what was given up is sent again. */
  private async comeToRest(): Promise<void> {
    const { rig, tenant } = this;
    const { poller } = rig;
    this.flow.answers = ['acknowledge'];
    tenant.script = [];
    void poller.resume();
    for (let round = 0; round < 4; round += 1) {
      tenant.time += overlapSeconds * 1000;
      await this.poll();
      await this.until(this.isSettled, 'something is unsettled for ever');
      await poller.undeliverables.redeliver();
      await this.until(this.isSettled, 'what is sent again is unsettled for ever');
    }
  }

  private async poll(): Promise<void> {
    let end: string | undefined;
    this.rig.poller.poll().then(
      () => {
        end = 'well';
      },
      (error: unknown) => {
        end = String(error);
      },
    );
    await this.until(() => end !== undefined, 'a poll does not end');
    if (end !== 'well') this.violations.push(`a poll of a tenant that answers fails: ${end}`);
  }

  private readonly isSettled = async (): Promise<boolean> => {
    const { poller } = this.rig;
    const { pending, backfill } = await poller.report();
    const { redelivering } = await poller.undeliverables.list();
    return pending === 0 && backfill === undefined && redelivering === 0;
  };

  private async pass(turns: number, ms: number): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) {
      await nextTurn();
      this.flow.answer(this.rig);
      this.clock.advance(ms);
    }
  }

  private async until(isSo: () => boolean | Promise<boolean>, otherwise: string): Promise<void> {
    for (let turn = 0; turn < mostTurns; turn += 1) {
      if (await isSo()) return;
      await this.pass(1, 1000);
    }
    throw new Error(otherwise);
  }
}
