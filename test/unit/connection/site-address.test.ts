import assert from 'node:assert/strict';
import {
  addressRemarks,
  isLoopback,
  readCsoAddress,
  readSiteAddress,
} from '../../../lib/connection/address/site-address';

const hub = 'https://api.openconnectors.eu10.hana.ondemand.com/elements/api-v2';

describe('site address', () => {
  for (const [text, href] of [
    ['https://acme.coupahost.com', 'https://acme.coupahost.com/'],
    ['acme.coupahost.com', 'https://acme.coupahost.com/'],
    ['  acme.coupahost.com/  ', 'https://acme.coupahost.com/'],
    ['HTTPS://ACME.CoupaHost.com//', 'https://acme.coupahost.com/'],
    ['acme.coupahost.com:8443', 'https://acme.coupahost.com:8443/'],
    ['https://acme.coupahost.com/api', 'https://acme.coupahost.com/'],
    ['acme.coupahost.com/API/', 'https://acme.coupahost.com/'],
    ['acme.coupahost.com//api//', 'https://acme.coupahost.com/'],
    ['https://acme.coupahost.com/api/invoices?limit=1#top', 'https://acme.coupahost.com/'],
    ['http://localhost:3000', 'http://localhost:3000/'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000/'],
    ['http://[::1]:3000', 'http://[::1]:3000/'],
    ['https:/acme.coupahost.com', 'https://acme.coupahost.com/'],
    ['https//acme.coupahost.com', 'https://acme.coupahost.com/'],
    ['https:\\\\acme.coupahost.com', 'https://acme.coupahost.com/'],
    ['htps://acme.coupahost.com', 'https://acme.coupahost.com/'],
    ['https:acme.coupahost.com', 'https://acme.coupahost.com/'],
    // Positions are kept under it: another one would begin anew.
    ['https://acme.coupahost.com.', 'https://acme.coupahost.com./'],
    ['acme.coupahost.com.:8443/api', 'https://acme.coupahost.com.:8443/'],
    ['"https://acme.coupahost.com"', 'https://acme.coupahost.com/'],
    ['\u201cacme.coupahost.com\u201d', 'https://acme.coupahost.com/'],
    ['<https://acme.coupahost.com/api>', 'https://acme.coupahost.com/'],
    ['acme.coupahost.com,', 'https://acme.coupahost.com/'],
    ['/acme.coupahost.com', 'https://acme.coupahost.com/'],
    ['b\u00fccher.example', 'https://xn--bcher-kva.example/'],
    ['https://acme.\u0440\u0444', 'https://acme.xn--p1ai/'],
    ['https://\u30c6\u30b9\u30c8test.example', 'https://xn--test-un4czcp.example/'],
    ['\uff41\uff43\uff4d\uff45.coupahost.com', 'https://acme.coupahost.com/'],
    // Fully Cyrillic and Japanese, names that were encoded, words of two alphabets in somebody's own domain.
    [
      'https://\u0437\u0430\u043a\u0443\u043f\u043a\u0438.\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444:8443',
      'https://xn--80aneha3a1a.xn--e1afmkfd.xn--p1ai:8443/',
    ],
    ['\u8abf\u9054-2.\u4f8b.jp', 'https://xn---2-sx0gq4q.xn--fsq.jp/'],
    ['xn--acme-4ve.example:443', 'https://xn--acme-4ve.example/'],
    ['coupa-\u043f\u0440\u043e\u043a\u0441\u0438.example', 'https://xn--coupa--upfp9ajlo.example/'],
    ['https.acme.com', 'https://https.acme.com/'],
  ] as const) {
    it(`reads ${JSON.stringify(text)} as ${href}`, () => {
      assert.equal(readSiteAddress(text, 'oauth2').href, href);
    });
  }

  for (const [text, complaint] of [
    ['', /is empty/],
    ['   ', /is empty/],
    ['$SITE', /is not an address/],
    ['/api', /is not an address/],
    ['https:///api', /is not an address/],
    ['https://...coupahost.com', /is not an address/],
    ['https://acme..coupahost.com', /is not an address/],
    ['acme.coupahost.com, acme-test.coupahost.com', /is not an address/],
    ['http://acme.coupahost.com', /secret never travels in clear/],
    ['http:/acme.coupahost.com', /secret never travels in clear/],
    ['https://${INSTANCE}.coupahost.com', /\$\{INSTANCE\} within a longer text/],
    [' ${SITE}', /\$\{SITE\} within a longer text/],
    ['"${SITE}"', /\$\{SITE\} within a longer text/],
    ['${SITE}', /that environment variable is not set/],
    ['{{env.SITE}}', /has "\{\{env\.SITE\}\}" in it.*only in URLs of nodes.*environment variable/],
    ['https://{{ global[store].name }}.coupahost.com', /in it.*Give the whole address/],
    ['http://127.0.0.1.evil.example', /secret never travels in clear/],
    // Letters of Cyrillic and Greek.
    ['https://acme.\u0441oupahost.com', /mixes letters of several alphabets.*Type it in anew/],
    ['acme.coup\u0430host.com', /mixes letters of several alphabets/],
    ['https://acme.%D1%81oupahost.com/', /mixes letters of several alphabets/],
    ['https://acme.c\u03bfupahost.com', /mixes letters of several alphabets/],
    ['ftp://acme.coupahost.com', /starts with ftp:/],
    ['https://', /is not an address\. Write/],
    ['https://a b', /is not an address/],
    ['https://me:pw123@acme.coupahost.com', /user name or password/],
    ['me@acme.coupahost.com', /user name or password/],
    ['https://acme.coupahost.com?x=1', /query or fragment/],
    ['https://acme.coupahost.com/#x', /query or fragment/],
    ['https://acme.coupahost.com/invoices', /only the site belongs there: https:\/\/acme\.coupahost\.com/i],
    [`https://h/${'/'.repeat(60_000)}x`, /is longer than 2048 characters/],
    [`$${'{COUPA_SITE}'}`, /environment variable is not set/],
  ] as const) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => readSiteAddress(text, 'oauth2'), { code: 'COUPA_CONFIG', message: complaint });
    });
  }

  it('never repeats a password that was typed into it', () => {
    for (const text of ['https://me:pw123456@acme.coupahost.com', 'https://me:pw123456@ acme']) {
      assert.throws(
        () => readSiteAddress(text, 'oauth2'),
        (error: Error) => !error.message.includes('pw123456'),
      );
    }
  });

  for (const [text, href] of [
    [hub, hub],
    [`${hub}/`, hub],
    [`${hub}/hubs/businessspendmanagement/invoices`, hub],
    ['api.openconnectors.eu10.hana.ondemand.com', hub],
  ] as const) {
    it(`reads the hub address ${text} up to /elements/api-v2`, () => {
      assert.equal(readSiteAddress(text, 'openConnectors').href, href);
    });
  }

  it('refuses a hub address with another path', () => {
    assert.throws(() => readSiteAddress('https://hub.example/api', 'openConnectors'), {
      code: 'COUPA_CONFIG',
    });
  });
});

