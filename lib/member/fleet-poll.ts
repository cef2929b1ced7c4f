import { atMost, type Clock } from '../base/clock';
import { CoupaError } from '../base/errors';
import { type Phrase, phrase } from '../base/text/phrase';
import { fromParts } from '../base/text/stored-phrase';
import { EngineBook } from '../fleet/book/engine-book';
import { Candidate } from '../fleet/candidate';
import { CommandRelay } from '../fleet/command-relay';
import { FirstHand } from '../fleet/delivery/first-hand';
import { Receiver } from '../fleet/delivery/receiver';
import { StreamOutlet } from '../fleet/delivery/stream-outlet';
import { unanswered } from '../fleet/engine/unanswered';
import { FencedStore, type LocalPosition } from '../fleet/fenced-store';
import type { Fleet } from '../fleet/fleet';
import { NotedDocument } from '../fleet/noted-document';
import { PageDesk } from '../fleet/pages/page-desk';
import { PageWorker, type PageWorkerParts } from '../fleet/pages/page-worker';
import type { Term } from '../fleet/term';
import { WitnessKeeper } from '../fleet/witness-keeper';
import type { Command, runCommand } from '../poll/command';
import type { StatusReport } from '../poll/model/report';
import type { PollSummary } from '../poll/model/summary';
import type { Poller } from '../poll/poller';
import type { BoundsState } from '../poll/scan/bounds';
import type { FollowedFlow } from '../poll/tell/followed-flow';
import type { Kept, StateStore } from '../ports/state-store';
import { commandInTime } from './command-in-time';
import { differences } from './differences';
import { FleetBook } from './fleet-book';
import { Leading, type PolledSource, type Question, type TermParts } from './leading';
import { LocalBook, type OwnBook } from './local-book';
import { plain } from './plain';
import type { IntoFlow } from './records';
import { type Answering, whileAnswering } from './while-answering';
import { WritingBack } from './writing-back';

/** What one instance's part in a poll is made of. */
export interface FleetPollParts {
  fleet: Fleet;
  /** What tells the poll from others in the fleet. */
  key: string;
  /** What tells this node from others in this process. */
  node: string;
  clock: Clock;
  /** Where the node keeps its position without a fleet. */
  local: LocalPosition & StateStore;
  /** Where it keeps its undeliverable records without a fleet. */
  book: OwnBook;
  /** Where it keeps what it should know if the engine loses everything. */
  witnesses: StateStore;
  source: PolledSource;
  /** What the last polls of this instance did. */
  polls(): Promise<readonly PollSummary[]>;
  /** A poller for one term; it is started and closed here. */
  createPoller(parts: TermParts, term: Term): Poller;
  /** How this instance reads pages for another that leads. */
  pages: Pick<PageWorkerParts, 'shape' | 'read'>;
  /** How records get into this instance's flow, whether it leads or not. */
  records: IntoFlow;
  /** Who follows that this instance's flow hands records back. */
  followed: Pick<FollowedFlow, 'settle'>;
  outlet: FleetPollOutlet;
}

/** What a node shows of its place in the fleet, while it does not lead. */
export interface FleetPollOutlet {
  /** Another instance polls; `undefined`: none does. */
  standsBy(leader: string | undefined): void;
  /** The engine cannot be used; told once for each reason until it can. */
  failed(error: unknown): void;
  /** What a command of another instance made fail here. */
  error(error: unknown): void;
  notice(text: Phrase): void;
}

type Bounds = BoundsState & { resource: string };

/** What belongs on output 2 when a command was carried out. */
type CommandResult = Awaited<ReturnType<typeof runCommand>>;

/** Milliseconds that a node which is closed waits for what it still has to say to the engine. */
const patienceMs = 2000;

/** Of these, for what came of its own records: the position is to be kept as well, and the lease given back. */
const answersMs = 500;

/**
 * One poll of a fleet, as one instance has it: it leads or stands by, and whatever is asked of it reaches the instance that leads.
 */
