import type { Finding } from '../base/finding';
import { phrase } from '../base/text/phrase';
import { placeholderNames } from '../template/placeholder';
import { hostOf, isCoupaHost } from './fields/read-site';
import type { Description } from './model/description';

/**
 * The environment variables of the computer that Node-RED runs on, and what its flows share, which the flow of a description would send to
 * an address that the pasted text itself names. Whoever wrote the text chose both, so its user has to know before the flow is deployed.
 *
 * Sent to a host of Coupa's it is one to check, sent to any other one to decide.
 */
export function sentVariables({
  element,
  name,
  tags,
  connection,
  resources,
  notification,
}: Description): Finding[] {
  const isForwarded = notification.enabled && notification.callbackUrl !== '';
  const { siteAddress, ...signIn } = connection;
  return [
    ...sentTo(hostOf(siteAddress), [siteAddress, signIn, resources]),
    ...(isForwarded
      ? sentTo(hostOf(notification.callbackUrl), [
          element,
          name,
          tags,
          notification,
          resources.map((one) => one.resource),
        ])
      : []),
  ];
}

function sentTo(host: string, values: unknown): Finding[] {
  if (host === '' || variablesIn(host).length > 0) return [];
  const texts = textsIn(values);
  const names = [...new Set(texts.flatMap(variablesIn))].slice(0, most);
  const shared = [...new Set(texts.flatMap(sharedIn))].slice(0, most);
  const messages = [
    ...names.map(
      (variable) =>
        phrase`The environment variable ${variable} of this computer is sent to ${host}: the text names both. Deploy this only if that is what you want.`,
    ),
    ...shared.map(
      (value) =>
        phrase`What the flows of this computer keep as ${value} is sent to ${host}: the text names both. Deploy this only if that is what you want.`,
    ),
  ];
  return messages.map((message) => ({
    severity: isCoupaHost(host) ? 'check' : 'manual',
    code: 'sends-variable',
    path: '',
    message,
  }));
}

/** Of each address; nobody reads on behind as many. */
const most = 50;

/** Characters of a name that are shown. */
const longest = 200;

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** `${NAME}` and `$(NAME)` are Node-RED's, and stand for a whole property; `{{env.NAME}}` is this package's, anywhere in a URL. */
function variablesIn(text: string): string[] {
  const whole = /^\$(?:\{([^\s{}]+)\}|\(([^\s()]+)\))$/.exec(text.length > 1000 ? '' : text);
  const parts = text.matchAll(/\$\{([A-Za-z_]\w{0,200})\}|\{\{[{&]?\s*env\.([^{}]*)\}\}/g);
  const found = [whole?.[1] ?? whole?.[2], ...Array.from(parts, ([, node, mustache]) => node ?? mustache)];
  return found.flatMap((name) =>
    name === undefined || dates.has(name) ? [] : [name.trim().slice(0, longest)],
  );
}

/** `{{global.name}}`: what other flows have set. An imported flow has nothing of its own yet. */
function sharedIn(text: string): string[] {
  return Array.from(text.matchAll(/\{\{[{&]?\s*global[.[][^{}]*\}\}\}?/g), ([found]) =>
    found.slice(0, longest),
  );
}

/** What stands for a date in a URL. */
const dates: ReadonlySet<string> = new Set(placeholderNames());
