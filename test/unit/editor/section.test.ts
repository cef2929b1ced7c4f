import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

type Say = (key: string, values?: Record<string, string>) => string;

/** The browser's module, which is plain JavaScript. */
const { foldSections } = require('../../../nodes/editor/section.js') as {
  foldSections(dialog: object, options: { say: Say; defaults: () => Record<string, unknown> }): () => void;
};

/** What the browser knows of a field in a dialog. */
interface Field {
  id: string;
  label: string;
  value?: string;
  type?: string;
  tagName?: string;
  checked?: boolean;
  selectedOptions?: { textContent: string }[];
  /** What stands behind a short field. */
  unit?: string;
}

describe('The line of a folded section', () => {
  const url = { id: 'node-input-url', label: 'URL', value: '/api/invoices' };
  const start = {
    id: 'node-input-start',
    label: 'Start',
    value: 'date',
    tagName: 'SELECT',
    selectedOptions: [{ textContent: 'since' }],
  };

  for (const [language, line] of [
    ['en-US', 'URL: /api/invoices · Start: since'],
    ['de', 'URL: /api/invoices · Start: since'],
    ['fr', 'URL\u00a0: /api/invoices · Start\u00a0: since'],
    ['ja', 'URL: /api/invoices · Start: since'],
  ] as const) {
    it(`puts a colon between a field and its value as ${language} does`, () => {
      for (const type of ['coupa-poll', 'coupa-config'])
        assert.equal(lineOf([url, start], { say: sayIn(language, type) }), line, type);
    });
  }

  it('shows no secret', () => {
    const key = { id: 'node-config-input-apiKey', label: 'API key', value: 'a1b2c3', type: 'password' };
    assert.equal(lineOf([key]), 'API key: ••••');
  });

  it('only names a box that is ticked', () => {
    const box = { id: 'node-input-removeNulls', label: 'Drop empty fields', type: 'checkbox', checked: true };
    assert.equal(lineOf([box], { defaults: { removeNulls: false } }), 'Drop empty fields');
  });

  it('names the unit of a number', () => {
    const overlap = { id: 'node-input-overlap', label: 'Reach back', value: '600', unit: 'seconds' };
    assert.equal(lineOf([overlap]), 'Reach back: 600 seconds');
  });

  it('cuts a long value short', () => {
    assert.equal(lineOf([{ ...url, value: 'x'.repeat(121) }]), `URL: ${'x'.repeat(119)}…`);
  });

  it('says that everything has its default', () => {
    assert.equal(lineOf([url], { defaults: { url: '/api/invoices' } }), 'defaults');
  });
});

function lineOf(
  fields: readonly Field[],
  { say = sayIn('en-US', 'coupa-poll'), defaults = {} }: { say?: Say; defaults?: object } = {},
): string {
  const line = { textContent: '', classList: { toggle: () => false } };
  const inputs = fields.map((field) => ({
    ...field,
    style: {},
    classList: { contains: () => field.unit !== undefined },
    nextElementSibling: { textContent: ` ${field.unit}` },
    closest: () => null,
    getAttribute: () => field.label,
  }));
  const section = { querySelector: () => line, querySelectorAll: () => inputs };
  const dialog = { querySelectorAll: () => [section], addEventListener: () => undefined };
  const browser = { document: { querySelector: () => null }, $: () => ({ on: () => undefined }) };
  Object.assign(globalThis, browser);
  try {
    foldSections(dialog, { say, defaults: () => ({ ...defaults }) });
  } finally {
    for (const name of Object.keys(browser)) Reflect.deleteProperty(globalThis, name);
  }
  return line.textContent;
}

/** The editor's own look-up, for what these texts need. */
function sayIn(language: string, type: string): Say {
  const file = join(resolve(__dirname, '../../../nodes/locales'), language, `${type}.json`);
  const { section } = JSON.parse(readFileSync(file, 'utf8'))[type];
  return (key, values = {}) =>
    String(section[key.replace('section.', '')]).replace(/__(\w+)__/g, (_, name) => values[name] ?? '');
}
