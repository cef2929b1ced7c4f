import { canonical, type Fields } from '../json';
import objects from './objects.json';
import { operationAt, operationOf, patterns } from './operations';

/** What kind of value a member of a Coupa object holds. */
export type MemberKind = 'text' | 'number' | 'integer' | 'boolean' | 'date' | 'object' | 'list' | 'any';

/** One member of a Coupa object, as release 39 declares it. */
export interface Member {
  kind: MemberKind;
  /** Of an object, or of the objects in a list: its type, `Supplier`. */
  type?: string;
  /** Characters of a text at most. */
  length?: number;
  oneOf?: readonly string[];
  /** Declared as not writable. Not to be trusted: Coupa's own examples send some of these. */
  readOnly: boolean;
}

/** Members by their hyphenated names. */
export type ObjectType = ReadonlyMap<string, Member>;

/**
 * The members of a type, `InvoiceHeader`. The table in `objects.json` was compiled from Coupa's Swagger files of release
 * 39 (test/unit/simulator/compile-tables.ts does it, and a test compares), for every type that a write can name:
 * `name:kind`, where `s255` is a text, `n` a decimal, `i` an integer, `b` a boolean, `d` a date, `Supplier` an object,
 * `[Tag]` a list, `*` anything; `!` says read-only, `=a|b` what a text must be one of.
 */
export function objectType(name: string | undefined): ObjectType | undefined {
  if (name === undefined) return undefined;
  const known = types.get(name);
  if (known) return known;
  const text = (objects as Readonly<Record<string, string>>)[name];
  if (text === undefined) return undefined;
  const type = new Map(text.split(' ').map(readMember));
  types.set(name, type);
  return type;
}

/** The type of a resource's records: `InvoiceHeader` of `invoices`, `RemitToAddress` of `suppliers/17/addresses`. */
export function typeNameOf(resource: string): string | undefined {
  const operation = operationAt(resource) ?? operationAt(`${resource}/1`);
  return operation?.type ?? typeOfActions(resource.replace(/\/\d+/g, '/{}'));
}

/** Where only actions are declared, `asn/lines/{}/receive` or `data_file_sources/load_file`, they say what they act on. */
function typeOfActions(pattern: string): string | undefined {
  const action = patterns().find((each) => {
    const rest = each.startsWith(`${pattern}/`) ? each.slice(pattern.length + 1).replace('{}/', '') : '/';
    const isAction = !rest.includes('/') && operationOf(`${each}/{}`) === undefined;
    return isAction && operationOf(each)?.type !== undefined;
  });
  return action === undefined ? undefined : operationOf(action)?.type;
}

/** A record of which nothing was said yet: every member its type has, empty. */
export function blankOf(resource: string): Fields {
  const type = objectType(typeNameOf(resource));
  return Object.fromEntries([...(type ?? [])].map(([name, member]) => [name, emptyValue(member)]));
}

const types = new Map<string, ObjectType>();

const simple: Readonly<Record<string, MemberKind>> = {
  n: 'number',
  i: 'integer',
  b: 'boolean',
  d: 'date',
  '*': 'any',
};

function readMember(text: string): [string, Member] {
  const [, name = '', kind = '', type, length, readOnly = '', values] =
    /^([^:]+):((?:\[?([A-Z][\w-]*)?\]?)|s(\d*)|[nibd*])(!?)(?:=(.+))?$/.exec(text) ?? [];
  const member: Member = { kind: kindOf(kind), readOnly: readOnly === '!' };
  if (type !== undefined) member.type = type;
  if (length) member.length = Number(length);
  if (values !== undefined) member.oneOf = values.split('|');
  return [canonical(name), member];
}

function kindOf(text: string): MemberKind {
  if (text.startsWith('[')) return 'list';
  if (text.startsWith('s')) return 'text';
  return simple[text] ?? 'object';
}

function emptyValue({ kind }: Member): unknown {
  if (kind === 'list') return [];
  return kind === 'boolean' ? false : null;
}
