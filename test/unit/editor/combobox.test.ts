import assert from 'node:assert/strict';
import { isChoosing, searchableList } from '../../../nodes/editor/fields/combobox';
import { make } from '../../../nodes/editor/page/make';
import { inBrowser, press, type } from './browser';

const entries = [
  { value: 'purchase_orders', facts: ['/api/purchase_orders'] },
  { value: 'invoices', facts: ['/api/invoices', 'core.invoice.read'] },
  { value: 'inventoryTransactions', facts: ['/api/inventory_transactions'] },
];

describe('A searchable list', () => {
  inBrowser();
  let input: HTMLInputElement;
  let changes: string[];

  beforeEach(() => {
    input = make('input', { type: 'text' });
    document.body.append(input);
    searchableList(input, { entries: () => entries, label: 'Resource', none: 'Nothing fits' });
    changes = [];
    $(input).on('change', () => changes.push(input.value));
  });

  const list = () => document.querySelector('[role=listbox]') as HTMLElement;
  const shown = () => [...list().children].map((one) => (one as HTMLElement).dataset['value']);
  const active = () => {
    const id = input.getAttribute('aria-activedescendant');
    return id === null ? undefined : document.getElementById(id)?.dataset['value'];
  };

  it('is closed until somebody types or clicks', () => {
    assert.equal(list().hidden, true);
    assert.equal(isChoosing(input), false);
    input.click();
    assert.equal(list().hidden, false);
    assert.equal(isChoosing(input), true);
    assert.deepEqual(
      shown(),
      entries.map(({ value }) => value),
    );
  });

  it('puts names that begin with what was typed before those that hold it, whatever the hyphens', () => {
    type(input, 'in');
    assert.deepEqual(shown(), ['invoices', 'inventoryTransactions']);
    type(input, 'transactions');
    assert.deepEqual(shown(), ['inventoryTransactions']);
    type(input, 'Purchase-Orders');
    assert.deepEqual(shown(), ['purchase_orders']);
  });

  it('finds an entry by what is known of it', () => {
    type(input, 'core.invoice');
    assert.deepEqual(shown(), ['invoices']);
  });

  it('says so where nothing fits, and shows no list', () => {
    type(input, 'xyz');
    assert.equal(list().hidden, true);
    assert.equal(document.querySelector('[role=status]')?.textContent, 'Nothing fits');
  });

  it('is moved through with the arrows, round the ends', () => {
    press(input, 'ArrowDown');
    assert.equal(active(), 'purchase_orders');
    press(input, 'ArrowDown');
    press(input, 'ArrowDown');
    press(input, 'ArrowDown');
    assert.equal(active(), 'purchase_orders');
    press(input, 'ArrowUp');
    assert.equal(active(), 'inventoryTransactions');
    assert.equal(list().querySelectorAll('[aria-selected=true]').length, 1);
  });

  it('begins at the end when the first arrow goes up', () => {
    press(input, 'ArrowUp');
    assert.equal(active(), 'inventoryTransactions');
  });

  it('gives the entry that was moved to on Enter, and tells the change once', () => {
    press(input, 'ArrowDown');
    press(input, 'ArrowDown');
    press(input, 'Enter');
    assert.equal(input.value, 'invoices');
    assert.deepEqual(changes, ['invoices']);
    assert.equal(isChoosing(input), false);
  });

  it('gives the first entry on Enter where none was moved to', () => {
    type(input, 'in');
    press(input, 'Enter');
    assert.equal(input.value, 'invoices');
  });

  it('closes on Escape and keeps what was typed', () => {
    type(input, 'in');
    press(input, 'Escape');
    assert.equal(list().hidden, true);
    assert.equal(input.value, 'in');
    assert.deepEqual(changes, []);
  });

  it('lets keys that it does not use go by', () => {
    let passed = 0;
    document.body.addEventListener('keydown', () => {
      passed += 1;
    });
    press(input, 'Escape');
    press(input, 'Enter');
    press(input, 'Tab');
    assert.equal(passed, 3);
    press(input, 'ArrowDown');
    assert.equal(passed, 3);
  });

  it('takes the entry that the mouse presses', () => {
    input.click();
    list().children[2]?.dispatchEvent(new Event('mousedown', { cancelable: true }));
    assert.equal(input.value, 'inventoryTransactions');
  });

  it('tells a change that the browser forgot when the field is left', () => {
    type(input, 'own');
    input.dispatchEvent(new Event('blur'));
    assert.deepEqual(changes, ['own']);
    input.dispatchEvent(new Event('blur'));
    assert.deepEqual(changes, ['own']);
  });

  it('stays closed when a program sets the field', () => {
    input.value = 'in';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    assert.equal(list().hidden, true);
  });
});
