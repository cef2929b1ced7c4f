import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CoupaError } from '../../../lib/base/errors';
import { knownShapes } from '../../../lib/base/secrets/known-shapes';
import { Scrubber } from '../../../lib/base/secrets/scrub';
import { phrase } from '../../../lib/base/text/phrase';
import { shapes } from './mirrors';

/** Ways to show a secret of ASCII in which its characters stand apart, or are escaped otherwise than anybody has to. */
const dressed: Readonly<Record<string, (text: string) => string>> = {
  'letter by letter': (text) => [...text].join(' '),
  'letter by letter, apart by hyphens': (text) => [...text].join('-'),
  'as a list of letters': (text) => JSON.stringify([...text]),
  'as letters that a program puts together': (text) => `'${[...text].join("'+'")}'`,
  'in short lines': (text) => (text.match(/.{1,5}/g) ?? []).join('\r\n'),
  'in lines as e-mails break them': (text) => (text.match(/.{1,6}/g) ?? []).join('=\r\n'),
  'with marks of direction between': (text) => [...text].join('\u202e'),
  'with selectors between': (text) => [...text].join('\ufe0f'),
  'in full-width letters': (text) =>
    [...text].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join(''),
  'as a dump of bytes': (text) => Buffer.from(text).toString('hex').replace(/..../g, '$& '),
  'in padded entities': (text) =>
    [...text].map((one) => `&#${String(one.charCodeAt(0)).padStart(9, '0')};`).join(''),
  'in padded entities of hexadecimal digits': (text) =>
    [...text].map((one) => `&#x${one.charCodeAt(0).toString(16).padStart(8, '0')};`).join(''),
  "in Perl's escapes": (text) => [...text].map((one) => `\\x{${one.charCodeAt(0).toString(16)}}`).join(''),
  'in escapes of a style sheet': (text) =>
    [...text].map((one) => `\\${one.charCodeAt(0).toString(16).padStart(6, '0')}`).join(''),
};

describe('scrubber', () => {
  it('takes a secret out in every form it travels in', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!/•/.test(secret) && secret.trim() === secret && !/\p{Cc}/u.test(secret));
        // An escape that a neighbour begins or ends takes characters of the secret in.
        fc.pre(!/[%&\\]\S{0,8}$/.test(before) && !/[%&\\]\S{0,8}$/.test(secret));
        const scrubber = new Scrubber([secret]);
        // What has small letters alone is taken for a word; of a secret's base64 that is next to impossible.
        const base64 = Buffer.from(secret).toString('base64');
        fc.pre(!/^[A-Z]?[a-z]*([/][A-Z]?[a-z]*)*$/.test(base64));
        const forms = [secret, new URLSearchParams({ s: secret }).toString().slice(2), base64];
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

  for (const [shape, shown] of Object.entries(dressed)) {
    it(`takes out a secret that is shown ${shape}`, () => {
      for (const secret of ['Zq8vT2mXr5Wk9LpB4nHs7Jd', 'k_9-Xv+2/mQ=r7.Tz~4wB']) {
        const clean = new Scrubber([secret]).text(`refused: ${shown(secret)} is wrong`, 5000);
        assert.match(clean, /^refused: .{0,12}•••/, clean);
        assert.ok(clean.length < 60, clean);
      }
    });
  }

  it('leaves a text as it is whose letters and digits a secret has elsewhere', () => {
    for (const text of [
      'core.invoice.read and core.supplier.read',
      '2026-11-22T08:15:00Z',
      'a, b, c, d, e, f',
    ])
      assert.equal(new Scrubber(['a-b-c', 'my-se-cr-et-1']).text(text), text);
  });

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

  for (const [shape, show] of Object.entries(shapes)) {
    it(`finds a secret ${shape} wherever what shows it is cut`, () => {
      const secret = 'Zq7!&=+/ü"w9_Kx-3vT';
      const scrubber = new Scrubber([` ${secret}\n`]);
      const text = `You sent ${show(`Bearer ${secret} and more`)} today`;
      const perCharacter = show(secret).replace(/^text=/, '').length / secret.length;
      // The whole in its shape, so that what is left of it can be looked for at each place.
      const whole = show(`Bearer ${secret} and more`);
      const begin = Math.ceil(perCharacter * 7);
      const middle = whole.slice(begin, begin + Math.floor(perCharacter * secret.length));
      for (let at = 0; at < text.length; at++) {
        for (const cut of [text.slice(0, at), text.slice(at)]) {
          for (const clean of [scrubber.clean(cut), scrubber.text(cut, 40), scrubber.end(cut, 40)]) {
            const size = Math.ceil(perCharacter * 10);
            for (let from = 0; from + size <= middle.length; from++) {
              assert.ok(!clean.includes(middle.slice(from, from + size)), `${cut} -> ${clean}`);
            }
          }
        }
      }
    });
  }

  it('looks for tokens that it was not told of in linear time', () => {
    for (const piece of [
      'eyJ-',
      'eyJ-eyJ.',
      'Bearer ',
      'Bearer eyJ',
      '//',
      '//a@',
      '//eyJ',
      'a.eyJ--------',
    ]) {
      const [short = 0, long = 0] = [64, 256].map((kB) => fastest(piece.repeat((kB * 1024) / piece.length)));
      assert.ok(long < 12 * short + 100, `${piece}: ${short} ms, ${long} ms`);
    }
  });

  it('leaves a text without secrets exactly as it is', () => {
    const text = 'Line 1: café "x" %41 &amp; \\u0041 QUFBQUFBQUFBQUFB\n';
    assert.equal(new Scrubber(['another-secret-7']).clean(text), text);
  });

  it('cleans names and texts of what is shown, and the phrases in it', () => {
    const scrubber = new Scrubber(['Zq7-Kx3-vT9']);
    const at = new Date(0);
    const shown = { 'Zq7-Kx3-vT9': [phrase`got ${'Zq7-Kx3-vT9'}`, 7, at, null], other: { a: 'b' } };
    const clean = scrubber.everything(shown) as unknown as Record<string, unknown[]>;
    assert.deepEqual(Object.keys(clean), ['•••', 'other']);
    assert.equal(String(clean['•••']?.[0]), 'got •••');
    assert.equal(clean['•••']?.[2], at);
    assert.equal(clean['other'], shown.other);
  });

  it('gives an error back that tells no secret, the same object', () => {
    const scrubber = new Scrubber(['Zq7-Kx3-vT9']);
    const error = new CoupaError('COUPA_AUTH', phrase`No ${'entry'}.`, {
      reason: { kind: 'refusal', messages: ['x'] },
      details: { sites: ['x'] },
    });
    assert.equal(scrubber.error(error), error);
    const telling = new CoupaError('COUPA_AUTH', phrase`No ${phrase`x ${'Zq7-Kx3-vT9'}`}.`, { cause: error });
    assert.equal(scrubber.error(telling).message, 'No x •••.');
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

/** Milliseconds of the fastest of several tries. */
function fastest(text: string): number {
  const tries = Array.from({ length: 3 }, () => {
    const start = performance.now();
    Array.from(knownShapes(text));
    return performance.now() - start;
  });
  return Math.min(...tries);
}
