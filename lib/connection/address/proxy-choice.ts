import { BlockList, isIP } from 'node:net';

/** Environment variables, or what stands in for them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Node-RED's `settings.proxyOptions`, which its own http request node follows. */
export interface ProxyOptions {
  /** `legacy`: as before Node-RED 4: one proxy for all, and `NO_PROXY` names parts of URLs. Default `strict`. */
  mode?: string;
  /** Names in capital letters count before those in small ones. */
  favourUpperCase?: boolean;
  /** Names in capital letters do not count. */
  lowerCaseOnly?: boolean;
  /** `npm_config_…` does not count. */
  excludeNpm?: boolean;
  /** Where the variables are looked up. Default: the environment. */
  env?: Variables;
}

/** A proxy as somebody wrote it down. */
export interface Written {
  /** The variable that holds it. */
  name: string;
  address: string;
}

/**
 * The proxy for a URL, chosen as Node-RED's http request node chooses it (`lib/proxyHelper.js` of `@node-red/nodes`, the same in
 * versions 4 and 5), and in two places a little wider, as other programs do: `HTTP_PROXY` counts for an https:// site where nothing
 * else is set, and a name in `NO_PROXY` excludes its subdomains, a range of addresses (`10.0.0.0/8`) those in it.
 *
 * @param environment the variables where `options.env` has none.
 */
export function proxyChoice(
  url: URL,
  environment: Variables,
  options: ProxyOptions = {},
): Written | undefined {
  const variables = options.env ?? environment;
  if (modeOf(environment, options) === 'legacy') return legacyChoice(url, variables);
  const find = (name: string) => lookUp(name, variables, options);
  const excluded = find('npm_config_no_proxy') ?? find('no_proxy');
  if (excluded !== undefined && isExcluded(url, excluded.address)) return undefined;
  const scheme = url.protocol.slice(0, -1);
  const names = [
    `npm_config_${scheme}_proxy`,
    `${scheme}_proxy`,
    'npm_config_proxy',
    'all_proxy',
    'http_proxy',
  ];
  return names.map(find).find((found) => found !== undefined);
}

/** The variable counts before the setting, if it names a mode. */
function modeOf(environment: Variables, options: ProxyOptions): string | undefined {
  const named = environment['nr_proxy_mode'] || environment['NR_PROXY_MODE'] || '';
  return ['legacy', 'strict'].includes(named) ? named : options.mode;
}

/** Every proxy that may be chosen, for what must not be told of it. */
export function everyProxy(environment: Variables, options: ProxyOptions = {}): string[] {
  const variables = options.env ?? environment;
  return Object.keys(variables)
    .filter((name) => /_proxy$/i.test(name) && !/no_proxy$/i.test(name))
    .map((name) => variables[name] ?? '');
}

function lookUp(name: string, variables: Variables, options: ProxyOptions): Written | undefined {
  if (options.excludeNpm === true && name.startsWith('npm_config_')) return undefined;
  const capital = name.toUpperCase();
  const both = options.favourUpperCase === true ? [capital, name] : [name, capital];
  return firstOf(options.lowerCaseOnly === true ? [name] : both, variables);
}

/** A variable that is empty, or blank, says nothing. */
function firstOf(names: readonly string[], variables: Variables): Written | undefined {
  const found = names.map((name) => ({ name, address: unquoted(variables[name] ?? '') }));
  return found.find(({ address }) => address !== '');
}

/** Windows and files of variables keep the quotes that somebody typed or copied, and what nobody sees. */
function unquoted(text: string): string {
  return text
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .trim()
    .replace(/^(?:(["'])(.*)\1|[“”„‘’](.*)[“”‘’])$/s, '$2$3')
    .trim();
}

function legacyChoice(url: URL, variables: Variables): Written | undefined {
  const excluded = firstOf(['NO_PROXY', 'no_proxy'], variables)?.address ?? '';
  const parts = excluded.split(',').map((part) => part.trim());
  if (parts.some((part) => part !== '' && (part === '*' || url.href.includes(part)))) return undefined;
  return firstOf(['HTTP_PROXY', 'http_proxy'], variables);
}

const ports: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Whether `NO_PROXY` names a URL's host: names, suffixes, addresses and ranges, each perhaps with a port. */
function isExcluded(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const port = url.port || ports[url.protocol];
  return list
    .toLowerCase()
    .split(/[,;|\s，、]+/)
    .map((entry) =>
      entry
        .replace(/^["'“”„‘’\u200b-\u200d\u2060\ufeff]{1,9}|["'“”„‘’\u200b-\u200d\u2060\ufeff]{1,9}$/g, '')
        .replace(/^https?:\/\//, '')
        .replace(/\/(?!\d{1,3}$).*$/, ''),
    )
    .some((entry) => {
      const [written, wantedPort] = hostAndPort(entry);
      if (wantedPort !== undefined && wantedPort !== port) return false;
      return isNamed(host, asInUrls(written.replace(/^\[|\]$/g, '').replace(/(?<=[a-z])\.$/, '')));
    });
}

/** What stands behind the last colon is a port, unless that is part of an address. */
function hostAndPort(entry: string): [host: string, port?: string] {
  const colon = isIP(entry) === 0 ? entry.lastIndexOf(':') : -1;
  const port = entry.slice(colon + 1);
  return colon !== -1 && /^\d+$/.test(port) ? [entry.slice(0, colon), port] : [entry];
}

/** An address of IPv6, or a name that is not ASCII, is written in more ways than one; a URL has it in one. */
function asInUrls(entry: string): string {
  const isAddress = isIP(entry) === 6;
  if (!isAddress && !/[^\p{ASCII}]/u.test(entry)) return entry;
  const [stars = '', name = ''] = /^([*.]*)(.*)$/s.exec(entry)?.slice(1) ?? [];
  const place = `http://${isAddress ? `[${entry}]` : name}`;
  if (!URL.canParse(place)) return entry;
  return stars + new URL(place).hostname.replace(/^\[|\]$/g, '');
}

function isNamed(host: string, entry: string): boolean {
  if (entry === '') return false;
  // Windows: names without a point.
  if (entry === '<local>') return !host.includes('.') && isIP(host) === 0;
  if (entry === '*' || host === entry) return true;
  if (entry.includes('/')) return isInRange(host, entry);
  if (entry.indexOf('*', 1) !== -1) return isLike(host, entry);
  const suffix = entry.replace(/^\*/, '');
  // `*acme.com` is what Node-RED takes for every name that ends so.
  if (suffix !== entry || suffix.startsWith('.')) return host.endsWith(suffix) || `.${host}` === suffix;
  return host.endsWith(`.${entry}`);
}

/** `10.*`, `acme.*`, `*coupahost*`: as Windows and some shells write them. */
function isLike(host: string, entry: string): boolean {
  const [first = '', ...others] = entry.slice(0, 300).split(/\*+/);
  const last = others.pop() ?? '';
  if (!host.startsWith(first) || !host.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = host.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= host.length - last.length;
}

function isInRange(host: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits)) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), type);
  return list.check(host, type);
}
