import { CoupaError, type CoupaErrorCode } from '../../base/errors';
import type { NetworkProblem } from '../../base/reason';
import { readCsoAddress, readSiteAddress } from '../address/site-address';
import type { ConnectionSettings } from '../settings/settings';
import { isSecureProxy } from '../wire/network-error';
import type {
  ConnectionFinding,
  ConnectionFindingKind,
  ConnectionReport,
  NeededScope,
} from './connection-report';

/** What was being done. */
export type Stage = 'settings' | 'sign-in' | 'resource';

/** What an error means for somebody who sets a connection up. */
export function findingOf(
  error: CoupaError,
  stage: Stage,
  settings: ConnectionSettings,
  probe?: { name: string; scope: string; api?: 'core' | 'cso' },
  proxy?: string,
): ConnectionFinding {
  return {
    kind: kindAt(stage, kindOf(error, probe?.api === 'cso' ? 'csoKey' : settings.authentication, proxy)),
    level: 'error',
    values: {
      host: probe?.api === 'cso' ? csoHostOf(settings) : hostOf(settings.siteAddress),
      ...(proxy !== undefined && { proxy }),
      ...(probe !== undefined && { resource: probe.name, scope: probe.scope }),
      ...(stage === 'sign-in' && { scope: settings.scope ?? '' }),
    },
    detail: error.phrase,
  };
}

/** Which of the scopes that nodes need were granted: the token says, else a list that answers or does not. */
export function judgeScopes(
  needed: readonly NeededScope[],
  probes: readonly { name: string; scope: string }[],
  { scopes = [], resources, findings }: ConnectionReport,
): NonNullable<ConnectionReport['needed']> {
  const refused = findings.filter(({ kind }) => kind === 'scopeMissing').map(({ values }) => values.scope);
  const answering = resources.filter(({ ok }) => ok).map(({ name }) => name);
  const seen = probes.filter(({ name }) => answering.includes(name)).map(({ scope }) => scope);
  return needed.map((one) => {
    if (refused.includes(one.scope)) return { ...one, granted: false };
    if (scopes.includes(one.scope) || seen.includes(one.scope)) return { ...one, granted: true };
    return scopes.length > 0 ? { ...one, granted: false } : { ...one };
  });
}

/** Scopes that nodes need and a token lacks, unless they were told of already. */
export function scopesMissingFor({ needed = [], findings }: ConnectionReport): ConnectionFinding[] {
  const told = new Set(findings.map(({ values }) => values.scope));
  return needed
    .filter(({ scope, granted }) => granted === false && !told.has(scope))
    .map(({ scope, nodes }) => ({
      kind: 'scopeMissingFor',
      level: 'warning',
      values: { scope, nodes: nodes.join(', ') },
    }));
}

/** Scopes that lists need and a token lacks, unless they were told of already. */
export function missingScopes(
  granted: readonly string[] | undefined,
  probes: readonly { name: string; scope: string }[],
  findings: readonly ConnectionFinding[],
): ConnectionFinding[] {
  if (granted === undefined || granted.length === 0) return [];
  const told = new Set(findings.flatMap(({ values }) => [values.resource, values.scope]));
  return probes
    .filter(({ scope }) => scope !== '' && !granted.includes(scope))
    .filter(({ name, scope }) => !told.has(name) && !told.has(scope))
    .map(({ name, scope }) => ({
      kind: 'scopeMissing',
      level: 'warning',
      values: { resource: name, scope },
    }));
}

/** Milliseconds by which clocks may differ without anybody being surprised. */
const tolerable = 60_000;

/** A finding where clocks differ a lot. */
export function clockFinding(difference: number | undefined): ConnectionFinding[] {
  if (difference === undefined || Math.abs(difference) <= tolerable) return [];
  return [{ kind: 'clock', level: 'warning', values: { seconds: Math.round(difference / 1000) } }];
}

/** A sign-in that somebody else than Coupa forbids is about no list, hence about no scope of one. */
function kindAt(stage: Stage, kind: ConnectionFindingKind): ConnectionFindingKind {
  return stage === 'sign-in' && kind === 'scopeMissing' ? 'unexpected' : kind;
}

type Authentication = ConnectionSettings['authentication'] | 'csoKey';

function kindOf(
  { code, reason }: CoupaError,
  authentication: Authentication,
  proxy: string | undefined,
): ConnectionFindingKind {
  switch (reason?.kind) {
    case 'network':
      return networkKind(reason.problem, proxy);
    case 'redirected':
      return reason.toLogin ? 'loginPage' : 'redirected';
    case 'noToken':
      return 'loginPage';
    case 'body':
      return reason.fault === 'webPage' ? 'loginPage' : 'unexpected';
    case 'secretRefused':
      return 'credentials';
    case 'scopesRefused':
    case 'notCoupa':
    case 'blocked':
      return reason.kind;
    default:
      return code === 'COUPA_AUTH' ? refusedKind(authentication) : (kindsByCode[code] ?? 'unexpected');
  }
}

/** What a code says where its reason says no more. */
const kindsByCode: Partial<Record<CoupaErrorCode, ConnectionFindingKind>> = {
  COUPA_CONFIG: 'settings',
  COUPA_TIMEOUT: 'timeout',
  COUPA_FORBIDDEN: 'scopeMissing',
  COUPA_NOT_FOUND: 'resourceNotFound',
  COUPA_RATE_LIMIT: 'rateLimit',
  COUPA_SERVER: 'tenantFailed',
};

/** Which of the credentials a list refused. */
function refusedKind(authentication: Authentication): ConnectionFindingKind {
  switch (authentication) {
    case 'apiKey':
      return 'retiredKey';
    case 'openConnectors':
      return 'hubSecrets';
    case 'csoKey':
      return 'csoKey';
    default:
      return 'tokenRefused';
  }
}

function networkKind(problem: NetworkProblem, proxy: string | undefined): ConnectionFindingKind {
  // Behind a proxy it is the proxy that looks the tenant's name up; what we fail to find or reach is the proxy.
  if (proxy !== undefined && (problem === 'hostNotFound' || problem === 'unreachable'))
    return 'proxyUnreachable';
  if (problem === 'notTls' && isSecureProxy(proxy)) return 'proxyNotTls';
  return problem === 'headersTooLarge' || problem === 'notHttp' ? 'unexpected' : problem;
}

function csoHostOf({ siteAddress, csoAddress, authentication }: ConnectionSettings): string {
  try {
    return readCsoAddress(csoAddress, readSiteAddress(siteAddress, authentication)).host;
  } catch (error) {
    // An address that cannot be read is what this finding is about: the detail tells.
    if (error instanceof CoupaError) return hostOf(csoAddress || siteAddress);
    throw error;
  }
}

function hostOf(siteAddress: string): string {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(siteAddress) ? siteAddress : `https://${siteAddress}`;
  return URL.canParse(address) ? new URL(address).host : siteAddress;
}
