import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { foldSections } from '../../../nodes/editor/fields/section';
import { make } from '../../../nodes/editor/page/make';
import type { Say } from '../../../nodes/editor/page/say';
import { labelsOf } from '../../node-rooms';
import { inBrowser, type } from './browser';

/** A field of a dialog. */
interface FieldOptions {
  id: string;
  label: string;
  value?: string;
  type?: string;
  /** Of a choice: what is chosen, as it is shown. */
  chosen?: string;
  checked?: boolean;
  /** What stands behind a short field. */
  unit?: string;
}

describe('The line of a folded section', () => {
  inBrowser();

  const url = { id: 'node-input-url', label: 'URL', value: '/api/invoices' };
  const start = {
    id: 'node-input-start',
    label: 'Start',
    value: 'date',
    chosen: 'since',
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

  it('follows what is typed', () => {
    const { line } = sectionWith([url], { defaults: { url: '/api/invoices' } });
    type(document.getElementById('node-input-url') as HTMLInputElement, '/api/users');
    assert.equal(line.textContent, 'URL: /api/users');
    assert.ok(line.classList.contains('coupa-changed'));
    assert.equal(line.title, 'URL: /api/users');
  });

  it('follows defaults that change', () => {
    const defaults = { url: '/api/users' };
    const { line, update } = sectionWith([url], { defaults });
    defaults.url = '/api/invoices';
    update();
    assert.equal(line.textContent, 'defaults');
  });

  it('passes over fields that are hidden', () => {
    sectionWith([url]);
    const field = document.getElementById('node-input-url') as HTMLElement;
    field.style.display = 'none';
    $(field).trigger('change');
    assert.equal(document.querySelector('.coupa-section-line')?.textContent, 'defaults');
  });

  it('tells a path that was emptied, which means that there is none, and no other field that was', () => {
    const path = { id: 'node-input-idField', label: 'Id field', value: '' };
    assert.equal(
      lineOf([path, { ...url, value: '' }], { defaults: { idField: 'id', url: '/x' } }),
      'Id field: –',
    );
  });

  it('says that everything has its default', () => {
    assert.equal(lineOf([url], { defaults: { url: '/api/invoices' } }), 'defaults');
  });
});

/** A dialog of one section with these fields, and what writes its line. */
function sectionWith(
  fields: readonly FieldOptions[],
  { say = sayIn('en-US', 'coupa-poll'), defaults = {} }: { say?: Say; defaults?: object } = {},
): { line: HTMLElement; update: () => void } {
  const line = make('span', { class: 'coupa-section-line' });
  const dialog = make(
    'div',
    {},
    make('details', { 'data-coupa-section': 'some' }, make('summary', {}, line), ...fields.flatMap(rowOf)),
  );
  document.body.append(dialog);
  return { line, update: foldSections(dialog, { say, defaults: () => ({ ...defaults }) }) };
}

function lineOf(...options: Parameters<typeof sectionWith>): string {
  return sectionWith(...options).line.textContent ?? '';
}

function rowOf({ id, label, value = '', type = 'text', chosen, checked, unit }: FieldOptions): HTMLElement[] {
  const field = chosen
    ? make('select', { id }, make('option', { value, selected: true }, chosen))
    : make('input', { id, type, value, checked, class: unit && 'coupa-short' });
  return [make('label', { for: id }, ` ${label} `), field, make('span', {}, ` ${unit ?? ''}`)];
}

/** The editor's own look-up, for what these texts need. */
function sayIn(language: string, type: string): Say {
  const { section } = JSON.parse(readFileSync(labelsOf(type, language), 'utf8'))[type];
  return (key, values = {}) =>
    String(section[key.replace('section.', '')]).replace(/__(\w+)__/g, (_, name) =>
      String(values[name] ?? ''),
    );
}
