import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Scrubber } from '../../../lib/connection/scrub';

describe('scrubber', () => {
  it('takes a secret out in every form it travels in', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!/•/.test(secret) && secret.trim() === secret && !/\p{Cc}/u.test(secret));
        const scrubber = new Scrubber([secret]);
        const forms = [
          secret,
          new URLSearchParams({ s: secret }).toString().slice(2),
          Buffer.from(secret).toString('base64'),
        ];
        for (const form of forms) {
          const clean = scrubber.text(`${before}${form}${after}`);
          assert.ok(!clean.includes(form) || before.includes(form) || after.includes(form), clean);
        }
      }),
    );
  });

  for (const [name, text] of [
    ['a bearer token', 'sent Authorization: Bearer abc123def456ghi'],
    ['a basic login', 'Proxy-Authorization: Basic abc123def456ghi'],
    ['a JWT', 'token eyJhbGciOiJIUzI1NiJ9.abc123def456ghi.sig is bad'],
    ['the login in a URL', 'cannot reach http://user:abc123def456ghi@proxy:3128'],
  ] as const) {
    it(`takes out ${name} that it was not told of`, () => {
      assert.ok(!new Scrubber().text(text).includes('abc123def456ghi'));
    });
  }

  it('remembers the last tokens only', () => {
    const scrubber = new Scrubber();
    for (const token of ['tok-first', 'tok-a', 'tok-b', 'tok-c', 'tok-d']) scrubber.addPassing(token);
    assert.equal(scrubber.text('tok-first tok-a tok-d'), 'tok-first ••• •••');
  });

  it('clips long texts, and cuts no secret in half', () => {
    const clean = new Scrubber(['SECRETSECRET']).text(`${'x'.repeat(495)}SECRETSECRET`);
    assert.ok(clean.length <= 500);
    assert.ok(!clean.includes('SECRET'));
  });

  it('puts a text on one line', () => {
    assert.equal(new Scrubber().text(' a\r\nb\u0000\u001b[31mc '), 'a b [31mc');
  });

  it('makes a cause of an error that keeps its name and code, but no secret', () => {
    const source = Object.assign(new TypeError('SECRET1 failed'), { code: 'E1', headers: 'SECRET1' });
    const cause = new Scrubber(['SECRET1']).cause(source);
    assert.equal(Reflect.get(cause, 'code'), 'E1');
    assert.equal(cause.name, 'TypeError');
    assert.ok(!`${cause.stack}${JSON.stringify(cause)}${cause.message}`.includes('SECRET1'));
  });
});
