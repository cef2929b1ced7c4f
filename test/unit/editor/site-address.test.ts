import assert from 'node:assert/strict';
import { readSiteAddress } from '../../../lib/connection/address/site-address';
import { addressMeant } from '../../../nodes/connection/editor/site-address';

const hub = 'https://api.openconnectors.eu10.hana.ondemand.com';

describe('The address that was probably meant', () => {
  for (const [text, address, why] of [
    ['https://acme.coupahost.com/invoices?x=1', 'https://acme.coupahost.com', 'site'],
    ['acme.coupahost.com:8443/invoices', 'https://acme.coupahost.com:8443', 'site'],
    ['https://acme.coupahost.com/#top', 'https://acme.coupahost.com', 'site'],
    ['https://me:pw@acme.coupahost.com', 'https://acme.coupahost.com', 'site'],
    ['me@acme.coupahost.com', 'https://acme.coupahost.com', 'site'],
    ['http://acme.coupahost.com', 'https://acme.coupahost.com', 'secure'],
    ['http://acme.coupahost.com/invoices', 'https://acme.coupahost.com', 'site'],
    ['http://localhost:3000/api', 'http://localhost:3000', 'site'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000', 'local'],
    ['localhost:3000/api', 'http://localhost:3000', 'local'],
  ] as const) {
    it(`of ${text} is ${address}`, () => {
      assert.deepEqual(addressMeant(text, false), { address, why });
      assert.equal(readSiteAddress(address, 'oauth2').origin, address);
    });
  }

  for (const [text, address, why] of [
    [`${hub}/elements/api-v2/hubs?x=1`, `${hub}/elements/api-v2`, 'hub'],
    [`${hub}/home`, `${hub}/elements/api-v2`, 'hub'],
    [`${hub}/?x=1`, hub, 'hub'],
    [`${hub}/elements/api-v2`.replace('https', 'http'), `${hub}/elements/api-v2`, 'secure'],
  ] as const) {
    it(`of the hub ${text} is ${address}`, () => {
      assert.deepEqual(addressMeant(text, true), { address, why });
      assert.equal(readSiteAddress(address, 'openConnectors').href, `${hub}/elements/api-v2`);
    });
  }

  for (const text of [
    '',
    ' ',
    'acme.coupahost.com',
    'https:/acme.coupahost.com',
    'https//acme.coupahost.com',
    'https://acme.coupahost.com//',
    '${SITE}',
    'ftp://x/y',
    'a b',
  ]) {
    it(`of ${JSON.stringify(text)} is not to be told`, () => {
      assert.equal(addressMeant(text, false), undefined);
    });
  }

  it('is the same for a hub that is right', () => {
    assert.equal(addressMeant(`${hub}/elements/api-v2/hubs`, true), undefined);
  });
});
