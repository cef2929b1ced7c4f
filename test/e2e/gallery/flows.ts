import type { Tenant } from '../../simulator/tenant';
import { connection, type FlowNode, poll, tab } from '../harness';

/** A node for each thing that a status can say, and one that is called by a long name. */
export function galleryFlows(tenant: Tenant): FlowNode[] {
  const at = (y: number, properties: Record<string, unknown> = {}) => ({
    x: 200,
    y,
    interval: '0',
    start: 'beginning',
    ...properties,
  });
  const often = { interval: '10' };
  return [
    tab,
    connection(tenant, {
      csoAddress: tenant.url,
      name: 'Acme test',
      scope: 'core.supplier.read core.invoice.read',
    }),
    {
      ...connection(tenant),
      id: 'refused',
      name: 'Acme, old secret',
      credentials: { clientId: 'client', clientSecret: 'wrong' },
    },
    poll('poll', [[], []], at(80)),
    poll('history', [[], []], at(160, { resource: 'purchaseOrders', delivery: 'acknowledge', ...often })),
    poll('undeployed', [[], []], at(240, { resource: 'contracts', name: 'Contracts of the whole group' })),
    poll('polling', [[], []], at(320, { resource: 'suppliers', ...often })),
    poll('waiting', [[], []], at(400, { delivery: 'acknowledge', ...often })),
    poll('failing', [[], []], at(480, { connection: 'refused', ...often })),
    poll('resting', [[], []], at(560, often)),
    {
      id: 'cso',
      type: 'coupa-cso-events',
      z: 'tab',
      x: 500,
      y: 80,
      connection: 'connection',
      wires: [[], []],
    },
    {
      id: 'record',
      type: 'coupa-record',
      z: 'tab',
      x: 500,
      y: 320,
      connection: 'connection',
      resource: 'suppliers',
      operation: 'upsert',
      wires: [[], []],
    },
    {
      id: 'fresh-record',
      type: 'coupa-record',
      z: 'tab',
      x: 500,
      y: 400,
      wires: [[], []],
    },
    { id: 'http', type: 'http request', z: 'tab', x: 500, y: 160, name: '', url: 'x', wires: [[]] },
    { id: 'inject', type: 'inject', z: 'tab', x: 500, y: 240, props: [], wires: [[]] },
  ];
}
