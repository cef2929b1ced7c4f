import type { Findings } from '../../base/findings';
import { type Phrase, phrase } from '../../base/text/phrase';
import type { CredentialName } from '../../connection/settings/credential-names';
import { readDuration } from '../fields/read-duration';
import { readSite } from '../fields/read-site';
import type { Description } from '../model/description';
import {
  asNumber,
  asObject,
  asSecret,
  asText,
  isNoSecret,
  type OutsideObject,
} from '../pasted/outside-value';
import { isPollerEntry } from './poller-entry';
import { readNotification } from './read-notification';
import { readSecret } from './read-secret';

/** What says how to sign in at Coupa itself: a hub has signed in there already. */
const ofDirectSignIn = [
  'api.key',
  'siteAddress',
  'oauth.api.key',
  'oauth.api.secret',
  'oauth.scope',
  'oauth.callback.url',
];

/** Settings of an instance that mean something here, or that are known to mean nothing. */
export const settingNames: ReadonlySet<string> = new Set([
  'event.poller.configuration',
  'event.poller.urls',
  'event.objects',
  'event.poller.refresh_interval',
  'event.notification.enabled',
  'event.notification.callback.url',
  'event.notification.callback.headers',
  'event.notification.signature.key',
  'event.vendor.type',
  'filter.response.nulls',
  ...ofDirectSignIn,
]);

/** Reads everything of an instance's `configuration` but its resources into a description. */
export function readSettings(
  description: Description,
  settings: OutsideObject,
  target: 'direct' | 'hub',
  findings: Findings,
): void {
  description.interval = readInterval(
    settings['event.poller.refresh_interval'],
    findings.under('event.poller.refresh_interval'),
  );
  readNotification(description, settings, findings);
  if (target === 'direct') readDirectConnection(description, settings, findings);
  else readHubConnection(description, settings, findings);
  const vendor = asText(settings['event.vendor.type']);
  if (vendor !== undefined && vendor !== 'polling') {
    findings
      .under('event.vendor.type')
      .unsupported('vendor-type', phrase`Events came by "${vendor}"; here they are polled.`);
  }
  for (const key of Object.keys(settings)) {
    if (settingNames.has(key) || isPollerEntry(settings[key])) continue;
    findings
      .under(key)
      .unsupported(
        'hub-setting',
        phrase`"${key}" has no counterpart here: it stays with the instance on the hub.`,
      );
  }
}

/** Minutes between two polls of a hub where an instance does not say (`event.poller.refresh_interval`). */
const hubInterval = 15;

/** Minutes; the original's default where there is nothing to be read. */
function readInterval(value: unknown, findings: Findings): number {
  if (value === undefined) return hubInterval;
  const minutes = inMilliseconds(value, findings) ?? readDuration(value, 'minutes', findings);
  if (minutes !== undefined && minutes > 0) {
    reportSeconds(minutes, value, findings);
    return minutes;
  }
  findings.manual(
    'interval',
    phrase`The interval is not a number of minutes; ${hubInterval} is used.`,
    asText(value),
  );
  return hubInterval;
}

/** Nobody polls every 42 days: a number from 60,000 on is one of milliseconds, which others count by. */
function inMilliseconds(value: unknown, findings: Findings): number | undefined {
  const number = asNumber(value);
  if (number === undefined || number < 60_000) return undefined;
  findings.mended(
    'duration',
    phrase`The interval was read as milliseconds: as minutes it would be ${Math.round(number / 1440)} days.`,
    asText(value),
    String(number / 60_000),
  );
  return number / 60_000;
}

/** Hours that people choose, in minutes. */
const usualHours = [360, 480, 720];

function reportSeconds(minutes: number, value: unknown, findings: Findings): void {
  if (asNumber(value) !== minutes || minutes < 300) return;
  if (usualHours.includes(minutes) || minutes % 1440 === 0) return;
  findings.check(
    'interval',
    phrase`The polls begin every ${minutes} minutes, as the text has it. If these are seconds, set "Poll every" to ${minutes / 60}.`,
  );
}

