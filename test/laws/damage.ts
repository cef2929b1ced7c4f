import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MemoryStore } from '../unit/poll/rig';

/** What happens to a stored document while no process looks; `at` says where, or which. */
export interface Damage {
  kind: 'cut' | 'flip' | 'empty' | 'other' | 'misspelt' | 'backup';
  at: number;
}

export const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('cut' as const, 'flip' as const) },
    fc.constantFrom('empty' as const, 'other' as const, 'misspelt' as const, 'backup' as const),
  ),
  at: fc.nat(1_000_000),
});

/** Valid JSON that is no state, or none of a version that is known. */
const others = ['{}', '[]', 'null', '17', '"x"', 'false', '{"format":1}', '{"format":2}', '{"format":3}'];

/** A text that was damaged. Texts of the model are ASCII: a character is a byte. */
export function damaged(text: string, { kind, at }: Damage): string {
  const where = at % Math.max(1, text.length);
  if (kind === 'cut') return text.slice(0, where);
  if (kind === 'flip') return replaced(text, where, text.charCodeAt(where) ^ (1 << (at % 7)));
  if (kind === 'misspelt') {
    const names = [...text.matchAll(/"[a-zA-Z]+":/g)];
    return replaced(text, (names[at % Math.max(1, names.length)]?.index ?? 0) + 1, 88);
  }
  return kind === 'empty' ? '' : (others[at % others.length] ?? '');
}

function replaced(text: string, at: number, code: number): string {
  return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
}

/** What a start has to tell of the document that it finds. */
export type Expected =
  /** It is one that was saved. */
  | { kind: 'nothing' }
  /** It is damaged, and its head is not: it proves this moment, if any. */
  | { kind: 'head'; proven: number | undefined }
  /** Not even its head is as it was saved. */
  | { kind: 'lost' };

/** What a message says of the file that a start has found. */
export function toldIn(message: string): Expected {
  assert.match(message, /^The stored position of this node /);
  const moment = /everything up to (\S+) was delivered/.exec(message)?.[1];
  if (moment !== undefined) return { kind: 'head', proven: Date.parse(moment) };
  if (/had not begun to poll/.test(message)) return { kind: 'head', proven: undefined };
  assert.match(message, /Not even the position could be read/);
  return { kind: 'lost' };
}

/** A store whose document can be damaged between any two saves. It knows what each start has to tell. */
export class DamagedStore extends MemoryStore {
  /** For each time that it was read. */
  readonly expected: Expected[] = [];
  private readonly saved: string[] = [];

  /** Whether a start found nothing to go on from. */
  get isLost(): boolean {
    return this.expected.some(({ kind }) => kind === 'lost');
  }

  damage(given: Damage): void {
    if (this.text === undefined) return;
    this.text =
      given.kind === 'backup' ? this.saved[given.at % this.saved.length] : damaged(this.text, given);
  }

  override load(): Promise<unknown> {
    if (this.text !== undefined) this.expected.push(this.expect(this.text));
    return super.load();
  }

  override async save(document: object): Promise<void> {
    await super.save(document);
    if (this.text !== undefined) this.saved.push(this.text);
  }

  private expect(text: string): Expected {
    if (this.saved.some((whole) => text === whole || text === whole.trimEnd())) return { kind: 'nothing' };
    const whole = this.saved.findLast((one) => text.startsWith(one.slice(0, endOfHead(one))));
    if (whole === undefined) return { kind: 'lost' };
    const { proven, position } = JSON.parse(whole) as { proven: number | null; position: number | null };
    return { kind: 'head', proven: proven === null ? undefined : Math.min(proven, position ?? proven) };
  }
}

/** Behind the eight digits of the checksum of the head. */
function endOfHead(text: string): number {
  const mark = ',"head":"';
  return text.indexOf(mark) + mark.length + 8;
}
