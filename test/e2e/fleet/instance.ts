/**
 * One instance of a fleet in a process of its own, so that it can be stopped and killed: it polls invoices while it leads, and prints what
 * its flow gets.
 */
import { systemClock } from '../../../lib/base/clock';
import { Connection } from '../../../lib/connection/connection';
import { Candidate, type Leadership } from '../../../lib/fleet/candidate';
import { Receiver } from '../../../lib/fleet/delivery/receiver';
import { StreamOutlet } from '../../../lib/fleet/delivery/stream-outlet';
import { FencedStore } from '../../../lib/fleet/fenced-store';
import { FleetGate } from '../../../lib/fleet/fleet-gate';
import { sharedSignIn } from '../../../lib/fleet/shared-sign-in';
import type { Term } from '../../../lib/fleet/term';
import { tokenCipher } from '../../../lib/fleet/token-cipher';
import { whileAlive } from '../../../lib/fleet/while-alive';
import { WitnessKeeper } from '../../../lib/fleet/witness-keeper';
import { FileStore } from '../../../lib/local/file-store';
import { TokenSource } from '../../../lib/local/token-source';
import { pollParts } from '../../../lib/poll/compile/parts';
import type { RecordMessage } from '../../../lib/poll/model/message';
import { readPollSettings } from '../../../lib/poll/model/settings';
import { Poller } from '../../../lib/poll/poller';
import { engineAt } from '../../unit/fleet/real-engine';

/** What an instance is told when it starts. */
export interface InstanceOrder {
  name: string;
  run: string;
  site: string;
  engine: string;
  leaseMs: number;
  perSecond: number;
  /** Where it keeps its witness. */
  witness: string;
}

const order = JSON.parse(process.argv[2] ?? '') as InstanceOrder;
const { name, run, leaseMs } = order;
const clock = systemClock;
const engine = engineAt(order.engine);
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const secrets = { clientId: 'client', clientSecret: 'secret' };
const context = `${order.site} ${secrets.clientId}`;
const connection = new Connection(
  { authentication: 'oauth2', siteAddress: order.site, credentials: secrets },
  {
    gate: new FleetGate({
      engine,
      limit: 'site',
      run,
      clock,
      requestsPerSecond: order.perSecond,
      maxConcurrency: 4,
    }),
    tokens: (signIn) => {
      const cipher = tokenCipher(secrets.clientSecret, context);
      return new TokenSource(sharedSignIn({ engine, name: 'token', cipher, run, clock }, signIn), clock);
    },
  },
);

const settings = readPollSettings({ resource: 'invoices', interval: 0.005, pageSize: 10, overlap: 60 });
const poll = 'invoices';
const deadMs = leaseMs;

function lead(term: Term): Leadership {
  const absent = () => undefined;
  const values = () => ({ env: absent, flow: absent, global: absent, msg: absent });
  print({ leads: term.id });
  const local = { load: () => Promise.resolve(undefined), handedOver: () => Promise.resolve() };
  const witness = () => witnesses.witness;
  const store = new FencedStore({ engine, poll, term, clock, witness, local });
  const failed = (error: unknown) => print({ error: String(error) });
  const outbox = new StreamOutlet({ term, store, clock, deadMs, failed });
  const poller = new Poller({
    ...pollParts(settings, { origin: connection.site.origin, hub: false, values }),
    requester: connection,
    store,
    outbox,
    undeliverableStore: { load: () => Promise.resolve(undefined), save: () => Promise.resolve() },
    clock,
    concurrency: 4,
    outlet: whileAlive(
      {
        record: () => undefined,
        undeliverable: () => undefined,
        summary: ({ position }) => print({ position: String(position) }),
        removals: () => undefined,
        progress: () => undefined,
        status: () => undefined,
        error: (error) => print({ error: error.code, text: error.message }),
        notice: () => undefined,
      },
      term,
    ),
  });
  poller.start();
  return {
    close: () => {
      outbox.close();
      return poller.close();
    },
  };
}

const receiver = new Receiver({
  engine,
  poll,
  run,
  clock,
  maxInFlight: settings.maxInFlight,
  by: { kind: 'turn' },
  deadMs,
  deliver: (text) => {
    const { payload, coupa } = JSON.parse(text) as RecordMessage;
    const { id, 'updated-at': updatedAt } = payload as { id: number; 'updated-at': string };
    print({ id, updatedAt, key: coupa.key });
  },
});

const witnesses = new WitnessKeeper(new FileStore(order.witness), clock, (error) =>
  print({ error: String(error) }),
);
const candidate = new Candidate({
  engine,
  poll,
  instance: name,
  run,
  leaseMs,
  mayLead: true,
  clock,
  witnesses,
  lead,
  standsBy: (leader) => print({ standsBy: leader ?? '' }),
  failed: (error) => print({ failed: String(error) }),
});
candidate.start();
receiver.start();

process.on('SIGTERM', () => {
  void Promise.all([receiver.close(), candidate.close()])
    .then(() => Promise.all([connection.close(), engine.close()]))
    .then(() => process.exit(0));
});
