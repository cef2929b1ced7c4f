import type { NodeAPI } from 'node-red';
import { systemClock } from '../../lib/base/clock';
import { RedisEngine } from '../../lib/fleet/redis/redis-engine';
import { Roster } from '../../lib/fleet/roster';
import type { CoupaPollNode } from '../runtime/node-types';
import type { FleetReport } from './answers';
import { asFields, asText, endpoint, type Fields } from './endpoint';
import { mayContact } from './may-contact';
import { unsavedFleet } from './unsaved-fleet';

/** Serves what the dialog of a fleet asks. */
export function serveFleet(RED: NodeAPI): void {
  RED.httpAdmin.post(
    '/coupa/test-fleet',
    mayContact(RED, 'coupa-fleet.write'),
    endpoint<'test-fleet'>((body) => testFleet(RED, asFields(body['fleet']))),
  );
}

/** Body: `fleet` (the dialog's fields). Nothing is written, and nobody else hears of it. */
async function testFleet(RED: NodeAPI, fields: Fields): Promise<FleetReport> {
  const { engine: settings, prefix } = unsavedFleet(RED, fields);
  const engine = new RedisEngine(settings, prefix);
  const begin = performance.now();
  try {
    const { version, isLogged, evictionPolicy } = await engine.examine();
    const milliseconds = Math.round(performance.now() - begin);
    const instances = await new Roster(engine, systemClock).seen();
    return {
      version,
      isLogged,
      evictionPolicy,
      milliseconds,
      isEncrypted: settings.addresses.every(({ isEncrypted, isLocal }) => isEncrypted || isLocal),
      instances: instances.map(({ name }) => name),
      leaders: await leadersOf(RED, engine, asText(fields['id'])),
    };
  } finally {
    await engine.close();
  }
}

/** Who leads the polls that this Node-RED runs in the fleet. */
async function leadersOf(RED: NodeAPI, engine: RedisEngine, fleet: string): Promise<FleetReport['leaders']> {
  const polls: CoupaPollNode[] = [];
  RED.nodes.eachNode(({ id, type }) => {
    const node = type === 'coupa-poll' ? (RED.nodes.getNode(id) as CoupaPollNode | null) : null;
    if (node?.fleetKey !== undefined && node.fleet === fleet) polls.push(node);
  });
  return Promise.all(
    polls.map(async ({ id, name, fleetKey = id }) => {
      const look = { instance: '', run: 'test', random: '' };
      const found = await engine.campaign(fleetKey, look);
      const leader = found.kind === 'waits' ? found.leader : undefined;
      return { poll: name || id, ...(leader && { leader }) };
    }),
  );
}
