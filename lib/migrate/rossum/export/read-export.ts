import type { Findings } from '../../../base/findings';
import { phrase } from '../../../base/text/phrase';
import type { ConnectionDescription } from '../../model/description';
import { asObject, asText, type OutsideObject } from '../../pasted/outside-value';
import { readCredentials } from '../read-credentials';
import { isSwitchedOff, reportHook } from '../read-rossum-hook';
import type { ExportPart } from './export-part';
import { readFirst } from './read-first';
import { readSecond } from './read-second';
import { readThird } from './read-third';

/** What a hook says of an export, and how it signs in. */
export interface ReadExport {
  /** `undefined`: nothing of it could be read, which was said. */
  part: ExportPart | undefined;
  /** `undefined`: the hook leaves it to another one. */
  connection: ConnectionDescription | undefined;
}

/** Reads one hook that exports, of whichever of the three published generations, or its `settings` alone. */
export function readExport(root: OutsideObject, findings: Findings): ReadExport {
  const inner = asObject(root['settings']);
  const [settings, below] = inner === undefined ? [root, findings] : [inner, findings.under('settings')];
  const connection = readConnection(settings, asObject(root['secrets']), below);
  const name = (asText(root['name'])?.trim() ?? '').slice(0, 200);
  const generation =
    'payload_template' in settings ? 'first' : Array.isArray(settings['stages']) ? 'third' : 'second';
  const siteAddress = connection?.siteAddress ?? '';
  const read =
    generation === 'first'
      ? readFirst(settings, below)
      : generation === 'third'
        ? readThird(settings, siteAddress, below)
        : readSecond(settings, name, siteAddress, below);
  const isOff = isSwitchedOff(root, findings);
  if (inner !== undefined) reportHook(root, findings, ['run_after', 'id']);
  if (read.mappings.length + read.calls.length + read.extracts.length === 0) {
    findings.error(
      'export-hook',
      phrase`This hook of Rossum writes to Coupa (an export), but nothing in it could be made a node.`,
    );
    return { part: undefined, connection: undefined };
  }
  const id = (asText(root['id']) ?? '').slice(0, 200);
  const signsIn = connection !== undefined;
  return { part: { generation, name, id, runAfter: runAfter(root), isOff, signsIn, ...read }, connection };
}

function runAfter(root: OutsideObject): string[] {
  const list = root['run_after'];
  return (Array.isArray(list) ? list.slice(0, 100) : []).flatMap((one) => {
    const id = /([^/]{1,100})\/?$/.exec((asText(one) ?? '').slice(-200))?.[1];
    return id === undefined ? [] : [id];
  });
}

/** The first generation says it in one place, the others with each call, and all calls of a hook alike. */
function readConnection(
  settings: OutsideObject,
  secrets: OutsideObject | undefined,
  findings: Findings,
): ConnectionDescription | undefined {
  const clientSecret = asText(secrets?.['client_secret'] ?? secrets?.['secret_key']);
  const more = clientSecret === undefined ? {} : { client_secret: clientSecret };
  const info = asObject(settings['connection_info']);
  if (info !== undefined || 'payload_template' in settings)
    return readCredentials({ ...more, ...info }, findings.under('connection_info'));
  const found = authOf(settings);
  if (found === undefined) return undefined;
  const { auth, url } = found;
  const data = asObject(auth['data']) ?? asObject(auth['content']) ?? {};
  const credentials = {
    client_id: data['client_id'],
    client_secret: clientSecret ?? data['client_secret'],
    client_scope: data['scope'],
    base_api_url: siteOf(asText(auth['url'])) ?? siteOf(url),
  };
  return readCredentials(credentials, findings.under('auth'));
}

function authOf(settings: OutsideObject): { auth: OutsideObject; url: string | undefined } | undefined {
  const stages = Array.isArray(settings['stages']) ? settings['stages'].slice(0, 50) : [];
  const calls = stages.flatMap((stage) => {
    const list = asObject(stage)?.['call_api'];
    return Array.isArray(list) ? list.slice(0, 50) : [];
  });
  for (const one of [settings, ...calls]) {
    const call = asObject(one);
    const auth = asObject(call?.['auth']);
    if (auth !== undefined) return { auth, url: asText(asObject(call?.['request'])?.['url']) };
  }
  return undefined;
}

/** The site of an address that names its host. */
function siteOf(url = ''): string | undefined {
  return /^https?:\/\/[\w.:-]+(?=[/?#]|$)/i.exec(url.trim().slice(0, 500))?.[0];
}
