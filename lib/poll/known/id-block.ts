import type { RecordId } from '../../scan/record-id';
import { BytesReader, BytesWriter } from './bytes';

/**
 * What ids are: whole numbers, texts of nothing but digits (numbers beyond 2^53 arrive as such), other numbers, other texts. The ids of one
 * block are of one kind.
 */
type Kind = 'n' | 'd' | 'o' | 't';

const kinds: readonly Kind[] = ['n', 'd', 'o', 't'];

/**
 * Ids as one short text: their kind and, in base64, the steps from one to the next. A number takes one byte for a step below 128,
 * two below 16,384; a text says how much of the one before it drops and what it adds.
 *
 * @param ids of one kind, in the order of `orderIds`, each once
 */
export function encodeIds(ids: readonly RecordId[]): string {
  const kind = kindOf(ids[0] ?? 0);
  const writer = new BytesWriter();
  if (kind === 'n') writeNumbers(writer, ids);
  else writeTexts(writer, ids);
  return kind + writer.toBase64();
}

/** Reads what `encodeIds` wrote. @throws {RangeError} if it is none. */
export function decodeIds(block: string): RecordId[] {
  const kind = block.charAt(0) as Kind;
  if (!kinds.includes(kind)) throw new RangeError('kind');
  const reader = new BytesReader(block.slice(1));
  if (kind === 'n') return readNumbers(reader);
  const texts = readTexts(reader);
  return kind === 'o' ? texts.map(Number) : texts;
}

/** An order of all ids there are, whatever order a tenant lists them in: by their kind, then by what they are. */
export function orderIds(a: RecordId, b: RecordId): number {
  const kind = kindOf(a);
  const byKind = kinds.indexOf(kind) - kinds.indexOf(kindOf(b));
  if (byKind !== 0) return byKind;
  if (kind === 'n' || kind === 'o') return Number(a) - Number(b);
  const [x, y] = [String(a), String(b)];
  return kind === 'd' && x.length !== y.length ? x.length - y.length : x < y ? -1 : Number(x > y);
}

/** Whether two ids may stand in one block. */
export function areAlike(a: RecordId, b: RecordId): boolean {
  return kindOf(a) === kindOf(b);
}

function kindOf(id: RecordId): Kind {
  if (typeof id === 'number') return Number.isSafeInteger(id) && id >= 0 && !Object.is(id, -0) ? 'n' : 'o';
  return /^(?:0|[1-9]\d*)$/.test(id) ? 'd' : 't';
}

function writeNumbers(writer: BytesWriter, ids: readonly RecordId[]): void {
  let before = 0;
  for (const id of ids) {
    const number = Number(id);
    writer.count(number - before);
    before = number;
  }
}

function readNumbers(reader: BytesReader): number[] {
  const ids: number[] = [];
  let before = 0;
  while (!reader.ended) {
    const step = reader.count();
    if (ids.length > 0 && step === 0) throw new RangeError('twice');
    before += step;
    ids.push(before);
  }
  return ids;
}

/** Bytes that are dropped or added of which half a byte can tell. */
const shortest = 15;

function writeTexts(writer: BytesWriter, ids: readonly RecordId[]): void {
  let before: Uint8Array = Buffer.alloc(0);
  for (const id of ids) {
    const bytes = Buffer.from(String(id));
    const shared = sharedStart(before, bytes);
    const dropped = before.length - shared;
    const added = bytes.length - shared;
    writer.byte(Math.min(dropped, shortest) * 16 + Math.min(added, shortest));
    if (dropped >= shortest) writer.count(dropped - shortest);
    if (added >= shortest) writer.count(added - shortest);
    writer.bytes(bytes.subarray(shared));
    before = bytes;
  }
}

function readTexts(reader: BytesReader): string[] {
  const ids: string[] = [];
  let before = Buffer.alloc(0);
  while (!reader.ended) {
    const head = reader.byte();
    const dropped = long(Math.floor(head / 16), reader);
    const added = long(head % 16, reader);
    if (dropped > before.length) throw new RangeError('dropped');
    before = Buffer.concat([before.subarray(0, before.length - dropped), reader.bytes(added)]);
    ids.push(before.toString('utf8'));
  }
  return ids;
}

function long(half: number, reader: BytesReader): number {
  return half < shortest ? half : shortest + reader.count();
}

function sharedStart(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < most && a[shared] === b[shared]) shared += 1;
  return shared;
}
