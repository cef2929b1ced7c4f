import assert from 'node:assert/strict';
import { StartHints } from '../../../nodes/poll/editor/start-hints';
import { inBrowser, openDialog, sayKeys, type } from './browser';

const from = Date.UTC(2026, 10, 22, 8);

describe('What is said of the start of a poll', () => {
  const browser = inBrowser();
  let hints: StartHints;
  let dialog: HTMLElement;

  beforeEach(() => {
    dialog = openDialog('coupa-poll');
    hints = new StartHints(browser().red.add({ id: 'p', type: 'coupa-poll' }), dialog, sayKeys);
  });

  const hint = (name: string) => dialog.querySelector(`#coupa-poll-${name}-hint`)?.textContent;
  const url = () => dialog.querySelector('#node-input-url') as HTMLInputElement;

  it('is nothing while it counts', () => {
    hints.show({ decidedBy: 'start', from });
    assert.equal(hint('start'), '');
  });

  it('is that the node has polled', () => {
    hints.show({ decidedBy: 'position', from });
    assert.match(hint('start') ?? '', /^start\.past /);
  });

  it('is that it was reset, and to when', () => {
    hints.show({ decidedBy: 'reset', from });
    assert.match(hint('start') ?? '', /^start\.reset .*2026/);
    hints.show({ decidedBy: 'reset' });
    assert.equal(hint('start'), 'start.resetBeginning');
  });

  it('goes away when another resource starts anew', () => {
    hints.show({ decidedBy: 'position', from });
    hints.show({ decidedBy: 'start' });
    assert.equal(hint('start'), '');
  });

  it('is also what another URL does not bring, where the node goes on', () => {
    hints.show({ decidedBy: 'position', from });
    assert.equal(hint('url'), '');
    type(url(), '/api/invoices?status=paid');
    assert.match(hint('url') ?? '', /^url\.past /);
    type(url(), '');
    assert.equal(hint('url'), '');
  });

  it('leaves out what another URL does not bring after a reset, which reads it', () => {
    hints.show({ decidedBy: 'reset', from });
    type(url(), '/api/invoices?status=paid');
    assert.equal(hint('url'), '');
  });
});
