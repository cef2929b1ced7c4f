import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import type { Node, NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import { nodeTypes, roomOf } from '../node-rooms';
import { Tenant, type TenantOptions } from '../simulator/tenant';
import { freshNodeRedForEachTest } from './fresh-node-red';

const coreNodes: NodeInitializer[] = [
  require('@node-red/nodes/core/common/60-link.js'),
  require('@node-red/nodes/core/network/06-httpproxy.js'),
];

export type Message = Record<string, unknown> & {
  payload?: Record<string, unknown>;
  coupa?: Record<string, unknown>;
  error?: { message: string; code?: string; cause?: { statusCode?: number } };
};

export interface Status {
  fill?: string;
  shape?: string;
  text?: string;
}

/** A node of a flow as Node-RED stores it. */
export type FlowNode = Record<string, unknown> & { id: string; type: string };

export const secrets = {
  clientSecret: 'cs-Zq7x9w1-only-here',
  apiKey: 'ak-QJ4x8m1v-only-here',
  csoApiKey: 'ck-VV3p0t6r-only-here',
  userSecret: 'us-H2w9k5d7-only-here',
  organizationSecret: 'os-L8f1s3g6-only-here',
  elementToken: 'et-B5n7c2y4-only-here',
};

/** Node-RED's levels. */
const level = { error: 20, warning: 30 };

/** What came out of the nodes of one flow, in order. */
class Watched {
  readonly out: Message[] = [];
  readonly second: Message[] = [];
  readonly caught: Message[] = [];
  readonly statuses = new Map<string, Status[]>();
  private readonly changes = new EventEmitter();

  watch(id: string, into: Message[]): void {
    helper.getNode(id).on('input', (message) => {
      into.push(message as Message);
      this.changes.emit('change');
    });
  }

  watchStatus(id: string): void {
    const node = helper.getNode(id) as unknown as {
      status: ((status: Status) => void) & { args: [Status][]; thisValues: unknown[] };
    };
    const { status } = node;
    // The helper spies on all nodes as one: what this one showed while it was made.
    const seen = status.args.flatMap(([value], call) => (status.thisValues[call] === node ? [value] : []));
    this.statuses.set(id, seen);
    const watching = (value: Status) => {
      seen.push(value);
      status.call(node, value);
      this.changes.emit('change');
    };
    node.status = watching as typeof status;
  }

  last(id: string): Status | undefined {
    return this.statuses.get(id)?.at(-1);
  }

  /** What is waited for may also come about without a message or a status: it is looked at now and then, too. */
  async until(holds: () => boolean): Promise<void> {
    const looking = setInterval(() => this.changes.emit('change'), 50);
    try {
      while (!holds()) await once(this.changes, 'change');
    } finally {
      clearInterval(looking);
    }
  }
}

/** A Node-RED with one poll node between a simulated tenant and nodes that keep what they get. */
export class PollFlow {
  tenant!: Tenant;
  watched!: Watched;

  /** How one of our node types is loaded. */
  typeOf: (type: string) => NodeInitializer = (type) => require(join(roomOf(type), type));

  private constructor(private readonly nodeRed: { readonly userDir: string }) {}

  /** One for each test of the suite in which this is called. */
  static forEachTest(): PollFlow {
    const flow = new PollFlow(freshNodeRedForEachTest());
    beforeEach(() => {
      flow.watched = new Watched();
    });
    afterEach(() => flow.tenant.close());
    return flow;
  }

  get userDir(): string {
    return this.nodeRed.userDir;
  }

  async startTenant(options: TenantOptions = {}): Promise<void> {
    this.tenant = await Tenant.start({ clientSecret: secrets.clientSecret, ...options });
  }

  flow(properties: object = {}, connection: object = {}): FlowNode[] {
    return [
      { id: 'tab', type: 'tab' },
      {
        id: 'connection',
        type: 'coupa-config',
        siteAddress: this.tenant.url,
        requestsPerSecond: 0,
        ...connection,
      },
      {
        id: 'poll',
        type: 'coupa-poll',
        z: 'tab',
        connection: 'connection',
        interval: 0,
        start: 'beginning',
        wires: [['out'], ['second']],
        ...properties,
      },
      { id: 'out', type: 'helper', z: 'tab' },
      { id: 'second', type: 'helper', z: 'tab' },
      { id: 'catches', type: 'catch', z: 'tab', scope: null, wires: [['caught']] },
      { id: 'caught', type: 'helper', z: 'tab' },
    ];
  }

  async load(properties: object = {}, connection: object = {}, credentials: object = {}): Promise<Node> {
    await this.loadFlow(this.flow(properties, connection), credentials);
    return helper.getNode('poll');
  }

  async loadFlow(
    nodes: FlowNode[],
    credentials: object = {},
    ofPoll: object = {},
    ofOthers: object = {},
  ): Promise<void> {
    const ofConnection = { clientId: 'client', ...secrets, ...credentials };
    const stored = { connection: ofConnection, poll: ofPoll, ...ofOthers };
    await helper.load([...nodeTypes.map(this.typeOf), ...coreNodes], nodes, stored);
    this.watched.watch('out', this.watched.out);
    this.watched.watch('second', this.watched.second);
    this.watched.watch('caught', this.watched.caught);
    for (const { id, type, z } of nodes)
      if (type.startsWith('coupa-') && z !== undefined && helper.getNode(id)) this.watched.watchStatus(id);
  }

  /** What the dialog is told of the last polls. */
  async history(): Promise<Record<string, unknown>[]> {
    const { text } = await helper.request().get('/coupa/history/poll');
    return JSON.parse(text).polls;
  }

  summaries(): Message[] {
    return this.watched.second.filter(({ topic }) => topic === 'poll');
  }

  /** Ids of the records that were sent, in order. */
  ids(): unknown[] {
    return this.watched.out.map(({ coupa }) => coupa?.['id']);
  }

  /** Everything that Node-RED would have printed. */
  logged(): string {
    return helper
      .log()
      .args.map(([entry]) => print(entry))
      .join('\n');
  }

  /** The warnings of nodes, in order. */
  warned(): string[] {
    return saidAt(level.warning);
  }

  /** The errors of nodes that no catch node took, in order. */
  errors(): string[] {
    return saidAt(level.error);
  }
}

function saidAt(wanted: number): string[] {
  const entries = helper.log().args.map(([entry]) => entry as { level: number; id?: string; msg: unknown });
  return entries
    .filter(({ level: one, id }) => one === wanted && id !== undefined)
    .map(({ msg }) => String(msg));
}

function print(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null) return String(entry);
  const { msg } = entry as { msg?: unknown };
  const { stack = '', cause = '' } = Object(msg) as { stack?: string; cause?: unknown };
  return `${JSON.stringify(entry)} ${stack} ${JSON.stringify(cause)}`;
}
