import { clip } from '../../../base/finding';
import {
  type BuiltValue,
  built,
  call,
  constant,
  type ElementPart,
  type Expression,
  type MemberPart,
  path,
  type TextPart,
} from '../../model/built-value';
import { asObject } from '../../pasted/outside-value';

/** How a generation of Rossum's exports writes what is to be filled in. */
export interface Placeholders {
  /** Finds them one after the other; its first group is what stands in them. It never looks at a letter twice. */
  pattern: RegExp;
  read(inside: string): Expression;
}

/** `@{schema_id}` of the first two generations. */
export function fieldPlaceholders(field: (id: string) => Expression): Placeholders {
  return { pattern: /@\{([^{}]{1,200})\}/g, read: (inside) => field(inside.trim()) };
}

/** `{field.x}`, `{payload.document.id}` of the third generation. */
export const stagePlaceholders: Placeholders = {
  pattern: /\{([A-Za-z_][\w.@-]{0,200})\}/g,
  read: readStagePath,
};

/** `field.x`, `payload.document.original_file_name`, `property.scan.content.@`, `item.content.@`, as a path of this package. */
export function readStagePath(text: string): Expression {
  const [root = '', ...keys] = text.replace(/\.@$/, '').split('.');
  const last = keys.at(-1);
  if (root === 'field' && keys.length > 0) return path('fields', ...keys);
  if (root === 'payload' && keys[0] === 'document' && last === 'content')
    return fileMember('document', 'data');
  if (root === 'payload' && keys[0] === 'document' && last === 'original_file_name') return originalName;
  if (root === 'payload' && keys.length > 0 && keys[0] !== 'secrets') return path('payload', ...keys);
  if (root === 'property') return fileMember(keys[0] ?? '', 'data');
  if (root === 'item') {
    const row = (...names: string[]): Expression => ({ kind: 'path', source: 'row', keys: names, depth: 1 });
    if (last === 'content') return call('needed', row('data'), constant('data'));
    if (last === 'original_file_name') return row('filename');
    return row(...keys);
  }
  return { kind: 'unread', text: clip(text, 200) };
}

/** A member of a file that the flow has put into `msg.files`. */
export function fileMember(
  file: string,
  member: 'data' | 'filename' | 'contentType' | 'encoding',
): Expression {
  const at = path('files', file, member);
  return member === 'data' ? call('needed', at, constant(`msg.files.${clip(file, 100)}.data`)) : at;
}

/** What the document's file is called. */
export const originalName: Expression = call(
  'given',
  path('payload', 'document', 'original_file_name'),
  fileMember('document', 'filename'),
);

/** A value with placeholders in its texts, at any depth. A text that is one placeholder is its value. */
export function readFilled(value: unknown, placeholders: Placeholders): BuiltValue {
  if (typeof value === 'string') return readFilledText(value, placeholders);
  if (Array.isArray(value)) {
    const elements = value.map(
      (one): ElementPart => ({
        kind: 'element',
        value: readFilled(one, placeholders),
      }),
    );
    return { kind: 'array', elements };
  }
  const object = asObject(value);
  if (object === undefined)
    return constant(typeof value === 'number' || typeof value === 'boolean' ? value : null);
  const members = Object.entries(object).map(
    ([key, one]): MemberPart => ({
      kind: 'member',
      key,
      value: readFilled(one, placeholders),
    }),
  );
  return { kind: 'object', members };
}

/** A text with placeholders; one that is nothing but a placeholder is its value. */
export function readFilledText(text: string, placeholders: Placeholders): BuiltValue {
  const parts = partsOf(text, placeholders);
  const [only] = parts;
  if (only === undefined) return constant('');
  if (parts.length > 1) return { kind: 'text', parts };
  if (only.kind === 'chars') return constant(only.chars);
  return only.kind === 'choice' ? { kind: 'text', parts } : built(only);
}

function partsOf(text: string, { pattern, read }: Placeholders): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > at) parts.push({ kind: 'chars', chars: text.slice(at, found.index) });
    parts.push(read(found[1] ?? ''));
    at = found.index + found[0].length;
  }
  if (at < text.length) parts.push({ kind: 'chars', chars: text.slice(at) });
  return parts;
}
