import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DeclaredOperation, readSwagger, schemaFolder } from './coupa-schemas';

interface Property {
  type?: string;
  format?: string;
  readOnly?: boolean;
  enum?: string[];
  $ref?: string;
  items?: { $ref?: string };
}

/** What Coupa's Swagger files say of writing, as `test/simulator/schemas/*.json` keep it. */
export interface Tables {
  objects: { [type: string]: string };
  operations: { [pattern: string]: string };
}

/**
 * Compiles the tables of the simulator from Coupa's Swagger files of release 39: every write operation, and every type
 * that the body of one can reach. `npx tsx test/unit/simulator/compile-tables.ts` writes them anew.
 */
export function compileTables(): Tables {
  const types = new Map<string, Map<string, Property>>();
  const paths = new Map<string, { [verb: string]: DeclaredOperation }>();
  for (const file of readdirSync(schemaFolder).sort()) {
    const { basePath, paths: own, definitions } = readSwagger(file.replace('.json', ''));
    for (const [name, definition] of Object.entries(definitions)) addType(types, name, definition);
    for (const [each, verbs] of Object.entries(own)) {
      const pattern = `${basePath}${each}`
        .replace('//', '/')
        .replace('/api/', '')
        .replace(/\{[^}]+\}/g, '{}');
      // One path may have its verbs in several places, under other names of its ids.
      paths.set(pattern, { ...paths.get(pattern), ...verbs });
    }
  }
  const texts = [...paths].map(([pattern, verbs]) => [pattern, operationText(verbs)] as const);
  const operations = Object.fromEntries(texts.filter(([, text]) => text !== ''));
  return { objects: reachable(types, operations), operations: sorted(operations) };
}

const verbsThatWrite = ['post', 'put', 'patch', 'delete'];

/** Lists whose items the files name wrongly: `attachments: InvoiceHeader[]`. */
const corrected: Readonly<Record<string, string>> = {
  attachments: 'Attachment',
  'supplier-sites': 'SupplierSite',
  tags: 'Tag',
};

function addType(types: Map<string, Map<string, Property>>, name: string, definition: unknown): void {
  const { properties = {} } = definition as { properties?: { [member: string]: Property } };
  const members = types.get(name) ?? new Map<string, Property>();
  for (const [member, property] of Object.entries(properties)) {
    if (!members.has(member)) members.set(member, property);
  }
  types.set(name, members);
}

function operationText(verbs: { [verb: string]: DeclaredOperation }): string {
  const written = verbsThatWrite.filter((verb) => verb in verbs);
  const bodies = written.flatMap((verb) =>
    (verbs[verb]?.parameters ?? []).filter((parameter) => parameter.in === 'body'),
  );
  const type = bodies.map(({ schema }) => nameOf(schema?.$ref)).find((name) => name !== '');
  return [...written.map((verb) => verb.toUpperCase()), ...(type === undefined ? [] : [type])].join(' ');
}

function reachable(
  types: Map<string, Map<string, Property>>,
  operations: Tables['operations'],
): Tables['objects'] {
  const wanted = Object.values(operations).map((text) => text.split(' ').at(-1) ?? '');
  const objects: Tables['objects'] = {};
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const members = types.get(name);
    if (name in objects || !members || members.size === 0) continue;
    const written = [...members].map(([member, property]) => `${member}:${kindOf(member, property)}`);
    objects[name] = written.sort().join(' ');
    for (const [member, property] of members) {
      wanted.push(corrected[member] ?? nameOf(property.$ref ?? property.items?.$ref));
    }
  }
  return sorted(objects);
}

function kindOf(
  member: string,
  { type, format = '', readOnly, enum: values, $ref, items }: Property,
): string {
  const mark = readOnly ? '!' : '';
  if ($ref !== undefined) return nameOf($ref) + mark;
  switch (type) {
    case 'array':
      return `[${corrected[member] ?? nameOf(items?.$ref)}]${mark}`;
    case 'integer':
      return `i${mark}`;
    case 'number':
      return `n${mark}`;
    case 'boolean':
      return `b${mark}`;
    case 'string':
      return format === 'datetime' || format === 'date' ? `d${mark}` : `s${textKind(format, mark, values)}`;
    default:
      return `*${mark}`;
  }
}

/** Enumerations of words only: those of time zones have hundreds of values. */
function textKind(format: string, mark: string, values: string[] = []): string {
  const length = /^string\((\d+)\)/.exec(format)?.[1] ?? '';
  const isPlain =
    values.length > 0 && values.length <= 60 && values.every((value) => /^[\w:-]+$/.test(value));
  return length + mark + (isPlain ? `=${values.join('|')}` : '');
}

function nameOf(reference = ''): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function sorted(table: { [name: string]: string }): { [name: string]: string } {
  const names = Object.keys(table).sort();
  return Object.fromEntries(names.map((name) => [name, table[name] ?? '']));
}

if (require.main === module) {
  const { objects, operations } = compileTables();
  const folder = path.resolve(__dirname, '../../simulator/schemas');
  for (const [name, table] of Object.entries({ objects, operations })) {
    writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(table, undefined, 2)}\n`);
  }
}
