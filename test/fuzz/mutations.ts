import fc from 'fast-check';
import { fragments } from './fragments';

/** A text that differs from one of the samples in a few places: cut, doubled, swapped, or with something put in. */
export function mutated(samples: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({
    kind: fc.constantFrom('cut', 'double', 'insert', 'replace', 'flip', 'end'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.oneof(fc.nat(4), fc.nat(200)),
    text: inserted,
  });
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(edit, { maxLength: 6 }))
    .map(([sample, edits]) => edits.reduce(apply, sample));
}

/** Pieces that readers stumble over, and texts of any characters. */
export const inserted: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...fragments),
  fc
    .tuple(fc.constantFrom(...fragments), fc.integer({ min: 2, max: 300 }))
    .map(([piece, count]) => piece.repeat(count)),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom(...fragments), { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'null',
    '\u0000',
    '\ufeff',
    '1e999',
  ),
);

interface Edit {
  kind: string;
  at: number;
  length: number;
  text: string;
}

function apply(text: string, { kind, at, length, text: put }: Edit): string {
  const from = Math.floor(at * text.length);
  const head = text.slice(0, from);
  const piece = text.slice(from, from + length);
  const tail = text.slice(from + length);
  switch (kind) {
    case 'cut':
      return head + tail;
    case 'double':
      return head + piece + piece + tail;
    case 'insert':
      return head + put + piece + tail;
    case 'replace':
      return head + put + tail;
    case 'flip':
      return head + [...piece].reverse().join('') + tail;
    default:
      return head;
  }
}
