import assert from 'node:assert/strict';
import type { Resource } from '../../../lib/catalogue/resources';
import { findResource } from '../../../lib/catalogue/resources';
import { connectionOfEditor } from '../../../nodes/editor/connection/connection-fields';
import { QueryBuilder } from '../../../nodes/poll/editor/query/query-builder';
import { answered, inBrowser, openDialog, sayKeys, type } from './browser';

const invoices = findResource('invoices') as Resource;

describe('The query builder', () => {
  const browser = inBrowser();
  let place: HTMLElement;
  let url: HTMLInputElement;
  let builder: QueryBuilder;
  let resource: Resource | undefined;

  beforeEach(() => {
    browser().answers.set('attributes?resource=invoices', {
      attributes: [
        { name: 'created-at', kind: 'date' },
        { name: 'id', kind: 'number' },
        { name: 'status', kind: 'text' },
        { name: 'paid', kind: 'flag' },
      ],
    });
    browser().red.add({ id: 'direct', type: 'coupa-config' });
    browser().red.add({ id: 'hub', type: 'coupa-config', authentication: 'openConnectors' });
    const dialog = openDialog('coupa-poll');
    place = dialog.querySelector('#coupa-poll-builder') as HTMLElement;
    url = dialog.querySelector('#node-input-url') as HTMLInputElement;
    resource = invoices;
    connection = 'direct';
    builder = new QueryBuilder(place, {
      say: sayKeys,
      url,
      resource: () => resource,
      connection: () => connectionOfEditor(connection),
    });
  });

  let connection: string;
  const rows = () => [...place.querySelectorAll('.coupa-filter')];
  const selects = (row: Element | undefined) => [...(row?.querySelectorAll('select') ?? [])];
  const text = (row: Element | undefined) => row?.querySelector('input[type=text]') as HTMLInputElement;
  const picked = () => rows().map((row) => [...selects(row).map(({ value }) => value), text(row).value]);
  const choose = (select: HTMLSelectElement | undefined, value: string) => {
    if (select) select.value = value;
    select?.dispatchEvent(new Event('change'));
  };

  it('shows the filters of the URL, and leaves what it cannot show', async () => {
    url.value = '/api/invoices?updated-at[gt]=${date:yyyy}&status[in]=new,paid&id[gt]=7';
    await builder.show();
    assert.deepEqual(picked(), [['status', 'in', 'new,paid']]);
    assert.equal(place.hidden, false);
  });

  it('reads the URL of the resource where none is written', async () => {
    await builder.show();
    assert.equal(place.hidden, false);
    assert.deepEqual(picked(), []);
  });

  it('is not there for the URL of a hub, nor on a hub', async () => {
    url.value = '/hubs/businessspendmanagement/invoices';
    await builder.show();
    assert.equal(place.hidden, true);
    url.value = '';
    connection = 'hub';
    await builder.show();
    assert.equal(place.hidden, true);
  });

  it('is not there for a resource of which nothing is known', async () => {
    resource = undefined;
    await builder.show();
    assert.equal(place.hidden, true);
  });

  it('writes a filter once it has a value', async () => {
    await builder.show();
    (place.querySelector('#coupa-poll-add-filter') as HTMLElement).click();
    assert.deepEqual(picked(), [['status', '', '']]);
    assert.equal(url.value, '');
    type(text(rows()[0]), 'approved');
    assert.equal(url.value, `${invoices.url}&status=approved`);
  });

  it('leaves the URL unwritten when the last filter is removed', async () => {
    url.value = `${invoices.url}&status=approved`;
    await builder.show();
    rows()[0]?.querySelector<HTMLElement>('button[aria-label="filter.remove"]')?.click();
    assert.equal(url.value, '');
    assert.equal(document.activeElement?.id, 'coupa-poll-add-filter');
  });

  it('offers the operators that suit an attribute, and a calendar for a date', async () => {
    url.value = '/api/invoices?created-at[gt]=2026-01-01';
    await builder.show();
    const [attribute, operator] = selects(rows()[0]);
    const names = () => [...(operator?.options ?? [])].map(({ value }) => value);
    const calendar = rows()[0]?.querySelector('.coupa-calendar-holder') as HTMLElement;
    assert.ok(!names().includes('contains'));
    assert.equal(calendar.hidden, false);
    choose(attribute, 'status');
    assert.ok(names().includes('contains'));
    assert.equal(operator?.value, 'gt', 'what was chosen stays, though it does not suit');
    assert.equal(calendar.hidden, true);
    assert.equal(url.value, '/api/invoices?status[gt]=2026-01-01');
  });

  it('says what is to be written behind an operator', async () => {
    url.value = '/api/invoices?status=new';
    await builder.show();
    assert.equal(text(rows()[0]).placeholder, 'filter.text');
    for (const [operator, placeholder] of [
      ['in', 'filter.list'],
      ['blank', 'filter.flag'],
    ] as const) {
      choose(selects(rows()[0])[1], operator);
      assert.equal(text(rows()[0]).placeholder, placeholder);
    }
  });

  it('offers the values that the tenant has, and asks for them once', async () => {
    browser().answers.set('values', { values: ['approved', 'new'] });
    url.value = '/api/invoices?status=new';
    await builder.show();
    for (let time = 0; time < 2; time += 1) {
      text(rows()[0]).dispatchEvent(new Event('focus'));
      await answered();
    }
    const options = [...(rows()[0]?.querySelectorAll('datalist option') ?? [])];
    assert.deepEqual(
      options.map((option) => option.getAttribute('value')),
      ['approved', 'new'],
    );
    assert.equal(browser().asked.filter(({ path }) => path === 'values').length, 1);
  });

  it('follows what is typed into the URL, and nothing that it wrote itself', async () => {
    await builder.show();
    type(url, '/api/invoices?status=paid');
    await answered();
    assert.deepEqual(picked(), [['status', '', 'paid']]);
    const [row] = rows();
    type(text(row), 'new');
    assert.equal(rows()[0], row, 'the row with the cursor is not made anew');
  });

  describe('lets fields be picked', () => {
    const box = (name: string) => place.querySelector(`input[value="${name}"]`) as HTMLInputElement;
    const line = () => place.querySelector('details summary')?.textContent;

    it('all of which are asked for at first', async () => {
      await builder.show();
      assert.equal(line(), 'fields.all');
      assert.ok(box('paid').checked);
    });

    it('but for those that polling needs', async () => {
      await builder.show();
      assert.deepEqual(
        [box('id').disabled, box('created-at').disabled, box('paid').disabled],
        [true, true, false],
      );
    });

    it('and writes them as Coupa reads them', async () => {
      await builder.show();
      box('paid').checked = false;
      box('paid').dispatchEvent(new Event('change'));
      assert.match(url.value, /&fields=\["created_at","id","status"/);
      assert.match(line() ?? '', /^fields\.some \{"count":4,"all":5\}$/);
    });

    it('and leaves fields of fields to who wrote them', async () => {
      url.value = '/api/invoices?fields=["id",{"supplier":["name"]}]';
      await builder.show();
      assert.equal(line(), 'fields.own');
      assert.equal(box('paid').closest<HTMLElement>('.coupa-choices')?.hidden, true);
    });
  });
});
