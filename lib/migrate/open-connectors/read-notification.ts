import { isSecretKey } from '../../base/finding';
import type { Findings } from '../../base/findings';
import { phrase } from '../../base/text/phrase';
import type { Description } from '../model/description';
import {
  asBoolean,
  asObject,
  asObjectOrJson,
  asText,
  isNoSecret,
  isPlaceholder,
  type OutsideObject,
} from '../pasted/outside-value';
import { readSecret } from './read-secret';

/** Reads where the events of an instance went: its callback, with its headers and its signature key. */
export function readNotification(
  description: Description,
  settings: OutsideObject,
  findings: Findings,
): void {
  const { notification } = description;
  notification.enabled = asBoolean(settings['event.notification.enabled'], false);
  const callback = findings.under('event.notification.callback.url');
  notification.callbackUrl = firstUrl(settings['event.notification.callback.url'], callback);
  if (isPlaceholder(notification.callbackUrl)) {
    callback.manual('placeholder', phrase`Type in the callback URL.`, notification.callbackUrl);
    notification.callbackUrl = '';
  }
  notification.callbackUrl = withScheme(notification.callbackUrl, callback);
  const headers = findings.under('event.notification.callback.headers');
  const read = readHeaders(settings['event.notification.callback.headers'], headers);
  if (notification.callbackUrl !== '' && !notification.enabled) {
    const message = phrase`Notifications are not enabled ("event.notification.enabled"), so the records stay in the flow.`;
    callback.unsupported('not-enabled', message);
  }
  if (notification.callbackUrl !== '') notification.headers = read;
  else if (Object.keys(read).length > 0) {
    headers.manual(
      'headers',
      phrase`Without a callback URL there is nothing to send the headers to; they were left out.`,
    );
  }
  if (Object.keys(notification.headers).some(isSecretKey)) {
    headers.manual('secret-in-flow', phrase`The http request nodes carry these headers in clear.`);
  }
  // An instance that a hub tells of names what it has not.
  if (settings['event.notification.signature.key'] === null) return;
  notification.signatureKey = readSecret(
    settings,
    'event.notification.signature.key',
    phrase`the signature key (Signature key of each poll node)`,
    findings,
  );
}

/** A list of URLs, or a text with several: all records go to the first. */
function firstUrl(value: unknown, findings: Findings): string {
  const [first = '', ...others] = (Array.isArray(value) ? value : [value])
    .map((one) => asText(one) ?? '')
    .flatMap((text) => text.trim().split(/[\s,;|]{1,20}(?=https?:\/\/)/i));
  if (others.length > 0) {
    findings.manual(
      'callbacks',
      phrase`The text names ${others.length + 1} callback URLs; the records go to the first. Add http request nodes for the others.`,
    );
  }
  return first;
}

/** An http request node would take `http://` for a URL without a scheme. */
function withScheme(url: string, findings: Findings): string {
  const isSecret = holdsSecret(url);
  if (isSecret) {
    findings.manual(
      'secret-in-flow',
      phrase`The callback URL holds a password or a key, which the flow carries in clear.`,
    );
  }
  if (!/^[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}(?::\d{1,5})?(?:[/?#]|$)/.test(url)) return url;
  findings.mended(
    'callback-scheme',
    phrase`The callback URL began without https://, which was put in.`,
    ...(isSecret ? [] : [url, `https://${url}`]),
  );
  return `https://${url}`;
}

/** A login in front of its host, or a key in its query, as functions and flows of others ask for one: `?code=…`, `&sig=…`. */
function holdsSecret(url: string): boolean {
  if (/^https?:\/\/[^/?#@]{1,500}@/i.test(url)) return true;
  const [, query = ''] = /\?([^#]*)/.exec(url) ?? [];
  return query.split('&').some((one) => {
    const [, name = '', value = ''] = /^([^=]{1,100})=(.*)$/s.exec(one) ?? [];
    return /^[^$%{<]{6}/.test(value) && (isSecretKey(name) || ofKeys.test(name)) && !isNoSecret(value);
  });
}

const ofKeys = /^(?:sig|signature|api_?key|hmac)$/i;

function readHeaders(value: unknown, findings: Findings): Record<string, string> {
  if (value === undefined || value === '') return {};
  const isJson = typeof value !== 'string' || /^\s*["'“„{[]/.test(value);
  const json = isJson ? (pairsOf(value) ?? asObjectOrJson(value, findings)) : undefined;
  const headers = json ?? headerLines(asText(value));
  if (headers === undefined) {
    findings.manual(
      'headers',
      phrase`The callback headers could not be read; add them to the http request nodes.`,
    );
    return {};
  }
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, text]) =>
      asText(text) === undefined ? [] : [[name, String(text)]],
    ),
  );
}

/** `[{"name": "X-Key", "value": "…"}]` */
function pairsOf(value: unknown): OutsideObject | undefined {
  const list = Array.isArray(value) ? value.map(asObject) : [];
  const pairs = list.map((one): [string | undefined, unknown] => [
    asText(one?.['name'] ?? one?.['key']),
    one?.['value'],
  ]);
  const named = pairs.filter((pair): pair is [string, unknown] => pair[0] !== undefined);
  return named.length === 0 || named.length < pairs.length ? undefined : Object.fromEntries(named);
}

/** `Name: value` per line or comma. */
function headerLines(text: string | undefined): OutsideObject | undefined {
  const isHeader = (line: string) => /^\s{0,20}[\w-]{1,100}\s{0,9}[:=]/.test(line);
  const split = (at: RegExp) => text?.split(at).filter((line) => line.trim() !== '') ?? [];
  // A value may have commas and semicolons: they end a header where each part begins one.
  const [whole, parts] = [split(/\r?\n/), split(/[\n,;]/)];
  const lines = parts.every(isHeader) ? parts : whole;
  if (lines.length === 0 || !lines.every(isHeader)) return undefined;
  return asObject(
    Object.fromEntries(lines.map((line) => line.split(/[:=](.*)/s, 2).map((part) => part.trim()))),
  );
}
