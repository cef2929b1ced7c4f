import { CoupaError } from '../../lib/base/errors';
import { phrase, type Say } from '../../lib/base/text/phrase';
import { toFlow } from '../../lib/migrate/flow/to-flow';
import { type Description, isEmpty } from '../../lib/migrate/model/description';
import { exportKeys } from '../../lib/migrate/model/export-keys';
import type { ReadOptions } from '../../lib/migrate/model/read-options';
import { resourceKeys } from '../../lib/migrate/model/resource-keys';
import { findingsOnConnection } from '../../lib/migrate/on-connection';
import { maxTextLength } from '../../lib/migrate/pasted/tolerant-json';
import { readInstance } from '../../lib/migrate/read-instance';
import { sentVariables } from '../../lib/migrate/sent-variables';
import type { Imported } from './answers';
import { asText, type Fields } from './endpoint';

/**
 * Reads a pasted configuration for the import dialog. Body: `text`, and perhaps `target` (`direct`, `hub`), `select` (names of resources), `callbackUrl` (in place of the text's;
 * `""`: records stay in the flow), `connection` (id of one that is there already) and `siteAddress` (its address).
 *
 * @throws {CoupaError} `COUPA_VALIDATION` if the text is too long, or no configuration can be found in it.
 */
export function importText(body: Fields, say: Say): Imported {
  const text = asText(body['text']);
  if (text.length > maxTextLength) {
    throw new CoupaError(
      'COUPA_VALIDATION',
      phrase`The text has ${text.length} characters; at most ${maxTextLength} are read. Paste the configuration alone.`,
    );
  }
  const options = readOptions(body);
  const direct = readInstance(text, { ...options, target: 'direct' });
  const canBeDirect = !direct.findings.some(({ code }) => code === 'not-direct');
  // What only a hub has is read for one, wherever its connector comes from.
  const target = options.target ?? (canBeDirect ? undefined : 'hub');
  const reading = target === 'direct' ? direct : readInstance(text, { ...options, target });
  const { description } = reading;
  const { notification } = description;
  if (typeof body['callbackUrl'] === 'string') notification.callbackUrl = body['callbackUrl'].trim();
  const connection = asText(body['connection']);
  const read =
    connection === '' ? reading.findings : findingsOnConnection(reading, asText(body['siteAddress']));
  if (connection !== '') description.connection.siteAddress = '';
  // The dialog may have changed where things go.
  const findings = [...sentVariables(description), ...read.filter(({ code }) => code !== 'sends-variable')];
  const flow = toFlow(description, findings, connection === '' ? { say } : { connection, say });
  return {
    ...summary(description),
    canBeDirect,
    findings,
    flow: isEmpty(description) ? [] : flow,
  };
}

function readOptions({ target, select }: Fields): ReadOptions {
  return {
    ...((target === 'direct' || target === 'hub') && { target }),
    ...(Array.isArray(select) && { select: select.map(asText) }),
  };
}

function summary({ name, element, connection, interval, notification, resources, exports }: Description) {
  const target: Imported['target'] = connection.authentication === 'openConnectors' ? 'hub' : 'direct';
  const callbackUrl = notification.enabled ? notification.callbackUrl : '';
  const keys = resourceKeys(resources);
  const shown = resources.map(({ resource, url }, index) => ({ resource: keys[index] ?? resource, url }));
  const calls = exports.map(({ steps }) =>
    steps.map(({ resource, operation, action }) => [resource, action || operation].join(' ')).join(', '),
  );
  const written = exportKeys(exports).map((resource, index) => ({ resource, url: calls[index] ?? '' }));
  const isScheduled = resources.some(({ crontab }) => crontab !== undefined);
  const { scope } = connection;
  return {
    name,
    element,
    target,
    ...(resources.length > 0 && { interval }),
    isScheduled,
    callbackUrl,
    resources: [...shown, ...written],
    scope,
  };
}
