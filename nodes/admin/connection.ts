import type { NodeAPI } from 'node-red';
import { CoupaError } from '../../lib/base/errors';
import { attributesOf } from '../../lib/catalogue/members/attributes';
import { isRecordOperation } from '../../lib/catalogue/record-operations';
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
import { type NodeUse, neededScopes } from '../../lib/connection/diagnose/needed-scopes';
import type { ConnectionSettings } from '../../lib/connection/settings/settings';
import type { Answers } from './answers';
import { eitherRight } from './either-right';
import { answering, asFields, asText, endpoint, type Fields } from './endpoint';
import { mayContact } from './may-contact';
import { unsavedConnection } from './unsaved-connection';

/** Lists that are asked at most. */
const most = 8;

/** Serves what the connection's dialog asks: what there is to read, and whether a connection works. */
export function serveConnection(RED: NodeAPI): void {
  RED.httpAdmin.get(
    '/coupa/resources',
    eitherRight(RED, 'coupa-poll.read', 'coupa-record.read'),
    endpoint<'resources'>(async () => ({ resources })),
  );
  RED.httpAdmin.get(
    '/coupa/attributes',
    eitherRight(RED, 'coupa-poll.read', 'coupa-record.read'),
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
    endpoint<'check-scopes'>(async (body) => ({
      misspelt: misspeltScopes(asText(body['scope'])),
      ...neededScopes(asUses(body['uses'])),
    })),
  );
  RED.httpAdmin.post(
    '/coupa/test-connection',
    mayContact(RED, 'coupa-config.write'),
    endpoint<'test-connection'>((body, signal) => testConnection(RED, body, signal)),
  );
}

/** Body: `connection` (the dialog's fields), `uses` (what the flow's nodes do, see `NodeUse`). */
async function testConnection(
  RED: NodeAPI,
  body: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<ConnectionReport> {
  try {
    const settings = unsavedConnection(RED, asFields(body['connection']));
    const uses = asUses(body['uses']);
    const needing = settings.authentication === 'oauth2' ? uses : [];
    return await diagnose(settings, probesFor(settings, uses), signal, needing);
  } catch (error) {
    if (!(error instanceof CoupaError) || signal.aborted) throw error;
    return { findings: [unusable(error)], resources: [] };
  }
}

/** What the editor says that nodes do; whatever else was sent is left out. */
function asUses(sent: unknown): NodeUse[] {
  return Array.isArray(sent) ? sent.map(asFields).map(asUse) : [];
}

function asUse({ node, resource, operation, action }: Fields): NodeUse {
  return {
    node: asText(node),
    resource: asText(resource),
    operation: isRecordOperation(operation) ? operation : undefined,
    action: asText(action),
  };
}

/** What the nodes of the flow read, else what the scopes allow, else invoices; and CSO's events where there is a key. */
function probesFor(settings: ConnectionSettings, uses: readonly NodeUse[]): Probe[] {
  const { csoApiKey, ...core } = settings.credentials;
  const cso: Probe = { name: 'events', path: '/api/events?limit=1', scope: '', api: 'cso' };
  if (csoApiKey && !Object.values(core).some(Boolean)) return [cso];
  const probes = unique(wanted(settings.scope ?? '', uses))
    .slice(0, most)
    .map((resource) => probe(resource, settings));
  return csoApiKey ? [...probes, cso] : probes;
}

function wanted(scope: string, uses: readonly NodeUse[]): Resource[] {
  const reading = uses.filter(({ operation = '' }) => ['list', 'get', 'upsert'].includes(operation));
  const used = reading
    .map(({ resource }) => findResource(resource))
    .filter((resource) => resource !== undefined);
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
