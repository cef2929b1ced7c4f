import { type Cso, createCso } from '../../simulator/cso';
import { Hub } from '../../simulator/hub';
import { Tenant } from '../../simulator/tenant';
import { WanderingClock } from '../../simulator/wandering-clock';
import { connection, type FlowNode, onCanvas, poll, tab } from '../harness/flows';
import { catcher, recorder } from '../harness/receipts';

/** What nobody may ever see again. */
export const secrets = {
  clientSecret: 'never-seen-client-secret+/=&',
  userSecret: 'never-seen-user-secret+/=&',
  organizationSecret: 'never-seen-organization-secret+/=&',
  elementToken: 'never-seen-element-token+/=&',
  csoApiKey: 'never-seen-cso-key+/=&',
};

/** Where requests go, as far as weather is concerned. */
export type Target = 'invoices' | 'purchase_orders' | 'hub' | 'cso' | 'token';

/** What the requests for a target begin with. */
export const pathOf: Readonly<Record<Target, string>> = {
  invoices: '/api/invoices',
  purchase_orders: '/api/purchase_orders',
  hub: '/elements/api-v2/',
  cso: '/api/events',
  token: '/oauth2/token',
};

/** The lists whose answers show the tenant's clock to the polls. */
export const clockPaths = [
  '/api/invoices',
  '/api/purchase_orders',
  '/elements/api-v2/hubs/businessspendmanagement/suppliers',
  '/elements/api-v2/hubs/businessspendmanagement/contracts',
];

/** The nodes that are watched: which list each reads, and whose weather is felt in it. */
export const watched = {
  sending: { resource: 'invoices', feels: ['invoices', 'token'] },
  acknowledged: { resource: 'purchase_orders', feels: ['purchase_orders', 'token'] },
  hubSending: { resource: 'suppliers', feels: ['hub'] },
  hubAcknowledged: { resource: 'contracts', feels: ['hub'] },
  sourcing: { resource: 'events', feels: ['cso'] },
} as const satisfies Record<string, { resource: string; feels: Target[] }>;

export type WatchedNode = keyof typeof watched;
export const watchedNodes = Object.keys(watched) as WatchedNode[];

/** The tenant with its hub, its sourcing events and its clock. */
export interface Scene {
  tenant: Tenant;
  cso: Cso;
  clock: WanderingClock;
}

export async function openScene(seed: number): Promise<Scene> {
  const clock = new WanderingClock();
  const tenant = await Tenant.start({
    seed,
    now: clock.now,
    // A token from before the clock went back would be refused as too fresh for a day.
    tokenClock: Date.now,
    rateLimit: false,
    clientSecret: secrets.clientSecret,
    tokenLifetime: 3600,
  });
  const cso = createCso({ seed, key: secrets.csoApiKey });
  tenant.mount(new Hub(secrets).mounted);
  tenant.mount(cso.mounted);
  return { tenant, cso, clock };
}

/** How often is polled, and how far back. */
export interface Pace {
  /** Seconds: short, so that what is remembered stops growing after a minute. */
  overlap: number;
  /** Seconds for one request. */
  timeout: number;
  /** Minutes. */
  intervals: Readonly<Record<WatchedNode, number>>;
}

const variedPace: Pace = {
  overlap: 60,
  timeout: 3,
  intervals: {
    sending: 0.005,
    acknowledged: 0.01,
    hubSending: 0.015,
    hubAcknowledged: 0.02,
    sourcing: 0.015,
  },
};

/** @param edition is a part of names, so that a deploy has something to replace. */
export function flowsFor({ tenant }: Scene, edition: number, pace: Pace = variedPace): FlowNode[] {
  const { overlap, timeout, intervals } = pace;
  const { clientSecret, csoApiKey, ...hub } = secrets;
  const patience = { requestsPerSecond: 0, timeout };
  const often = { overlap, start: 'beginning' };
  const acknowledged = { delivery: 'acknowledge', maxInFlight: 100, acknowledgeTimeout: 20 };
  return [
    tab,
    connection(tenant, {
      ...patience,
      csoAddress: tenant.url,
      credentials: { clientId: 'client', clientSecret, csoApiKey },
    }),
    {
      ...connection(tenant, { ...patience, credentials: hub }),
      id: 'hub',
      authentication: 'openConnectors',
      siteAddress: `${tenant.url}/elements/api-v2`,
    },
    ...watchedPoll('sending', { ...often, interval: intervals.sending }, [], edition),
    ...watchedPoll(
      'acknowledged',
      { ...often, ...acknowledged, interval: intervals.acknowledged },
      ['acknowledged'],
      edition,
    ),
    ...watchedPoll(
      'hubSending',
      { ...often, ...throughHub('suppliers'), interval: intervals.hubSending },
      [],
      edition,
    ),
    ...watchedPoll(
      'hubAcknowledged',
      { ...often, ...acknowledged, ...throughHub('contracts'), interval: intervals.hubAcknowledged },
      ['hubAcknowledged'],
      edition,
    ),
    {
      id: 'sourcing',
      type: 'coupa-cso-events',
      z: 'tab',
      connection: 'connection',
      object: 'events',
      operation: 'changes',
      interval: intervals.sourcing,
      firstRun: 'send',
      name: `sourcing ${edition}`,
      wires: [['record-sourcing'], []],
    },
    changePrinter('record-sourcing'),
    ...catcher('errors'),
    { id: 'see', type: 'debug', z: 'tab', active: true, tosidebar: true, complete: 'true', wires: [] },
    { id: 'see-caught', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['see']] },
  ].map(onCanvas);
}

function watchedPoll(
  id: WatchedNode,
  properties: Record<string, unknown>,
  next: string[],
  edition: number,
): FlowNode[] {
  const { resource } = watched[id];
  return [
    poll(id, [[`record-${id}`], ['see']], { resource, name: `${id} ${edition}`, ...properties }),
    recorder(`record-${id}`, resource, [next]),
  ];
}

function throughHub(resource: string): Record<string, unknown> {
  const url = `/hubs/businessspendmanagement/${resource}?where=updated_at>='\${date:yyyy-MM-dd'T'HH:mm:ssXXX}'`;
  return { connection: 'hub', url };
}

/** Prints a sourcing event as a `recorder` prints a record. */
function changePrinter(id: string): FlowNode {
  const func = `const { payload, coupa } = msg;
    const note = coupa.eventType === 'DELETED' ? 'deleted' : payload.name;
    node.log('received ' + JSON.stringify({ topic: 'events', id: coupa.id, updatedAt: '', note, at: Date.now() }));
    return null;`;
  return { id, type: 'function', z: 'tab', func, outputs: 1, wires: [[]] };
}
