import type { Node, NodeAPI } from 'node-red';
import type { RecordStatus } from '../../lib/records/session';

const LOOKS = {
  working: { fill: 'blue', shape: 'ring' },
  progress: { fill: 'blue', shape: 'ring' },
  listing: { fill: 'blue', shape: 'ring' },
  listed: { fill: 'green', shape: 'dot' },
  done: { fill: 'green', shape: 'dot' },
  planned: { fill: 'grey', shape: 'dot' },
  partial: { fill: 'yellow', shape: 'dot' },
  nothing: { fill: 'grey', shape: 'dot' },
} as const satisfies Record<RecordStatus['kind'], object>;

/** Shows on the canvas what a record node is doing. */
export function showRecordStatus(RED: NodeAPI, node: Node, status: RecordStatus): void {
  const { kind, ...values } = status;
  const key = 'operation' in status ? `${kind}.${status.operation}` : kind;
  node.status({ ...LOOKS[kind], text: RED._(`coupa-record.status.${key}`, values as never) });
}
