import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listInHead } from '../poll/ledger/salvage';
import type { Leftover } from './shown';

/** Nodes that are told of at most, the oldest first. */
const most = 200;

/** Bytes of a position file in which it says what is polled: they are at its head. */
const head = 1024;

/**
 * What a node keeps in the folder, by its id: its position (`<id>.json`), what belongs to it (`<id>.history.json`), copies of what
 * was damaged in them, and what a fleet took over. Anything else there is nobody's.
 */
const kept = /^(.+?)(?:\.[a-z]+)?\.json(?:\.(?:damaged|unsent)-[0-9a-f]{16}|\.before-fleet)?$/;

/** What stands in the name of a file that does not hold its node's whole id, and in no id as it is encoded: nobody knows whether that node is gone. */
export const shortened = '=';

/** The files of a node. */
interface Files extends Leftover {
  names: string[];
}

/**
 * What nodes left behind in the folder of positions that are in no flow any more.
 *
 * @param isKnown whether a node of this id is in the flow, running or not.
 */
export async function leftoversIn(folder: string, isKnown: (id: string) => boolean): Promise<Leftover[]> {
  const found = await filesIn(folder, isKnown);
  return Promise.all(
    found.slice(0, most).map(async ({ names, ...one }) => {
      const list = await listIn(join(folder, `${encodeURIComponent(one.id)}.json`));
      return { ...one, ...(list !== undefined && { list }) };
    }),
  );
}

/**
 * Removes what such nodes left behind. Which files these are is found out anew: whoever asks names ids only, and a node that is back
 * keeps its own.
 *
 * @returns how many files were removed.
 * @throws the file system's error.
 */
export async function removeLeftovers(
  folder: string,
  ids: readonly string[],
  isKnown: (id: string) => boolean,
): Promise<number> {
  const found = await filesIn(folder, isKnown);
  const asked = new Set(ids);
  const names = found.filter(({ id }) => asked.has(id)).flatMap((one) => one.names);
  for (const name of names) await rm(join(folder, name), { force: true });
  return names.length;
}

async function filesIn(folder: string, isKnown: (id: string) => boolean): Promise<Files[]> {
  // A folder that is not there has nothing in it.
  const names = await readdir(folder).catch((): string[] => []);
  const found = new Map<string, Files>();
  for (const name of names) {
    const id = ownerOf(name);
    if (id === undefined || beginnings(name).some(isKnown)) continue;
    const facts = await stat(join(folder, name)).catch(() => undefined);
    // Gone since, or a folder.
    if (!facts?.isFile()) continue;
    const writtenAt = facts.mtime.toISOString();
    const one = found.get(id) ?? { id, files: 0, bytes: 0, writtenAt, names: [] };
    one.files += 1;
    one.bytes += facts.size;
    one.names.push(name);
    if (writtenAt > one.writtenAt) one.writtenAt = writtenAt;
    found.set(id, one);
  }
  return [...found.values()].sort((one, other) => one.writtenAt.localeCompare(other.writtenAt));
}

function ownerOf(name: string): string | undefined {
  const encoded = kept.exec(name)?.[1];
  return encoded === undefined || encoded.includes(shortened) ? undefined : decoded(encoded);
}

/** Whose a file may be: ids of older Node-REDs have a dot in them. */
function beginnings(name: string): string[] {
  const ends = [...name.matchAll(/\./g)].map(({ index }) => index);
  return ends.map((end) => decoded(name.slice(0, end))).filter((id) => id !== undefined);
}

function decoded(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch (error) {
    // Nothing that was named for a node.
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** The list that a node polled, as the head of its position file has it: `https://acme.coupahost.com/api/invoices`. */
async function listIn(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const bytes = Buffer.alloc(head);
    const { bytesRead } = await file.read(bytes, 0, head, 0);
    return listInHead(bytes.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}
