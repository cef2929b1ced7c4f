import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resources } from '../../lib/catalogue/resources';
import { labelsOf } from '../node-rooms';

const root = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Every text of a dialog, in English; `…` for what is filled in. */
function textsOf(type: string): string[] {
  const texts: unknown = JSON.parse(readFileSync(labelsOf(type, 'en-US'), 'utf8'));
  const below = (value: unknown): string[] => {
    if (typeof value === 'string') return [value.replace(/ \(__number__\)$/, '').replace(/__\w+__/g, '…')];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(below) : [];
  };
  return below(texts);
}

/** Nodes and tabs of the examples. */
function namesInExamples(): string[] {
  const files = readdirSync(join(root, 'examples'));
  const nodes = files.flatMap((file): { name?: string; label?: string }[] =>
    JSON.parse(read(`examples/${file}`)),
  );
  return [
    ...files.map((file) => file.replace('.json', '')),
    ...nodes.flatMap(({ name, label }) => [name ?? '', label ?? '']),
  ];
}

describe('What the documentation names', () => {
  const types = ['coupa-config', 'coupa-fleet', 'coupa-poll', 'coupa-record', 'coupa-cso-events'];
  const known = new Set([...types.flatMap(textsOf), ...namesInExamples()]);
  /** A label alone, or with what is chosen there: *Delivered: when the flow acknowledges*. */
  const isKnown = (name: string) => known.has(name) || name.split(': ').every((one) => known.has(one));

  // What others call something: Node-RED, Coupa, Grafana; and what errors say.
  const ofOthers = {
    'getting-started': [
      'CSO',
      'Client credentials',
      'Deploy',
      'Integrations',
      'Node-RED',
      'OAuth2/OpenID Connect Clients',
      'Setup',
    ],
    migrating: ['Undo'],
    nodes: [],
    records: [],
    cso: ['CSO'],
    operations: ['Client credentials'],
    fleet: ['Moving in and out'],
    troubleshooting: ['A back-fill is under way', 'Integrations', 'Unknown outcome'],
  };
  for (const [page, names] of Object.entries<string[]>(ofOthers)) {
    it(`is called in docs/${page}.md what the dialogs and examples call it`, () => {
      const named = Array.from(
        read(`docs/${page}.md`).matchAll(/(?<![*\w])[*_]([A-Z][^*_\n]+)[*_](?![*\w])/g),
        ([, name = '']) => name,
      );
      assert.ok(named.length >= 3);
      const others = named.filter((name) => !isKnown(name) && !/^On the canvas|[›→]/.test(name));
      assert.deepEqual([...new Set(others)].sort(), names);
    });
  }

  it('is counted in the README as the catalogue has it', () => {
    const [, names, lists] = /offers (\d+) names for (\d+) lists/.exec(read('README.md')) ?? [];
    assert.equal(Number(names), resources.length);
    assert.equal(Number(lists), new Set(resources.map(({ path }) => path)).size);
  });
});
