import { hash } from 'node:crypto';
import type { Clock } from '../../base/clock';
import { CoupaError } from '../../base/errors';
import { Slices } from '../../base/slices';
import { phrase } from '../../base/text/phrase';
import { digestOf, ListedRecord, ReadRecord } from '../../connection/json/listed-record';
import type { FoundPage, FoundRecord } from '../../ports/page-readers';
import type { Requester } from '../../ports/requester';
import { idOf } from '../../scan/page';
import { withoutNulls } from '../model/message';
import type { RecordReader, Version } from '../model/record';
import type { PollSettings } from '../model/settings';

/** What reads pages for others. */
export interface PageForOthersParts {
  requester: Requester;
  reader: RecordReader;
  settings: Pick<PollSettings, 'resource' | 'removeNulls'>;
  clock: Clock;
}

/** A page with the payloads of its records, as JSON texts. */
type ReadPage = FoundPage & { payloads: readonly string[] };

/**
 * Reads one page of a list for an instance that leads: all of the work that needs no memory of what was sent.
 *
 * @returns `undefined` where something is wrong with the page: then who leads reads it, and says what.
 * @throws {CoupaError} if the request fails; the signal's reason.
 */
export async function readForOthers(
  { requester, reader, settings, clock }: PageForOthersParts,
  path: string,
  signal: AbortSignal,
): Promise<ReadPage | undefined> {
  const purpose = phrase`reading ${settings.resource}`;
  const answer = await requester.request({ path, purpose, list: 'unparsed', priority: 'background', signal });
  if (answer.statusCode !== 200 || !Array.isArray(answer.body)) return undefined;
  const slices = new Slices(clock);
  const records: FoundRecord[] = [];
  const payloads: string[] = [];
  for (const listed of answer.body as unknown[]) {
    const read = oneOf(listed);
    const id = idOf(read);
    const version = id === undefined ? undefined : versionOf(reader, read);
    if (id === undefined || version === undefined) return undefined;
    const payload = payloadOf(version, settings.removeNulls);
    records.push(foundOf(id, version, payload.digest));
    payloads.push(payload.text);
    if (slices.used) await slices.rest();
    signal.throwIfAborted();
  }
  const { bytes = 0, requests, date } = answer;
  return { records, payloads, bytes, requests, ...(date !== undefined && { date }) };
}

/** What a listed record is once it is parsed; nothing where it may be several, or none. */
function oneOf(listed: unknown): unknown {
  if (!(listed instanceof ListedRecord)) return listed;
  const parts = listed.read();
  return parts.length === 1 ? parts[0] : undefined;
}

function versionOf(reader: RecordReader, read: unknown): Version | undefined {
  // A parsed object of another kind has no bytes to be known by.
  if (!(read instanceof ReadRecord)) return undefined;
  try {
    return reader.read(read);
  } catch (error) {
    if (error instanceof CoupaError) return undefined;
    throw error;
  }
}

function payloadOf({ record, text }: Version, removeNulls: boolean): { text: string; digest?: string } {
  if (!removeNulls) return { text: text ?? JSON.stringify(record) };
  const sent = withoutNulls(record) as object;
  return { text: JSON.stringify(sent), digest: digestOf(sent) };
}

function foundOf(id: number | string, version: Version, sent: string | undefined): FoundRecord {
  const { updatedAt, createdAt, fingerprint = '', remembered: digest } = version;
  return { id, key: version.id, updatedAt, createdAt, fingerprint, digest, sent: sent ?? digest };
}

/**
 * Tells how an instance reads and sends the records of a poll: whoever has the same may read pages for it.
 *
 * @param view tells what its connection may see: of a page that was read with other rights, records may be missing.
 */
export function shapeOf(settings: PollSettings, view: string): string {
  return hash('sha256', JSON.stringify([form, settings, view]), 'base64url').slice(0, 16);
}

/** Of what is told of a page. */
const form = 1;
