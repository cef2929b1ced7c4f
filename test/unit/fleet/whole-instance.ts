import { systemClock } from '../../../lib/base/clock';
import { CoupaError } from '../../../lib/base/errors';
import { readEngineAddresses } from '../../../lib/fleet/engine-address';
import { Fleet } from '../../../lib/fleet/fleet';
import { RedisEngine } from '../../../lib/fleet/redis/redis-engine';
import { whileAlive } from '../../../lib/fleet/while-alive';
import { FleetPoll, type FleetPollParts } from '../../../lib/member/fleet-poll';
import { intoFlow } from '../../../lib/member/records';
import { recordOutput } from '../../../lib/poll/compile/output';
import { readPollSettings } from '../../../lib/poll/model/settings';
import { Poller } from '../../../lib/poll/poller';
import { FollowedFlow } from '../../../lib/poll/tell/followed-flow';
import type { Requester } from '../../../lib/ports/requester';
import { Telemetry } from '../../../lib/ports/telemetry';
import { MemoryStore, plainSource, readerOf } from '../poll/rig';

/** What an instance is made of. */
export interface WholeInstanceParts {
  /** The engine's. */
  url: string;
  requester: Requester;
  /** Default: `poll`. */
  poll?: string;
  /** See `EngineSettings`. */
  silenceMs?: number;
}

/** Short, since what has to be noticed is noticed after one. */
const leaseMs = 2000;

let runs = 0;

/** A file that is renamed once the fleet has what is in it. */
class OwnFile extends MemoryStore {
  async handedOver(): Promise<void> {
    this.text = undefined;
  }
}

/** One instance of a fleet over a real engine, with all but Node-RED: it polls every 0.3 seconds, and its flow takes everything. */
export class WholeInstance {
  /** Payloads, in the order in which the flow got them. */
  readonly got: unknown[] = [];
  /** What catch nodes would be told. */
  readonly told: CoupaError[] = [];
  readonly warned: string[] = [];
  private readonly fleet: Fleet;
  private readonly poll: FleetPoll;
  private readonly watching = new Set<() => void>();

  constructor(private readonly parts: WholeInstanceParts) {
    const { url, poll = 'poll', silenceMs } = parts;
    runs += 1;
    const addresses = readEngineAddresses(url, false);
    this.fleet = new Fleet({
      engine: new RedisEngine({ addresses, clock: systemClock, silenceMs }, 'coupa'),
      engineName: addresses[0]?.name ?? '',
      instance: `instance ${runs}`,
      run: `run ${runs}`,
      leaseMs,
      mayLead: true,
      clock: systemClock,
      notice: (text) => this.warned.push(String(text)),
    });
    this.poll = new FleetPoll(this.pollParts(poll));
    this.poll.start();
  }

  /** Resolves when it is so; looked at whenever a record or an error has come. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return;
        this.watching.delete(look);
        resolve();
      };
      this.watching.add(look);
      look();
    });
  }

  /** Asks for its status. @returns the code of the error, if that is what came. */
  async asked(): Promise<string | undefined> {
    try {
      await this.poll.report();
      return undefined;
    } catch (error) {
      if (error instanceof CoupaError) return error.code;
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.poll.close(), this.fleet.close()]);
  }

  private note<Item>(list: Item[], item: Item): void {
    list.push(item);
    for (const look of [...this.watching]) look();
  }

  private tell(error: unknown): void {
    this.note(this.told, error instanceof CoupaError ? error : fail(error));
  }

  private pollParts(key: string): FleetPollParts {
    const settings = readPollSettings({ interval: 0.005, overlap: 20, start: 'beginning' });
    const common = { settings, requester: this.parts.requester, source: plainSource() };
    const nobody = () => undefined;
    const outlet = {
      record: nobody,
      undeliverable: nobody,
      summary: nobody,
      removals: nobody,
      progress: nobody,
      status: nobody,
      notice: nobody,
      error: (error: CoupaError) => this.tell(error),
    };
    return {
      fleet: this.fleet,
      key,
      node: 'node',
      clock: systemClock,
      local: new OwnFile(),
      book: new OwnFile(),
      witnesses: new MemoryStore(),
      source: { resource: 'invoices', url: '/api/invoices', settings: {} },
      polls: () => Promise.resolve([]),
      createPoller: (its, term) =>
        new Poller({
          ...common,
          ...its,
          reader: readerOf(settings),
          format: recordOutput,
          clock: systemClock,
          concurrency: 2,
          outlet: whileAlive(outlet, term),
        }),
      pages: { shape: 'shape', read: () => Promise.resolve(undefined) },
      records: intoFlow(settings, { send: ({ payload }) => this.note(this.got, payload) }),
      followed: new FollowedFlow(new Telemetry(), { id: 'node' }, 'invoices'),
      outlet: {
        standsBy: nobody,
        notice: nobody,
        failed: (error) => this.tell(error),
        error: (error) => this.tell(error),
      },
    };
  }
}

function fail(error: unknown): never {
  throw error;
}
