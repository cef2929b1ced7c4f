import assert from 'node:assert/strict';
import { findResource } from '../../../lib/catalogue/resources';
import { MarkExported } from '../../../nodes/poll/editor/mark-exported';
import { isUnexported, unexportedOnly } from '../../../nodes/poll/editor/query/unexported';
import { inBrowser, openDialog, sayKeys, type } from './browser';

const dated = "updated-at[gt_or_eq]=${date:yyyy-MM-dd'T'HH:mm:ssXXX}";

describe('A URL that asks for what is not exported', () => {
  for (const [url, asks, becomes] of [
    [`/api/invoices?${dated}`, 'no', '/api/invoices?exported=false'],
    [`/api/invoices?status=approved&${dated}`, 'no', '/api/invoices?exported=false&status=approved'],
    [`/api/invoices?exported=false&${dated}`, 'dated', '/api/invoices?exported=false'],
    ['/api/invoices?exported=false', 'whole', '/api/invoices?exported=false'],
    ['/api/invoices?exported=true', 'no', '/api/invoices?exported=false'],
    ['/api/invoices', 'no', '/api/invoices?exported=false'],
    [
      '/api/invoices?exported=false&due[lt]=${now:yyyy-MM-dd}',
      'whole',
      '/api/invoices?exported=false&due[lt]=${now:yyyy-MM-dd}',
    ],
    ['/api/invoices?exported=false&fields=["id"]', 'whole', '/api/invoices?exported=false&fields=["id"]'],
    ["/hubs/businessspendmanagement/invoices?where=exported='false'", 'no', undefined],
  ] as const)
    it(`is told and made of ${url}`, () => {
      assert.equal(isUnexported(url), asks);
      assert.equal(unexportedOnly(url), becomes);
    });
});

describe('Marking as exported in the dialog of a poll', () => {
  const browser = inBrowser();
  let dialog: HTMLElement;
  let resource = 'invoices';
  let isHub = false;
  let changes = 0;

  beforeEach(() => {
    browser();
    dialog = openDialog('coupa-poll');
    resource = 'invoices';
    isHub = false;
    changes = 0;
  });

  const open = () =>
    new MarkExported(dialog, {
      say: sayKeys,
      resource: () => findResource(resource),
      isHub: () => isHub,
      changed: () => {
        changes += 1;
      },
    });
  const element = (id: string) => dialog.querySelector(`#${id}`) as HTMLElement;
  const box = () => element('node-input-markExported') as HTMLInputElement;
  const url = () => element('node-input-url') as HTMLInputElement;
  const hint = () => element('coupa-poll-mark-hint').textContent;
  const isShown = () => !element('coupa-poll-row-markExported').hidden;

  function tick(isOn: boolean): void {
    box().checked = isOn;
    $(box()).trigger('change');
  }

  it('is offered where records have the flag, and not on a hub', () => {
    const marking = open();
    assert.equal(isShown(), true);
    assert.equal(hint(), 'mark.off');
    isHub = true;
    marking.show();
    assert.equal(isShown(), false);
    isHub = false;
    resource = 'suppliers';
    marking.show();
    assert.equal(isShown(), false);
  });

  it('stays to be switched off where it cannot work', () => {
    const marking = open();
    tick(true);
    resource = 'suppliers';
    marking.show();
    assert.equal(isShown(), true);
  });

  it('says what it means with the URL there is', () => {
    open();
    tick(true);
    assert.match(hint() ?? '', /^mark\.byDate /);
    type(url(), `/api/invoices?exported=false&${dated}`);
    assert.match(hint() ?? '', /^mark\.both /);
    type(url(), '/api/invoices?exported=false');
    assert.equal(hint(), 'mark.byFlag');
  });

  it('asks only for what is not exported after one click', () => {
    open();
    tick(true);
    element('coupa-poll-ask-unexported').click();
    assert.equal(url().value, '/api/invoices?exported=false');
    assert.equal(hint(), 'mark.byFlag');
    assert.equal(changes, 1);
  });

  it('shows how many records may wait, and how often they are tried, under "send" as well', () => {
    open();
    assert.equal(element('coupa-poll-rows-kept').hidden, true);
    tick(true);
    assert.equal(element('coupa-poll-rows-kept').hidden, false);
  });

  it('names the scope that it takes', () => {
    const marking = open();
    assert.equal(marking.scope(), undefined);
    tick(true);
    assert.equal(marking.scope(), 'core.invoice.write');
  });
});
