import { Connection } from '../../../../lib/connection/connection';
import { pollParts } from '../../../../lib/poll/compile/parts';
import { readPollSettings } from '../../../../lib/poll/model/settings';
import type { Answer, RequestOptions } from '../../../../lib/ports/requester';
import { everyScope, Tenant } from '../../../simulator';
import type { TenantOptions } from '../../../simulator/tenant-options';
import { JumpingClock } from '../../connection/jumping-clock';
import { MemoryStore, Rig } from '../rig';

/** A record as the simulated tenant holds it. */
type Held = Record<string, unknown>;

export interface BenchOptions {
  /** The node's properties. */
  config?: Record<string, unknown>;
  tenant?: TenantOptions;
  /** Invoices to begin with. Default 3. */
  invoices?: number;
  store?: MemoryStore;
  /** The connection's `maxConcurrency`. Default 4. */
  concurrency?: number;
}

/** A node that reports to the integration `ERP` of a simulated tenant, over real HTTP; it has to be told when to poll. */
export class Bench {
  readonly store: MemoryStore;
  readonly rig: Rig;
  /** Called with each request that is about the integration, before it leaves (`false`) and once it is answered (`true`). */
  onReport: (isAnswered: boolean) => void = () => {};

  /** Requests about the integration that were under way at once, at most. */
  mostAtOnce = 0;
  private underWay = 0;

  private onKill: () => void = () => {};

  static async open({ invoices = 3, ...options }: BenchOptions = {}): Promise<Bench> {
    const tenant = await Tenant.start({ rateLimit: false, scopes: everyScope(), ...options.tenant });
    tenant.resource('integrations').create({ code: 'ERP' });
    for (let count = 0; count < invoices; count += 1)
      tenant.resource('invoices').create({ status: 'approved' });
    return new Bench(tenant, options);
  }

  private readonly connection: Connection;

  constructor(
    readonly tenant: Tenant,
    options: BenchOptions,
  ) {
    this.connection = new Connection({
      authentication: 'oauth2',
      siteAddress: tenant.url,
      credentials: { clientId: 'client', clientSecret: 'secret' },
      requestsPerSecond: 0,
      clock: new JumpingClock(),
      random: () => 0,
      environment: {},
    });
    const config = {
      delivery: 'acknowledge',
      start: 'beginning',
      integration: 'ERP',
      acknowledgeTimeout: 1_000_000,
      maxAttempts: 1,
      ...options.config,
    };
    const nothing = () => undefined;
    const { source, marks } = pollParts(readPollSettings(config), {
      origin: new URL(tenant.url).origin,
      hub: false,
      values: () => ({ env: nothing, flow: nothing, global: nothing, msg: nothing }),
    });
    this.store = options.store ?? new MemoryStore();
    this.rig = new Rig(
      { request: (request) => this.ask(request) },
      { config, source, marks, store: this.store, concurrency: options.concurrency ?? 4 },
    );
  }

  /** Another node in its place, with other properties, over the same store. */
  async replacedBy(config: Record<string, unknown>): Promise<Bench> {
    await this.rig.poller.close();
    await this.connection.close();
    return new Bench(this.tenant, { config, store: this.store });
  }

  /** Polls, and hands back each record that is not refused; why it is, for those that are. */
  async poll(refusal: (id: number) => string | undefined = () => undefined): Promise<void> {
    this.handBack(refusal);
    let isDone = false;
    while (!isDone) {
      const killed = new Promise<boolean>((resolve) => {
        this.onKill = () => resolve(false);
      });
      // A process that is killed answers nobody: the next one is asked.
      isDone = await Promise.race([this.rig.poller.poll().then(() => true), killed]);
    }
  }

  /** From now on each record is handed back as it comes. */
  handBack(refusal: (id: number) => string | undefined = () => undefined): void {
    const { rig } = this;
    rig.onRecord = ({ coupa }) => {
      const why = refusal(Number(coupa.id));
      if (why === undefined) rig.poller.acknowledge(coupa.delivery);
      else rig.poller.refuse(coupa.delivery, why);
    };
  }

  /** The process is killed, and the next one starts. */
  kill(): void {
    this.rig.crash();
    this.rig.poller.start();
    this.onKill();
  }

  /** Lets the node's time pass until something has come true. */
  async until(isTrue: () => boolean): Promise<void> {
    for (let turn = 0; !isTrue(); turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (turn % 50 === 49) this.rig.clock.advance(1000);
    }
  }

  /** Until every run that the tenant has is over, and there are as many as that. */
  allOver(count = 1): Promise<void> {
    return this.until(
      () =>
        this.runs.length >= count &&
        this.runs.every(({ status }) => status === 'successful' || status === 'failed'),
    );
  }

  /** Until everything is told that there is to tell for now. */
  quiet(): Promise<void> {
    let seen = -1;
    let still = 0;
    return this.until(() => {
      const { length } = this.tenant.requests;
      still = length === seen ? still + 1 : 0;
      seen = length;
      return still > 400;
    });
  }

  get runs(): Held[] {
    return this.held('integration_runs');
  }

  get errors(): Held[] {
    return this.held('integration_errors');
  }

  get history(): Held[] {
    return this.held('integration_history_records');
  }

  /** What was asked of the integration's lists, in order: `POST integration_runs`, with what it says in its query. */
  get asked(): string[] {
    return this.tenant.requests
      .filter(({ path }) => path.startsWith('/api/integration_'))
      .map(({ method, path, query }) => {
        const text = decodeURIComponent(query.toString()).replace(/&?(?:limit|order_by|dir)=\w+/g, '');
        return `${method} ${path.slice('/api/'.length)}${text === '' ? '' : `?${text}`}`;
      });
  }

  /** Bodies of what was sent to a path. */
  bodies(path: string): unknown[] {
    return this.tenant.requests
      .filter((request) => request.method !== 'GET' && request.path === `/api/${path}`)
      .map(({ body }) => (body === '' ? undefined : JSON.parse(String(body))));
  }

  async close(): Promise<void> {
    await this.rig.poller.close().catch(() => undefined);
    await this.connection.close();
    await this.tenant.close();
  }

  private async ask(request: RequestOptions): Promise<Answer> {
    const isReport = request.path.startsWith('/api/integration_');
    if (!isReport) return this.connection.request(request);
    this.onReport(false);
    this.underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.underWay);
    try {
      const answer = await this.connection.request(request);
      this.onReport(true);
      return answer;
    } finally {
      this.underWay -= 1;
    }
  }

  private held(name: string): Held[] {
    return this.tenant.records(name);
  }
}

/** Benches that are closed after each test. */
export function openBenches(): (options?: BenchOptions) => Promise<Bench> {
  const opened: Bench[] = [];
  afterEach(async () => {
    for (const bench of opened.splice(0)) await bench.close();
  });
  return async (options) => {
    const bench = await Bench.open(options);
    opened.push(bench);
    return bench;
  };
}
