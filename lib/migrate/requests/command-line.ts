import type { QueryParameter } from '../fields/read-query';

/** The command that a place belongs to: its line, and those that are one with it by a sign at their ends. */
export function commandAt(whole: string, position: number): string {
  const first = Math.max(0, position - longest);
  const text = whole.slice(first, position + longest);
  const place = position - first;
  let start = text.lastIndexOf('\n', place - 1) + 1;
  for (let lines = 0; lines < 40 && goesOn(text, start - 1); lines++)
    start = text.lastIndexOf('\n', start - 2) + 1;
  let end = endOfLine(text, place);
  for (let lines = 0; lines < 40 && end < text.length && goesOn(text, end); lines++)
    end = endOfLine(text, end + 1);
  return text.slice(start, end);
}

const longest = 8000;

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function goesOn(text: string, lineEnd: number): boolean {
  return lineEnd > 0 && /[\\^`]\s{0,3}$/.test(text.slice(Math.max(0, lineEnd - 4), lineEnd));
}

/** `curl -G`: what would be a body is a query. */
export function isGet(command: string): boolean {
  return /\bcurl\b/.test(command) && /\s(?:-[a-zA-Z]{0,5}G[a-zA-Z]{0,5}|--get)(?=\s)/.test(command);
}

/** Whether a command of `curl`, `wget` or HTTPie names a verb, or sends a body, by which Coupa writes. What it runs for a value counts for nothing. */
export function commandWrites(command: string): boolean {
  const own = command.replace(/\$\([^()]{0,500}\)/g, '');
  if (/\bwget\b/.test(own)) return /\s--(?:post|body)-(?:data|file)\b/.test(own);
  if (/^\s{0,20}(?:\$\s)?https?\s/.test(own)) return /\s\w[\w.-]{0,100}(?::=|=(?!=))\S/.test(own);
  // One line may have two: a token is asked for by the first.
  const last = own.split(/\bcurl\b/).findLast((one, index) => index > 0 && one.includes('/api/')) ?? '';
  const [options = ''] = last.replace(/'[^']{0,8000}'|"(?:[^"\\]|\\.){0,8000}"/g, "''").split(/\||;|&&/, 1);
  if (/\s(?:-X|--request)[\s=]?["']?(?:POST|PUT|PATCH|DELETE)\b/i.test(last)) return true;
  return (
    !isGet(command) &&
    /\s(?:-[fgikLsSv]{0,6}[dFT](?=[\s='@{$\w])|--(?:data|json|form|upload-file)\b)/.test(options)
  );
}

/** Windows escapes an `&` by a caret. */
export function withoutCarets(query: string, command: string): string {
  return /\bcurl/i.test(command) ? query.replace(/\^(?=[&|<>^"])/g, '') : query;
}

const data =
  /\s(?:-d|--data(?:-urlencode|-raw|-binary|-ascii)?|--url-query)[\s=]\s{0,5}(?:'([^']{0,2000})'|"((?:[^"\\]|\\.){0,2000})"|([^\s'"]{1,500}))/g;
/** HTTPie: `status==approved` */
const pair =
  /\s(?:'([\w.\-[\]]{1,200})==([^']{0,500})'|"([\w.\-[\]]{1,200})==([^"]{0,500})"|([\w.\-[\]]{1,200})==([^\s'"]{0,500}))/g;

/** What a command asks beside its address. */
export function commandParameters(command: string): QueryParameter[] {
  if (/^\s{0,20}(?:\$\s)?https?\s/.test(command)) {
    return Array.from(command.matchAll(pair)).map((found) => {
      const [, a, b, c, d, e, f] = found;
      return [a ?? c ?? e ?? '', b ?? d ?? f ?? ''];
    });
  }
  const takes = isGet(command) ? /./ : /--url-query/;
  return Array.from(command.matchAll(data))
    .filter(([whole]) => takes.test(whole))
    .flatMap(([whole, single, double, bare]) => {
      const text = single ?? double?.replace(/\\(.)/g, '$1') ?? bare ?? '';
      const isRaw = /urlencode|url-query/.test(whole);
      return (isRaw ? [text] : text.split('&')).flatMap((one) => {
        const [, name, value = ''] = /^([^=]{1,300})=(.*)$/s.exec(one) ?? [];
        return name === undefined ? [] : [[name, isRaw ? value : decoded(value)] satisfies QueryParameter];
      });
    });
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) return value;
    throw error;
  }
}
