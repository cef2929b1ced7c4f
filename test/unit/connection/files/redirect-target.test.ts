import assert from 'node:assert/strict';
import { redirectTarget } from '../../../../lib/connection/files/redirect-target';
import { AttemptFailed } from '../../../../lib/connection/retry/attempt';

const errand = {
  purpose: 'fetching a file',
  host: 'acme.coupahost.com',
  api: 'core',
  method: 'GET',
  path: '/api/x',
} as const;

describe('A redirect of a download', () => {
  const follow = (location: string, site = 'https://acme.coupahost.com', followed = 0) =>
    redirectTarget(
      { statusCode: 302, headers: { location } },
      errand,
      new URL('/api/x', site),
      new URL(site),
      followed,
    );
  const refusal = (location: string, site?: string, followed?: number): string => {
    try {
      return `followed to ${follow(location, site, followed)}`;
    } catch (error) {
      assert.ok(error instanceof AttemptFailed);
      assert.deepEqual([error.error.code, error.transient], ['COUPA_RESPONSE', false]);
      return error.message;
    }
  };

  it('is followed to a store of files elsewhere', () =>
    assert.equal(
      follow('https://files.s3.amazonaws.com/a?signature=1').href,
      'https://files.s3.amazonaws.com/a?signature=1',
    ));

  it('is followed within the site', () =>
    assert.equal(follow('/files/a').href, 'https://acme.coupahost.com/files/a'));

  it('is followed within a site that is itself inside a private network', () => {
    assert.equal(follow('/files/a', 'https://coupa.internal').href, 'https://coupa.internal/files/a');
    assert.match(refusal('https://vault.internal/a', 'https://coupa.internal'), /inside a private network/);
  });

  it('is followed twice', () => {
    assert.equal(follow('https://a.example/', undefined, 1).host, 'a.example');
    assert.match(
      refusal('https://a.example/', undefined, 2),
      /a\.example, which is one redirect more than the 2/,
    );
  });

  for (const location of ['http://files.example/a', 'ftp://files.example/a', 'file:///etc/passwd'])
    it(`is not followed to ${location}`, () => assert.match(refusal(location), /by https alone/));

  for (const host of [
    'localhost',
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '[::1]',
    '[fd00::1]',
    '[fe80::1]',
    '[::ffff:10.0.0.1]',
    '0x7f.1',
    'metadata.google.internal',
    'metadata',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '[64:ff9b::a00:1]',
    '[2002:a00:1::]',
    '[ff02::1]',
  ])
    it(`is not followed to ${host}`, () =>
      assert.match(refusal(`https://${host}/a`), /inside a private network/));

  it('is followed to this computer where the site is, too, without TLS as well', () => {
    assert.equal(follow('http://127.0.0.1:2/a', 'http://127.0.0.1:1').port, '2');
    assert.match(refusal('http://10.0.0.1/a', 'http://127.0.0.1:1'), /by https alone/);
    assert.match(refusal('https://10.0.0.1/a', 'http://127.0.0.1:1'), /inside a private network/);
  });

  it('that cannot be read is told as one', () => assert.match(refusal('https://[x'), /cannot be read/));

  it('tells neither path nor signature', () => {
    const text = refusal('http://user:pw@files.example/secret/path?signature=abc');
    assert.match(text, /to http:\/\/files\.example: a file/);
    assert.doesNotMatch(text, /secret|signature|pw/);
  });
});
