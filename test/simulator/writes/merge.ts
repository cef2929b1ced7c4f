import { canonical, type Fields, isObject } from '../json';
import { type Member, objectType } from '../schemas/objects';
import type { Writing } from './context';
import { mergedList } from './lists';
import { isReference, referred } from './references';
import { isTaken } from './rules';
import { keptValue } from './values';

/**
 * What a body changes of a record, or of a part of one: only the members that it names ("only the elements to change").
 * What Coupa does not know or does not let the API edit is left out without a word, and answered with 200.
 */
export function changesOf(before: Fields | undefined, body: Fields, writing: Writing): Fields {
  const type = objectType(writing.type);
  const changes: Fields = {};
  for (const [spelt, value] of Object.entries(body)) {
    if (spelt.startsWith('_')) continue;
    const name = canonical(spelt);
    if (name === 'id' || value === undefined) continue;
    if (name === 'custom-fields') {
      const fields = customFields(before?.[name], value, writing);
      if (fields) changes[name] = fields;
      continue;
    }
    const member = type?.get(name);
    if (type && !isTaken(name, member, writing)) continue;
    const changed = changeOf(before?.[name], name, value, member, writing);
    if (changed) changes[name] = changed.value;
  }
  return changes;
}

/** Says what is wrong with a member. */
export function complain(writing: Writing, name: string, message: string): void {
  const { place, problems } = writing;
  const depth = place.length > 1;
  problems.push({ place, field: depth ? `${place.slice(1).join('.')}.${name}` : name, message });
}

/** `Invoice date is not a valid date`: Rails puts the field's name in front. */
export function humanized(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @returns `undefined` where nothing changes */
function changeOf(
  before: unknown,
  name: string,
  value: unknown,
  member: Member | undefined,
  writing: Writing,
): { value: unknown } | undefined {
  const { nulls, wrongKind } = writing.context.readings;
  if (value === null) return nulls === 'cleared' && member?.kind !== 'list' ? { value: null } : undefined;
  if (member?.kind === 'list') {
    const list = mergedList(before, name, value, member, writing);
    if (list) return { value: list };
  } else if (member?.kind === 'object') {
    if (isObject(value)) return objectChange(before, name, value, member, writing);
  } else {
    const kept = keptValue(value, member, writing.context);
    if ('value' in kept) return kept;
    if (wrongKind === 'refused') complain(writing, name, `${humanized(name)} ${kept.wrong}`);
    return undefined;
  }
  if (wrongKind === 'refused') complain(writing, name, `${humanized(name)} is invalid`);
  return undefined;
}

/** A supplier's primary address and contact are changed in place and cannot be pointed at another id. */
const inPlace: ReadonlySet<string> = new Set(['primary-address', 'primary-contact']);

function objectChange(
  before: unknown,
  name: string,
  value: Fields,
  { type }: Member,
  writing: Writing,
): { value: unknown } | undefined {
  if (!isReference(type) || inPlace.has(name)) return { value: part(before, name, value, type, writing) };
  const found = referred(value, type, name, writing);
  if (typeof found !== 'string') return { value: found };
  const { wrongReference: reading } = writing.context.readings;
  const how = typeof reading === 'function' ? reading(writing.resource, name) : reading;
  if (how === 'refused') complain(writing, name, found);
  return undefined;
}

function part(
  before: unknown,
  name: string,
  value: Fields,
  type: string | undefined,
  writing: Writing,
): Fields {
  const own = isObject(before) ? before : { id: writing.context.nextId() };
  const inner = { ...writing, type, place: [...writing.place, name.replaceAll('-', '_')] };
  return { ...own, ...changesOf(own, value, inner) };
}

/** Fields that a customer has added; only those that are "API editable" are written. */
function customFields(before: unknown, value: unknown, { context, resource }: Writing): Fields | undefined {
  if (!isObject(value)) return undefined;
  const editable = context.customFields(resource);
  const written = Object.entries(value).filter(([name]) => !editable || editable.includes(name));
  return { ...(isObject(before) ? before : {}), ...Object.fromEntries(written) };
}
