import type { Node, NodeAPI } from 'node-red';
import type { RecordStatus } from '../../lib/records/session';
import { statusKey, workLooks } from '../runtime/work-status';

const looks = {
  ...workLooks,
  planned: { fill: 'grey', shape: 'dot' },
} as const satisfies Record<RecordStatus['kind'], object>;

/** Shows on the canvas what a record node is doing. */
export function showRecordStatus(RED: NodeAPI, node: Node, status: RecordStatus): void {
  const text = RED._(`coupa-record.status.${statusKey(status)}`, status as never);
  node.status({ ...looks[status.kind], text });
}
