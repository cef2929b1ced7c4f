import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadsOf } from '../../../lib/catalogue/files';
import { writeFacts } from '../../../lib/catalogue/read-data';
import { roomOf } from '../../node-rooms';

describe('The files that can be fetched', () => {
  const files = [
    ...new Set(Object.keys(writeFacts()).flatMap((list) => downloadsOf(list).map(({ file }) => file))),
  ];
  const locales = join(roomOf('coupa-record'), 'locales');

  it('are all named in docs/records.md', () => {
    assert.deepEqual(missingIn(read('../../../docs/records.md'), '`'), []);
  });

  for (const language of readdirSync(locales))
    it(`are all named in the help of the record node in ${language}`, () => {
      const help = readFileSync(join(locales, language, 'coupa-record.html'), 'utf8');
      assert.deepEqual(missingIn(help, '<code>'), []);
    });

  function missingIn(text: string, before: string): string[] {
    assert.ok(files.length >= 7);
    return files.filter((file) => !text.includes(`${before}${file}`));
  }
});

function read(path: string): string {
  return readFileSync(join(__dirname, path), 'utf8');
}
