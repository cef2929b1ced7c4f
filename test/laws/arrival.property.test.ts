import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ListedRecord, ReadRecord } from '../../lib/connection/json/listed-record';
import { parseRecords } from '../../lib/connection/json/parse-list';
import { UnreadableRecord } from '../../lib/connection/json/unreadable-record';
import { readBody } from '../../lib/connection/wire/read-body';
import { PageMemory } from '../../lib/local/page-memory';
import { parameters } from './worlds';

const limit = 1024 * 1024;

/** A page: texts with all that ends texts and records elsewhere, digits that no number holds, nothing, and one that is no JSON. */
const records = [
  '{"id":1,"name":"a,]}\\"\\\\","lines":[{"id":7},{"id":8}]}',
  '{"id":9219595375673293031,"rate":1e400,"none":null,"empty":{}}',
  '{"id":3,"name":"Müller € 😀 \\u00fc"}',
  '{"id":4,"rate":NaN}',
  '{"id":"A-5","name":"\\\\\\\\"}',
];
const page = Buffer.from(` [${records.join(' ,\r\n')}\n] `);

/** In how many ways a page may be written on its way: what its header says, and its bytes. */
const writings = {
  plain: [undefined, page],
  gzip: ['gzip', gzipSync(page)],
  'gzip that no header names': [undefined, gzipSync(page)],
  'gzip twice': ['gzip, gzip', gzipSync(gzipSync(page))],
  'gzip in members': ['gzip', Buffer.concat([gzipSync(page.subarray(0, 40)), gzipSync(page.subarray(40))])],
  'gzip with a line break behind it': ['gzip', Buffer.concat([gzipSync(page), Buffer.from('\r\n')])],
  'gzip called brotli': ['br', gzipSync(page)],
  brotli: ['br', brotliCompressSync(page)],
  'plain called brotli': ['br', page],
  'brotli around gzip': ['gzip, br', brotliCompressSync(gzipSync(page))],
  deflate: ['deflate', deflateSync(page)],
  'deflate without its frame': ['gzip', deflateRawSync(page)],
} as const satisfies Record<string, readonly [string | undefined, Buffer]>;

describe('A page', () => {
  const whole = contentOf(parseRecords(page));

  for (const [what, [encoding, bytes]] of Object.entries(writings)) {
    it(`is the same wherever it is cut on its way, as ${what}`, async () => {
      for (let cut = 0; cut <= bytes.length; cut += 1) {
        const parts = [bytes.subarray(0, cut), bytes.subarray(cut)].filter((part) => part.length > 0);
        assert.deepEqual(await contentIn(parts, encoding), whole, `cut at ${cut}`);
      }
    });

    it(`is refused when its end is missing, wherever it was cut off, as ${what}`, async () => {
      for (let length = 1; length < bytes.length; length += 1) {
        const read = contentIn([bytes.subarray(0, length)], encoding);
        // Spaces, line breaks and the checksum behind the list say nothing.
        const content = await read.catch(() => 'refused');
        if (content !== 'refused') assert.deepEqual(content, whole, `cut after ${length}`);
      }
      await assert.rejects(contentIn([bytes.subarray(0, bytes.length >> 1)], encoding));
    });
  }

  it('is the same in however many parts it comes', async () => {
    const writing = fc.constantFrom(...Object.values(writings));
    await fc.assert(
      fc.asyncProperty(
        writing,
        fc.array(fc.integer({ min: 1, max: 40 })),
        fc.constantFrom(Number.NaN, -1, 1, page.length, 1e9),
        async ([encoding, bytes], sizes, announced) => {
          const parts: Buffer[] = [];
          let at = 0;
          for (const size of sizes) {
            parts.push(bytes.subarray(at, at + size));
            at += size;
          }
          parts.push(bytes.subarray(at));
          assert.deepEqual(
            await contentIn(
              parts.filter((part) => part.length > 0),
              encoding,
              announced,
            ),
            whole,
          );
        },
      ),
      parameters(100),
    );
  });
});

/** For all of them: each page is put where others were before. */
const memory = new PageMemory();

async function contentIn(
  parts: readonly Buffer[],
  encoding: string | undefined,
  expected = Number.NaN,
): Promise<unknown[]> {
  const into = memory.lease();
  try {
    const room = { limit, into, expected };
    return contentOf(parseRecords(await readBody(Readable.from(parts), encoding, room)));
  } finally {
    into.leave();
  }
}

/** All that a reader can get of a page: ids before and after parsing, fingerprints, contents. */
function contentOf(list: unknown): unknown[] {
  assert.ok(Array.isArray(list));
  return list.flatMap((record: unknown) => {
    const read = record instanceof ListedRecord ? record.read() : [record];
    return read.map((one) => {
      assert.ok(one instanceof ReadRecord || one instanceof UnreadableRecord);
      const { id } = one;
      if (record instanceof ListedRecord) assert.equal(record.id, id);
      return one instanceof ReadRecord
        ? { id, value: one.value, fingerprint: one.fingerprint }
        : { id, why: one.error.message };
    });
  });
}