export class FleetPoll {
  private readonly candidate: Candidate;
  private readonly receiver: Receiver;
  private readonly own: FirstHand;
  private readonly answering: Answering;
  private readonly worker: PageWorker;
  private readonly relay: CommandRelay;
  private readonly closing = new AbortController();
  private readonly letGo: () => void;
  private leading: { work: Leading; term: Term } | undefined;
  /** What is shown while another leads: the same is not shown again each second. */
  private shown: string | undefined;
  private compared: string | undefined;

  constructor(private readonly parts: FleetPollParts) {
    const { fleet, key, node, clock, witnesses, records } = parts;
    const { engine, leaseMs: deadMs } = fleet;
    const run = `${fleet.run}:${node}`;
    const failed = (error: unknown) => this.takesNothing(error);
    const own = new FirstHand(run);
    this.own = own;
    const silent = (milliseconds: number) => unanswered(fleet.engineName, milliseconds);
    this.answering = { clock, look: () => engine.recall(key), silent };
    this.receiver = new Receiver({ ...records, engine, poll: key, run, clock, deadMs, own, failed });
    this.worker = new PageWorker({
      ...parts.pages,
      engine,
      poll: key,
      clock,
      isLeading: () => this.work() !== undefined,
      failed: (error) => parts.outlet.error(error),
    });
    this.relay = new CommandRelay({ engine, poll: key, clock });
    this.letGo = fleet.hold();
    this.candidate = new Candidate({
      engine,
      poll: key,
      instance: fleet.instance,
      run,
      leaseMs: fleet.leaseMs,
      mayLead: fleet.mayLead,
      clock,
      witnesses: new WitnessKeeper(witnesses, clock, (error) => parts.outlet.error(error)),
      lead: (term) => this.lead(term),
      standsBy: (leader) => this.standsBy(leader),
      failed: (error) => this.failed(error),
    });
  }

  start(): void {
    this.candidate.start();
    this.receiver.start();
    this.worker.start();
  }

  /** What tells the poll from others in the fleet. */
  get key(): string {
    return this.parts.key;
  }

  /** How the leading instance is called; `undefined` where nobody is known to lead. */
  get leader(): string | undefined {
    return this.candidate.leader;
  }

  /** Carries a command out, here or where it can be. Resolves when it is done, or has begun elsewhere, with what belongs on output 2. */
  async run(command: Command): Promise<CommandResult> {
    if (command.kind === 'nothing') return undefined;
    if (command.kind === 'acknowledge' || command.kind === 'refuse') return this.answer(command);
    const work = this.work();
    if (work !== undefined) return commandInTime(work, command, this.answering);
    return (await this.ask(command)) as CommandResult;
  }

  /** The record may be in hand anywhere: whoever leads hears of it through the engine. */
  private answer(command: Extract<Command, { delivery: string }>): undefined {
    this.parts.followed.settle(command.kind === 'refuse', () => {
      if (command.kind === 'acknowledge') this.receiver.acknowledge(command.delivery);
      else this.receiver.refuse(command.delivery, command.reason);
    });
  }

  /** Position and counters, as the leader has them. */
  async report(): Promise<StatusReport> {
    const poller = this.poller();
    if (poller !== undefined) return whileAnswering(poller.report(), this.answering);
    return ((await this.ask({ kind: 'status' })) as { payload: StatusReport }).payload;
  }

  /** What decides where the next poll begins. */
  async beginsFrom(): Promise<Bounds> {
    const poller = this.poller();
    if (poller !== undefined) return whileAnswering(poller.beginsFrom(), this.answering);
    return this.ask({ kind: 'bounds' }) as Promise<Bounds>;
  }

  /** What the last polls of the leader did. */
  async polls(): Promise<readonly PollSummary[]> {
    if (this.work() !== undefined) return this.parts.polls();
    return (await this.ask({ kind: 'polls' })) as PollSummary[];
  }

  /** See `Poller`. */
  limited(until: number): void {
    this.poller()?.limited(until);
  }

  /** Ends leading or standing by. Resolves when the position is kept and the lease given back, and after two seconds at the latest. */
  async close(): Promise<void> {
    this.closing.abort();
    await atMost(this.parts.clock, patienceMs, Promise.all([this.closeInTurn(), this.worker.close()]));
    this.letGo();
  }

