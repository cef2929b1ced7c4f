import assert from 'node:assert/strict';
import { addTooltips } from '../../../nodes/editor/fields/tooltip';
import { inBrowser, openDialog, sayKeys } from './browser';

describe('The tips of a dialog', () => {
  const browser = inBrowser();

  it('stand behind each label that has more to say, and are heard with the field', () => {
    const dialog = openDialog('coupa-poll');
    addTooltips(dialog, sayKeys);
    const label = dialog.querySelector('label[for=node-input-overlap]');
    assert.equal(label?.nextElementSibling?.getAttribute('aria-label'), 'tooltip.overlap');
    const field = document.getElementById('node-input-overlap');
    assert.equal(field?.getAttribute('aria-description'), 'tooltip.overlap');
    const marked = dialog.querySelectorAll('label[data-coupa-tooltip]').length;
    assert.equal(browser().red.popovers.length, marked);
    assert.ok(browser().red.popovers.some(({ text }) => text === 'tooltip.overlap'));
  });

  it('leave other labels alone', () => {
    const dialog = openDialog('coupa-poll');
    addTooltips(dialog, sayKeys);
    const label = dialog.querySelector('label[for=node-input-name]');
    assert.notEqual(label?.nextElementSibling?.className, 'coupa-tip');
  });

  it('close when the keyboard goes on', () => {
    const dialog = openDialog('coupa-poll');
    addTooltips(dialog, sayKeys);
    const sign = dialog.querySelector('.coupa-tip');
    const [popover] = browser().red.popovers;
    assert.ok(popover);
    popover.isOpen = true;
    sign?.dispatchEvent(new Event('blur'));
    assert.equal(popover.isOpen, false);
  });

  it('that the keyboard opened close when the mouse moves, and not under one that rests', () => {
    const dialog = openDialog('coupa-config');
    addTooltips(dialog, sayKeys);
    const sign = dialog.querySelector<HTMLElement>('.coupa-tip');
    const [popover] = browser().red.popovers;
    assert.ok(sign && popover);
    // What :focus-visible says, which this browser does not know.
    Object.defineProperty(sign, 'matches', { value: () => true });
    sign.dispatchEvent(new Event('focus'));
    assert.equal(popover.isOpen, true);
    moveBy(0);
    assert.equal(popover.isOpen, true);
    moveBy(3);
    assert.equal(popover.isOpen, false);
  });
});

function moveBy(movementX: number): void {
  document.dispatchEvent(Object.assign(new Event('pointermove'), { movementX, movementY: 0 }));
}
