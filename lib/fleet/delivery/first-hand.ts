import { OwnMessages } from './own-messages';

/** The leader, as the flow of the same instance sees it. */
export interface Listener {
  /** Takes that the flow has a record for said, and stores it. @returns whether it does: it may lead no more. */
  hear(token: string): boolean;
}

/** The same instance's side of the deliveries, as its leader sees it. */
export interface LocalReceiver {
  /** There is something to take. */
  look(): void;
  /** Whether this instance takes records, and no other does, as far as is known now. */
  readonly isAlone: boolean;
  /** Sends a record into the flow, at once. */
  deliver(message: unknown, token: string): void;
  /** Whether what was sent in the last turn of the event loop reached the nodes behind. */
  readonly hasLanded: boolean;
}

/**
 * Between the two sides of an instance that leads and takes records: what its own flow has is said without a way through the engine, which
 * hears of it with the leader's next write. Until then it is not forgotten: where that write is not to come, it goes the way of all others.
 */
export class FirstHand {
  /** What was handed over here, and may be taken here. */
  readonly messages: OwnMessages;
  private listener: Listener | undefined;
  private receiver: LocalReceiver | undefined;
  /** Said, and not known to be written. */
  private readonly said = new Set<string>();
  /** Said to a leader that is none any more. */
  private left: string[] = [];
  private count = 0;

  /** @param run what tells this process from every other. */
  constructor(run: string) {
    this.messages = new OwnMessages(run);
  }

  /** Tells two moments apart between which something was said or written. */
  get changes(): number {
    return this.count;
  }

  /** What the engine may take for being at hand still. */
  get unwritten(): string[] {
    return [...this.said, ...this.left];
  }

  /** Somebody takes records here. */
  takes(receiver: LocalReceiver): void {
    this.receiver = receiver;
  }

  /** The flow of this instance, where some takes records. */
  get flow(): Omit<LocalReceiver, 'look'> | undefined {
    return this.receiver;
  }

  /** This instance leads. */
  leads(listener: Listener): void {
    this.listener = listener;
  }

  /** It does no more, or takes nothing more. */
  ends(): void {
    this.listener = undefined;
    if (this.said.size > 0) this.count += 1;
    this.left.push(...this.said);
    this.said.clear();
  }

  /** The flow has a record. @returns `false` where the engine has to be told. */
  tell(token: string): boolean {
    if (this.listener?.hear(token) !== true) return false;
    this.count += 1;
    this.said.add(token);
    return true;
  }

  /** The engine has heard of it. */
  written(token: string): void {
    this.count += 1;
    if (this.said.delete(token)) return;
    this.left = this.left.filter((its) => its !== token);
  }

  /** What was said to no end, once. */
  takeBack(): string[] {
    const { left } = this;
    this.left = [];
    return left;
  }

  /** Records for this instance are in the engine. */
  handedOver(): void {
    this.receiver?.look();
  }
}
