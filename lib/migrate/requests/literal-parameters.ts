import type { QueryParameter } from '../fields/read-query';
import { longestPart } from './limits';
import { toFillIn, withFillIns } from './list-request';

const name = String.raw`(?:(["'\x60])([^"'\x60\n]{1,200})\1|([A-Za-z_][\w-]{0,100}))`;
/** What writes a list as JSON, which is how Coupa takes it. */
const inJson = String.raw`(?:JSON\.stringify|json\.dumps|json_encode|JSON\.generate)\(\s{0,20}`;
/** What is called may be given other calls, and commas. */
const given = String.raw`\((?:[^()\n]|\((?:[^()\n]|\([^()\n]{0,100}\)){0,200}\)){0,200}\)`;
const value = String.raw`(?:[frbu]{0,2}(["'\x60])((?:(?!\4)[^\\]|\\.){0,2000})\4\s{0,20}(?=[,}\])\n;]|$)|(?:${inJson})?(\[[^\]]{0,2000}\])|((?:[^,}\n;()]|${given}){1,300}))`;
const pair = new RegExp(String.raw`${name}\s{0,20}(?:=>|:|=|,)\s{0,20}${value}`, 'gs');

/**
 * The names and values of an object in a program, whatever its language: `{"status": "a"}`, `{status: 'a'}`, `['status' => 'a']`, `@{status = 'a'}`,
 * `[("status", "a")]`. What would be computed is something to be filled in.
 *
 * @param at where its bracket stands
 */
export function literalParameters(text: string, at: number): QueryParameter[] {
  const inner = text.slice(at + 1, endOf(text, at));
  const members = Array.from(inner.matchAll(pair)).flatMap((found) => {
    const [, , quoted, bare, , plain, list, expression] = found;
    const written = textOf(plain, list, expression?.trim());
    return written === undefined ? [] : [[quoted ?? bare ?? '', written] satisfies QueryParameter];
  });
  const isPairs = members.length > 1 && members.every(([name]) => /^(?:name|key|value)$/.test(name));
  return isPairs ? pairedUp(members) : members;
}

/**
 * `params["status"] = "a"`, `params.append("status", "a")`
 *
 * @param called the object's name, as a regular expression
 */
export function assignedParameters(text: string, called: string): QueryParameter[] {
  const key = (group: number) => `(["'])([^"'\\n]{1,200})\\${group}`;
  const assigned = new RegExp(
    String.raw`(?<![\w$])${called}(?:\[\s?${key(1)}\s?\]\s{0,9}=(?!=)|\.(?:append|set|Add)\(\s{0,9}${key(3)}\s{0,9},)\s{0,9}(?:f?(["'\x60])((?:(?!\5)[^\\\n]|\\[^\n]){0,500})\5|([^\n;]{1,200}))`,
    'g',
  );
  return Array.from(text.matchAll(assigned)).flatMap((found) => {
    const [, , assignedName, , addedName, , plain, expression] = found;
    const written = textOf(plain, undefined, expression?.replace(/\)\s{0,9}$/, '').trim());
    return written === undefined ? [] : [[assignedName ?? addedName ?? '', written] satisfies QueryParameter];
  });
}

const block =
  /^([ \t]{0,40})(?:-[ \t])?(?:request_parameters|params|query|query_?params|queryParameters|queries|qs|parameters):[ \t]*\r?\n((?:\1[ \t]+[^\n]{1,500}\n?){1,60})/m;

/** The lines of YAML below `request_parameters:`. */
export function blockParameters(text: string): QueryParameter[] {
  const lines = (block.exec(text)?.[2] ?? '').split(/\r?\n/);
  const members = lines.flatMap((line) => {
    const [, , name, , plain, bare] =
      /^[ \t]+(?:-[ \t]{1,20})?(["']?)([\w.\-[\]]{1,200})\1:[ \t]+(?:(["'])(.{0,500})\3|([^"'\s#][^#\n]{0,500}?))[ \t]*$/.exec(
        line,
      ) ?? [];
    return name === undefined ? [] : [[name, plain ?? bare ?? ''] satisfies QueryParameter];
  });
  return members.some(([name]) => /^(?:name|key)$/.test(name)) ? pairedUp(members) : members;
}

/** `- name: status` and `value: a`, one behind the other. */
function pairedUp(members: readonly QueryParameter[]): QueryParameter[] {
  let named = '';
  return members.flatMap(([name, value]) => {
    if (name === 'name' || name === 'key') named = value;
    if (name !== 'value' || named === '') return [];
    return [[named, value] satisfies QueryParameter];
  });
}

/** A parameter's text of a literal, a list, or something that is computed; `undefined` where nothing is asked. */
export function textOf(plain?: string, list?: string, expression = ''): string | undefined {
  if (plain !== undefined) return withFillIns(plain.replace(/\\(.)/g, '$1'));
  if (list !== undefined) {
    const texts = Array.from(list.matchAll(/(["'])([^"']{0,200})\1|(\d+(?:\.\d+)?)/g));
    return texts.map(([, , text, number]) => text ?? number).join(',');
  }
  const [, listed] = listInJson.exec(expression) ?? [];
  if (listed !== undefined) return textOf(undefined, listed);
  if (/^(?:None|null|undefined|nil|\$null)$/.test(expression)) return undefined;
  if (/^\$?(?:true|false)$/i.test(expression)) return expression.replace('$', '').toLowerCase();
  return /^-?\d+(?:\.\d+)?$/.test(expression) ? expression : toFillIn(expression);
}

const listInJson = new RegExp(String.raw`^${inJson}(\[[^\]]{0,2000}\])`);

/** Where the bracket at a place is closed. */
function endOf(text: string, at: number): number {
  const last = Math.min(text.length, at + longestPart);
  let depth = 0;
  for (let place = at; place < last; place++) {
    const char = text.charAt(place);
    if (char === '"' || char === "'" || char === '`') {
      const close = text.indexOf(char, place + 1);
      if (close > 0 && close < last) place = close;
    } else if ('{[('.includes(char)) depth++;
    else if ('}])'.includes(char) && --depth === 0) return place;
  }
  return last;
}
