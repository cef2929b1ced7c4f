import type { HelperName } from '../../model/built-value';

/** Functions that a function node brings along: those that an expression calls, and those around it. */
export type CodeHelper = HelperName | 'at' | 'each' | 'filled' | 'fieldsOf' | 'unread' | 'numberOf';

/** The code of these helpers and of all that they use, in the order of this file. */
export function helperCode(used: ReadonlySet<CodeHelper>): string {
  const wanted = new Set<CodeHelper>();
  const want = (name: CodeHelper) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const other of uses[name] ?? []) want(other);
  };
  for (const name of used) want(name);
  const names = Object.keys(code) as CodeHelper[];
  return names
    .filter((name) => wanted.has(name))
    .map((name) => code[name])
    .join('\n');
}

const uses: Readonly<Partial<Record<CodeHelper, readonly CodeHelper[]>>> = {
  joined: ['text'],
  isOn: ['text'],
  both: ['truthy'],
  either: ['truthy'],
  not: ['truthy'],
  same: ['text'],
  less: ['numberOf', 'text'],
  within: ['same', 'text'],
  chosen: ['truthy'],
  byDefault: ['truthy'],
  whole: ['numberOf'],
  decimal: ['numberOf'],
  flag: ['text'],
  moment: ['text'],
  rounded: ['numberOf'],
  upper: ['text'],
  lower: ['text'],
  trimmed: ['text'],
  replaced: ['text'],
  listed: ['text'],
  absolute: ['numberOf'],
  base64: ['text'],
  plus: ['numberOf', 'text'],
  minus: ['numberOf'],
  times: ['numberOf'],
  divided: ['numberOf'],
  remainder: ['numberOf'],
  numberOf: ['text'],
  bare: ['text'],
};

/**
 * Nothing in here comes from outside. A value is looked up among an object's own members only, and where the text of a number says more
 * than a number holds it stays a text: Coupa takes both.
 */
