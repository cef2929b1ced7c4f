import assert from 'node:assert/strict';
import { readProxyAddress } from '../../../lib/connection/address/proxy-address';

describe("a proxy's address", () => {
  for (const [text, origin, username, password] of [
    ['http://proxy:3128', 'http://proxy:3128', '', ''],
    ['proxy:3128', 'http://proxy:3128', '', ''],
    [' proxy.example.com ', 'http://proxy.example.com', '', ''],
    ['HTTPS://proxy:3128/', 'https://proxy:3128', '', ''],
    ['http://u:100%@proxy:3128', 'http://proxy:3128', 'u', '100%'],
    ['http://u:100%25@proxy:3128', 'http://proxy:3128', 'u', '100%'],
    ['http://u:50%de@proxy', 'http://proxy', 'u', '50%de'],
    ['http://u:%zz%41@proxy', 'http://proxy', 'u', '%zzA'],
    ['http://u:p@ss@proxy', 'http://proxy', 'u', 'p@ss'],
    ['http://u:p:a:ss@proxy', 'http://proxy', 'u', 'p:a:ss'],
    ['http://u:p#a/s?s@proxy:1', 'http://proxy:1', 'u', 'p#a/s?s'],
    ['u:p%C3%BC@proxy:1', 'http://proxy:1', 'u', 'pü'],
    ['http://DOMAIN\\u:p@proxy:1', 'http://proxy:1', 'DOMAIN\\u', 'p'],
    ['http://only@proxy:1', 'http://proxy:1', 'only', ''],
    ['http://[::1]:3128', 'http://[::1]:3128', '', ''],
    ['http:/proxy:3128', 'http://proxy:3128', '', ''],
    ['http//proxy:3128', 'http://proxy:3128', '', ''],
    ['//proxy:3128', 'http://proxy:3128', '', ''],
    ['http:p@ss@proxy:3128', 'http://proxy:3128', 'http', 'p@ss'],
  ] as const) {
    it(`is read as it is typed: ${text}`, () => {
      assert.deepEqual(readProxyAddress(text, 'HTTPS_PROXY'), { origin, username, password });
    });
  }

  for (const text of [
    '',
    'http://',
    '${PROXY}',
    'http://%PROXY_HOST%:3128',
    '{{proxy}}',
    '\u201chttp://proxy:3128\u201d',
    '\u2018proxy\u2019:3128',
    'http://u:sEcReT9@',
    'http://u:sEcReT9@pro xy:1',
    'sEcReT9:x:y',
    'http://p:99999',
  ]) {
    it(`that is none is told by its source alone: ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => readProxyAddress(text, 'HTTPS_PROXY'),
        (error: Error) => {
          assert.match(error.message, /^HTTPS_PROXY holds an address that cannot be read/);
          return !error.message.includes('sEcReT9');
        },
      );
    });
  }

  it('of another kind is told so', () => {
    assert.throws(() => readProxyAddress('socks5://u:sEcReT9@p:1080', 'ALL_PROXY'), {
      code: 'COUPA_CONFIG',
      message: /^ALL_PROXY names a proxy of the kind "socks5", and only http and https are possible/,
    });
  });
});
