import type { QueryParameter } from '../fields/read-query';
import { parametersOfCalls } from './filter-pairs';
import { literalParameters } from './literal-parameters';

/**
 * The parameters that a program puts into the query of a request in a way that its language has for that and nothing else, whatever they are called: a
 * list may be asked by `status` alone.
 *
 * @param before what stands in front of the address of a list
 * @param rest what stands behind its path
 */
export function pairsOfQuery(before: string, rest: string): QueryParameter[] {
  const written = literal.exec(rest) ?? (getCall.test(before) ? argument.exec(rest) : null);
  if (written !== null) return literalParameters(rest, written.index + written[0].length - 1);
  const [, query] = ofGo.exec(rest) ?? [];
  const called = query === undefined ? ofKotlin.exec(rest)?.[1] : `${query}.Add`;
  return called === undefined ? [] : parametersOfCalls(rest, called);
}

/** Rust's `.query(&[("status", "a")])`, Power Query's `[Query=[status="a"]]`. */
const literal = /(?:\.query\(\s{0,20}&?(?:vec!)?|\[\s{0,20}Query\s{0,9}=)\s{0,9}\[/;

const getCall = /(?:->|::|\.)get\(\s{0,20}f?$/;

/** `Http::get('…', ['status' => 'a'])`, `requests.get("…", {"status": "a"})`; what a client of HTTP has as options is no filter. */
const argument =
  /^["']\s{0,9},\s{0,20}(?:\[(?=\s{0,40}["'][\w.\-[\]]{1,100}["']\s{0,9}=>)|\{(?=\s{0,40}["'][\w.\-[\]]{1,100}["']\s{0,9}:))(?![^)]{0,2000}["'](?:query|headers|params|timeout|connect_timeout|max_duration|auth\w{0,12}|body|json|data|form_params|verify|proxy|proxies|http_errors|debug|method|signal|cache|responseType|withCredentials|credentials|mode|X-[\w-]{1,60}|Authorization|Accept)["']\s{0,9}(?:=>|:))/;

/** `q := req.URL.Query()` */
const ofGo = /\b([A-Za-z_]\w{0,40})\s{0,9}:?=\s{0,9}[\w.]{1,80}\.URL\.Query\(\)/;

const ofKotlin = /(?<=[\s{;])(parameter|parameters\.append)\(\s{0,9}["']/;
