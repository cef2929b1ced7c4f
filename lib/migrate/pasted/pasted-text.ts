import type { Finding } from '../../base/finding';
import { type Phrase, phrase } from '../../base/text/phrase';
import { unquoteShell } from './shell-quoting';
import { stringOfLines } from './string-of-code';
import { withoutTransport } from './undress';

/** The part of a pasted text that can be JSON. */
export interface PastedJson {
  json: string;
  findings: Finding[];
}

/**
 * Finds the JSON in a pasted text: the code blocks of a Markdown page put together, or what is left when
 * the prose around an unfenced body is cut off. A body escaped for a string (`{\"a\":…}`) is unescaped, one in a command line unquoted.
 */
export function findPastedJson(text: string): PastedJson {
  const findings: Finding[] = [];
  const note = (code: string, message: Phrase) =>
    findings.push({ severity: 'mended', code, path: '', message });
  const carried = withoutTransport(text);
  if (carried !== text)
    note(
      'transport',
      phrase`The text carried signs of the way it came by (UTF-16, a terminal’s colours, an e-mail’s source); they were left out.`,
    );
  const joined = stringOfLines(carried);
  if (joined !== carried) note('escaped', escaped);
  const unquoted = unquoteShell(joined);
  if (unquoted !== undefined) {
    note(
      'shell',
      phrase`The quoting of a command line was undone; the command around the body was left out.`,
    );
  }
  let json = onLinesOfTheirOwn(withoutTemplates(unquoted ?? joined));
  if (/^\s{0,20}(?:```|~~~)/m.test(json)) {
    json = fencedBlocks(json);
    note('fence', phrase`Code block marks were left out, with the text outside the blocks.`);
  }
  const start = startOfJson(json);
  if (start > 0) {
    note('ignored-text', phrase`The text before the configuration was left out.`);
    json = json.slice(start);
  }
  if (/^[^"]{0,200}\\"/.test(json)) {
    json = json.replace(/\\(["\\/])/g, '$1');
    note('escaped', escaped);
  }
  return { json, findings };
}

const escaped = phrase`The text was escaped for use inside a string; that was undone.`;

/** Fences stand on lines of their own, and do not in what people write: "Here it is: ```json", "}```", "```{". */
function onLinesOfTheirOwn(text: string): string {
  return text
    .replace(/([^\s`~])[ \t]{0,20}((?:```|~~~)\w{0,20})[ \t]{0,20}$/gm, '$1\n$2')
    .replace(/^([ \t]{0,20}(?:```|~~~)\w{0,20})[ \t]{0,20}(?=[{[])/gm, '$1\n');
}

/** The blocks between fences that begin like JSON. A text with one fence only has its block on the longer side. */
function fencedBlocks(text: string): string {
  const parts = text.split(/^[ \t]{0,20}(?:```|~~~)[^\n]*$/m);
  const blocks = parts.length === 2 ? parts : parts.filter((_, index) => index % 2 === 1);
  return blocks
    .filter((block) => /^\s*(?:[{}[\],"“”]|\/[/*]|[\w.-]{1,100}"?\s{0,20}:)/.test(block))
    .join('\n');
}

/** Words that somebody wrote in front of a configuration, on its line: "Our first hook: {…}". */
const sentence =
  /^\s{0,50}\p{L}[\p{L}\p{N}'’-]{0,40}(?:[ \t,]{1,5}[\p{L}\p{N}'’()-]{1,40}){1,20}[ \t]{0,5}[:,]?[ \t]{1,5}(?=\{\s{0,50}["“”„][\w. -]{1,100}["“”]\s{0,20}:)/u;

/** Position of the first line that begins like JSON; 0 if there is none. */
function startOfJson(text: string): number {
  if (/^[\s\ufeff]*["“”„{[]/.test(text)) return 0;
  const words = sentence.exec(text);
  if (words !== null) return words[0].length;
  const line = /^[ \t\u00a0]*(?:[{[]|["“”'‘][^"“”'‘’\n]{1,200}["“”'’][ \t]*:)/m.exec(text);
  return line === null ? 0 : (startOfProgramsObject(text.slice(0, line.index)) ?? line.index);
}

/** `const body = {` with keys without quotes: the first key that has some stands within it. In Groovy's `def body = [` nothing is JSON. */
function startOfProgramsObject(before: string): number | undefined {
  const found = /[=(,]\s{0,9}([{[])\s{0,50}[A-Za-z_]\w{0,60}\s{0,5}:/.exec(before);
  if (found === null) return undefined;
  const open = found[1] ?? '';
  const start = found.index + found[0].indexOf(open);
  const inside = before.slice(start);
  if (inside.split(open).length <= inside.split(open === '{' ? '}' : ']').length) return undefined;
  return open === '{' ? start : Number.POSITIVE_INFINITY;
}

/** JavaScript's texts between backticks, as values of an object. */
function withoutTemplates(text: string): string {
  return text.replace(
    /(?<=["'\w]\s{0,9}:\s{0,9})`((?:[^`\\\n]|\\[^\n]){0,5000})`(?=\s{0,50}[,}\]])/g,
    (_, inner: string) => JSON.stringify(inner.replace(/\\([`$\\])/g, '$1')),
  );
}
