/*
 * A process that polls a real server, and lets V8 write into a file which hidden classes it makes (`--log-maps`): a marker in it before and
 * behind each thing that is done, an object with a member of that name.
 *
 * Arguments: the server's address; what is done, in order.
 */
import { Connection } from '../../../lib/connection/connection';
import { Telemetry } from '../../../lib/ports/telemetry';
import { Rig } from './rig';

const [siteAddress = '', ...doings] = process.argv.slice(2);
const markers: unknown[] = [];

function mark(name: string): void {
  markers.push({ [name]: true });
}

/** Reads all pages. */
async function backfill(connection: Connection, delivery: string, telemetry: Telemetry): Promise<void> {
  const rig = new Rig(connection, { config: { start: 'beginning', delivery, maxInFlight: 200 }, telemetry });
  rig.onRecord = ({ coupa }) => {
    if (delivery === 'acknowledge') setImmediate(() => rig.poller.acknowledge(coupa.delivery));
  };
  await rig.poller.poll();
  await rig.poller.close();
}

async function main(): Promise<void> {
  const telemetry = new Telemetry();
  // As the sidebar does.
  for (const kind of ['request', 'page', 'poll'] as const) telemetry.on(kind, () => undefined);
  const settings = { authentication: 'apiKey', siteAddress, credentials: { apiKey: 'key' } } as const;
  const connection = new Connection({ ...settings, requestsPerSecond: 0, environment: {} }, { telemetry });
  const idle = new Rig(connection, { config: { start: 'now' }, telemetry });
  await idle.poller.poll();
  const work: Record<string, () => Promise<void>> = {
    send: () => backfill(connection, 'send', telemetry),
    acknowledge: () => backfill(connection, 'acknowledge', telemetry),
    poll: async () => {
      for (let polls = 0; polls < 100; polls += 1) await idle.poller.poll();
    },
  };
  for (const name of doings) {
    // Once to get to know it all.
    await work[name]?.();
    mark(`begun-${name}`);
    await work[name]?.();
    mark(`done-${name}`);
  }
  await idle.poller.close();
  await connection.close();
}

void main();
