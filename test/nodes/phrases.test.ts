import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { translations } from '../../nodes/runtime/language';
import { nodesFolder } from '../node-rooms';
import { plainErrors, type Said, untranslatable, usedPhrases } from './used-phrases';

describe('The phrases', () => {
  const used = usedPhrases().filter(({ text }) => text !== '{0}');

  it('are found in the sources', () => {
    const templates = used.map(({ text }) => text);
    for (const one of ['reading {0}', '{0}; {1}', 'Did you mean ${{0}}?', 'is empty'])
      assert.ok(templates.includes(one), one);
  });

  for (const language of translations) {
    const catalogue = catalogueOf(language);

    it(`are all there in ${language}`, () => {
      assert.deepEqual(places(used.filter(({ text }) => !Object.hasOwn(catalogue, text))), []);
    });

    it(`are all used somewhere in ${language}`, () => {
      const known = new Set(used.map(({ text }) => text));
      assert.deepEqual(
        Object.keys(catalogue).filter((text) => !known.has(text)),
        [],
      );
    });

    it(`name the same values in ${language}`, () => {
      for (const [english, text] of Object.entries(catalogue))
        assert.deepEqual(valuesIn(text), valuesIn(english), english);
    });

    it(`name the same code in ${language}`, () => {
      for (const [english, text] of Object.entries(catalogue))
        for (const code of codeIn(english)) assert.ok(text.includes(code), `${code} in: ${text}`);
    });

    it(`are translated into ${language}`, () => {
      const same = Object.entries(catalogue).filter(
        ([english, text]) => text === english && isProse(english),
      );
      assert.deepEqual(same, []);
    });

    it(`stand in the order of the alphabet in ${language}, so that changes are easy to see`, () => {
      assert.deepEqual(Object.keys(catalogue), Object.keys(catalogue).sort());
    });
  }
});

describe('What people read', () => {
  it('is a phrase wherever it is a sentence', () => {
    const plain = untranslatable().filter(({ text, place }) => !isForNobody(text, place));
    assert.deepEqual(places(plain), []);
  });

  it('is a phrase in every error', () => {
    assert.deepEqual(places(plainErrors()), []);
  });
});

/** Facts, the program for a terminal, the code of function nodes and of the engine, and what only a developer ever sees. */
function isForNobody(text: string, place: string): boolean {
  const file = place.replace(/:\d+$/, '');
  const kept = [
    'lib/catalogue/resources.ts',
    'lib/dates/short-names.ts',
    'lib/dates/windows-zones.ts',
    'lib/dates/zone.ts',
    'lib/examine/terminal/command.ts',
    'lib/fleet/redis/delivery-scripts.ts',
    'lib/fleet/redis/scripts.ts',
    'lib/migrate/command.ts',
    'lib/migrate/flow/code/export-code.ts',
    'lib/migrate/flow/code/helpers.ts',
    // What monitoring shows, in the language of its conventions.
    'lib/opentelemetry/instruments.ts',
    'lib/opentelemetry/metrics.ts',
    'lib/opentelemetry/spans.ts',
  ];
  return kept.includes(file) || forNobody.has(text);
}

const forNobody = new Set([
  // What a user has to write.
  'IS NOT NULL',
  'The connection was closed.',
  'A page is irregular: {0}.',
  // Of the browser: names, a class, and what says that the HTML and the code do not fit.
  'coupa cso events',
  'coupa-section coupa-findings coupa-{0}',
  'The dialog has no text field for {0}.',
  'The dialog has no {0} {1}.',
  // A date's pattern.
  'EEE, dd MMM yyyy HH:mm:ss z',
  // Among a tenant's own words.
  'XML that cannot be read ({0})',
  // The code of a function node.
  "if (!(msg.statusCode >= 200 && msg.statusCode <= 299)) {\n    msg.error = { message: 'the callback URL answered ' + msg.statusCode };\n}\nreturn msg;",
]);

function catalogueOf(language: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(nodesFolder, 'locales', language, 'phrases.json'), 'utf8'));
}

function places(said: readonly Said[]): string[] {
  return said.map(({ text, place }) => `${place}: ${text}`);
}

function valuesIn(text: string): string[] {
  return [...new Set(text.match(/\{\d+\}/g))].sort();
}

/** What has to be written exactly so: addresses, paths, properties, placeholders. */
function codeIn(text: string): string[] {
  return text.match(/https?:\/\/[\w.-]+\w|\/api\/\w+|msg\.\w+|\$\{\w+[^}]*\}|\w+\.js\b|[a-z]+=…/g) ?? [];
}

function isProse(text: string): boolean {
  return (
    text.replace(/\{\d+\}/g, '').match(/\p{L}{3,}/gu)?.length !== undefined && text.split(' ').length > 3
  );
}
