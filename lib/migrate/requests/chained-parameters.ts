import { decodeText } from '../../template/percent';
import type { QueryParameter } from '../fields/read-query';
import { literalParameters, textOf } from './literal-parameters';

/** `.addQueryParameter("status", "a")`, `.queryParam("updated-at[gt]", since.toString())`, as builders of URLs and requests call it. */
const setter =
  /\.(?:(?:add|set|with)?(?:encoded)?_?query_?(?:string|param(?:eter)?)?|(?:add|set|with)?_?param(?:eter)?)\(\s{0,20}(["'])([\w.\-[\]]{1,200})\1\s{0,9},\s{0,9}(?:f?(["'`])((?:(?!\3)[^\\\n]|\\[^\n]){0,500})\3|((?:[^()\n;"']|\([^()\n]{0,100}\)){1,200}))\s{0,20}[,)]/gi;

/** `.SetQueryParams(new { status = "a" })`: several in one call. */
const severalAtOnce = /\.(?:set|add|append)_?query_?param(?:eter)?s\(\s{0,20}(?:new\s{0,9})?\{/gi;

/** The parameters that are put into a request one call after the other. */
export function chainedParameters(text: string): QueryParameter[] {
  const several = Array.from(text.matchAll(severalAtOnce), ({ 0: { length }, index }) =>
    literalParameters(text, index + length - 1),
  ).flat();
  const single = Array.from(text.matchAll(setter)).flatMap(([, , name = '', , plain, expression]) => {
    const written = textOf(plain, undefined, expression?.trim());
    return written === undefined ? [] : [[name, written] satisfies QueryParameter];
  });
  return [...several, ...single];
}

/** `Query: status=a&updated-at[gt]=…`, as an adapter's settings have it in a line or a row of their own. */
const queryRow =
  /^[ \t|]{0,20}(?:http[ _-]?)?quer(?:y|ies)(?:[ _-]?(?:string|params?|parameters?))?[ \t]{0,9}(?:[:=|]|\t)[ \t]{0,9}["'`]?\??((?:[\w.\-[\]%]{1,100}=[^\s&"'`|]{0,300}&?){1,30})/im;

/** The parameters of a query that stands in a line of its own. */
export function queryRowParameters(text: string): QueryParameter[] {
  const written = queryRow.exec(text)?.[1] ?? '';
  return written.split('&').flatMap((one) => {
    const [, name, value = ''] = /^([^=]{1,300})=(.*)$/s.exec(one) ?? [];
    return name === undefined ? [] : [[decodeText(name), decodeText(value)] satisfies QueryParameter];
  });
}
