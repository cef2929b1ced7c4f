import type { Tenant } from '../../simulator/tenant';

/** A node as a flow file has it. */
export interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

export const tab: FlowNode = { id: 'tab', type: 'tab', label: 'Test' };

/** Gives a node a place: without one Node-RED takes it for a configuration, and its texts for names of others. */
export function onCanvas(node: FlowNode): FlowNode {
  return node['z'] === undefined ? node : { x: 100, y: 100, ...node };
}

/** A connection to a tenant, with the credentials that a user would have typed. */
export function connection(tenant: Tenant, properties: Record<string, unknown> = {}): FlowNode {
  const credentials = { clientId: 'client', clientSecret: 'secret' };
  return { id: 'connection', type: 'coupa-config', siteAddress: tenant.url, credentials, ...properties };
}

/** A poll that sends to the nodes named; only what differs from the defaults is given, as the contract allows. */
export function poll(id: string, wires: string[][], properties: Record<string, unknown> = {}): FlowNode {
  return {
    id,
    type: 'coupa-poll',
    z: 'tab',
    connection: 'connection',
    resource: 'invoices',
    wires,
    ...properties,
  };
}

/**
 * A node that prints each message's key to the log, a line each, at once: whatever happens to the process afterwards,
 * the test has seen the message (standard output to a pipe is synchronous).
 */
export function printer(id: string): FlowNode {
  return {
    id,
    type: 'function',
    z: 'tab',
    func: `node.log('${mark}' + msg.coupa.key);`,
    outputs: 0,
    wires: [],
  };
}

const mark = 'received ';

/**
 * Whether `printer` nodes have printed this many keys, to be asked at every line of a log that grows: each line is read once. To read
 * all of them anew with each of ten thousand takes longer than what is waited for.
 */
export function havePrinted(count: number): (log: string[]) => boolean {
  let keys = 0;
  let lines = 0;
  return (log) => {
    keys += printedKeys(log.slice(lines)).length;
    lines = log.length;
    return keys >= count;
  };
}

/** The keys that `printer` nodes have printed, in their order. */
export function printedKeys(log: string[]): string[] {
  return log.flatMap((line) => {
    const at = line.indexOf(mark);
    return at < 0 ? [] : [line.slice(at + mark.length)];
  });
}
