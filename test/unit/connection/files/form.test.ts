import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { formOf } from '../../../../lib/connection/wire/form';
import type { FormField } from '../../../../lib/ports/form-field';

describe('A form', () => {
  const fileOf = (filename: string, contentType?: string): FormField => ({
    name: 'attachment[file]',
    value: {
      filename,
      ...(contentType === undefined ? {} : { contentType }),
      size: 6,
      pieces: () => [Buffer.from('%PDF'), Buffer.from([0, 255])],
    },
  });
  async function sent(...fields: FormField[]): Promise<[name: string, value: unknown][]> {
    const { headers, body } = formOf(fields);
    const bytes = await buffer(body);
    assert.equal(headers['content-length'], String(bytes.length));
    // The platform's own reader, which knows nothing of our writer.
    const read = await new Response(bytes, { headers }).formData();
    return Promise.all(
      [...read].map(async ([name, value]) => {
        if (typeof value === 'string') return [name, value] as [string, unknown];
        return [name, [value.name, value.type, Buffer.from(await value.arrayBuffer()).toString('latin1')]];
      }),
    );
  }

  it('is read by whoever reads forms, and has the length that it tells', async () => {
    assert.deepEqual(
      await sent(
        { name: 'attachment[type]', value: 'Größe "1"\r\n2' },
        fileOf('Müller 山.pdf', 'application/pdf'),
      ),
      [
        ['attachment[type]', 'Größe "1"\r\n2'],
        ['attachment[file]', ['Müller 山.pdf', 'application/pdf', '%PDF\0\u00ff']],
      ],
    );
  });

  for (const [name, escaped] of [
    ['a"; filename="b', 'a%22; filename=%22b'],
    ['a\r\nContent-Type: text/html\r\n\r\n', 'a%0D%0AContent-Type: text/html%0D%0A%0D%0A'],
    ['../a\nb', '../a%0Ab'],
  ] as const) {
    it(`keeps the name ${JSON.stringify(name)} in its place`, async () => {
      const { body } = formOf([fileOf(name, 'text/plain')]);
      assert.ok((await buffer(body)).includes(`filename="${escaped}"\r\nContent-Type: text/plain\r\n\r\n`));
      assert.deepEqual((await sent(fileOf(name, 'text/plain'))).length, 1);
    });
  }

  for (const type of ['text/plain\r\nX-Other: 1', 'text/plïn', ''])
    it(`has no type where one is ${JSON.stringify(type)}`, async () => {
      const [[, file] = []] = await sent(fileOf('a', type));
      assert.equal((file as string[])[1], 'application/octet-stream');
    });

  it('may be sent again from its beginning', async () => {
    const fields = [fileOf('a')];
    assert.equal((await sent(...fields)).length, 1);
    assert.deepEqual(await sent(...fields), await sent(...fields));
  });
});
