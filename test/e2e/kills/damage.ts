import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Random } from '../../simulator/random';

/** What can happen to a file between a crash and the next start. */
export const damageKinds = ['cut', 'flip', 'empty', 'otherJson', 'litter'] as const;

export type DamageKind = (typeof damageKinds)[number];

/** A file that was damaged. */
export interface Damage {
  kind: DamageKind;
  path: string;
  /** What it held afterwards. */
  left: Buffer;
  /** What was done, for a person who reads a failure. */
  what: string;
}

/** Damages a file. `undefined` if there is nothing to damage: it does not exist yet. */
export function damage(path: string, kind: DamageKind, random: Random): Damage | undefined {
  if (!existsSync(path)) return undefined;
  const whole = readFileSync(path);
  if (kind === 'litter') return litter(path, whole, random);
  const { bytes, what } = damaged(whole, kind, random);
  writeFileSync(path, bytes);
  return { kind, path, left: bytes, what };
}

/** Whether the file is still what the damage left. */
export function isStillThere({ path, left }: Damage): boolean {
  return existsSync(path) && readFileSync(path).equals(left);
}

function damaged(
  whole: Buffer,
  kind: Exclude<DamageKind, 'litter'>,
  random: Random,
): { bytes: Buffer; what: string } {
  switch (kind) {
    case 'cut': {
      // Not only the line break at its end, without which the document is whole.
      const length = random.integer(1, Math.max(1, whole.length - 2));
      return { bytes: whole.subarray(0, length), what: `cut to ${length} of ${whole.length} bytes` };
    }
    case 'flip': {
      const bytes = Buffer.from(whole);
      const at = random.integer(0, whole.length - 1);
      const bit = random.integer(0, 7);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      return { bytes, what: `bit ${bit} of byte ${at} of ${whole.length} flipped: ${around(whole, at)}` };
    }
    case 'empty':
      return { bytes: Buffer.alloc(0), what: 'emptied' };
    case 'otherJson': {
      const text = random.pick([
        '{}',
        '[]',
        'null',
        '{"format":1}',
        '{"version":1,"lists":{}}',
        '"position"',
      ]);
      return { bytes: Buffer.from(`${text}\n`), what: `replaced by ${text}` };
    }
  }
}

/** What a process that was killed while it wrote leaves beside a file that is whole. */
function litter(path: string, whole: Buffer, random: Random): Damage {
  const half = whole.subarray(0, random.integer(0, whole.length));
  for (const ending of ['.tmp', '.4711-a1b2.tmp']) writeFileSync(path + ending, half);
  return { kind: 'litter', path, left: whole, what: `half a file of ${half.length} bytes beside it` };
}

function around(bytes: Buffer, at: number): string {
  return JSON.stringify(bytes.subarray(Math.max(0, at - 20), at + 20).toString('latin1'));
}
