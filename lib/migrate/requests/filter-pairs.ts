import { decodeText } from '../../template/percent';
import { operatorNames } from '../fields/mend-operators';
import type { QueryParameter } from '../fields/read-query';
import { longestPart } from './limits';
import { toFillIn } from './list-request';
import { literalParameters, textOf } from './literal-parameters';

const filterName = String.raw`[A-Za-z][\w-]{1,60}(?:\[[\w-]{1,60}\]){0,3}\[(?:${operatorNames.join('|')})\]`;
const filter = new RegExp(filterName, 'g');

/** Whether a filter of Coupa's stands in a text that none of the parameters is, however it is put into the request there. */
export function missesFilter(text: string, parameters: readonly string[]): boolean {
  const asked = new Set(filtersIn(decodeText(parameters.join('&'))));
  return filtersIn(text).some((found) => !asked.has(found));
}

function filtersIn(text: string): string[] {
  return Array.from(text.matchAll(filter), ([found]) => found);
}

/**
 * The parameters that stand beside one of Coupa's filters, in whatever language: a filter's name in quotes is a sure sign, and how it is put into
 * the request there is how the others are. Each is an argument of the same call (`q.Add("updated-at[gt]", since)`), a member of the same literal
 * (`['updated-at[gt]' => $since]`), or a line of the same form (`updated-at[gt] = …`).
 *
 * @param text what stands behind the address of a list
 */
export function pairsBesideFilter(text: string): QueryParameter[] {
  const found = quotedFilter.exec(text);
  if (found === null) return linesBesideFilter(text);
  const isCall = /,\s{0,20}$/.test(found[0]);
  const before = text.slice(Math.max(0, found.index - longestCall), found.index);
  const [, called] = (isCall ? callBefore.exec(before) : null) ?? [];
  if (called !== undefined) return parametersOfCalls(text, called);
  const [inner, outer = 0] = bracketsAround(text, found.index);
  // A list of pairs, each in brackets of its own; what a call is given is none.
  if (isCall && !/[[{]/.test(text.charAt(outer))) return [];
  const bracket = isCall ? outer : inner;
  return bracket === undefined ? [] : literalParameters(text, bracket);
}

const quotedFilter = new RegExp(String.raw`(["'\x60])${filterName}\1\s{0,20}(?:=>|:=|[:=,])\s{0,20}`);

/** Characters of a call's name that are looked at. */
const longestCall = 120;

/** `q.Add(`, `$request->setParam(`, `parameter(`; a bracket alone is a pair's. */
const callBefore = /((?:[$\w]+(?:\.|->|::)){0,6}[$\w]+)\(\s{0,20}$/;

/** What a method is given, call after call: the name of a parameter and its value. */
export function parametersOfCalls(text: string, called: string): QueryParameter[] {
  // Whatever the object is called: `request.AddQueryParameter` and `request.AddParameter`, but no other object's.
  const [, object = '', name = ''] = /^(.*?)([$\w]+)$/s.exec(called) ?? [];
  const method = object === '' ? escaped(name) : String.raw`${escaped(object)}[$\w]{1,60}`;
  const call = new RegExp(
    String.raw`(?<![\w$.>])${method}\(\s{0,20}(["'])([^"'\n]{1,200})\1\s{0,9},\s{0,9}(?:f?(["'\x60])((?:(?!\3)[^\\\n]|\\[^\n]){0,500})\3|((?:[^()\n;"',]|"[^"\n]{0,100}"|'[^'\n]{0,100}'|\((?:[^()\n]|\([^()\n]{0,100}\)){0,200}\)){1,200}))\s{0,20}[,)]`,
    'g',
  );
  return Array.from(text.matchAll(call)).flatMap(([, , name = '', , plain, expression]) => {
    const written = textOf(plain, undefined, expression?.trim());
    return written === undefined ? [] : [[name, written] satisfies QueryParameter];
  });
}

function escaped(text: string): string {
  return text.replace(/[$.]/g, '\\$&');
}

/** Where the brackets stand that are open at a place, the inmost first; what stands in texts between is none that anybody leaves open. */
function bracketsAround(text: string, at: number): number[] {
  const open: number[] = [];
  let closed = 0;
  for (let place = at - 1; place >= Math.max(0, at - longestPart) && open.length < 2; place--) {
    const char = text.charAt(place);
    if ('}])'.includes(char)) closed++;
    else if ('{[('.includes(char) && closed > 0) closed--;
    else if ('{[('.includes(char)) open.push(place);
  }
  return open;
}

const sign = String.raw`[ \t]{0,20}(?:[:=|]|\t)[ \t]{0,20}`;
const filterLine = new RegExp(String.raw`^[ \t]{0,40}(?:[|*-][ \t]{0,20})?${filterName}${sign}\S`);
const line = new RegExp(
  String.raw`^[ \t]{0,40}(?:[|*-][ \t]{0,20})?([A-Za-z][\w.\-[\]]{0,200})${sign}("[^"]{0,500}"|'[^']{0,500}'|[^|\t]{0,499}?[^|\t{[(])[ \t]{0,20}(?:[|\t].*)?$`,
);

/** A name and a value in each line, as a specification, a table, or a program's list of parameters has them; those in one block with a filter. */
function linesBesideFilter(text: string): QueryParameter[] {
  const lines = text.slice(0, longestPart).split(/\r?\n/);
  const at = lines.findIndex((one) => filterLine.test(one));
  if (at < 0) return [];
  // Some programs keep what is switched off in the same block.
  const isOther = (one: string) => !line.test(one) && !switchedOff.test(one);
  const start = lines.findLastIndex((one, index) => index < at && isOther(one)) + 1;
  const end = lines.findIndex((one, index) => index > at && isOther(one));
  return lines.slice(start, end < 0 ? lines.length : end).flatMap((one) => {
    const [, name, value = ''] = switchedOff.test(one) ? [] : (line.exec(one) ?? []);
    return name === undefined ? [] : [[name, plainValue(name, value)] satisfies QueryParameter];
  });
}

/** A value without its quotes; where a date is due, a word without any is what somebody calls it. */
function plainValue(name: string, written: string): string {
  const isCalled = /[-_](?:at|date)\[/.test(name) && /^[A-Za-z_][\w.]{0,60}(?:\(\))?$/.test(written);
  return isCalled ? toFillIn(written) : written.replace(/^(["'])(.*)\1$/, '$2');
}

const switchedOff = /^[ \t]{0,40}(?:\/\/|~|#)/;
