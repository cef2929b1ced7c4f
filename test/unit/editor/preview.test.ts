import assert from 'node:assert/strict';
import { describeMistake } from '../../../nodes/poll/editor/preview-mistake';
import { describeUrl } from '../../../nodes/poll/editor/preview-url';
import { inBrowser, openDialog, sayKeys } from './browser';

const shown = {
  origin: 'https://acme.coupahost.com',
  parts: [
    { kind: 'literal', text: '/api/invoices?updated-at[gt]=' },
    { kind: 'date', text: '2026-01-01T00%3A00%3A00Z' },
    { kind: 'literal', text: '&status=approved' },
    { kind: 'paging', text: '&limit=50' },
  ],
  from: Date.parse('2026-01-01T00:00:00Z'),
  basis: 'position',
  reachBack: 300,
  begins: { decidedBy: 'position' },
  remarks: ['Mind this.'],
} as const;

type Shown = Parameters<typeof describeUrl>[0];

function inPage(preview: Partial<Shown> = {}): HTMLElement {
  document.body.replaceChildren(
    ...describeUrl({ ...shown, parts: [...shown.parts], remarks: [...shown.remarks], ...preview }, sayKeys),
  );
  return document.body;
}

describe('The preview of a URL', () => {
  inBrowser();

  it('shows what would be sent, with the placeholders decoded and marked and the paging set apart', () => {
    const page = inPage();
    assert.equal(
      page.querySelector('.coupa-url')?.textContent,
      'https://acme.coupahost.com/api/invoices?updated-at[gt]=2026-01-01T00:00:00Z&status=approved&limit=50',
    );
    assert.equal(page.querySelector('mark')?.title, 'preview.date');
    assert.equal(page.querySelector('.coupa-paging')?.textContent, '&limit=50');
  });

  it('names a site of its own while none is known', () => {
    assert.match(inPage({ origin: undefined }).textContent ?? '', /^https:\/\/preview\.site\/api/);
  });

  it('breaks lines between parameters, and counts a long list of fields', () => {
    const names = Array.from({ length: 20 }, (_, index) => `"field_${index}"`).join(',');
    const page = inPage({ parts: [{ kind: 'literal', text: `/api/x?a=1&fields=[${names}]&b=2` }] });
    const parameters = [...page.querySelectorAll('.coupa-parameter')].map((one) => one.textContent);
    assert.deepEqual(parameters, ['/api/x?a=1', '&fields=[preview.fields {"count":20}]', '&b=2']);
  });

  it('says what the user should know', () => {
    assert.equal([...inPage().querySelectorAll('p')].at(-1)?.textContent, 'Mind this.');
  });

  for (const [what, preview, key] of [
    ['that everything is read', { from: undefined }, /^preview\.everything$/],
    ['that it reaches back behind what was polled', {}, /^preview\.sincePosition .*"seconds":300/],
    ['that it reaches back behind now', { basis: 'now' }, /^preview\.sinceNow /],
    ['the date alone where it begins with one', { basis: 'date' }, /^preview\.since /],
    ['the moment alone where nothing is reached back', { reachBack: 0 }, /^preview\.since /],
  ] as const) {
    it(`says ${what}`, () => {
      assert.match(inPage(preview).querySelector('.coupa-since')?.textContent ?? '', key);
    });
  }
});

describe('A mistake in a dialog', () => {
  inBrowser();

  it('is underlined in the URL', () => {
    const mistake = { message: 'There is no ${dat}.', position: 8, length: 6 };
    document.body.replaceChildren(...describeMistake(mistake, '/api/x?a${dat}&b', sayKeys));
    assert.equal(document.querySelector('.coupa-wrong')?.textContent, '${dat}');
    assert.equal(document.querySelector('.coupa-url')?.textContent, '/api/x?a${dat}&b');
  });

  it('is told alone where nobody knows its place', () => {
    document.body.replaceChildren(...describeMistake({ message: 'No.' }, '/api/x', sayKeys));
    assert.equal(document.querySelector('.coupa-url'), null);
    assert.equal(document.querySelector('strong span')?.textContent, 'preview.mistake');
  });

  for (const [open, close] of ['""', '„“', '«»', '「」'].map((quotes) => [...quotes])) {
    it(`calls a property in ${open}${close} by its label`, () => {
      const dialog = openDialog('coupa-poll');
      const label = dialog.querySelector('label[for=node-input-overlap] span');
      if (label) label.textContent = 'Reach back';
      const mistake = { message: `${open}overlap${close} is -1.`, property: 'overlap' };
      const box = make(describeMistake(mistake, '', sayKeys));
      assert.equal(box.querySelector('strong span')?.textContent, 'preview.mistakeIn {"label":"Reach back"}');
      assert.equal(box.querySelector('p')?.textContent, `${open}Reach back${close} is -1.`);
    });
  }

  function make(elements: HTMLElement[]): HTMLElement {
    const box = document.createElement('div');
    box.append(...elements);
    return box;
  }
});