  /** What its own flow has done with records is known before the position is kept: else they come again where it goes on without the fleet. */
  private async closeInTurn(): Promise<void> {
    const isOver = this.receiver.close();
    const { leading } = this;
    const heard = isOver.then(() => leading?.work.leave()).catch(() => undefined);
    await atMost(this.parts.clock, answersMs, heard);
    await Promise.all([isOver, this.candidate.close()]);
  }

  /** The poller, while this instance leads. */
  private poller(): Poller | undefined {
    return this.work()?.poller;
  }

  private work(): Leading | undefined {
    const { leading } = this;
    return leading?.term.isAlive === true ? leading.work : undefined;
  }

  private lead(term: Term): Leading {
    const { fleet, key, clock, local, outlet, source, polls, pages } = this.parts;
    const { shape } = pages;
    const { engine, leaseMs: deadMs } = fleet;
    const keep = async (kind: Kept, text: string) => (await local.keep?.(kind, text)) ?? '';
    const fenced = new FencedStore({ engine, poll: key, term, clock, memory: this.candidate, local, keep });
    const failed = (error: unknown) => outlet.error(error);
    const localBook = new LocalBook({ store: this.parts.book, clock, failed });
    const book = new FleetBook(new EngineBook(fenced), localBook);
    const store = new WritingBack(fenced, local, failed, book, () => this.candidate.copied());
    const outbox = new StreamOutlet({ term, store: fenced, clock, deadMs, own: this.own, failed });
    const others = () => this.receiver.instances - 1;
    const flush = () => fenced.flush();
    const readers = new PageDesk({ engine, poll: key, shape, term, clock, deadMs, others, flush });
    const handledStore = new NotedDocument(engine, `handled:${key}`);
    const its = { store, outbox, undeliverableStore: book, handledStore, readers };
    const work = new Leading({
      poller: this.parts.createPoller(its, term),
      outbox,
      relay: this.relay,
      clock,
      source,
      polls,
      failed,
      closes: () => store.writeBack(),
    });
    this.leading = { work, term };
    this.shown = undefined;
    fleet.greet();
    work.start();
    return work;
  }

  private standsBy(leader: string | undefined): void {
    if (leader !== undefined) this.parts.fleet.greet();
    const shown = `by ${leader}`;
    if (this.shown !== shown) this.parts.outlet.standsBy(leader);
    this.shown = shown;
    if (leader !== undefined && leader !== this.compared) void this.compare(leader);
  }

  private failed(error: unknown): void {
    const shown = shownOf(error);
    if (this.shown !== shown) this.parts.outlet.failed(error);
    this.shown = shown;
  }

  /** Whether it leads or stands by says nothing of that, and its status shows the one of both. */
  private takesNothing(error: unknown): void {
    if (this.shown !== shownOf(error)) this.parts.outlet.error(error);
  }

  /** Two nodes with one key and different URLs would poll now this, now that. */
  private async compare(leader: string): Promise<void> {
    this.compared = leader;
    const { source, key, outlet } = this.parts;
    // One that does not answer is told of where it matters.
    const its = await this.ask({ kind: 'source' }).catch(() => undefined);
    if (this.closing.signal.aborted) return;
    for (const text of differences({ key, leader }, its, source)) outlet.notice(text);
  }

  /** Asks the leader. @throws {CoupaError} `COUPA_STATE` where there is none. */
  private async ask(asked: Command | Question): Promise<unknown> {
    if (this.leader === undefined)
      throw new CoupaError(
        'COUPA_STATE',
        phrase`No instance of the fleet leads this poll at the moment. Look at the statuses of the node, and ask again in a few seconds.`,
      );
    const answer = this.relay.ask(plain(asked), this.closing.signal);
    return fromParts(await whileAnswering(answer, this.answering));
  }
}

/** What tells one failure from the next. */
function shownOf(error: unknown): string {
  return error instanceof CoupaError ? `${error.code} ${error.message}` : String(error);
}
