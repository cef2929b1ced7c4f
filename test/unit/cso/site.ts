import { Connection } from '../../../lib/connection/connection';
import { operations } from '../../../lib/cso/model/objects';
import { readRequest } from '../../../lib/cso/model/request';
import { readSettings } from '../../../lib/cso/model/settings';
import { type OperationResult, perform } from '../../../lib/cso/perform';
import type { Answer, RequestOptions } from '../../../lib/ports/requester';
import { type Cso, type CsoOptions, createCso } from '../../simulator/cso';

export { operations };

/** A simulated CSO site with a real connection to it. */
export interface Site extends Cso {
  connection: Connection;
  url: string;
  warnings: string[];
  /** Carries out one message with a node's properties. */
  run(config: object, message: object): Promise<OperationResult>;
  close(): Promise<void>;
}

/** Starts a site. The mounted part stays bound to it. */
export async function startSite(options: CsoOptions = {}): Promise<Site> {
  const cso = createCso(options);
  const { url, close } = await cso.start();
  const connection = connect(url);
  const warnings: string[] = [];
  const run = async (config: object, message: object): Promise<OperationResult> => {
    const settings = readSettings(config);
    const request = readRequest(settings, parentsOf(config), message);
    return perform(
      { requester: connection, settings, onWarning: (text) => warnings.push(String(text)) },
      request,
    );
  };
  const end = async () => {
    await connection.close();
    await close();
  };
  return Object.assign(cso, { connection, url, warnings, run, close: end });
}

/** A connection that neither waits for a rate nor pauses for long between retries. */
export function connect(url: string, csoApiKey = 'cso-key'): Connection {
  return new Connection({
    authentication: 'apiKey',
    siteAddress: url,
    csoAddress: url,
    credentials: { apiKey: 'unused', csoApiKey },
    requestsPerSecond: 0,
    environment: {},
    random: () => 0,
  });
}

function parentsOf(config: object): { eventId: unknown; factSheetId: unknown } {
  const { eventId, factSheetId } = config as { eventId?: unknown; factSheetId?: unknown };
  return { eventId, factSheetId };
}

/** An answer as a connection gives it. */
export function answer(body: unknown, statusCode = 200): Answer {
  return { statusCode, headers: {}, body, elapsed: 1, requests: 1 };
}

/** A requester that answers from a list of bodies and remembers what it was asked. */
export function scripted(...bodies: unknown[]): {
  asked: RequestOptions[];
  request(options: RequestOptions): Promise<Answer>;
} {
  const asked: RequestOptions[] = [];
  return {
    asked,
    async request(options) {
      asked.push(options);
      return answer(bodies[asked.length - 1] ?? bodies.at(-1));
    },
  };
}
