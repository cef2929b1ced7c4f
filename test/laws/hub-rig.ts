import { CoupaError } from '../../lib/base/errors';
import { phrase } from '../../lib/base/text/phrase';
import { Connection } from '../../lib/connection/connection';
import { pollParts } from '../../lib/poll/compile/parts';
import type { RecordMessage } from '../../lib/poll/model/message';
import type { RemovalsSummary } from '../../lib/poll/model/removals-state';
import { readPollSettings } from '../../lib/poll/model/settings';
import type { PollSummary } from '../../lib/poll/model/summary';
import { Poller } from '../../lib/poll/poller';
import type { Answer, RequestOptions } from '../../lib/ports/requester';
import { Hub, type HubOptions } from '../simulator/hub';
import { Tenant, type TenantOptions } from '../simulator/tenant';
import { copyOf, FakeClock, MemoryStore } from '../unit/poll/rig';

/** A poll node's core on a real connection to a simulated hub, and all that came out of it. */
export class HubRig {
  readonly messages: RecordMessage[] = [];
  readonly summaries: PollSummary[] = [];
  readonly removals: RemovalsSummary[] = [];
  readonly errors: CoupaError[] = [];
  readonly notices: string[] = [];
  /** Requests (counted from 1) that come to nothing, whatever the connection tries. */
  failing = new Set<number>();
  requests = 0;
  /** Milliseconds by which the `Date` of an answer is ahead; less than 0: behind. */
  skew: () => number = () => 0;
  onRecord: (message: RecordMessage) => void = () => {};
  poller: Poller;

  static async start(
    config: Record<string, unknown>,
    hubOptions: HubOptions = {},
    tenantOptions: TenantOptions = {},
    store = new MemoryStore(),
    clock = new FakeClock(),
  ): Promise<HubRig> {
    const tenant = await Tenant.start(tenantOptions);
    const hub = new Hub(hubOptions);
    tenant.mount(hub.mounted);
    return new HubRig(tenant, hub, config, store, clock);
  }

  private constructor(
    readonly tenant: Tenant,
    readonly hub: Hub,
    private readonly config: Record<string, unknown>,
    readonly store: MemoryStore,
    readonly clock: FakeClock,
  ) {
    this.connection = new Connection({
      authentication: 'openConnectors',
      siteAddress: `${tenant.url}/elements/api-v2`,
      credentials: { userSecret: 'user', organizationSecret: 'organization', elementToken: 'element' },
      requestsPerSecond: 0,
      random: () => 0,
    });
    this.poller = this.create();
  }

  private readonly connection: Connection;

  /** Another process takes over from what is on disk. */
  async restart(): Promise<void> {
    await this.poller.close();
    this.poller = this.create();
  }

  async stop(): Promise<void> {
    await this.poller.close();
    await this.connection.close();
    await this.tenant.close();
  }

  private async ask(options: RequestOptions): Promise<Answer> {
    const answer = await this.connection.request(options);
    return answer.date === undefined ? answer : { ...answer, date: answer.date + this.skew() };
  }

  private create(): Poller {
    const settings = readPollSettings({ interval: 0, ...this.config });
    const { site } = this.connection;
    const nothing = () => undefined;
    const values = { env: nothing, flow: nothing, global: nothing, msg: nothing };
    return new Poller({
      ...pollParts(settings, { origin: site.origin, hub: true, values: () => values }),
      requester: {
        request: (options) => {
          this.requests += 1;
          if (!this.failing.has(this.requests)) return this.ask(options);
          return Promise.reject(new CoupaError('COUPA_SERVER', phrase`The hub failed.`, { statusCode: 502 }));
        },
      },
      store: this.store,
      undeliverableStore: new MemoryStore(),
      clock: this.clock,
      concurrency: 4,
      outlet: {
        record: (message) => {
          this.messages.push(copyOf(message));
          this.onRecord(message);
        },
        undeliverable: () => {},
        summary: (summary) => this.summaries.push(summary),
        removals: (summary) => this.removals.push(summary),
        progress: () => {},
        status: () => {},
        error: (error) => this.errors.push(error),
        notice: (text) => this.notices.push(String(text)),
      },
    });
  }
}
