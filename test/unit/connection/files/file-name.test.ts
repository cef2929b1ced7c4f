import assert from 'node:assert/strict';
import { fileNameIn } from '../../../../lib/connection/files/file-name';

describe('The name of a file', () => {
  for (const [header, name] of [
    ['attachment; filename="scan.pdf"', 'scan.pdf'],
    ['inline; filename=scan.pdf; size=3', 'scan.pdf'],
    ['attachment; filename="_.pdf"; filename*=UTF-8\'\'%E5%B1%B1%20%22a%22.pdf', '山 _a_.pdf'],
    ['attachment; filename="a \\"b\\".pdf"', 'a _b_.pdf'],
    [`attachment; filename="${Buffer.from('Müller.pdf').toString('latin1')}"`, 'Müller.pdf'],
    ['attachment; filename="M\u00fcller.pdf"', 'Müller.pdf'],
    ['attachment; filename="a.pdf"; filename*=UTF-8\'\'%ZZ', 'a.pdf'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="C:\\\\temp\\\\a.pdf"', 'a.pdf'],
    ['attachment; filename=".."', undefined],
    ['attachment; filename=""', undefined],
    ['attachment', undefined],
    [undefined, undefined],
  ] as const) {
    it(`in ${header ?? 'no header'} is ${name ?? 'none'}`, () => assert.equal(fileNameIn(header), name));
  }

  it('is no longer than a file system takes', () =>
    assert.equal(fileNameIn(`attachment; filename="${'a'.repeat(999)}"`)?.length, 200));

  it('keeps its end, and no half of a character, where it is cut', () => {
    const name = fileNameIn(`attachment; filename*=UTF-8''${encodeURIComponent('請'.repeat(150))}.pdf`);
    assert.equal(name, `${'請'.repeat(65)}.pdf`);
  });
});
