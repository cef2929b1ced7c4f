import assert from 'node:assert/strict';
import { numberIfSet } from '../../../lib/base/options/stored-number';
import {
  type Authentication,
  readCsoAddress,
  readSiteAddress,
} from '../../../lib/connection/address/site-address';
import { type ConnectionSettings, readLimits } from '../../../lib/connection/settings/settings';
import { inBrowser } from './browser';
import { accepts, definitionOf, isTaken } from './definition';

const definition = definitionOf('coupa-config');
const { defaults, credentials } = definition;

describe('The dialog of a connection', () => {
  inBrowser();

  describe('takes the same numbers as the connection itself', () => {
    const values = [
      '',
      '0',
      '0.0005',
      '0.5',
      '1',
      '1.5',
      '4',
      '86400',
      '86401',
      '1e9',
      '-1',
      'soon',
      ' 7 ',
      '0x10',
      ' ',
    ];
    for (const property of ['requestsPerSecond', 'maxConcurrency', 'timeout'] as const) {
      for (const value of [...values, 20, 0, null]) {
        it(`${property}: ${JSON.stringify(value)}`, () => {
          const settings = { [property]: numberIfSet(value) };
          const taken = isTaken(() => readLimits(settings as unknown as ConnectionSettings));
          assert.equal(accepts(definition, property, value), taken);
        });
      }
    }

    it('and a number that an environment variable will be, but not a part of one', () => {
      assert.equal(accepts(definition, 'timeout', '${SECONDS}'), true);
      assert.equal(accepts(definition, 'timeout', '1${ZEROS}'), false);
    });
  });

  describe('takes the same addresses as the connection itself', () => {
    const addresses = [
      'https://acme.coupahost.com',
      'acme.coupahost.com',
      ' acme.coupahost.com// ',
      'HTTPS://ACME.CoupaHost.com:8443/',
      'https://acme.coupahost.com/invoices?x=1',
      'https://acme.coupahost.com/invoices',
      'https://acme.coupahost.com/api',
      'acme.coupahost.com/API/',
      'https://acme.coupahost.com/api/invoices?limit=1#x',
      'https://acme.coupahost.com/apis',
      'https://acme.coupahost.com/x/api',
      'https://me:pw@acme.coupahost.com/api',
      'https://acme.coupahost.com?x=1',
      'https://acme.coupahost.com/?',
      'https://acme.coupahost.com/#x',
      'https://me:pw@acme.coupahost.com',
      'me@acme.coupahost.com',
      'http://acme.coupahost.com',
      'http://localhost:3000',
      'http://tenant.localhost.:3000',
      'http://127.0.0.1:3000/',
      'http://127.1.2.3',
      'http://127.0.0.1.evil.example',
      'http://[::1]:3000',
      'http://[::2]:3000',
      'ftp://acme.coupahost.com',
      'https://',
      'https://a b',
      'acme.${DOMAIN}',
      '',
      '  ',
      'https://api.openconnectors.eu10.hana.ondemand.com',
      'https://api.openconnectors.eu10.hana.ondemand.com/elements/api-v2',
      'https://api.openconnectors.eu10.hana.ondemand.com/elements/api-v2/hubs/x',
      'https://api.openconnectors.eu10.hana.ondemand.com/elements/api-v2?x=1',
      'https://api.openconnectors.eu10.hana.ondemand.com/elements/api-v3',
      'http://api.openconnectors.eu10.hana.ondemand.com/elements/api-v2',
    ];
    for (const authentication of ['oauth2', 'apiKey', 'openConnectors'] as Authentication[]) {
      for (const address of addresses) {
        it(`${authentication}: ${JSON.stringify(address)}`, () => {
          const taken = isTaken(() => readSiteAddress(address, authentication));
          assert.equal(accepts(definition, 'siteAddress', address, { authentication }), taken);
        });
      }
    }
    for (const address of addresses) {
      it(`of CSO: ${JSON.stringify(address)}`, () => {
        const taken = isTaken(() => readCsoAddress(address, new URL('https://acme.coupahost.com')));
        assert.equal(accepts(definition, 'csoAddress', address), taken);
      });
    }

    it('and one that an environment variable will be', () => {
      assert.equal(accepts(definition, 'siteAddress', '${COUPA_SITE}'), true);
      assert.equal(accepts(definition, 'csoAddress', '${CSO_SITE}'), true);
    });
  });

  describe('misses', () => {
    const cases: [what: string, node: Record<string, unknown>, missing: string[]][] = [
      ['nothing that it does not know yet', { authentication: 'oauth2' }, []],
      ['both of a client', { authentication: 'oauth2', credentials: {} }, ['clientId', 'clientSecret']],
      [
        'both of a client where a flow names no authentication',
        { credentials: {} },
        ['clientId', 'clientSecret'],
      ],
      ['a secret', { credentials: { clientId: 'client' } }, ['clientSecret']],
      ['a secret of spaces', { credentials: { clientId: 'client', clientSecret: ' ' } }, ['clientSecret']],
      ['no secret that is stored', { credentials: { clientId: 'client', has_clientSecret: true } }, []],
      ['no secret from a variable', { credentials: { clientId: '${ID}', clientSecret: '${SECRET}' } }, []],
      ['a key', { authentication: 'apiKey', credentials: { clientId: 'a', clientSecret: 'b' } }, ['apiKey']],
      [
        "two of a hub's three",
        { authentication: 'openConnectors', credentials: { has_userSecret: true } },
        ['organizationSecret', 'elementToken'],
      ],
      ['nothing for CSO alone', { credentials: { has_csoApiKey: true } }, []],
      [
        'a secret where CSO is not all',
        { credentials: { has_csoApiKey: true, clientId: 'client' } },
        ['clientSecret'],
      ],
    ];
    for (const [what, properties, missing] of cases) {
      it(what, () => {
        const node = { ...properties, _: (key: string) => key };
        const marked = Object.keys(credentials).filter(
          (name) => credentials[name]?.validate?.call(node, '') === false,
        );
        assert.deepEqual(marked.sort(), [...missing].sort());
        const told = defaults['authentication']?.validate?.call(node, 'oauth2', {}) as string[];
        assert.deepEqual(
          [...told],
          missing.map((name) => `coupa-config.label.${name}`),
        );
      });
    }
  });
});
