import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainMarkdown } from '../../../lib/migrate/flow/plain-markdown';
import { toFlow } from '../../../lib/migrate/flow/to-flow';
import { readInstance } from '../../../lib/migrate/read-instance';

/** What Node-RED's Markdown makes of a text: see `rendered` in the browser's test. Here the source is looked at. */
const hostile = [
  '<img src="https://evil.example/x.png">',
  '<form action="https://evil.example"><input name="password"></form>',
  '<script>alert(1)</script>',
  '![x](https://evil.example/x.png)',
  '[click](https://evil.example)',
  '[x]: https://evil.example',
  '![x][y]',
  '<https://evil.example>',
  '&lt;img src=x&gt;',
  '`</code><img src=x>',
  '\n\n# heading\n\n<b>x</b>',
  '\n    code',
  'https://evil.example www.evil.example a@evil.example',
  '**bold** __bold__ ~~x~~',
];

/** What may not stand in a source that renders as plain text. */
function live(text: string): RegExpExecArray | null {
  const plain = text.replace(/\\./g, ' ').replace(/&(?:amp|lt|gt);/g, ' ');
  return /[<>&[\]*`~]|https?:\/\/|www\.|\w@\w|\n/.exec(plain);
}

describe('a text from outside in a description', () => {
  for (const text of hostile) {
    it(`is shown as it is: ${JSON.stringify(text)}`, () => assert.equal(live(plainMarkdown(text)), null));
  }

  it('is shown as it is, whatever it is', () => {
    const pieces = fc.constantFrom(
      ...hostile,
      '<',
      '>',
      '&',
      '[',
      ']',
      '(',
      ')',
      '!',
      '`',
      '\\',
      '\n',
      ' ',
      'a',
      '_',
      '@',
      ':',
      '//',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        assert.equal(live(plainMarkdown(parts.join(''))), null);
      }),
    );
  });

  it('stays readable: names, paths and versions are as they were', () => {
    for (const text of [
      'AWS_SECRET_ACCESS_KEY',
      'evil.example:8443',
      "updated-at[gt]='x'".replace(/\[gt\]/, ''),
      '${NAME}',
    ])
      assert.equal(plainMarkdown(text), text);
  });

  for (const text of hostile) {
    it(`is no HTML and no Markdown in comment and tab of a flow: ${JSON.stringify(text)}`, () => {
      const { description, findings } = readInstance({
        name: text,
        tags: [text],
        element: { key: 'coupa' },
        configuration: {
          siteAddress: `https://acme.coupahost.com/${text}`,
          'event.poller.refresh_interval': text,
          'event.poller.configuration': {
            [text]: {
              url: `/api/x?where=\${date:${text}}`,
              pageSize: text,
              datesConfiguration: { updatedDateFormat: text },
            },
          },
        },
      });
      const flow = toFlow(description, findings);
      const infos = flow.flatMap(({ info }) => (typeof info === 'string' ? [info] : []));
      assert.equal(infos.length, 2);
      for (const info of infos) {
        for (const line of info.split('\n').map((one) => one.replace(/^- /, ''))) {
          // A path in code, and addresses in sentences of our own.
          const own = line.replace(/^`[\w/.~ -]+`: /, '').replaceAll('https://acme.coupahost.com)', '');
          assert.equal(live(own.replaceAll('https://acme.coupahost.com.', '')), null, own);
        }
      }
    });
  }
});
