import assert from 'node:assert/strict';
import { resolvePath } from '../../../lib/connection/address/resolve-path';

const site = new URL('https://acme.example');
const hub = new URL('https://hub.example/elements/api-v2');

describe('The path of a request', () => {
  for (const path of ['/api/invoices', '/api/x?next=//evil.example/../y', '/api//x', '/api/./x', '/']) {
    it(`${path} stays on the site`, () => {
      const { href, origin } = resolvePath(site, path);
      assert.equal(origin, 'https://acme.example');
      assert.doesNotMatch(href.slice(origin.length), /^\/\//);
    });
  }

  for (const path of [
    '//evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/api/..//evil.example',
    '/%2e//evil.example',
    '/%2e%2e//evil.example',
    '/%2F%2Fevil.example',
    '/%5cevil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    './/evil.example',
    'https://evil.example/x',
    '@evil.example',
    '/api/invoices/..',
    '/api/invoices/%2E.?fields=x',
    '/api/invoices/../users/1',
    '/api/invoices/.',
    '/api/invoices/%2e?exported=true',
  ]) {
    it(`${JSON.stringify(path)} is refused`, () => {
      for (const base of [site, hub]) assert.throws(() => resolvePath(base, path), { code: 'COUPA_CONFIG' });
    });
  }

  it("stays below a hub's base", () => {
    assert.equal(resolvePath(hub, '/hubs/x').href, 'https://hub.example/elements/api-v2/hubs/x');
    assert.throws(() => resolvePath(hub, '/../admin'), { code: 'COUPA_CONFIG' });
  });
});
