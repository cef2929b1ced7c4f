import assert from 'node:assert/strict';
import { pollOptions } from '../../../lib/poll/model/options';
import { defaultsOf, showAbsent } from '../../../nodes/editor/fields/absent';
import { defaults } from '../../../nodes/poll/editor/defaults';
import { inBrowser, openDialog } from './browser';

describe('Properties that a flow leaves out', () => {
  const browser = inBrowser();
  const field = (name: string) => document.getElementById(`node-input-${name}`) as HTMLInputElement;

  beforeEach(() => {
    openDialog('coupa-poll');
  });

  it('are shown with their defaults', () => {
    showAbsent(browser().red.add({ id: 'p', type: 'coupa-poll' }, defaults), 'node-input-');
    assert.equal(field('overlap').value, String(pollOptions.overlap.default));
    assert.equal(field('start').value, 'now');
    assert.equal(field('removeNulls').checked, false);
  });

  it('leave those alone that it has', () => {
    const given = { overlap: '', removeNulls: true };
    field('overlap').value = '';
    field('removeNulls').checked = true;
    showAbsent(browser().red.add({ id: 'p', type: 'coupa-poll', ...given }, defaults), 'node-input-');
    assert.equal(field('overlap').value, '');
    assert.equal(field('removeNulls').checked, true);
  });

  it('leave the choice of a configuration node to Node-RED', () => {
    field('connection').value = 'chosen';
    showAbsent(browser().red.add({ id: 'p', type: 'coupa-poll' }, defaults), 'node-input-');
    assert.equal(field('connection').value, 'chosen');
  });

  it('tick a box that is ticked by default', () => {
    openDialog('coupa-cso-events');
    const node = browser().red.add({ id: 'c', type: 'coupa-cso-events' }, { validate: { value: true } });
    showAbsent(node, 'node-input-');
    assert.equal(field('validate').checked, true);
    assert.deepEqual(defaultsOf(node), { validate: true });
  });
});
