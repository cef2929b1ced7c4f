import { findResourceByPath } from '../../catalogue/resources';
import type { OutsideObject } from './outside-value';

/** A path of Coupa's API behind its host, or behind what stands for that, with what is in front of it on a line. */
const address =
  /(["'`]?)((?:https?:\/\/[\w.-]{1,253}(?::\d{1,5})?|\{\{[\w. -]{1,60}\}\}|\$\{?[A-Za-z_]\w{0,60}\}?)?\/api\/([a-z_]{2,60}))(?=[?"'`\s]|$)/g;

const hosted = /^https?:\/\/[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.coupa(?:host|cloud)\.com(?::\d{1,5})?(?=\/)/i;

/** Characters around an address in which a verb, or a body, says that it writes. */
const around = 300;

/**
 * The lists of Coupa that the requests of a text read (`curl 'https://acme.coupahost.com/api/invoices?…'`, a collection of requests, an address
 * alone), as an instance that polls them; `undefined` where there are none. Of several requests for one list the first counts.
 */
export function listRequests(text: string): OutsideObject | undefined {
  const found = new Map<string, string>();
  let site = '';
  for (const match of text.matchAll(address)) {
    const [whole, quote = '', base = '', name = ''] = match;
    const isNamed = hosted.test(base) || !/^\/|^https?:/.test(base);
    if (!isNamed || found.has(name) || findResourceByPath(`/api/${name}`) === undefined) continue;
    const end = match.index + whole.length;
    if (writes(text.slice(Math.max(0, match.index - around), match.index), text.slice(end, end + around)))
      continue;
    found.set(name, base + queryAt(text, end, quote));
    site ||= hosted.exec(base)?.[0] ?? '';
  }
  if (found.size === 0) return undefined;
  const resources = [...found].map(([name, url]): [string, object] => [name, { url, idField: 'id' }]);
  return {
    configuration: {
      ...(site !== '' && { siteAddress: site }),
      'event.poller.configuration': Object.fromEntries(resources),
    },
  };
}

/** The last verb in front of an address is its own, or a `curl` line has one, or a body, behind it. */
function writes(before: string, behind: string): boolean {
  const verb = before.match(/\b(?:GET|POST|PUT|PATCH|DELETE)\b/g)?.at(-1) ?? 'GET';
  const command = behind.split(/\n(?![ \t])|\bcurl\b|"(?:name|item)"/, 1).join('');
  return (
    verb !== 'GET' ||
    /(?:-X|--request|"method")[\s:"']{1,9}(?:POST|PUT|PATCH|DELETE)|\s(?:-d|--data[\w-]{0,20})[\s=]/.test(
      command,
    )
  );
}

/** What follows a path up to the end of its quotes, or of the word. */
function queryAt(text: string, at: number, quote: string): string {
  if (text[at] !== '?') return '';
  const rest = text.slice(at, at + 5000);
  if (quote === '') return /^[^\s"'<>`]*/.exec(rest)?.[0] ?? '';
  let end = 0;
  while (end < rest.length && rest[end] !== quote && rest[end] !== '\n') end += rest[end] === '\\' ? 2 : 1;
  return rest.slice(0, end).replace(/\\(["'\\/&?=[\]])/g, '$1');
}
