import { type Fields, type Id, isObject, type TenantRecord, toId } from './json';

/** What one record differs in from another of the same make. */
export interface Particulars {
  id: Id;
  created: string;
  updated: string;
}

/** Stands in a shape for the record's id within a text: `INV-${recordId}`. */
export const recordId = '«id»';
/** Stands in a shape for the record's created date. */
export const created = '«created»';
/** Stands in a shape for the record's updated date. */
export const updated = '«updated»';

/** Stands in a shape for a number made of the record's id and more digits: ids of lines are unique that way. */
export function numbered(suffix = ''): string {
  return `#${recordId}${suffix}`;
}

const blanks: Readonly<Record<string, keyof Particulars>> = {
  [recordId]: 'id',
  [created]: 'created',
  [updated]: 'updated',
};

/**
 * A record with blanks in it. Filling the blanks of its bytes is what makes pages of a million records cheap: nothing
 * is generated, serialised or encoded for them.
 */
export class Shape {
  private readonly fields: Fields;
  private readonly pieces: readonly (Buffer | keyof Particulars)[];

  /** @param present turns what the tenant holds into what it shows (spelling of names, hidden fields). */
  constructor(fields: Fields, present: (record: Fields) => Fields) {
    this.fields = fields;
    const unquoted = JSON.stringify(present(fields)).replace(/"#(«id»\d*)"/g, '$1');
    this.pieces = unquoted
      .split(/(«id»|«created»|«updated»)/)
      .map((piece) => blanks[piece] ?? Buffer.from(piece));
  }

  /** Appends the record's JSON, as shown. */
  write(particulars: Particulars, into: Buffer[]): void {
    const filling = {
      id: Buffer.from(String(particulars.id), 'latin1'),
      created: Buffer.from(particulars.created, 'latin1'),
      updated: Buffer.from(particulars.updated, 'latin1'),
    };
    for (const piece of this.pieces) into.push(typeof piece === 'string' ? filling[piece] : piece);
  }

  /** The record itself, as held. */
  record(particulars: Particulars): TenantRecord {
    return { ...(fill(this.fields, particulars) as Fields), id: particulars.id };
  }

  /** Whether records of this shape have that attribute (hyphenated). */
  has(name: string): boolean {
    return name in this.fields;
  }
}

/** Rewrites a record for `keys: 'underscore'` and for a default response filter that hides fields. */
export function presenter(
  keys: 'hyphen' | 'underscore',
  hidden: readonly string[],
): (record: Fields) => Fields {
  if (keys === 'hyphen' && hidden.length === 0) return (record) => record;
  return (record) => {
    const shown = Object.fromEntries(Object.entries(record).filter(([name]) => !hidden.includes(name)));
    return keys === 'hyphen' ? shown : (underscored(shown) as Fields);
  };
}

function underscored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(underscored);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name.replaceAll('-', '_'), underscored(part)]),
  );
}

function fill(value: unknown, particulars: Particulars): unknown {
  if (typeof value === 'string') return fillText(value, particulars);
  if (Array.isArray(value)) return value.map((part) => fill(part, particulars));
  if (!isObject(value)) return value;
  const filled: Fields = {};
  for (const name in value) filled[name] = fill(value[name], particulars);
  return filled;
}

function fillText(text: string, particulars: Particulars): unknown {
  if (!text.includes('«')) return text;
  const filled = text
    .replaceAll(recordId, String(particulars.id))
    .replaceAll(created, particulars.created)
    .replaceAll(updated, particulars.updated);
  return text.startsWith(`#${recordId}`) ? toId(filled.slice(1)) : filled;
}
