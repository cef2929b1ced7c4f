import { listOf } from '../lists';
import { type MemberFacts, memberFacts, writeFacts } from '../read-data';
import { identifyingKeys } from './identifying-keys';

/** `plain`: a value, Coupa's files do not say of which kind. `any`: they say nothing that is true. `object`: a reference to another record, or an object of the record itself. */
export type MemberKind =
  | 'string'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'dateTime'
  | 'date'
  | 'time'
  | 'object'
  | 'plain'
  | 'any';

/** One member of a record. */
export interface Member {
  /** As JSON has it: `invoice-number`. */
  name: string;
  /** Of the values in it where it is a list. */
  kind: MemberKind;
  list: boolean;
  /** Declared so; Coupa's own examples set some of them all the same. */
  readOnly: boolean;
  /** Characters at most, of a text. */
  maxLength?: number;
  /** All values that release 39 knows, where they are few. */
  choices?: readonly string[];
  /** The definition of the object: `Currency`. */
  definition?: string;
  /** The resource that the object is a record of, by its path below `/api/`: `currencies`. Absent: it is no list of its own. */
  resource?: string;
  /** The members of the object that tell which record is meant: `code`, `id`. Absent: it is an object of the record itself, or not known. */
  identifiedBy?: readonly string[];
}

/** The members that records of a resource have in release 39, by name; empty where it is not known. Custom fields are not among them. */
export function membersOf(resource: string): ReadonlyMap<string, Member> {
  const definition = recordOf(resource);
  return definition === undefined ? new Map() : membersOfDefinition(definition);
}

/** The definition that records of a resource have in Coupa's Swagger files: `InvoiceHeader`. `undefined` where it is not known. */
export function recordOf(resource: string): string | undefined {
  const list = listOf(resource);
  return list?.declared.record ?? list?.documented.record;
}

/** The members of an object by its definition; empty where that is not known. */
export function membersOfDefinition(definition: string): ReadonlyMap<string, Member> {
  const known = parsed.get(definition);
  if (known !== undefined) return known;
  const table = memberFacts();
  const members = parse(Object.hasOwn(table, definition) ? (table[definition] ?? {}) : {});
  // Names from outside do not fill the memory: only what is there is kept.
  if (members.size > 0) parsed.set(definition, members);
  return members;
}

const parsed = new Map<string, ReadonlyMap<string, Member>>();

function parse(facts: MemberFacts): ReadonlyMap<string, Member> {
  const members = Object.entries(facts).flatMap(([text, names]) => {
    const [, kind = '', list = '', readOnly = ''] = /^(.*?)(\[\])?(!)?$/.exec(text) ?? [];
    const described = describe(kind);
    return names
      .split(' ')
      .map((name): Member => ({ name, list: list !== '', readOnly: readOnly !== '', ...described }));
  });
  return new Map(members.map((member) => [member.name, member]));
}

function describe(kind: string): Omit<Member, 'name' | 'list' | 'readOnly'> {
  const known = plain[kind];
  if (known !== undefined) return { kind: known };
  if (kind.includes('=')) return { kind: 'integer', choices: kind.replace(/^.*=/, '').split('|') };
  if (kind.includes('|')) return { kind: 'string', choices: kind.split('|') };
  const [, length] = /^string\((\d+)\)$/.exec(kind) ?? [];
  if (length !== undefined) return { kind: 'string', maxLength: Number(length) };
  if (kind.startsWith('decimal(')) return { kind: 'decimal' };
  const resource = resourceOf(kind);
  const keys = identifyingKeys(kind);
  return {
    kind: 'object',
    definition: kind,
    ...(resource === undefined ? {} : { resource }),
    ...(keys.length === 0 ? {} : { identifiedBy: keys }),
  };
}

const plain: Readonly<Record<string, MemberKind>> = {
  string: 'string',
  text: 'string',
  integer: 'integer',
  decimal: 'decimal',
  boolean: 'boolean',
  datetime: 'dateTime',
  date: 'date',
  time: 'time',
  plain: 'plain',
  any: 'any',
};

/** The shortest path of a list that has such records and does not lie below a record. */
function resourceOf(definition: string): string | undefined {
  lists ??= listsByRecord();
  return lists.get(definition === 'UserSimple' ? 'User' : definition);
}

let lists: ReadonlyMap<string, string> | undefined;
function listsByRecord(): ReadonlyMap<string, string> {
  const paths = Object.keys(writeFacts()).filter((path) => !path.includes('{'));
  const longestFirst = paths.sort((one, other) => other.length - one.length);
  return new Map(
    longestFirst.flatMap((path) => {
      const { record } = writeFacts()[path] ?? {};
      return record === undefined ? [] : [[record, path] as const];
    }),
  );
}
