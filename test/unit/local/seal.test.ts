import assert from 'node:assert/strict';
import fc from 'fast-check';
import { unchanging } from '../../../lib/base/unchanging';
import { seal, sealedParts, unseal, writerIn } from '../../../lib/local/seal';

const document = { format: 2, site: 'Größe – 文 ","head":"', none: null, list: [1, { a: 'b' }], more: 'x' };
const writer = { host: 'here', pid: 17 };

function read(text: string | Buffer) {
  return unseal(Buffer.from(text));
}

describe('a sealed document', () => {
  it('is read as it was written, without what the seal added', () => {
    assert.deepEqual(read(seal(document, writer)), { kind: 'whole', document });
  });

  it('is written the same where a list in it is said to stay as it is, each time', () => {
    const list = unchanging([...document.list]);
    for (const position of [1, 2]) {
      const whole = { ...document, position, list, other: [position] };
      const expected = seal({ ...whole, list: document.list }, writer);
      assert.equal(Buffer.concat(sealedParts(whole, writer)).toString(), expected);
      assert.deepEqual(read(expected), { kind: 'whole', document: { ...whole } });
    }
  });

  it('does not write anew what is said to stay as it is', () => {
    let times = 0;
    const list = unchanging([{ toJSON: () => (times += 1) }]);
    for (const position of [1, 2, 3]) seal({ position, list });
    assert.equal(times, 1);
  });

  it('is damaged where it is nested more deeply than anybody who reads it can follow', () => {
    for (const part of ['[', '{"a":']) {
      const deep = `${part.repeat(100_000)}1${(part === '[' ? ']' : '}').repeat(100_000)}`;
      for (const text of [deep, `{"format":2,"ranges":${deep}}`]) {
        const found = read(text);
        assert.equal(found.kind, 'damaged', text.slice(0, 40));
      }
    }
    assert.equal(read(`{"a":["${'[{'.repeat(5000)}\\\\"]}`).kind, 'whole');
  });

  it('is damaged where it is longer than can be read at once, and its head is believed', () => {
    const text = Buffer.from(seal({ position: 17, rows: ['x'.repeat(100)] }));
    assert.equal(unseal(text, text.length).kind, 'whole');
    const read = unseal(text, text.length - 1);
    assert.equal(read.kind, 'damaged');
    assert.match(String(read.why), /longer than can be read at once/);
    assert.deepEqual(read.head, { position: 17 });
  });

  it('is whole behind the byte order mark of an editor, sealed or not', () => {
    for (const text of [seal(document, writer), JSON.stringify(document)])
      assert.deepEqual(read(`\ufeff${text}`), { kind: 'whole', document });
  });

  it('is JSON in one line', () => {
    assert.match(seal(document), /^[^\n]+\n$/);
    assert.equal(JSON.parse(seal(document)).more, 'x');
  });

  it('is read whatever is in it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (one) => {
        const plain = JSON.parse(JSON.stringify(one)) as object;
        for (const name of ['head', 'writer', 'sum', '__proto__']) Reflect.deleteProperty(plain, name);
        assert.deepEqual(read(seal(plain)), { kind: 'whole', document: plain });
      }),
    );
  });

  it('says who wrote it in its last bytes', () => {
    assert.deepEqual(writerIn(seal(document, writer).slice(-120)), writer);
    assert.equal(writerIn('{"format":1}'), undefined);
  });

  it('is damaged by every single bit, and its head is believed as long as that is whole', () => {
    const bytes = Buffer.from(seal(document, writer));
    const end = bytes.indexOf(',"head":"', bytes.indexOf('null')) + ',"head":"00000000"'.length - 1;
    let believed = 0;
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const found = unseal(flipped);
      // The line break behind it is no part of what it says.
      if (found.kind === 'whole') assert.deepEqual([bit >> 3, found.document], [bytes.length - 1, document]);
      else if (found.head !== undefined) {
        believed += 1;
        assert.ok(bit >= end * 8, `bit ${bit}`);
        assert.deepEqual(found.head, { format: 2, site: document.site, none: null });
      }
    }
    assert.ok(believed >= (bytes.length - end - 2) * 8, `the head was believed ${believed} times`);
  });

  it('is damaged by every cut', () => {
    const bytes = Buffer.from(seal(document, writer));
    for (let length = 0; length < bytes.length - 1; length += 1)
      assert.equal(unseal(bytes.subarray(0, length)).kind, 'damaged', `cut at ${length}`);
  });

  it('is damaged when somebody wrote its JSON anew', () => {
    const changed = { ...JSON.parse(seal(document)), more: 'y' };
    assert.equal(read(JSON.stringify(changed)).kind, 'damaged');
    assert.equal(read(JSON.stringify(changed, null, 2)).kind, 'damaged');
    assert.equal(read(`${seal(document)}${seal(document)}`).kind, 'damaged');
  });
});

describe('a document without a seal', () => {
  it('is read if it is JSON', () => {
    for (const one of [{ format: 1 }, [1], null, 'text'])
      assert.deepEqual(read(JSON.stringify(one)), { kind: 'whole', document: one });
  });

  it('is damaged if it is none, or no text', () => {
    for (const one of ['', '{', '{"a":1}}', Buffer.from([0x22, 0xff, 0x22])])
      assert.equal(read(one).kind, 'damaged');
  });
});
