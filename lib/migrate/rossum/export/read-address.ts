import { downloadsOf } from '../../../catalogue/files';
import type { RecordOperation } from '../../../catalogue/record-operations';
import { actionsOf, type WriteOperation, writeOperations } from '../../../catalogue/write-operations';
import { type BuiltValue, constant, type Expression } from '../../model/built-value';
import { type Placeholders, readFilledText } from './placeholders';

/** What a call is about, as its method and address say. */
export interface Address {
  resource: string;
  operation: RecordOperation;
  action: string;
  id?: Expression;
  file?: string;
  parameters?: BuiltValue;
}

/** Characters that an address has at most. */
const longest = 2000;

/**
 * Reads the address of a call to Coupa, whose host may be a placeholder: `{field.base}api/invoices/{field.id}/submit`. Only plain names become
 * parts of a resource or an action, so that nothing in them is filled in later.
 *
 * @returns `'hidden'` where all of it is a placeholder, `undefined` where it is nothing that a node does
 */
export function readAddress(
  url: string,
  method: string,
  placeholders: Placeholders,
): Address | 'hidden' | undefined {
  if (url.length > longest) return undefined;
  const ids: Expression[] = [];
  const marked = url
    .trim()
    .replaceAll('\0', '')
    .replace(placeholders.pattern, (_, inside: string) => `\0${ids.push(placeholders.read(inside)) - 1}\0`);
  const [, path = '', query = ''] =
    /^(?:https?:\/\/[^/?#]*|\0\d+\0)?\/?([^?#]*)(?:\?([^#]*))?/i.exec(marked) ?? [];
  if (path === '') return 'hidden';
  const segments = path.split('/').filter((one) => one !== '');
  if (segments[0]?.toLowerCase() === 'api') segments.shift();
  const parts = segments.map((segment) => partOf(segment, ids));
  if (parts.length > 8 || parts.includes(undefined)) return undefined;
  const address = addressOf(parts as Part[], method);
  if (address === undefined) return undefined;
  return withQuery(address, query, (text) => unmarked(text, ids));
}

type Part = string | Expression;

function partOf(segment: string, ids: readonly Expression[]): Part | undefined {
  const marker = /^\0(\d+)\0$/.exec(segment)?.[1];
  if (marker !== undefined) return ids[Number(marker)];
  if (/^\d+$/.test(segment)) return constant(segment);
  return /^[A-Za-z_][\w-]*$/.test(segment) ? segment : undefined;
}

function addressOf(parts: readonly Part[], method: string): Address | undefined {
  const firstId = parts.findIndex((part) => typeof part !== 'string');
  const names = (firstId < 0 ? parts : parts.slice(0, firstId)) as readonly string[];
  for (let length = names.length; length > 0; length--) {
    const resource = names.slice(0, length).join('/');
    const operations = writeOperations(resource);
    if (operations.length === 0) continue;
    return operationOf(resource, operations, parts.slice(length), method);
  }
  return undefined;
}

function operationOf(
  resource: string,
  operations: readonly WriteOperation[],
  [id, ...more]: readonly Part[],
  method: string,
): Address | undefined {
  if (id === undefined) return simple(resource, { POST: 'create', GET: 'list' }, method);
  const names = more.filter((one) => typeof one === 'string');
  if (names.length < more.length) return undefined;
  const action = names.join('/');
  if (typeof id === 'string') {
    const whole = [id, ...names].join('/');
    const known = operations.some(
      (one) => one.kind === 'action' && !one.ofRecord && one.action === whole && isOne(one, method),
    );
    return known ? { resource, operation: 'action', action: whole } : undefined;
  }
  if (action === '') {
    const address = simple(
      resource,
      { PUT: 'update', PATCH: 'update', DELETE: 'delete', GET: 'get' },
      method,
    );
    return address && { ...address, id };
  }
  return belowRecord(resource, operations, action, method, id);
}

function belowRecord(
  resource: string,
  operations: readonly WriteOperation[],
  action: string,
  method: string,
  id: Expression,
): Address | undefined {
  if (method === 'GET') {
    const file = downloadsOf(resource).find(({ path }) => path.endsWith(`/{id}/${action}`))?.file;
    return file === undefined ? undefined : { resource, operation: 'download', action: '', id, file };
  }
  const found = operations.find(
    (one) => one.ofRecord && one.path.endsWith(`/{id}/${action}`) && isOne(one, method),
  );
  if (found?.kind === 'attach') return { resource, operation: 'attach', action: '', id };
  if (found?.kind === 'file') return { resource, operation: 'attach', action: '', id, file: action };
  return found?.kind === 'action' ? { resource, operation: 'action', action, id } : undefined;
}

function isOne({ methods }: WriteOperation, method: string): boolean {
  return methods.some((one) => one === method);
}

function simple(
  resource: string,
  operations: Readonly<Record<string, RecordOperation>>,
  method: string,
): Address | undefined {
  const operation = Object.hasOwn(operations, method) ? operations[method] : undefined;
  return operation && { resource, operation, action: '' };
}

/** `?exported=true` is what `markExported` does by itself. */
function withQuery(address: Address, query: string, read: (text: string) => BuiltValue): Address {
  const given = query.split('&').filter((one) => one !== '');
  const isMark = address.operation === 'update' && given.some((one) => /^exported=true$/i.test(one));
  const marked: Address = isMark ? { ...address, operation: 'markExported' } : address;
  const members = given
    .filter((one) => !isMark || !/^exported=/i.test(one))
    .map((one) => {
      const [, key = one, text = ''] = /^([^=]*)=(.*)$/s.exec(one) ?? [];
      return { kind: 'member' as const, key: decoded(key), value: read(decoded(text)) };
    });
  return members.length === 0 ? marked : { ...marked, parameters: { kind: 'object', members } };
}

/** A text whose placeholders were marked, as a value. */
function unmarked(text: string, ids: readonly Expression[]): BuiltValue {
  const read = (index: string): Expression => ids[Number(index)] ?? constant('');
  return readFilledText(text, { pattern: /\0(\d+)\0/g, read });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** What a call whose address stands in the document is for: what it carries says it, and else the names that it has. */
export function guessAddress(
  method: string,
  carries: { template: boolean; file: boolean; attachment: boolean },
  names: string,
): Address | undefined {
  const resource = 'invoices';
  if (carries.attachment) return { resource, operation: 'attach', action: '' };
  if (carries.file) {
    const isScan = method === 'PUT' || /scan/i.test(names);
    return { resource, operation: 'attach', action: '', ...(isScan && { file: 'image_scan' }) };
  }
  if (carries.template) return simple(resource, { POST: 'create', PUT: 'update', PATCH: 'update' }, method);
  if (method !== 'PUT' && method !== 'PATCH') return undefined;
  const words = names.toLowerCase().split(/[^a-z]+/);
  const action = actionsOf(resource).find((one) => words.includes(one.action))?.action ?? '';
  return { resource, operation: 'action', action };
}
