import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { type ProxyOptions, proxyChoice, type Variables } from '../../../lib/connection/address/proxy-choice';

const site = 'https://acme.coupahost.com';

/** What decides in Node-RED's own http request node. */
type CoreChoice = (url: string, options: ProxyOptions) => string;

const root = join(__dirname, '../../..');
const platforms: [string, CoreChoice][] = [
  '.',
  'test/e2e/platforms/node-red-4',
  'test/e2e/platforms/node-red-5',
].map((folder) => {
  const require = createRequire(join(root, folder, 'package.json'));
  const { getProxyForUrl } = require('@node-red/nodes/core/network/lib/proxyHelper.js');
  return [folder, getProxyForUrl as CoreChoice];
});

function choose(environment: Variables, options?: ProxyOptions, url = site): string | undefined {
  return proxyChoice(new URL(url), environment, options)?.address;
}

describe('the proxy that is chosen', () => {
  for (const [what, environment, options, chosen] of [
    ['without the quotes that a variable kept', { HTTPS_PROXY: '"http://a:1"' }, {}, 'http://a:1'],
    [
      "without a word processor's quotes, and what nobody sees",
      { HTTPS_PROXY: '\u200b\u201chttp://a:1\u201d\ufeff' },
      {},
      'http://a:1',
    ],
    ['ALL_PROXY alone', { ALL_PROXY: 'http://a' }, {}, 'http://a'],
    ['all_proxy before ALL_PROXY', { ALL_PROXY: 'http://a', all_proxy: 'http://b' }, {}, 'http://b'],
    [
      'npm_config_https_proxy',
      { npm_config_https_proxy: 'http://n', https_proxy: 'http://e' },
      {},
      'http://n',
    ],
    [
      'npm_config_proxy before ALL_PROXY',
      { npm_config_proxy: 'http://n', ALL_PROXY: 'http://a' },
      {},
      'http://n',
    ],
    [
      'HTTPS_PROXY before npm_config_proxy',
      { npm_config_proxy: 'http://n', HTTPS_PROXY: 'http://e' },
      {},
      'http://e',
    ],
    ['HTTP_PROXY where nothing else is', { HTTP_PROXY: 'http://h' }, {}, 'http://h'],
    ['ALL_PROXY before HTTP_PROXY', { HTTP_PROXY: 'http://h', ALL_PROXY: 'http://a' }, {}, 'http://a'],
    [
      'none that is empty or blank',
      { https_proxy: '', HTTPS_PROXY: ' ', ALL_PROXY: ' http://a ' },
      {},
      'http://a',
    ],
    ['none of npm with excludeNpm', { npm_config_https_proxy: 'http://n' }, { excludeNpm: true }, undefined],
    [
      'capital letters with favourUpperCase',
      { HTTPS_PROXY: 'http://A', https_proxy: 'http://a' },
      { favourUpperCase: true },
      'http://A',
    ],
    [
      'small letters only with lowerCaseOnly',
      { HTTPS_PROXY: 'http://A' },
      { lowerCaseOnly: true },
      undefined,
    ],
    [
      'of the settings instead of the environment',
      { HTTPS_PROXY: 'http://e' },
      { env: { https_proxy: 'http://s' } },
      'http://s',
    ],
    [
      'HTTP_PROXY only with mode legacy',
      { HTTPS_PROXY: 'http://e', http_proxy: 'http://h', HTTP_PROXY: 'http://H' },
      { mode: 'legacy' },
      'http://H',
    ],
    [
      'HTTP_PROXY only with NR_PROXY_MODE',
      { NR_PROXY_MODE: 'legacy', HTTPS_PROXY: 'http://e' },
      { mode: 'strict' },
      undefined,
    ],
  ] as const) {
    it(`is ${what}`, () => {
      assert.equal(choose(environment, options), chosen);
    });
  }

  for (const [list, isExcluded] of [
    ['*', true],
    ['acme.coupahost.com', true],
    ['ACME.CoupaHost.com', true],
    ['coupahost.com', true],
    ['.coupahost.com', true],
    ['*.coupahost.com', true],
    ['*host.com', true],
    ['host.com', false],
    ['other.com', false],
    ['acme.coupahost.com:443', true],
    ['acme.coupahost.com:8443', false],
    [' x.com ,, acme.coupahost.com ', true],
    ['x.com acme.coupahost.com', true],
    ['x.com;acme.coupahost.com', true],
    ['x.com|acme.coupahost.com', true],
    ['https://acme.coupahost.com/', true],
    ['https://acme.coupahost.com/api/invoices', true],
    ['acme.coupahost.com/api', true],
    ['"acme.coupahost.com,x.com"', true],
    ['\u201ccoupahost.com,x.com\u201d', true],
    ['x.com,\u200bcoupahost.com', true],
    ['"x.com","coupahost.com"', true],
    ['x.com\uff0ccoupahost.com', true],
    ['10.0.0.0/8', false],
    ['acme.coupahost.com.', true],
    ['acme.*', true],
    ['*coupahost*', true],
    ['a*me.*host.com', true],
    ['acme*acme.coupahost.com', false],
    ['acm*cmx', false],
    ['<local>;*.coupahost.com', true],
    ['<local>', false],
    [', ,', false],
    ['/,::,[', false],
  ] as const) {
    it(`is ${isExcluded ? 'none' : 'kept'} with NO_PROXY=${list}`, () => {
      assert.equal(choose({ HTTPS_PROXY: 'http://p', NO_PROXY: list }) === undefined, isExcluded);
      assert.equal(choose({ HTTPS_PROXY: 'http://p', npm_config_no_proxy: list }) === undefined, isExcluded);
    });
  }

  for (const [host, list, isExcluded] of [
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.0.0.0/99', false],
    ['[fd00::7]', 'fd00::/8', true],
    ['[fd00::7]', 'fd00::7', true],
    ['[2001:db8::1]', '2001:db8::1', true],
    ['[2001:db8::]', '2001:db8::1', false],
    ['[fd00::7]:8443', '[fd00::7]:8443', true],
    ['[fd00::7]', '10.0.0.0/8', false],
    ['[2001:db8::1]', '2001:DB8:0:0:0:0:0:1', true],
    ['10.1.2.3', '10.*', true],
    ['110.1.2.3', '10.*', false],
    ['intranet', '<local>', true],
    ['münchen.example', 'münchen.example', true],
    ['a.münchen.example', '*.münchen.example', true],
  ] as const) {
    it(`is ${isExcluded ? 'none' : 'kept'} for ${host} with NO_PROXY=${list}`, () => {
      const chosen = choose({ HTTPS_PROXY: 'http://p', NO_PROXY: list }, {}, `https://${host}`);
      assert.equal(chosen === undefined, isExcluded);
    });
  }

  const names = [
    'https_proxy',
    'HTTPS_PROXY',
    'all_proxy',
    'ALL_PROXY',
    'npm_config_https_proxy',
    'npm_config_proxy',
    'NPM_CONFIG_PROXY',
  ];
  const value = (...values: string[]) => fc.option(fc.constantFrom('', ...values), { nil: undefined });
  const environments = fc
    .record({
      ...Object.fromEntries(names.map((name) => [name, value(`http://${name}.example:1`)])),
      no_proxy: value(
        '*',
        'acme.coupahost.com',
        'other.example',
        '.coupahost.com',
        '*.com:443',
        'x,acme.coupahost.com:80',
      ),
      NO_PROXY: value('*', 'acme.coupahost.com:443'),
    })
    .map((record) => Object.fromEntries(Object.entries(record).filter(([, text]) => text !== undefined)));
  const options = fc.record({
    mode: fc.constantFrom('strict', 'legacy'),
    favourUpperCase: fc.boolean(),
    lowerCaseOnly: fc.boolean(),
    excludeNpm: fc.boolean(),
  });
  for (const [platform, coreChoice] of platforms) {
    it(`is the one that Node-RED's own nodes take (${platform})`, () => {
      fc.assert(
        fc.property(environments, options, (env, how) => {
          // Node-RED's rule of parts of a URL does not know the asterisk.
          fc.pre(how.mode !== 'legacy' || ![env['no_proxy'], env['NO_PROXY']].includes('*'));
          assert.equal(choose(env, how) ?? '', coreChoice(site, { ...how, env }));
        }),
      );
    });
  }
});
