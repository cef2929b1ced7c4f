import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { translations } from '../../nodes/runtime/language';
import { labelsOf, nodesFolder, nodeTypes, roomOf } from '../node-rooms';
import { usedTexts } from './used-texts';

const languages = ['en-US', ...translations];

for (const type of nodeTypes) {
  describe(`The texts of ${type}`, () => {
    const english = keysOf(textsOf('en-US', type));
    const { certain, possible } = usedTexts(type);

    it('are all used somewhere', () => {
      const unused = [...english.keys()].filter(
        (key) => ![...certain, ...possible].some((pattern) => pattern.test(key)),
      );
      assert.deepEqual(unused, []);
    });

    it('are there for every name that the code uses', () => {
      const missing = certain.filter((pattern) => ![...english.keys()].some((key) => pattern.test(key)));
      assert.deepEqual(missing.map(String), []);
    });

    for (const language of languages.filter((name) => name !== 'en-US')) {
      it(`are all there in ${language}, and no others`, () => {
        assert.deepEqual([...keysOf(textsOf(language, type)).keys()].sort(), [...english.keys()].sort());
      });

      it(`name the same values in ${language}`, () => {
        for (const [key, text] of keysOf(textsOf(language, type))) {
          assert.deepEqual(valuesIn(text), valuesIn(english.get(key) ?? ''), key);
        }
      });

      it(`are translated into ${language}, apart from names`, () => {
        const same = [...keysOf(textsOf(language, type))].filter(
          ([key, text]) => text === english.get(key) && text.split(' ').length > 3,
        );
        assert.deepEqual(same, []);
      });

      it(`come with a help in ${language} that has the parts of the English one`, () => {
        assert.deepEqual(partsOfHelp(language, type), partsOfHelp('en-US', type));
      });
    }
  });
}

function textsOf(language: string, type: string): unknown {
  const file = labelsOf(type, language);
  const whole = JSON.parse(readFileSync(file, 'utf8'));
  assert.deepEqual(Object.keys(whole), [type]);
  return whole[type];
}

function keysOf(texts: unknown, path = ''): Map<string, string> {
  if (typeof texts === 'string') return new Map([[path, texts]]);
  assert.ok(typeof texts === 'object' && texts !== null, path);
  return new Map(
    Object.entries(texts).flatMap(([key, value]) => [...keysOf(value, path === '' ? key : `${path}.${key}`)]),
  );
}

function valuesIn(text: string): string[] {
  return [...text.matchAll(/__(\w+)__/g)].map((match) => match[1] ?? '').sort();
}

/** Codes and headings: prose differs from language to language, these do not. */
function partsOfHelp(language: string, type: string): object {
  const html = readFileSync(join(roomOf(type), 'locales', language, `${type}.html`), 'utf8');
  const count = (pattern: RegExp) => [...html.matchAll(pattern)].length;
  const codes = [...html.matchAll(/<code>(.*?)<\/code>/gs)].map((match) => match[1]?.replace(/\s+/g, ' '));
  return { codes: codes.sort(), headings: count(/<h3>/g), terms: count(/<dt/g), paragraphs: count(/<p>/g) };
}

describe('The languages', () => {
  it('have the same files for every node type', () => {
    for (const type of nodeTypes) {
      const files = languages.map((language) => readdirSync(join(roomOf(type), 'locales', language)).sort());
      for (const list of files) assert.deepEqual(list, [`${type}.html`, `${type}.json`], type);
    }
  });

  it('have phrases each, English aside, in which they are written', () => {
    const translated = readdirSync(join(nodesFolder, 'locales')).sort();
    assert.deepEqual(translated, languages.filter((language) => language !== 'en-US').sort());
    for (const language of translated)
      assert.deepEqual(readdirSync(join(nodesFolder, 'locales', language)), ['phrases.json']);
  });
});
