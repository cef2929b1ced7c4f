import { EventEmitter } from 'node:events';
import type { NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';

const modules: NodeInitializer[] = [
  require('../../nodes/connection/coupa-config'),
  require('../../nodes/record/coupa-record'),
];

/**
 * Loads a flow with one record node: its outputs go to `out` and `rest`, errors to `caught`, what it is done with to `completed`.
 *
 * @param properties of the node; `config`: of its connection.
 * @returns emits what comes at these nodes under their ids, and `settled` for a message that is done with or failed.
 */
export async function loadRecordFlow(properties: object, config: object): Promise<EventEmitter> {
  const flow = [
    { id: 'tab', type: 'tab' },
    { id: 'connection', type: 'coupa-config', requestsPerSecond: '0', ...config },
    {
      id: 'record',
      z: 'tab',
      type: 'coupa-record',
      connection: 'connection',
      wires: [['out'], ['rest']],
      ...properties,
    },
    { id: 'out', z: 'tab', type: 'helper' },
    { id: 'rest', z: 'tab', type: 'helper' },
    { id: 'catches', z: 'tab', type: 'catch', scope: null, wires: [['caught']] },
    { id: 'caught', z: 'tab', type: 'helper' },
    { id: 'completes', z: 'tab', type: 'complete', scope: ['record'], wires: [['completed']] },
    { id: 'completed', z: 'tab', type: 'helper' },
  ];
  const credentials = {
    connection: {
      ...{ clientId: 'client', clientSecret: 'secret' },
      ...{ userSecret: 'user', organizationSecret: 'organization', elementToken: 'element' },
    },
  };
  await helper.load(modules, flow, credentials);
  const came = new EventEmitter();
  // Node-RED skips listeners when one of them removes itself: these stay.
  for (const id of ['out', 'rest', 'caught', 'completed'])
    helper.getNode(id).on('input', (message) => {
      came.emit(id, message);
      if (id === 'completed' || id === 'caught') came.emit('settled', message);
    });
  return came;
}
