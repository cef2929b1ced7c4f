import { valueAt } from '../../base/spelling';
import { naturalKeys } from '../../catalogue/natural-keys';

/** How people call a record: they know no ids. */
export interface RecordName {
  /** Its number, its name, or both: `INV-2`, `SUP-17 · Acme Supplies`; absent where it says nothing of the kind. */
  name?: string;
  /** The name of its supplier. */
  supplier?: string;
}

/** Characters of one member: what names a record is short, and lists of them are asked for often. */
const longest = 100;

/** What a record is called by where the catalogue knows no key of its list. */
const usual = ['invoice-number', 'po-number', 'order-number', 'number', 'code', 'name', 'title'];

/** What a record is called, by the members that tell it from others of its list, in either spelling. */
export function recordName(resource: string, record: unknown): RecordName {
  const key = keyOf(resource, record);
  const parts = [key, textAt(record, 'name')].filter((part) => part !== undefined);
  const supplier = textAt(record, 'supplier.name');
  return {
    ...(parts.length > 0 && { name: [...new Set(parts)].join(' · ') }),
    ...(supplier !== undefined && { supplier }),
  };
}

/** The first key of which all members are there; its supplier is told beside it. */
function keyOf(resource: string, record: unknown): string | undefined {
  const known = naturalKeys(resource).map(({ members }) => members.filter((one) => !isOfSupplier(one)));
  for (const members of [...known, ...usual.map((member) => [member])]) {
    const texts = members.map((member) => textAt(record, member));
    if (texts.length > 0 && !texts.includes(undefined)) return texts.join(' ');
  }
  return undefined;
}

function isOfSupplier(member: string): boolean {
  return member.startsWith('supplier.');
}

function textAt(record: unknown, path: string): string | undefined {
  const value = valueAt(record, path);
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  return text.trim().slice(0, longest);
}
