import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * How many entries the maps, sets and lists have that can be reached from some objects, by where each is found. Functions, and members that
 * begin with `#`, are not looked into.
 *
 * @param apart what is not looked into either: what belongs to the test
 */
export function entriesHeld(
  roots: Readonly<Record<string, object>>,
  apart: readonly object[],
): Map<string, number> {
  const seen = new Set<object>(apart);
  const held = new Map<string, number>();
  const ahead: [string, unknown][] = Object.entries(roots);
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    const [place, value] = next;
    if (typeof value !== 'object' || value === null || seen.has(value) || ArrayBuffer.isView(value)) continue;
    seen.add(value);
    const entries = entriesOf(value);
    if (entries !== undefined) held.set(place, (held.get(place) ?? 0) + entries.length);
    // All entries of one collection are of one place: a list that grows is one place that does.
    for (const entry of entries ?? []) ahead.push([`${place}[]`, entry]);
    if (entries === undefined)
      for (const [name, member] of Object.entries(value)) ahead.push([`${place}.${name}`, member]);
  }
  return held;
}

function entriesOf(value: object): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Set) return [...value];
  return value instanceof Map ? [...value].flat() : undefined;
}

/** The files of a folder, and their bytes. */
export function filesIn(folder: string): { names: string[]; bytes: number } {
  const names = readdirSync(folder).sort();
  return { names, bytes: names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) };
}

/** How many files, pipes and sockets this process has open, where the system tells: elsewhere 0. */
export function openFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}

/** JavaScript's heap after its garbage was collected, kilobytes. */
export function heapKilobytes(): number {
  collectGarbage();
  return Math.round(process.memoryUsage().heapUsed / 1024);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
