import { createClient } from '@redis/client';
import { parsedJson } from '../../../lib/base/json';
import { type PollName, pollNames, slowMs } from './chaos-flows';

/** One leadership of one poll. */
export interface SeenTerm {
  poll: PollName;
  term: string;
  /** The instance that leads. */
  instance: string;
  /** When it was seen first; epoch milliseconds. */
  at: number;
}

/** A document of a poll that was stored. */
export interface SeenSave {
  poll: PollName;
  /** By the engine's clock; epoch milliseconds. */
  at: number;
  /** How far it proves that all was delivered, which is what instances remember of it; epoch milliseconds. */
  proven: number;
}

/** A record that is not settled. */
export interface KeptRecord {
  /** Resource and id. */
  identity: string;
  /** Sendings so far. */
  attempt: number;
}

/** Milliseconds. */
const everyMs = 50;

/** Looks into an engine from outside: who leads, and since when, and when what they know was saved. */
export class Terms {
  readonly seen: SeenTerm[] = [];
  readonly saves: SeenSave[] = [];
  private client: ReturnType<typeof newClient> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private listeners: (() => void)[] = [];

  /**
   * @param portOf where the engine is now
   * @param lagged told of an engine that took long; epoch milliseconds
   */
  constructor(
    private readonly portOf: () => number,
    private readonly lagged: (from: number, to: number) => void,
  ) {}

  start(): void {
    void this.look();
  }

  /** The latest term of a poll. */
  of(poll: PollName): SeenTerm | undefined {
    return this.seen.findLast((term) => term.poll === poll);
  }

  /** Resolves when another term of this poll has begun. */
  after(poll: PollName, term: string | undefined): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.of(poll)?.term === term) return;
        this.listeners = this.listeners.filter((one) => one !== look);
        resolve();
      };
      this.listeners.push(look);
      look();
    });
  }

  /** Records of a poll that are not settled, as the engine has them now. */
  async unsettled(poll: PollName): Promise<KeptRecord[]> {
    const client = await newClient(this.portOf()).connect();
    try {
      const keys = (await client.sendCommand(['KEYS', `{coupa:${poll}@*:rows`])) as string[];
      const texts = await Promise.all(keys.map((key) => client.sendCommand(['HVALS', key])));
      return texts
        .flatMap((all) => all as unknown as string[])
        .flatMap((text) => {
          const row = (parsedJson(text) ?? {}) as Partial<KeptRecord>;
          return row.identity === undefined ? [] : [{ identity: row.identity, attempt: row.attempt ?? 0 }];
        });
    } finally {
      client.destroy();
    }
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.client?.destroy();
  }

  private async look(): Promise<void> {
    const from = Date.now();
    // An engine that is away is looked at again.
    await this.read().catch(() => {
      this.client?.destroy();
      this.client = undefined;
    });
    const to = Date.now();
    if (to - from > slowMs) this.lagged(from, to);
    if (!this.closed) this.timer = setTimeout(() => void this.look(), everyMs);
  }

  private async read(): Promise<void> {
    const port = this.portOf();
    this.client ??= await newClient(port).connect();
    const keys = (await this.client.sendCommand(['KEYS', '{coupa:*'])) as string[];
    for (const poll of pollNames) {
      const nameOf = (ending: string) =>
        keys.find((one) => one.startsWith(`{coupa:${poll}@`) && one.endsWith(ending));
      const [lease, state] = [nameOf(':lease'), nameOf(':state')];
      const holder = lease === undefined ? null : await this.client.sendCommand(['GET', lease]);
      const [saved = null, head = null] =
        state === undefined
          ? []
          : ((await this.client.sendCommand(['HMGET', state, 'witnessAt', 'witness'])) as (string | null)[]);
      // `run term instance`
      if (holder !== null) this.note(poll, String(holder).split(' '));
      if (saved !== null && head !== null) this.noteSave(poll, Number(saved), head);
    }
  }

  private noteSave(poll: PollName, at: number, head: string): void {
    // What an engine that forgot has again was seen when it was stored.
    if (this.saves.some((save) => save.poll === poll && save.at === at)) return;
    const { proven } = JSON.parse(head) as { proven?: unknown };
    this.saves.push({ poll, at, proven: typeof proven === 'number' ? proven : Number.POSITIVE_INFINITY });
  }

  private note(poll: PollName, [, term = '', instance = '']: string[]): void {
    if (this.of(poll)?.term === term) return;
    this.seen.push({ poll, term, instance, at: Date.now() });
    for (const listener of [...this.listeners]) listener();
  }
}

function newClient(port: number) {
  const client = createClient({ socket: { host: '127.0.0.1', port, reconnectStrategy: false }, RESP: 2 });
  client.on('error', () => undefined);
  return client;
}
