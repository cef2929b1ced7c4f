import { attribute, canonical, type Fields, isObject } from '../json';
import { InvalidQuery } from './filters';

/** What `fields=["id",{"invoice_lines":["id"]}]` asks for: attributes, and what to take of each. */
type Selection = Map<string, Selection | undefined>;

/** Compiles a `fields` parameter into what cuts a record down to it. @throws {InvalidQuery} */
export function fieldSelector(text: string): (record: Fields) => Fields {
  const selection = readSelection(parse(text));
  return (record) => select(record, selection) as Fields;
}

/** Cuts records down for `return_object`: `limited` leaves the id, `shallow` leaves ids of nested objects. */
export function returnObject(kind: string): (record: Fields) => Fields {
  if (kind === 'limited') return ({ id }) => ({ id });
  if (kind !== 'shallow') return (record) => record;
  return (record) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, shallow(name, value)]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidQuery('fields', `is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

function readSelection(value: unknown): Selection {
  if (!Array.isArray(value)) throw new InvalidQuery('fields', 'is not a list');
  const selection: Selection = new Map();
  for (const entry of value) {
    if (typeof entry === 'string') selection.set(canonical(entry), undefined);
    else if (isObject(entry)) {
      for (const [name, inner] of Object.entries(entry)) selection.set(canonical(name), readSelection(inner));
    } else throw new InvalidQuery('fields', 'holds neither a name nor an object');
  }
  return selection;
}

function select(value: unknown, selection: Selection): unknown {
  if (Array.isArray(value)) return value.map((part) => select(part, selection));
  if (!isObject(value)) return value;
  const chosen: Fields = {};
  for (const [name, inner] of selection) {
    const found = attribute(value, name);
    if (found !== undefined) chosen[name] = inner ? select(found, inner) : found;
  }
  return chosen;
}

function shallow(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => shallow(name, part));
  return isObject(value) && name !== 'custom-fields' ? { id: value['id'] } : value;
}
