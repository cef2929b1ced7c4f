import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { readFile } from '../../../lib/connection/wire/read-file';

describe('A file that is fetched', () => {
  /** A body of so many pieces, each of which is wiped once two others were asked for behind it: whoever keeps it has zeros then. */
  function wiped(count: number, length: number): Readable {
    const pieces: Buffer[] = [];
    return new Readable({
      highWaterMark: 1,
      read() {
        pieces.at(-3)?.fill(0);
        if (pieces.length === count) {
          this.push(null);
          return;
        }
        const piece = Buffer.alloc(length, pieces.length + 1);
        pieces.push(piece);
        this.push(piece);
      },
    });
  }

  it('is held once where its length is told: a piece is kept no longer than it takes to copy it', async () => {
    const [count, length] = [20, 1000];
    const headers = { 'content-length': String(count * length) };
    const file = await readFile(wiped(count, length), headers, 1_000_000);
    const pieces = Array.from({ length: count }, (_, index) => Buffer.alloc(length, index + 1));
    assert.ok(file.equals(Buffer.concat(pieces)));
  });
});
