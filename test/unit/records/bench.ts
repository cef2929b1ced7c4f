import { CoupaError } from '../../../lib/base/errors';
import type { JsonObject } from '../../../lib/base/json';
import { Connection, type ConnectionSettings } from '../../../lib/connection/connection';
import { readRecordSettings } from '../../../lib/records/model/settings';
import { RecordSession, type RecordStatus } from '../../../lib/records/session';
import type { RecordSummary } from '../../../lib/records/telling/summary';
import { everyScope, Tenant, type TenantOptions } from '../../simulator';
import { JumpingClock } from '../connection/jumping-clock';

/** An entry of output 2, or of `details.notApplied`. */
export interface Entry {
  index: number;
  object: unknown;
  reason: string;
  outcome: string;
  statusCode?: number;
  errors?: Record<string, string[]>;
  possibleKeys?: string[];
  found?: string[];
}

/** What one message led to. */
export interface Came {
  first: (JsonObject & { payload: unknown }) | undefined;
  second: (JsonObject & { payload: Entry[] }) | undefined;
  /** What went to the catch nodes. */
  error: CoupaError | undefined;
  /** `msg.coupa.record` of the first message, or of the second. */
  record: RecordSummary;
  /** Entries of output 2, or of the error. */
  entries: Entry[];
  /** The payload of output 1 where it is an array, else it alone; empty for none. */
  rows: JsonObject[];
  /** All messages of output 1, where there were several. */
  all: JsonObject[];
}

/** A simulated tenant, a real connection to it, and a way to send messages to nodes. */
export interface Bench {
  tenant: Tenant;
  connection: Connection;
  statuses: RecordStatus[];
  /** A node that stays open. */
  open(config: object): RecordSession;
  /** One message to a node of its own. */
  run(config: object, message: object): Promise<Came>;
  /** One message to an open node. */
  send(session: RecordSession, message: object): Promise<Came>;
  /** Requests so far, as `PUT /api/invoices/1`, sign-ins apart. */
  asked(): string[];
  close(): Promise<void>;
}

/** Starts a tenant whose client may do everything, without a limit of its rate. */
export async function startBench(
  options: TenantOptions = {},
  settings: Partial<ConnectionSettings> = {},
): Promise<Bench> {
  const tenant = await Tenant.start({ rateLimit: false, scopes: everyScope(), ...options });
  const scopes = options.scopes ?? everyScope();
  const connection = new Connection({
    authentication: 'oauth2',
    siteAddress: tenant.url,
    credentials: { clientId: 'client', clientSecret: 'secret' },
    scope: scopes.join(' '),
    requestsPerSecond: 0,
    clock: new JumpingClock(),
    random: () => 0,
    environment: {},
    ...settings,
  });
  const statuses: RecordStatus[] = [];
  const open = (config: object) =>
    new RecordSession({
      requester: connection,
      telemetry: connection.telemetry,
      node: { id: 'record-1' },
      settings: readRecordSettings(config),
      copy: (message) => structuredClone(message),
      status: (status) => statuses.push(status),
      warn: () => undefined,
      say: String,
    });
  return {
    tenant,
    connection,
    statuses,
    open,
    run: (config, message) => sendTo(open(config), message),
    send: sendTo,
    asked: () =>
      tenant.requests
        .filter(({ path }) => path.startsWith('/api/'))
        .map(({ method, path, query }) => {
          const text = decodeURIComponent(query.toString().replaceAll('+', '%20'));
          return `${method} ${path}${text === '' ? '' : `?${text}`}`;
        }),
    close: async () => {
      await connection.close();
      await tenant.close();
    },
  };
}

async function sendTo(session: RecordSession, message: object): Promise<Came> {
  const all: JsonObject[] = [];
  let second: JsonObject | undefined;
  const error = await session
    .handle(message as JsonObject, (one, two) => {
      if (one !== null) all.push(one);
      if (two !== null) second = two;
    })
    .then(
      () => undefined,
      (thrown: unknown) => {
        if (thrown instanceof CoupaError) return thrown;
        throw thrown;
      },
    );
  const first = all[0] as Came['first'];
  const told = second as Came['second'];
  const details = error?.details as { notApplied?: Entry[] } | undefined;
  const coupa = (first ?? told)?.['coupa'] as { record: RecordSummary } | undefined;
  const entries =
    told?.payload ?? (details?.notApplied ?? []).map((one) => ({ ...one, reason: String(one.reason) }));
  const rows = (first === undefined ? [] : [first.payload].flat()) as JsonObject[];
  return { first, second: told, error, record: coupa?.record as RecordSummary, entries, rows, all };
}