const code: Readonly<Record<CodeHelper, string>> = {
  fieldsOf: `// The fields of a document by their schema ids: of Rossum's annotation, or of an object that has them already.
function fieldsOf(payload) {
    const content = payload.annotation?.content ?? payload.content;
    return Object.fromEntries(Array.isArray(content) ? content.flatMap(pairsOf) : Object.entries(payload));
}
function pairsOf(one) {
    if (one.category === 'datapoint') return [[one.schema_id, one.content?.normalized_value ?? one.content?.value ?? '']];
    const children = one.children ?? [];
    if (one.category !== 'multivalue') return children.flatMap(pairsOf);
    const rows = children.map((child) => child.category === 'tuple' ? Object.fromEntries(pairsOf(child)) : pairsOf(child)[0]?.[1]);
    return [[one.schema_id, rows]];
}`,
  at: `function at(value, ...keys) {
    return keys.reduce((below, key) => below !== null && typeof below === 'object' && Object.hasOwn(below, key) ? below[key] : undefined, value);
}`,
  each: `function each(list, make, otherwise) {
    const rows = Array.isArray(list) ? list : [];
    if (rows.length === 0) return otherwise();
    const { length } = rows;
    return rows.flatMap((row, index0) => make(row, { index: index0 + 1, index0, first: index0 === 0, last: index0 === length - 1, length }));
}`,
  filled: `// Without what there is nothing for.
function filled(value) {
    if (Array.isArray(value)) return value.filter((one) => one !== undefined).map(filled);
    if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
    return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined).map(([key, one]) => [key, filled(one)]));
}`,
  unread: `// What has no counterpart here: write it yourself.
function unread(text) {
    return undefined;
}`,
  needed: `function needed(value, name) {
    if (value === undefined || value === null || value === '') throw new Error(name + ' is missing');
    return value;
}`,
  text: `function text(value) {
    if (value === undefined || value === null) return '';
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
}`,
  numberOf: `function numberOf(value) {
    const given = text(value).trim();
    return given === '' ? NaN : Number(given);
}`,
  bare: `function bare(value) {
    if (typeof value !== 'string') return value;
    const number = Number(value);
    if (String(number) === value.trim() && Number.isFinite(number)) return number;
    const word = value.trim().toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
    return word === '' ? undefined : word === 'null' || word === 'none' ? null : value;
}`,
  truthy: `function truthy(value) {
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
}`,
  isOn: `function isOn(value) {
    return !['', '0', 'false', 'no', 'none', 'null'].includes(text(value).trim().toLowerCase());
}`,
  joined: `function joined(...parts) {
    return parts.map(text).join('');
}`,
  both: `function both(one, other) {
    return truthy(one) ? other : one;
}`,
  either: `function either(one, other) {
    return truthy(one) ? one : other;
}`,
  not: `function not(value) {
    return !truthy(value);
}`,
  given: `function given(value, otherwise) {
    return value ?? otherwise;
}`,
  exists: `function exists(value) {
    return value !== undefined && value !== null;
}`,
  same: `function same(one, other) {
    return text(one).toLowerCase() === text(other).toLowerCase() && (typeof one === 'boolean' || typeof other === 'boolean')
        || text(one) === text(other)
        || text(one) !== '' && text(other) !== '' && Number(text(one)) === Number(text(other));
}`,
  less: `function less(one, other) {
    const [a, b] = [numberOf(one), numberOf(other)];
    return Number.isNaN(a) || Number.isNaN(b) ? text(one) < text(other) : a < b;
}`,
  within: `function within(value, list) {
    return Array.isArray(list) ? list.some((one) => same(one, value)) : text(list).includes(text(value));
}`,
  chosen: `function chosen(condition, value, otherwise) {
    return truthy(condition) ? value : otherwise;
}`,
  byDefault: `function byDefault(value, otherwise, evenIfEmpty) {
    return value === undefined || value === null || truthy(evenIfEmpty) && !truthy(value) ? otherwise : value;
}`,
  whole: `function whole(value, otherwise) {
    const number = Math.trunc(numberOf(value));
    return Number.isSafeInteger(number) ? number : Number.isFinite(number) ? value : otherwise;
}`,
  decimal: `function decimal(value, otherwise) {
    const number = numberOf(value);
    if (!Number.isFinite(number)) return otherwise;
    return String(number) === String(value).trim() ? number : String(value).trim();
}`,
  flag: `function flag(value) {
    const word = text(value).trim().toLowerCase();
    return word === '' ? undefined : ['true', '1', 'yes'].includes(word);
}`,
  moment: `function moment(value) {
    // Without a zone it is UTC, wherever this runs.
    const said = text(value).trim().replace(/(\\d)T(\\d)/, '$1 $2');
    const date = new Date(/(?:Z|UTC|GMT|[+-]\\d\\d:?\\d\\d)$/i.test(said) ? said : said + ' UTC');
    return Number.isNaN(date.getTime()) ? value : date.toISOString();
}`,
  rounded: `function rounded(value, digits) {
    const number = numberOf(value);
    return Number.isFinite(number) ? Number(number.toFixed(Math.min(20, Math.max(0, numberOf(digits) || 0)))) : undefined;
}`,
  upper: `function upper(value) {
    return text(value).toUpperCase();
}`,
  lower: `function lower(value) {
    return text(value).toLowerCase();
}`,
  trimmed: `function trimmed(value) {
    return text(value).trim();
}`,
  replaced: `function replaced(value, from, to) {
    return text(value).replaceAll(text(from), () => text(to));
}`,
  count: `function count(value) {
    return Array.isArray(value) || typeof value === 'string' ? value.length : 0;
}`,
  first: `function first(value) {
    return Array.isArray(value) || typeof value === 'string' ? value[0] : undefined;
}`,
  last: `function last(value) {
    return Array.isArray(value) || typeof value === 'string' ? value[value.length - 1] : undefined;
}`,
  listed: `function listed(value, between) {
    return Array.isArray(value) ? value.map(text).join(text(between)) : text(value);
}`,
  absolute: `function absolute(value) {
    return Math.abs(numberOf(value));
}`,
  base64: `function base64(value) {
    return Buffer.from(text(value)).toString('base64');
}`,
  plus: `function plus(one, other) {
    const sum = numberOf(one) + numberOf(other);
    return Number.isNaN(sum) ? text(one) + text(other) : sum;
}`,
  minus: `function minus(one, other) {
    return numberOf(one) - numberOf(other);
}`,
  times: `function times(one, other) {
    return numberOf(one) * numberOf(other);
}`,
  divided: `function divided(one, other) {
    return numberOf(one) / numberOf(other);
}`,
  remainder: `function remainder(one, other) {
    return numberOf(one) % numberOf(other);
}`,
};
