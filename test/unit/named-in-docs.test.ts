import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resources } from '../../lib/catalogue/resources';
import { labelsOf } from '../node-rooms';

const root = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Every text of a dialog, in English. */
function textsOf(type: string): string[] {
  const texts: unknown = JSON.parse(readFileSync(labelsOf(type, 'en-US'), 'utf8'));
  const below = (value: unknown): string[] => {
    if (typeof value === 'string') return [value.replace(/ \(__number__\)$/, '')];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(below) : [];
  };
  return below(texts);
}

describe('What the documentation names', () => {
  it('is called in docs/migrating.md what the dialogs call it', () => {
    // The editor's own.
    const ofEditor = ['Undo'];
    const known = new Set([...textsOf('coupa-poll'), ...textsOf('coupa-config'), ...ofEditor]);
    const named = Array.from(
      read('docs/migrating.md').matchAll(/(?<![*\w])\*([A-Z][^*\n]+)\*(?!\*)/g),
      ([, name = '']) => name,
    );
    assert.ok(named.length > 30);
    assert.deepEqual(
      [...new Set(named)].filter((name) => !known.has(name)),
      [],
    );
  });

  it('is counted in the README as the catalogue has it', () => {
    const [, names, lists] = /offers (\d+) names for (\d+) lists/.exec(read('README.md')) ?? [];
    assert.equal(Number(names), resources.length);
    assert.equal(Number(lists), new Set(resources.map(({ path }) => path)).size);
  });
});