describe('CSO address', () => {
  for (const [site, cso] of [
    ['acme.coupahost.com', 'https://acme.cso.coupahost.com'],
    ['acme-test.coupahost.com', 'https://acme-test.cso.coupahost.com'],
    ['acme.coupacloud.com', 'https://acme.cso.coupahost.com'],
    ['acme.cso.coupahost.com', 'https://acme.cso.coupahost.com'],
  ] as const) {
    it(`is derived from ${site}`, () => {
      assert.equal(readCsoAddress('', readSiteAddress(site, 'oauth2')).origin, cso);
    });
  }

  it('is what the property says, if it says something', () => {
    const site = readSiteAddress('acme.coupahost.com', 'oauth2');
    assert.equal(readCsoAddress(' cso.example.com/ ', site).origin, 'https://cso.example.com');
  });

  it('is read without the path that the nodes add', () => {
    const site = readSiteAddress('acme.coupahost.com', 'oauth2');
    assert.equal(readCsoAddress('cso.example.com/api/events?x=1', site).href, 'https://cso.example.com/');
  });

  it('has to be written down where it cannot be derived', () => {
    const site = readSiteAddress('coupa.example.com', 'oauth2');
    assert.throws(() => readCsoAddress('', site), { code: 'COUPA_CONFIG', message: /csoAddress is empty/ });
  });
});

describe('an address with more than the site', () => {
  const remarks = (site: string, cso = '', kind: 'oauth2' | 'openConnectors' = 'oauth2') =>
    addressRemarks(site, cso, kind).map(String);

  it('is told, with what it should be', () => {
    assert.deepEqual(remarks('acme.coupahost.com/api/invoices?x=1', 'https://cso.example.com/api'), [
      'The connection\'s siteAddress is more than the site: "/api/invoices" is taken off, since the nodes add it. Write https://acme.coupahost.com.',
      'The connection\'s csoAddress is more than the site: "/api" is taken off, since the nodes add it. Write https://cso.example.com.',
    ]);
  });

  it('is told where it is less than an address', () => {
    assert.deepEqual(remarks('acme'), [
      'The connection\'s siteAddress has the name "acme" alone. If that is the name of your Coupa, write https://acme.coupahost.com.',
    ]);
    assert.deepEqual(
      [...remarks('localhost:3000'), ...remarks('hub', '', 'openConnectors'), ...remarks('10.0.0.1')],
      [],
    );
  });

  it('is not told where there is nothing to tell, or to read', () => {
    for (const text of ['acme.coupahost.com', '', 'https://a b', 'acme.coupahost.com/apis'])
      assert.deepEqual(remarks(text), []);
    assert.deepEqual(remarks(`${hub}/hubs`, '', 'openConnectors'), []);
  });
});

describe('loopback', () => {
  for (const host of ['localhost', 'a.localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '[::1]']) {
    it(`is ${host}`, () => assert.equal(isLoopback(host), true));
  }
  for (const host of [
    'localhost.example.com',
    '128.0.0.1',
    '127.0.0.1.example.com',
    '[::2]',
    'notlocalhost',
  ]) {
    it(`is not ${host}`, () => assert.equal(isLoopback(host), false));
  }
});
