import assert from 'node:assert/strict';
import type { CoupaError } from '../../../lib/base/errors';
import { type Site, startSite } from './site';

describe('an error answer', () => {
  let site: Site;
  beforeEach(async () => {
    site = await startSite();
  });
  afterEach(() => site.close());

  const cases: [what: string, status: number, body: string, code: string, messages: string[] | undefined][] =
    [
      [
        'XML',
        400,
        '<errors><error>one</error><error>two</error></errors>',
        'COUPA_VALIDATION',
        ['one', 'two'],
      ],
      ['XML with entities', 400, '<errors><error>a &lt; b</error></errors>', 'COUPA_VALIDATION', ['a < b']],
      [
        'HTML',
        400,
        '<html><title>Bad Request</title></html>',
        'COUPA_VALIDATION',
        ['web page "Bad Request"'],
      ],
      ['an empty body', 400, '', 'COUPA_VALIDATION', undefined],
      ['JSON', 400, '{"errors":{"state":["is invalid"]}}', 'COUPA_VALIDATION', ['state: is invalid']],
      [
        'a wrong key',
        401,
        '<errors><error>Invalid API key</error></errors>',
        'COUPA_AUTH',
        ['Invalid API key'],
      ],
      ['a missing right', 403, '', 'COUPA_FORBIDDEN', undefined],
      ['no such object', 404, '', 'COUPA_NOT_FOUND', undefined],
      ['a failing server', 500, '', 'COUPA_SERVER', undefined],
    ];
  for (const [what, status, body, code, messages] of cases) {
    it(`(${what}) becomes ${code} with the messages of the server`, async () => {
      site.fault({ answer: { status, body, type: 'text/plain' }, times: 9 });
      const error = await failure(site, 'update', { id: '1', name: 'x' });
      assert.deepEqual([error.code, error.statusCode], [code, status]);
      assert.deepEqual((error.details as { messages?: string[] }).messages, messages);
    });
  }

  it('in malformed XML says so', async () => {
    site.fault({ answer: { status: 400, body: '<errors><error>one</errors' } });
    const error = await failure(site, 'update', { id: '1', name: 'x' });
    assert.equal(error.code, 'COUPA_VALIDATION');
    assert.match(error.message, /XML that cannot be read/);
  });

  it('of 500 is not asked for again, as the documentation says', async () => {
    for (const [operation, payload] of [
      ['list', undefined],
      ['get', '1'],
      ['create', { 'market-id': '1' }],
    ] as const) {
      site.requests.length = 0;
      site.fault({ answer: { status: 500, body: '' } });
      const error = await failure(site, operation, payload);
      assert.equal(error.code, 'COUPA_SERVER');
      assert.match(error.message, /such a request fails again/);
      assert.equal(site.requests.length, 1);
    }
  });

  it('never shows the key', async () => {
    site.fault({ answer: { status: 401, body: 'Key cso-key is unknown' }, times: 9 });
    const error = await failure(site, 'list', undefined);
    assert.ok(!error.message.includes('cso-key') && !JSON.stringify(error.details).includes('cso-key'));
  });
});

async function failure(site: Site, operation: string, payload: unknown): Promise<CoupaError> {
  return site.run({ operation }, { payload }).then(
    () => assert.fail('expected an error'),
    (error: CoupaError) => error,
  );
}
