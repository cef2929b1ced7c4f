import { isObject } from '../../../simulator/json';
import { type Member, objectType } from '../../../simulator/schemas/objects';

/**
 * What is wrong with an answer by what release 39 declares of its type: a member that there is not, a value of another
 * kind. Every member may be null; decimals are strings; custom fields are the customer's own.
 */
export function faultsOf(value: unknown, type: string, path = type): string[] {
  const members = objectType(type);
  if (!members || value === null) return [];
  if (!isObject(value)) return [`${path} is no object`];
  return Object.entries(value).flatMap(([name, part]) => {
    if (name === 'custom-fields') return [];
    const member = members.get(name);
    if (!member) return [`${path} has no member ${name}`];
    return part === null ? [] : memberFaults(part, member, `${path}.${name}`);
  });
}

const patterns: Readonly<Record<string, RegExp>> = {
  boolean: /^(?:true|false)$/,
  date: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/,
  integer: /^-?\d+$/,
  number: /^-?\d+(?:\.\d+)?$/,
};

const types: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  date: 'string',
  integer: 'number',
  number: 'string',
  text: 'string',
};

function memberFaults(
  value: unknown,
  { kind, type, length = Infinity, oneOf }: Member,
  path: string,
): string[] {
  if (kind === 'any') return [];
  if (kind === 'object') return faultsOf(value, type ?? '', path);
  if (kind === 'list') {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item, index) => faultsOf(item, type ?? '', `${path}[${index}]`));
  }
  const text = String(value);
  const isRight =
    typeof value === types[kind] && (patterns[kind]?.test(text) ?? true) && text.length <= length;
  return isRight && (oneOf?.includes(text) ?? true) ? [] : [`${path} is wrong: ${JSON.stringify(value)}`];
}
