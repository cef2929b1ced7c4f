import type { Fields } from '../json';
import { readCondition } from '../reading/filters';

/** An object of CSO as the server holds it; its id is the text of up to 19 digits. */
export interface CsoRecord extends Fields {
  id: string;
}

/** The order an index has. CSO documents none; its published sample of markets is sorted by name. */
export type CsoOrder = 'id' | 'name' | 'newest';

/** The objects of one index, in memory. */
export class CsoCollection {
  private readonly records = new Map<string, CsoRecord>();

  constructor(
    private readonly nextId: () => string,
    private readonly order: CsoOrder,
  ) {}

  get size(): number {
    return this.records.size;
  }

  /** Adds an object and gives the record, with a new id unless it has one. */
  add(fields: Fields): CsoRecord {
    const { id, ...rest } = fields;
    const record: CsoRecord = { id: typeof id === 'string' ? id : this.nextId(), ...withoutNulls(rest) };
    this.records.set(record.id, record);
    return record;
  }

  /** Changes fields of an object; a null takes one away. */
  update(id: string, fields: Fields): boolean {
    const record = this.records.get(id);
    if (record === undefined) return false;
    this.records.set(id, { ...(withoutNulls({ ...record, ...fields }) as CsoRecord), id });
    return true;
  }

  remove(id: string): boolean {
    return this.records.delete(id);
  }

  get(id: string): CsoRecord | undefined {
    return this.records.get(id);
  }

  /** All objects that meet every condition, in the order of the index. */
  find(conditions: readonly [name: string, value: string][] = []): CsoRecord[] {
    const tests = conditions.map(([name, value]) => conditionTest(name, value));
    const found = [...this.records.values()].filter((record) => tests.every((test) => test(record)));
    if (this.order === 'newest') return found.reverse();
    return this.order === 'id' ? found : found.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  }
}

function nameOf(record: CsoRecord): string {
  return `${String(record['name'] ?? '')} ${record.id}`;
}

/** Compares texts, so that ids of 19 digits stay apart. */
function conditionTest(name: string, value: string): (record: CsoRecord) => boolean {
  const { path, operator } = readCondition(name, value);
  const wanted = value.split(',');
  return (record) => {
    const found = path.reduce<unknown>((part, step) => (part as Fields | undefined)?.[step], record);
    const text = found === undefined ? '' : String(found);
    if (operator === 'contains') return text.includes(value);
    if (operator === 'starts_with') return text.startsWith(value);
    if (operator === 'ends_with') return text.endsWith(value);
    if (operator === 'in') return wanted.includes(text);
    if (operator === 'not_in') return !wanted.includes(text);
    if (operator === 'not_eq') return text !== value;
    if (operator === 'blank') return (text === '') === (value !== 'false');
    if (operator === 'gt') return text > value;
    return text === value;
  };
}

function withoutNulls(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}
