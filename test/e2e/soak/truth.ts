import type { Caught } from '../harness/receipts';
import { type Target, watched } from './scene';

/** Weather that was really felt. */
export interface Felt {
  /** Of a front, or `down`, `clock`. */
  name: string;
  /** `all`: everybody's. */
  target: Target | 'all';
  /** Epoch milliseconds. */
  at: number;
}

/** Milliseconds after which weather explains nothing any more: five tries with their pauses, and a busy machine. */
const longest = 60_000;

/** The errors that are not explained by weather which their node felt shortly before. */
export function untrue(errors: readonly Caught[], felt: readonly Felt[]): string[] {
  return errors
    .filter((error) => !felt.some((one) => concerns(one, error) && explains(one.name, error)))
    .map((error) => {
      const near = felt.filter((one) => concerns(one, error)).map(({ name }) => name);
      return `${error.node} ${error.code}: ${error.text} (it felt ${[...new Set(near)].join(', ') || 'nothing'})`;
    });
}

/** Warnings that no weather explains which was ever felt: one that a node tells once may come late. */
export function untrueWarnings(lines: readonly string[], felt: readonly Felt[]): string[] {
  const names = [...new Set(felt.map(({ name }) => name))];
  return lines
    .filter((line) => line.includes('[coupa-'))
    .filter((line) => {
      const causes = warnings.find(([words]) => words.test(line))?.[1] ?? none;
      return !names.some((name) => causes.test(name));
    });
}

function concerns({ target, at }: Felt, { node, at: told }: Caught): boolean {
  const feels: readonly string[] =
    (watched as Record<string, { feels: readonly string[] }>)[node]?.feels ?? [];
  return at <= told + 1000 && at >= told - longest && (target === 'all' || feels.includes(target));
}

function explains(name: string, { code, text }: Caught): boolean {
  const [codes, words] = truths[name] ?? byStart(name) ?? [none, /^(?!)/];
  // What Node-RED printed itself has no code.
  return (code === '' || codes.test(code)) && words.test(text);
}

/** Which codes and words each weather may lead to. What is not here may lead to none. */
type Truth = [codes: RegExp, words: RegExp];

const none = /^(?!)/;
const response = /^COUPA_RESPONSE$/;

const warnings: readonly [words: RegExp, causes: RegExp][] = [
  [/wrong clock|clock went (ahead|back)/, /^clock/],
  [/does not sort|ignores the filter/, /^(order|id-filter|offset)-ignored$|^oversized-page$/],
  [/come without/, /^missing-updated-at$/],
];
const network = /^COUPA_NETWORK$/;
const elsewhere: Truth = [/^COUPA_(AUTH|RESPONSE)$/, /redirects/];
const compression: Truth = [response, /encoding|compress/];
const refusedToken: Truth = [/^COUPA_AUTH$/, /HTTP 401|next sign-in/];
/** `id[gt]` or the order was not heard in the middle of a list. */
const paging: Truth = [response, /pag|list changes faster|order/];

const truths: Readonly<Record<string, Truth>> = {
  '401-expired': refusedToken,
  '401-fresh-token': refusedToken,
  '403': [/^COUPA_FORBIDDEN$/, /HTTP 403/],
  '404': [/^COUPA_NOT_FOUND$/, /HTTP 404/],
  '429': [/^COUPA_RATE_LIMIT$/, /HTTP 429/],
  '429-retry-after': [/^COUPA_RATE_LIMIT$/, /HTTP 429/],
  '500': [/^COUPA_SERVER$/, /HTTP 500/],
  '502-html': [/^COUPA_SERVER$/, /HTTP 502/],
  '503-html': [/^COUPA_SERVER$/, /HTTP 503/],
  refused: [network, /connection/],
  'reset-in-body': [network, /connection/],
  'cut-body': [response, /not whole JSON/],
  'stalled-body': [/^COUPA_TIMEOUT$/, /within/],
  'login-page': [response, /web page/],
  xml: [response, /XML/],
  garbage: [response, /date in field/],
  'missing-updated-at': [response, /date/],
  'order-ignored': paging,
  'id-filter-ignored': paging,
  'offset-ignored': paging,
  'oversized-page': paging,
  'redirect-elsewhere': elsewhere,
  'control-character': [response, /record|JSON|character/],
  'unknown-encoding': compression,
  'gzip-over-plain': compression,
  'raw-deflate': compression,
  'cut-gzip': compression,
  'broken-header': [/^COUPA_(NETWORK|RESPONSE)$/, /header|connection/],
  'token-400': [/^COUPA_(AUTH|FORBIDDEN)$/, /scopes|credentials/],
  'token-500': [/^COUPA_SERVER$/, /HTTP 500/],
  'firewall-200': [response, /web page/],
  'firewall-403': [/^COUPA_(FORBIDDEN|RESPONSE|NETWORK)$/, /HTTP 403|web page/],
  'firewall-503': [/^COUPA_SERVER$/, /HTTP 503/],
  'firewall-token': [/^COUPA_(AUTH|FORBIDDEN|RESPONSE|NETWORK)$/, /HTTP 403|web page|refused/],
  'mirror-location': elsewhere,
  // The soak itself takes all tokens away, one that no answer has confirmed yet among them.
  revoked: refusedToken,
  // Connections that are cut when it goes down are lost; new ones are refused.
  down: [network, /connection/],
  // A record that is dated earlier than before leaves the list while it is read; one that is pushed down by it, and changes as well, comes
  // again as another.
  clock: [response, /clock|got shorter|list changes faster|changed their places/],
};

/** A mirror answers with the status that it was told; one that answers 200 shows no list. */
function byStart(name: string): Truth | undefined {
  if (name.startsWith('clock-')) return [response, /clock/];
  if (!name.startsWith('mirror-')) return undefined;
  return [
    /^COUPA_(RESPONSE|VALIDATION|FORBIDDEN|SERVER|AUTH|NETWORK)$/,
    /HTTP [2345]00|HTTP 403|list|encoding|expected/,
  ];
}
