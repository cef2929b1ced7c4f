/** A node as a flow file has it. */
export interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

/** The name of the probe that starts a flow and counts what comes out of it. */
export const counter = 'counter';

const tab: FlowNode = { id: 'tab', type: 'tab', label: 'Benchmark' };

/** Where a node is drawn: one without a place is taken for a configuration. */
const onTab = { z: 'tab', x: 100, y: 100 };

/** A connection with no ceiling, unless `properties` say otherwise. */
export function connection(siteAddress: string, properties: object = {}): FlowNode {
  const credentials = { clientId: 'client', clientSecret: 'secret' };
  return {
    id: 'connection',
    type: 'coupa-config',
    siteAddress,
    requestsPerSecond: 0,
    credentials,
    ...properties,
  };
}

/** A probe; `wires` go to what it starts. `counts`: the topic of messages that it counts; absent: all. */
export function probe(name: string, wires: string[], counts?: string): FlowNode {
  return { id: name, type: 'bench-probe', ...onTab, name, counts, wires: [wires] };
}

/** A poll whose records go to `records` and its reports to `reports`. */
export function poll(id: string, records: string[], reports: string[], properties: object = {}): FlowNode {
  const wires = [records, reports];
  return { id, type: 'coupa-poll', ...onTab, connection: 'connection', wires, ...properties };
}

/** Waits with each message, however many there are, hands it on to `then`, and tells the `counted`. */
export function waits(id: string, ms: number, then: string[], counted: string[]): FlowNode {
  return fn(id, `setTimeout(() => node.send([msg, { payload: '' }]), ${ms});`, [then, counted]);
}

/** Prints each message of some nodes' statuses (`shows …`). */
export function statusesOf(...ids: string[]): FlowNode[] {
  return [
    { id: 'statuses', type: 'status', ...onTab, scope: ids, wires: [['shows']] },
    fn('shows', 'node.log(`shows ${msg.status.text}`);', []),
  ];
}

/** Prints the id of each record (`received 17`). */
export function prints(id: string): FlowNode {
  return fn(id, 'node.log(`received ${msg.coupa.id}`);', []);
}

/** A back-fill by this package, begun by the probe: everything there is, the position kept in its file. */
export function ours(siteAddress: string, connectionProperties: object = {}): FlowNode[] {
  return [
    tab,
    connection(siteAddress, connectionProperties),
    probe(counter, ['poll']),
    poll('poll', [counter], [], { start: 'beginning', interval: 0 }),
  ];
}

/** Flows of any nodes on one tab. */
export function flow(...nodes: FlowNode[]): FlowNode[] {
  return [tab, ...nodes];
}

/**
 * What a user would draw without this package: pages by function nodes and an http request, split, and a filter that
 * lets a record pass when its updated date has changed. It keeps no position and repeats nothing that fails.
 */
export function coreNodes(siteAddress: string): FlowNode[] {
  const url = `${siteAddress}/api/invoices?updated-at[gt_or_eq]=1970-01-01T00:00:00Z&order_by=id&dir=asc&limit=50`;
  return [
    tab,
    probe(counter, ['first']),
    fn('first', `msg.url = '${url}';\nreturn msg;`, [['request']]),
    { id: 'request', type: 'http request', ...onTab, method: 'GET', ret: 'obj', wires: [['next']] },
    fn('next', nextPage(url), [['request'], ['split']]),
    { id: 'split', type: 'split', ...onTab, arraySplt: 1, arraySpltType: 'len', wires: [['filter']] },
    {
      id: 'filter',
      type: 'rbe',
      ...onTab,
      func: 'rbe',
      property: 'payload["updated-at"]',
      topi: 'payload.id',
      wires: [[counter]],
    },
  ];
}

/** `coupa-record` updating every record of a message; its first output goes to the probe. */
export function ownWrites(
  siteAddress: string,
  properties: object,
  connectionProperties: object = {},
): FlowNode[] {
  const node = { resource: 'invoices', operation: 'update', connection: 'connection', ...properties };
  return [
    tab,
    connection(siteAddress, { scope: 'core.invoice.read core.invoice.write', ...connectionProperties }),
    probe(counter, ['record']),
    { id: 'record', type: 'coupa-record', ...onTab, ...node, wires: [[counter], []] },
  ];
}

/** What a user would draw instead: one record after the other through an http request, each counted when its answer is there. */
export function coreWrites(siteAddress: string): FlowNode[] {
  const next = [
    'const rest = msg.rest ?? msg.payload;',
    'const [first, ...others] = rest;',
    'const done = msg.rest === undefined ? null : { payload: msg.payload };',
    'if (first === undefined) return [null, done];',
    `const url = '${siteAddress}/api/invoices/' + first.id;`,
    "return [{ url, method: 'PUT', payload: first, rest: others }, done];",
  ];
  return [
    tab,
    probe(counter, ['next']),
    fn('next', next.join('\n'), [['request'], [counter]]),
    { id: 'request', type: 'http request', ...onTab, method: 'use', ret: 'obj', wires: [['next']] },
  ];
}

function fn(id: string, func: string, wires: string[][]): FlowNode {
  return { id, type: 'function', ...onTab, func, outputs: wires.length, wires };
}

function nextPage(url: string): string {
  return [
    'const last = msg.payload[msg.payload.length - 1];',
    'if (last === undefined) return null;',
    `return [{ url: '${url}&id[gt]=' + last.id }, { payload: msg.payload }];`,
  ].join('\n');
}