/** Coupa itself: OAuth where it is given or nothing is, the legacy key only where there really is one. */
function readDirectConnection(description: Description, settings: OutsideObject, findings: Findings): void {
  const { connection } = description;
  connection.siteAddress = readSite(settings['siteAddress'], findings.under('siteAddress'));
  const given: [CredentialName, string, Phrase][] = [
    ['apiKey', 'api.key', phrase`the API key`],
    ['clientId', 'oauth.api.key', phrase`the OAuth client id`],
    ['clientSecret', 'oauth.api.secret', phrase`the OAuth client secret`],
  ];
  const named = given.filter(([, key]) => key in settings && key !== 'api.key');
  const isKeyAlone = isReal(settings['api.key']) && !named.some(([, key]) => isReal(settings[key]));
  const wanted = isKeyAlone ? [] : named;
  for (const [name, key, what] of wanted) {
    setCredential(description, name, readSecret(settings, key, what, findings));
    // One without the other signs in nowhere.
    const [, other = key, missing = what] = given.find((one) => one[0] === partner.get(name)) ?? [];
    if (!(other in settings))
      findings
        .under(other)
        .manual('secret', phrase`Type in ${missing} in the connection: it is not in the text.`);
  }
  if (wanted.length > 0 && isReal(settings['api.key'])) {
    findings.under('api.key').unsupported('hub-setting', phrase`"${'api.key'}" has no counterpart here.`);
    return;
  }
  const apiKey =
    'api.key' in settings
      ? readSecret(settings, 'api.key', phrase`the credentials`, findings, oauthInstead)
      : '';
  if (apiKey !== '') {
    connection.authentication = 'apiKey';
    setCredential(description, 'apiKey', apiKey);
    findings.under('api.key').unsupported('legacy-key', phrase`The API key was taken over. ${oauthInstead}`);
  }
  if (wanted.length === 0 && !('api.key' in settings)) {
    findings.manual(
      'secret',
      phrase`Type in the OAuth client id and client secret in the connection: they are not in the text.`,
    );
  }
}

const partner: ReadonlyMap<CredentialName, CredentialName> = new Map([
  ['clientId', 'clientSecret'],
  ['clientSecret', 'clientId'],
]);

function isReal(value: unknown): boolean {
  const secret = asSecret(value);
  return secret !== '' && !isNoSecret(secret);
}

const oauthInstead = phrase`Coupa has supported no API keys since its release 35 (January 2023): make an OAuth client in Coupa and type in its id and secret.`;

/** The hub: its address and its three secrets were never part of an instance's body. */
function readHubConnection(description: Description, settings: OutsideObject, findings: Findings): void {
  description.connection.authentication = 'openConnectors';
  findings.manual(
    'hub-address',
    phrase`Type in the hub's address in the connection: https://api.openconnectors.us2.ext.hana.ondemand.com/elements/api-v2.`,
  );
  findings.manual(
    'secret',
    phrase`Type in the user secret, the organization secret and the element token in the connection: they came in a header and are not in the text.`,
  );
  for (const key of ofDirectSignIn) {
    if (key in settings)
      findings
        .under(key)
        .unsupported(
          'hub-setting',
          phrase`"${key}" is not needed here: it stays with the instance on the hub.`,
        );
  }
}

function setCredential({ connection }: Description, name: CredentialName, value: string): void {
  if (value !== '') connection.credentials[name] = value;
}

/** Whether a list is the `configuration` of an element: settings with their default values. */
export function isSettingList(list: readonly unknown[]): boolean {
  return list.some((one) => isSetting(asObject(one) ?? {}));
}

/** `{"key": "event.poller.configuration", "defaultValue": "{…}"}`, as an element's description has it. */
export function isSetting(object: OutsideObject): boolean {
  const { key, isValued } = readSetting(object);
  return key !== undefined && settingNames.has(key) && isValued;
}

/** A setting that stands in a list: its key, and the value that instances have where they say nothing. */
export function readSetting(object: OutsideObject): {
  key: string | undefined;
  value: unknown;
  isValued: boolean;
} {
  const key = [object['key'], object['propertyKey'], object['name']]
    .map(asText)
    .find((one) => one !== undefined);
  const values = ['value', 'propertyValue', 'defaultValue'].filter((name) => name in object);
  const value = values.map((name) => object[name]).find((one) => one !== undefined && one !== null);
  return { key, value, isValued: values.length > 0 };
}
