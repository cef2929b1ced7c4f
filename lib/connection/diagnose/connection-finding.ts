import { CoupaError } from '../../base/errors';
import { readCsoAddress, readSiteAddress } from '../address/site-address';
import type { ConnectionSettings } from '../settings/settings';
import { isSecureProxy, networkReason } from '../wire/network-error';
import type { ConnectionFinding, ConnectionFindingKind } from './connection-report';

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
    kind: kindOf(error, stage, probe?.api === 'cso' ? 'csoKey' : settings.authentication, proxy),
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

/** Scopes that lists need and a token lacks, unless a list was found to lack one already. */
export function missingScopes(
  granted: readonly string[] | undefined,
  probes: readonly { name: string; scope: string }[],
  findings: readonly ConnectionFinding[],
): ConnectionFinding[] {
  if (granted === undefined || granted.length === 0) return [];
  const told = new Set(findings.map((finding) => finding.values.resource));
  return probes
    .filter(({ name, scope }) => scope !== '' && !granted.includes(scope) && !told.has(name))
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

function kindOf(
  error: CoupaError,
  stage: Stage,
  authentication: ConnectionSettings['authentication'] | 'csoKey',
  proxy: string | undefined,
): ConnectionFindingKind {
  const redirected = error.statusCode !== undefined && error.statusCode >= 300 && error.statusCode < 400;
  switch (error.code) {
    case 'COUPA_CONFIG':
      return error.statusCode === 404 ? 'notCoupa' : 'settings';
    case 'COUPA_NETWORK':
      return networkKind(error, proxy);
    case 'COUPA_TIMEOUT':
      return 'timeout';
    case 'COUPA_AUTH':
      if (redirected) return 'loginPage';
      return refusedKind(authentication, stage);
    case 'COUPA_FORBIDDEN':
      return stage === 'sign-in' ? 'scopesRefused' : 'scopeMissing';
    case 'COUPA_NOT_FOUND':
      return 'resourceNotFound';
    case 'COUPA_RATE_LIMIT':
      return 'rateLimit';
    case 'COUPA_SERVER':
      return 'tenantFailed';
    case 'COUPA_RESPONSE':
      if (redirected) return 'redirected';
      if ('blocked' in Object(error.details)) return 'blocked';
      return /web page|access_token/.test(String(error.phrase)) ? 'loginPage' : 'unexpected';
    default:
      return 'unexpected';
  }
}

/** Which of the credentials was refused. */
function refusedKind(
  authentication: ConnectionSettings['authentication'] | 'csoKey',
  stage: Stage,
): ConnectionFindingKind {
  switch (authentication) {
    case 'apiKey':
      return 'retiredKey';
    case 'openConnectors':
      return 'hubSecrets';
    case 'csoKey':
      return 'csoKey';
    default:
      return stage === 'resource' ? 'tokenRefused' : 'credentials';
  }
}

function networkKind(error: CoupaError, proxy: string | undefined): ConnectionFindingKind {
  const reason = networkReason(error.cause);
  // Behind a proxy it is the proxy that looks the tenant's name up; what we fail to find or reach is the proxy.
  if (proxy !== undefined && (reason === 'hostNotFound' || reason === 'unreachable'))
    return 'proxyUnreachable';
  if (reason === 'notTls' && isSecureProxy(proxy)) return 'proxyNotTls';
  return reason === 'headersTooLarge' || reason === 'notHttp' ? 'unexpected' : reason;
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
