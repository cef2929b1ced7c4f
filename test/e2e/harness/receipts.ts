import { noteOf } from '../../simulator/changing';
import type { Collection } from '../../simulator/tenant';
import type { FlowNode } from './flows';
import type { NodeRed } from './node-red';

/** One message as a function node printed it, at once, before anything else could happen to the process. */
export interface Receipt {
  /** The resource. */
  topic: string;
  id: number | string;
  updatedAt: string;
  /** What the tenant wrote into the record when it last changed it. */
  note: string;
  /** Epoch milliseconds. */
  at: number;
}

/** One error as a catch node got it. */
export interface Caught {
  /** Id of the node that reported it. */
  node: string;
  code: string;
  text: string;
  /** Epoch milliseconds. */
  at: number;
}

const receivedMark = 'received ';
const caughtMark = 'caught ';

/** Prints what tells a version from another, and hands the message on. */
export function recorder(id: string, resource: string, wires: string[][]): FlowNode {
  const func = `const { payload, coupa } = msg;
    const dated = payload['updated-at'] ?? payload['updated_at'];
    const note = payload['${noteOf(resource)}'] ?? '';
    node.log('${receivedMark}' + JSON.stringify({ topic: msg.topic, id: coupa.id, updatedAt: dated, note, at: Date.now() }));
    return msg;`;
  return { id, type: 'function', z: 'tab', func, outputs: 1, wires };
}

/** A catch node for the whole tab, and what prints that it caught. */
export function catcher(id: string): FlowNode[] {
  const func = `const { message, code = '', source } = msg.error;
    node.log('${caughtMark}' + JSON.stringify({ node: source.id, code, text: message, at: Date.now() }));
    return msg;`;
  const printer = `${id}-printer`;
  return [
    { id, type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [[printer]] },
    { id: printer, type: 'function', z: 'tab', func, outputs: 1, wires: [[]] },
  ];
}

/** What a `recorder` printed in this line. */
export function receiptIn(line: string): Receipt | undefined {
  return printedIn<Receipt>(line, receivedMark);
}

/**
 * What a `catcher` printed in this line, or Node-RED itself, which has no catch nodes yet while it starts its flows: then without
 * a code, and as told now. A node that has a name begins it with its id.
 */
export function caughtIn(line: string): Caught | undefined {
  const caught = printedIn<Caught>(line, caughtMark);
  if (caught !== undefined) return caught;
  const [, node, text] = / - \[error\] \[coupa-[a-z-]+:([\w-]+)[^\]]*\] (.*)$/.exec(line) ?? [];
  return node === undefined || text === undefined ? undefined : { node, code: '', text, at: Date.now() };
}

/** Lines that look like an error and that no node of ours has told. */
export function strangeErrors(nodeRed: NodeRed): string[] {
  return nodeRed.errors().filter((line) => caughtIn(line) === undefined);
}

/**
 * The last version of each record that the tenant holds, as `versionOf` writes it.
 *
 * @param since epoch milliseconds: only of those that were updated after it
 */
export function lastVersions(collection: Collection, topic: string, since = 0): string[] {
  return collection
    .all()
    .map((record) => ({
      topic,
      id: Number(record['id']),
      updatedAt: String(record['updated-at']),
      note: String(record[noteOf(collection.name)] ?? ''),
    }))
    .filter(({ updatedAt }) => Date.parse(updatedAt) >= since)
    .map(versionOf);
}

/** What tells one version of one record from all others. */
export function versionOf({ topic, id, updatedAt, note }: Omit<Receipt, 'at'>): string {
  return JSON.stringify([topic, Number(id), updatedAt, note]);
}

/** A process that is killed may leave half a line. */
function printedIn<Printed>(line: string, mark: string): Printed | undefined {
  const at = line.indexOf(mark);
  if (at < 0 || !line.endsWith('}')) return undefined;
  return JSON.parse(line.slice(at + mark.length)) as Printed;
}
