import { type Clock, pause } from '../base/clock';
import { isObject } from '../base/form';
import { inParts } from '../base/text/stored-phrase';
import type { Leadership } from '../fleet/candidate';
import type { CommandRelay, Serving } from '../fleet/command-relay';
import type { StreamOutlet } from '../fleet/delivery/stream-outlet';
import { type Command, runCommand } from '../poll/command';
import { isInterruption } from '../poll/lifecycle/interruption';
import type { PollSummary } from '../poll/model/summary';
import type { Poller } from '../poll/poller';
import type { PollerParts } from '../poll/poller-parts';

/** What a poller has for one term. */
export type TermParts = Pick<
  PollerParts,
  'store' | 'outbox' | 'undeliverableStore' | 'handledStore' | 'readers'
>;

/** What other instances ask of the leading one, beside commands. */
export type Question = { kind: 'bounds' } | { kind: 'polls' } | { kind: 'source' };

/** What is polled, for an instance that compares it with its own. */
export interface PolledSource {
  resource: string;
  /** The template as it is written. */
  url: string;
  /** What else has to be the same wherever records of the poll go, by the names of the properties. */
  settings: Readonly<Record<string, string>>;
}

/** What a leader answers with. */
export interface LeadingParts {
  poller: Poller;
  /** Where its records go. */
  outbox: Pick<StreamOutlet, 'leave' | 'close'>;
  relay: CommandRelay;
  clock: Clock;
  source: PolledSource;
  /** What the last polls of this instance did. */
  polls(): Promise<readonly PollSummary[]>;
  /** What a command that another instance gave made fail, after nobody waited for it any more. */
  failed(error: unknown): void;
  /** It begins to close: what is saved from now on is saved for the last time. */
  closes(): void;
}

/** Milliseconds that another instance is let wait for a command: it gives up after ten seconds. */
const soonMs = 8000;

/** One term of one poll at the instance that leads: the poller, and whatever others ask it. */
export class Leading implements Leadership {
  private readonly ending = new AbortController();
  private serving: Serving | undefined;

  constructor(private readonly parts: LeadingParts) {}

  get poller(): Poller {
    return this.parts.poller;
  }

  get cannotBegin(): boolean {
    return this.parts.poller.cannotBegin;
  }

  start(): void {
    this.parts.poller.start();
    this.serving = this.parts.relay.serve((asked) => this.answer(asked), this.ending.signal);
  }

  /** Carries out what this instance was asked itself, behind what others asked before. */
  async run(command: Command): ReturnType<typeof runCommand> {
    await this.serving?.behindOthers();
    return runCommand(this.parts.poller, command);
  }

  /** See `StreamOutlet`. */
  leave(): Promise<void> {
    return this.parts.outbox.leave();
  }

  async close(): Promise<void> {
    this.ending.abort();
    this.parts.outbox.close();
    this.parts.closes();
    await this.parts.poller.close();
  }

  private async answer(asked: unknown): Promise<unknown> {
    const { poller, source, polls } = this.parts;
    // Instances of the same version ask; what else there may be, `runCommand` lets be.
    const question = (isObject(asked) ? asked : {}) as unknown as Question | Command;
    switch (question.kind) {
      case 'bounds':
        return poller.beginsFrom();
      case 'polls':
        return inParts(await polls());
      case 'source':
        return source;
      default:
        return inParts(await this.soon(runCommand(poller, question)));
    }
  }

  /** A poll may take minutes: who asked for it hears that it has begun, and of its end nothing more than anybody. */
  private async soon<Result>(work: Promise<Result>): Promise<Result | undefined> {
    const waiting = new AbortController();
    const late = pause(this.parts.clock, soonMs, waiting.signal).then(
      () => 'late' as const,
      () => 'late' as const,
    );
    try {
      const done = await Promise.race([work.then((value) => ({ value })), late]);
      if (done !== 'late') return done.value;
      work.catch((error: unknown) => {
        if (!isInterruption(error)) this.parts.failed(error);
      });
      return undefined;
    } finally {
      waiting.abort();
    }
  }
}
