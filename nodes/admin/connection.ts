import type { NodeAPI } from 'node-red';
import { CoupaError } from '../../lib/base/errors';
import { attributesOf } from '../../lib/catalogue/attributes';
import {
  findResource,
  hubPathOf,
  nearestResource,
  type Resource,
  resources,
} from '../../lib/catalogue/resources';
import { misspeltScopes } from '../../lib/catalogue/scopes';
import { scopesIn } from '../../lib/catalogue/scopes-in';
import type { ConnectionFinding, ConnectionReport } from '../../lib/connection/diagnose/connection-report';
import { diagnose, type Probe } from '../../lib/connection/diagnose/diagnose';
import type { ConnectionSettings } from '../../lib/connection/settings/settings';
import type { Answers } from './answers';
import { answering, asFields, asText, endpoint } from './endpoint';
import { mayContact } from './may-contact';
import { unsavedConnection } from './unsaved-connection';

/** Lists that are asked at most. */
const most = 8;

/** Serves what the connection's dialog asks: what there is to read, and whether a connection works. */
export function serveConnection(RED: NodeAPI): void {
  RED.httpAdmin.get(
    '/coupa/resources',
    RED.auth.needsPermission('coupa-poll.read'),
    endpoint<'resources'>(async () => ({ resources })),
  );
  RED.httpAdmin.get(
    '/coupa/attributes',
    RED.auth.needsPermission('coupa-poll.read'),
    answering(async (request, response) => {
      const name = asText(request.query['resource']);
      const found = findResource(name);
      const meant = found === undefined && { meant: nearestResource(name)?.name };
      const answer: Answers['attributes'] = { attributes: attributesOf(found?.path ?? ''), ...meant };
      response.json(answer);
    }),
  );
  RED.httpAdmin.post(
    '/coupa/check-scopes',
    RED.auth.needsPermission('coupa-config.write'),
    endpoint<'check-scopes'>(async (body) => ({ misspelt: misspeltScopes(asText(body['scope'])) })),
  );
  RED.httpAdmin.post(
    '/coupa/test-connection',
    mayContact(RED, 'coupa-config.write'),
    endpoint<'test-connection'>((body, signal) => testConnection(RED, body, signal)),
  );
}

/** Body: `connection` (the dialog's fields), `resources` (names that the flow's nodes read). */
async function testConnection(
  RED: NodeAPI,
  body: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<ConnectionReport> {
  try {
    const settings = unsavedConnection(RED, asFields(body['connection']));
    const names = Array.isArray(body['resources']) ? body['resources'].map(asText) : [];
    return await diagnose(settings, probesFor(settings, names), signal);
  } catch (error) {
    if (!(error instanceof CoupaError) || signal.aborted) throw error;
    return { findings: [unusable(error)], resources: [] };
  }
}

/** What the nodes of the flow read, else what the scopes allow, else invoices; and CSO's events where there is a key. */
function probesFor(settings: ConnectionSettings, names: readonly string[]): Probe[] {
  const { csoApiKey, ...core } = settings.credentials;
  const cso: Probe = { name: 'events', path: '/api/events?limit=1', scope: '', api: 'cso' };
  if (csoApiKey && !Object.values(core).some(Boolean)) return [cso];
  const probes = unique(wanted(settings.scope ?? '', names))
    .slice(0, most)
    .map((resource) => probe(resource, settings));
  return csoApiKey ? [...probes, cso] : probes;
}

function wanted(scope: string, names: readonly string[]): Resource[] {
  const used = names.map(findResource).filter((resource) => resource !== undefined);
  if (used.length > 0) return used;
  const scopes = new Set(scopesIn(scope));
  const allowed = onePerScope(resources.filter((resource) => scopes.has(resource.scope)));
  return allowed.length > 0 ? allowed : resources.filter(({ name }) => name === 'invoices');
}

function probe({ name, path, scope }: Resource, { authentication }: ConnectionSettings): Probe {
  if (authentication === 'oauth2') return { name, path: `${path}?limit=1`, scope };
  if (authentication === 'apiKey') return { name, path: `${path}?limit=1`, scope: '' };
  return { name, path: `${hubPathOf(name)}?pageSize=1`, scope: '' };
}

function onePerScope(list: readonly Resource[]): Resource[] {
  return list.filter(({ scope }, index) => list.findIndex((other) => other.scope === scope) === index);
}

function unique(list: readonly Resource[]): Resource[] {
  return list.filter(({ path }, index) => list.findIndex((other) => other.path === path) === index);
}

function unusable(error: CoupaError): ConnectionFinding {
  const reason = error.reason?.kind;
  const kind = reason === 'retypeSecret' || reason === 'deployFirst' ? reason : 'settings';
  return { kind, level: 'error', values: {}, detail: error.phrase };
}
